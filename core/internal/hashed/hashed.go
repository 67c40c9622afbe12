// Package hashed writes values into hashes in a form that no two lists of values share.
package hashed

import (
	"encoding/binary"
	"hash"
)

// Hash is a hash into which values are written. It gathers small ones: to write each by itself
// takes longer than to hash it.
type Hash struct {
	h       hash.Hash
	waiting []byte
}

// most is how many bytes wait before they are hashed.
const most = 4096

// New writes into a hash, which nothing else may use meanwhile.
func New(h hash.Hash) *Hash { return &Hash{h: h, waiting: make([]byte, 0, 512)} }

// Bytes writes bytes as they are.
func (h *Hash) Bytes(b ...byte) { h.waiting = append(h.room(len(b)), b...) }

// Raw writes a text as it is, without its length.
func (h *Hash) Raw(text string) { h.waiting = append(h.room(len(text)), text...) }

// Text writes the length before the text, so that two texts cannot be taken for two others.
func (h *Hash) Text(text string) {
	h.Number(int64(len(text)))
	h.Raw(text)
}

// Number writes 8 bytes, big-endian.
func (h *Hash) Number(n int64) {
	h.waiting = binary.BigEndian.AppendUint64(h.room(8), uint64(n))
}

// room returns what waits, after hashing it when so many bytes more would be too much.
func (h *Hash) room(more int) []byte {
	if len(h.waiting)+more > most {
		h.flush()
	}
	return h.waiting
}

func (h *Hash) flush() {
	h.h.Write(h.waiting)
	h.waiting = h.waiting[:0]
}

// Sum appends the hash of everything that was written so far.
func (h *Hash) Sum(to []byte) []byte {
	h.flush()
	return h.h.Sum(to)
}

// Reset forgets everything that was written.
func (h *Hash) Reset() {
	h.waiting = h.waiting[:0]
	h.h.Reset()
}
