package activation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"unicode/utf8"
)

const (
	maxDepth = 8
	maxItems = MaxPBXs // Of an array or an object; no list is longer.
)

// memberName is how every member of every object is named. Only small letters, since encoding/json
// does not mind the case and would take "Kind" for "kind".
var memberName = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)

// decode reads a JSON object strictly: in UTF-8, no unknown names, no name twice, nothing behind
// it.
func decode(payload []byte, into any) error {
	if !utf8.Valid(payload) {
		return errors.New("not UTF-8")
	}
	if err := uniqueNames(json.NewDecoder(bytes.NewReader(payload)), 0); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(payload))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something stands behind the object")
	}
	return nil
}

// uniqueNames reads one JSON value and refuses an object that names a member twice or in an unusual
// way, nesting deeper than maxDepth, and more than maxItems of anything, which would take a
// multiple of the file when they are decoded.
func uniqueNames(d *json.Decoder, depth int) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	delim, nested := token.(json.Delim)
	if !nested {
		return nil
	}
	if depth == maxDepth {
		return errors.New("nested too deep")
	}
	seen := map[string]bool{}
	for n := 0; d.More(); n++ {
		if n == maxItems {
			return errors.New("too many in one list")
		}
		if delim == '{' {
			token, err := d.Token()
			if err != nil {
				return err
			}
			name := token.(string)
			if seen[name] || !memberName.MatchString(name) {
				return fmt.Errorf("the member %.64q stands twice or is not a name", name)
			}
			seen[name] = true
		}
		if err := uniqueNames(d, depth+1); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}
