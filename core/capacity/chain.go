package capacity

import (
	"crypto/sha256"
	"hash"

	"resellerdesk/internal/hashed"
)

// chainDomain separates these hashes from all others.
const chainDomain = "reseller-desk/ledger/v1\x00"

// Hash is the link of an operation in the chain of the ledger: SHA-256 over the hash before it and everything that the
// operation and its transfers say (docs/ledger.md). previous is nil for the first operation.
func (o Operation) Hash(previous []byte) []byte {
	l := o.NewLink(previous, len(o.Transfers))
	for _, t := range o.Transfers {
		l.Add(t)
	}
	return l.Hash()
}

// Link is the link of an operation whose transfers are read one after the other.
type Link struct{ h hash.Hash }

// NewLink begins the link of an operation that has so many transfers; those that it holds itself are not looked at.
func (o Operation) NewLink(previous []byte, transfers int) Link {
	h := sha256.New()
	h.Write([]byte(chainDomain))
	hashed.Text(h, string(previous))
	hashed.Text(h, o.ID)
	hashed.Number(h, o.At.UnixMilli())
	for _, text := range []string{o.Actor, string(o.Verb), o.Object, o.Reason, o.Reverses} {
		hashed.Text(h, text)
	}
	hashed.Number(h, int64(transfers))
	return Link{h}
}

// Add adds the next transfer.
func (l Link) Add(t Transfer) {
	for _, a := range []Account{t.Debit, t.Credit} {
		hashed.Text(l.h, string(a.Kind))
		hashed.Text(l.h, a.Owner)
		hashed.Text(l.h, a.PBX)
	}
	hashed.Text(l.h, string(t.Debit.Resource))
	hashed.Number(l.h, t.Amount)
}

// Hash is what Operation.Hash returns, once all transfers were added.
func (l Link) Hash() []byte { return l.h.Sum(nil) }
