package proof_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"resellerdesk/core/proof"
)

func hashOf(table string, rows ...[]any) string {
	r := proof.NewRows(table)
	for _, row := range rows {
		r.Add(row...)
	}
	return string(r.Hash())
}

func TestEveryDifferenceIsAnotherHash(t *testing.T) {
	seen := map[string]string{}
	for name, hash := range map[string]string{
		"a number":            hashOf("t", []any{int64(1)}),
		"the same as text":    hashOf("t", []any{"1"}),
		"the same as bytes":   hashOf("t", []any{[]byte("1")}),
		"the same as real":    hashOf("t", []any{1.0}),
		"nothing":             hashOf("t", []any{nil}),
		"an empty text":       hashOf("t", []any{""}),
		"empty bytes":         hashOf("t", []any{[]byte{}}),
		"no row":              hashOf("t"),
		"a row of no columns": hashOf("t", []any{}),
		"another table":       hashOf("u", []any{int64(1)}),
		"two texts":           hashOf("t", []any{"ab", "c"}),
		"cut elsewhere":       hashOf("t", []any{"a", "bc"}),
		"two rows":            hashOf("t", []any{"ab"}, []any{"c"}),
		"in another order":    hashOf("t", []any{"c"}, []any{"ab"}),
	} {
		require.Empty(t, seen[hash], name)
		seen[hash] = name
	}
}

func TestASumHasNoOrderAndCanBeTakenBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfNDistinct(rapid.StringN(1, 9, -1), 1, 20, rapid.ID).Draw(t, "keys")
		var forth, back, none proof.Sum
		for _, k := range keys {
			forth.Add("t", k, []byte(k))
		}
		for i := len(keys) - 1; i >= 0; i-- {
			back.Add("t", keys[i], []byte(keys[i]))
		}
		require.Equal(t, forth, back)
		require.NotEqual(t, none, forth)
		for _, k := range keys {
			back.Remove("t", k, []byte(k))
		}
		require.Equal(t, none, back)
	})
}

func TestErasedTextsLeaveTheLink(t *testing.T) {
	salt := proof.NewSalt()
	require.Len(t, salt, proof.SaltSize)
	e := proof.LogEntry{Number: 7, At: 1, Actor: "a", Texts: proof.Texts(salt, "Nina", "Weber")}
	require.NotEqual(t, e.Texts, proof.Texts(salt, "NinaW", "eber"))
	require.NotEqual(t, e.Texts, proof.Texts(proof.NewSalt(), "Nina", "Weber"))
	require.NotEqual(t, e.Hash(nil), e.Hash([]byte("x")))
	other := e
	other.Actor, other.Module = "", "a"
	require.NotEqual(t, e.Hash(nil), other.Hash(nil))
}
