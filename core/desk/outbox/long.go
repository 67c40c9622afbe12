package outbox

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"resellerdesk/core"
)

// Secrets of a provider can be longer than an entry of every system's keyring. A long one is kept
// in parts: its first entry says of which generation the others are and how many, so that it is
// replaced as a whole.
const (
	partLength = 1800 // Bytes.
	mostParts  = 9
)

// keepLong keeps a secret of any length.
func (d *Desk) keepLong(ctx context.Context, what, value string) error {
	name, err := d.k.KeyringName(ctx, what)
	if err != nil {
		return err
	}
	parts := partsOf(value)
	if len(parts) > mostParts {
		return &core.Error{
			Code: core.Invalid, Key: "keyring.too_long",
			Args: core.Args{"Max": mostParts * partLength},
		}
	}
	generation := "a"
	if before, err := d.k.Keyring.Get(ctx, name); err == nil && strings.HasPrefix(before, "a") {
		generation = "b"
	}
	for i, part := range parts[1:] {
		if err := d.k.Keyring.Set(ctx, partName(name, generation, i), part); err != nil {
			return err
		}
	}
	head := generation + strconv.Itoa(len(parts)) + parts[0]
	return d.k.Keyring.Set(ctx, name, head)
}

// getLong returns a secret that keepLong kept.
func (d *Desk) getLong(ctx context.Context, what string) (string, error) {
	name, err := d.k.KeyringName(ctx, what)
	if err != nil {
		return "", err
	}
	head, err := d.k.Keyring.Get(ctx, name)
	if err != nil || len(head) < 2 {
		return "", err
	}
	generation, value := head[:1], head[2:]
	for i := range int(head[1]-'0') - 1 {
		part, err := d.k.Keyring.Get(ctx, partName(name, generation, i))
		if err != nil {
			return "", err
		}
		value += part
	}
	return value, nil
}

// deleteLong removes it, and what is left of those before it.
func (d *Desk) deleteLong(ctx context.Context, what string) error {
	name, err := d.k.KeyringName(ctx, what)
	if err != nil {
		return err
	}
	if err := d.k.Keyring.Delete(ctx, name); err != nil {
		return err
	}
	for _, generation := range []string{"a", "b"} {
		for i := range mostParts - 1 {
			if err := d.k.Keyring.Delete(ctx, partName(name, generation, i)); err != nil {
				return err
			}
		}
	}
	return nil
}

func partName(name, generation string, i int) string {
	return name + "-" + generation + strconv.Itoa(i)
}

// partsOf cuts a text between characters; there is at least one part.
func partsOf(text string) (parts []string) {
	for len(text) > partLength {
		end := partLength
		for !utf8.RuneStart(text[end]) {
			end--
		}
		parts, text = append(parts, text[:end]), text[end:]
	}
	return append(parts, text)
}
