// Package hashed writes values into hashes in a form that no two lists of values share.
package hashed

import (
	"encoding/binary"
	"hash"
)

// Text writes the length before the text, so that two texts cannot be taken for two others.
func Text(h hash.Hash, text string) {
	Number(h, int64(len(text)))
	h.Write([]byte(text))
}

// Number writes 8 bytes, big-endian.
func Number(h hash.Hash, n int64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	h.Write(b[:])
}
