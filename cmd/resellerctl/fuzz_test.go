package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/bounds"
)

// FuzzReadJSON reads anything as the document of --from-json: what is taken can be written and read
// again, and says the same.
func FuzzReadJSON(f *testing.F) {
	old, err := os.ReadFile("testdata/old.json")
	require.NoError(f, err)
	f.Add(old)
	for _, seed := range []string{
		"{}", "null", "[]",
		`{"profile":{"company":"K"},"package":{"amounts":{"extensions":120,"custom_domains":null},"pbx_limit":1e3}}`,
		`{"version":-1} {}`,
		`{"profile":{"valid_until":"2027-01-01T00:00:00Z"},"permissions":["pbx.view",""]}`,
		"{\"id\":\"\xff\"}",
	} {
		f.Add([]byte(seed))
	}
	fuzzDocument(f, func(r reseller) { _ = r.draft() })
}

// FuzzReadPBX does the same with the document of a PBX.
func FuzzReadPBX(f *testing.F) {
	for _, seed := range []string{
		"{}", "null",
		`{"name":"P","extensions":20,"expiry":"2027-01-01T00:00:00Z","customers":[{"id":"a","name":"Ada"},{}],"owner":{"id":"o"}}`,
		`{"takes":{"extensions":1,"":-1},"version":1e3,"customers":null}`, "{\"name\":\"\xff\"}",
		`{"recording":"yes"}`, `{"extensions":99999999999999999999}`,
	} {
		f.Add([]byte(seed))
	}
	fuzzDocument(f, func(o cloudPBX) { _ = o.draft() })
}

// FuzzReadCustomer does the same with the document of a customer.
func FuzzReadCustomer(f *testing.F) {
	for _, seed := range []string{
		"{}", "[]",
		`{"company":"C","email":"c@d.example","pbxs":[{"id":"p","name":"P"}],"owner":null}`,
		`{"colour":1}`,
	} {
		f.Add([]byte(seed))
	}
	fuzzDocument(f, func(o customer) { _ = o.Validate() })
}

func fuzzDocument[T any](f *testing.F, use func(document T)) {
	read := func(t *testing.T, raw []byte) (T, error) {
		var document T
		c := &call{ctx: t.Context(), in: bufio.NewReader(bytes.NewReader(raw))}
		err := c.readJSON("-", &document)
		return document, err
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var got T
		var err error
		bounds.Check(t, func() { got, err = read(t, raw) })
		if err != nil {
			require.Equal(t, core.Invalid, core.CodeOf(err))
			return
		}
		use(got)
		text, err := json.Marshal(got)
		require.NoError(t, err)
		again, err := read(t, text)
		require.NoError(t, err)
		twice, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(text), string(twice))
	})
}
