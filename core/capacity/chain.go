package capacity

import (
	"crypto/sha256"

	"resellerdesk/internal/hashed"
)

// chainDomain separates these hashes from all others.
const chainDomain = "reseller-desk/ledger/v1\x00"

// Hash is the link of an operation in the chain of the ledger: SHA-256 over the hash before it and everything that the
// operation and its transfers say (docs/ledger.md). previous is nil for the first operation.
func (o Operation) Hash(previous []byte) []byte {
	h := sha256.New()
	h.Write([]byte(chainDomain))
	hashed.Text(h, string(previous))
	hashed.Text(h, o.ID)
	hashed.Number(h, o.At.UnixMilli())
	for _, text := range []string{o.Actor, string(o.Verb), o.Object, o.Reason, o.Reverses} {
		hashed.Text(h, text)
	}
	hashed.Number(h, int64(len(o.Transfers)))
	for _, t := range o.Transfers {
		for _, a := range []Account{t.Debit, t.Credit} {
			hashed.Text(h, string(a.Kind))
			hashed.Text(h, a.Owner)
			hashed.Text(h, a.PBX)
		}
		hashed.Text(h, string(t.Debit.Resource))
		hashed.Number(h, t.Amount)
	}
	return h.Sum(nil)
}
