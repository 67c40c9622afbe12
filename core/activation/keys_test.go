package activation

import (
	"crypto/ed25519"
	"encoding/binary"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// chain replaces keys one after the other.
func chain(seeds ...byte) []Rotation {
	var all []Rotation
	for i := range len(seeds) - 1 {
		all = append(
			all,
			NewRotation(key(seeds[i]), public(seeds[i+1]), issued.Add(time.Duration(i)*time.Hour)),
		)
	}
	return all
}

func TestAKeyIsFollowed(t *testing.T) {
	whole := chain(2, 3, 4, 0)
	for name, c := range map[string]struct {
		pinned byte
		chain  []Rotation
		newest byte
	}{
		"none":                              {2, nil, 2},
		"from its start":                    {2, whole, 0},
		"the chain starts before the known": {3, whole, 0},
		"the known is the newest already":   {0, whole, 0},
		"one change":                        {4, whole[2:], 0},
	} {
		got, err := Follow(public(c.pinned), c.chain)
		require.NoError(t, err, name)
		require.Equal(t, public(c.newest), got, name)
	}
}

func TestAKeyIsNotFollowed(t *testing.T) {
	with := func(change func(r *Rotation)) []Rotation {
		c := chain(2, 3, 4)
		change(&c[1])
		return c
	}
	for name, c := range map[string][]Rotation{
		"without the known key": chain(3, 4),
		"a link lost":           append(chain(2, 3), chain(4, 5)...),
		"back to the first key": chain(2, 3, 2),
		"back to a later key":   chain(2, 3, 4, 3),
		"to the same key":       chain(2, 2),
		"another new key":       with(func(r *Rotation) { r.NewKey = public(5) }),
		"another time":          with(func(r *Rotation) { r.At = r.At.Add(time.Second) }),
		"another signature": with(func(r *Rotation) {
			r.Signature = make([]byte, ed25519.SignatureSize)
		}),
		"signed by the new key": with(func(r *Rotation) {
			r.Signature = ed25519.Sign(key(4), r.message())
		}),
		"a short key":       with(func(r *Rotation) { r.NewKey = r.NewKey[1:] }),
		"a short signature": with(func(r *Rotation) { r.Signature = nil }),
		"nothing in it":     {{}},
		"somebody else's change": {{
			OldKey: public(2), NewKey: public(5), At: issued,
			Signature: NewRotation(key(5), public(5), issued).Signature,
		}},
	} {
		_, err := Follow(public(2), c)
		require.Equal(t, "activation.rotation", refusal(t, err), name)
	}
}

// TestTheFormatOfARotation makes the message by what docs/activation-file.md says.
func TestTheFormatOfARotation(t *testing.T) {
	r := NewRotation(key(2), public(3), issued.Add(time.Millisecond))
	require.Equal(t, issued, r.At)
	message := append([]byte("reseller-desk/rotation/v1\x00"), public(2)...)
	message = append(message, public(3)...)
	message = binary.BigEndian.AppendUint64(message, uint64(issued.Unix()))
	require.True(t, ed25519.Verify(public(2), message, r.Signature))
}
