// Package proof hashes the rows of a workspace in a form that no storage engine decides, and adds
// up the hashes of a table so that one changed row costs the same whatever the size of the table
// (docs/proof.md).
package proof

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"

	"resellerdesk/core/internal/hashed"
)

// Domains separate hashes of one purpose from all others.
const (
	rowDomain   = "reseller-desk/proof/row/v1\x00"
	sumDomain   = "reseller-desk/proof/sum/v1\x00"
	logDomain   = "reseller-desk/proof/log/v1\x00"
	textsDomain = "reseller-desk/proof/texts/v1\x00"
	stateDomain = "reseller-desk/proof/state/v1\x00"
)

// SumSize is the length of a Sum in bytes, SaltSize that of a salt.
const (
	SumSize  = sha512.Size
	SaltSize = 16
)

// The kinds of values, as they are hashed before each value.
const (
	kindNothing = iota
	kindNumber
	kindText
	kindBytes
	kindReal
)

// Rows hashes the rows of one table that belong together, in the order in which they are written.
type Rows struct {
	h     *hashed.Hash
	table string
}

// NewRows begins the hash of some rows of a table.
func NewRows(table string) *Rows {
	r := &Rows{h: hashed.New(sha256.New()), table: table}
	r.Reset()
	return r
}

// Reset begins again, with other rows of the table.
func (r *Rows) Reset() {
	r.h.Reset()
	r.h.Raw(rowDomain)
	r.h.Text(r.table)
}

// Add adds one row. A value is nil, an int64, a string, a []byte or a float64; the order of the
// columns is part of the form.
func (r *Rows) Add(values ...any) {
	r.h.Number(int64(len(values)))
	for _, v := range values {
		value(r.h, v)
	}
}

// Hash returns the hash of all rows so far.
func (r *Rows) Hash() []byte { return r.h.Sum(nil) }

func value(h *hashed.Hash, v any) {
	switch v := v.(type) {
	case nil:
		h.Bytes(kindNothing)
	case int64:
		h.Bytes(kindNumber)
		h.Number(v)
	case string:
		h.Bytes(kindText)
		h.Text(v)
	case []byte:
		h.Bytes(kindBytes)
		h.Number(int64(len(v)))
		h.Bytes(v...)
	case float64: // No column holds one; a file that was tampered with may.
		h.Bytes(kindReal)
		h.Number(int64(math.Float64bits(v)))
	default:
		panic(fmt.Sprintf("proof: a value of type %T", v))
	}
}

// Sum is the sum of the hashes of a table's entries, modulo 2^512: adding and taking away need no
// order. The zero Sum is that of no entries.
type Sum [SumSize]byte

// Add adds the entry of a key.
func (s *Sum) Add(table, key string, hash []byte) { s.change(table, key, hash, bits.Add64) }

// Remove takes the entry of a key away again.
func (s *Sum) Remove(table, key string, hash []byte) { s.change(table, key, hash, bits.Sub64) }

func (s *Sum) change(
	table, key string,
	hash []byte,
	step func(x, y, carry uint64) (uint64, uint64),
) {
	h := hashed.New(sha512.New())
	h.Raw(sumDomain)
	h.Text(table)
	h.Text(key)
	h.Number(int64(len(hash)))
	h.Bytes(hash...)
	var sum [SumSize]byte
	wide := h.Sum(sum[:0])
	var carry uint64
	for i := SumSize - 8; i >= 0; i -= 8 {
		var n uint64
		n, carry = step(binary.BigEndian.Uint64(s[i:]), binary.BigEndian.Uint64(wide[i:]), carry)
		binary.BigEndian.PutUint64(s[i:], n)
	}
}

// LogEntry is what the chain of the log hashes of one entry. Texts is the hash of what names people
// or shows their data (Texts), which stays when that is erased.
type LogEntry struct {
	Number, At                                                int64
	Actor, Module, Operation, Object, Result, LedgerOperation string
	Texts                                                     []byte
}

// Hash is the link of an entry in the chain of the log. previous is nil for the first entry.
func (e LogEntry) Hash(previous []byte) []byte {
	h := hashed.New(sha256.New())
	h.Raw(logDomain)
	h.Text(string(previous))
	h.Number(e.Number)
	h.Number(e.At)
	for _, s := range []string{
		e.Actor, e.Module, e.Operation, e.Object, e.Result, e.LedgerOperation, string(e.Texts),
	} {
		h.Text(s)
	}
	return h.Sum(nil)
}

// NewSalt returns random bytes for Texts.
func NewSalt() []byte {
	salt := make([]byte, SaltSize)
	_, _ = rand.Read(salt) // It never fails.
	return salt
}

// Texts hashes texts with a salt: without the salt nobody can try out which texts they were.
func Texts(salt []byte, texts ...string) []byte {
	h := hashed.New(sha256.New())
	h.Raw(textsDomain)
	h.Text(string(salt))
	for _, s := range texts {
		h.Text(s)
	}
	return h.Sum(nil)
}

// Total is the sum of one table and how many entries it has.
type Total struct {
	Table   string
	Entries int64
	Sum     Sum
}

// Chain is how far something that is only ever appended to has come.
type Chain struct {
	Name string
	Rows int64
	Head []byte // The hash of the newest row, nil where the rows are only counted.
}

// State is everything that a workspace holds at one moment, and the state before it.
type State struct {
	Writes int64 // How many transactions led to it.
	Before []byte
	Chains []Chain
	Totals []Total
}

// Hash is the link of a state in the chain of states.
func (s State) Hash() []byte {
	h := hashed.New(sha256.New())
	h.Raw(stateDomain)
	h.Number(s.Writes)
	h.Text(string(s.Before))
	for _, c := range s.Chains {
		h.Text(c.Name)
		h.Number(c.Rows)
		h.Text(string(c.Head))
	}
	for _, t := range s.Totals {
		h.Text(t.Table)
		h.Number(t.Entries)
		h.Bytes(t.Sum[:]...)
	}
	return h.Sum(nil)
}
