package capacity

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// chainDomain separates these hashes from all others.
const chainDomain = "reseller-desk/ledger/v1\x00"

// Hash is the link of an operation in the chain of the ledger: SHA-256 over the hash before it and everything that the
// operation and its transfers say (docs/ledger.md). previous is nil for the first operation.
func (o Operation) Hash(previous []byte) []byte {
	h := sha256.New()
	h.Write([]byte(chainDomain))
	writeText(h, string(previous))
	writeText(h, o.ID)
	writeNumber(h, o.At.UnixMilli())
	for _, text := range []string{o.Actor, string(o.Verb), o.Object, o.Reason, o.Reverses} {
		writeText(h, text)
	}
	writeNumber(h, int64(len(o.Transfers)))
	for _, t := range o.Transfers {
		for _, a := range []Account{t.Debit, t.Credit} {
			writeText(h, string(a.Kind))
			writeText(h, a.Owner)
			writeText(h, a.PBX)
		}
		writeText(h, string(t.Debit.Resource))
		writeNumber(h, t.Amount)
	}
	return h.Sum(nil)
}

// writeText writes the length before the text, so that two texts cannot be taken for two others.
func writeText(h hash.Hash, text string) {
	writeNumber(h, int64(len(text)))
	h.Write([]byte(text))
}

func writeNumber(h hash.Hash, n int64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	h.Write(b[:])
}
