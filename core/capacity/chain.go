package capacity

import (
	"crypto/sha256"

	"resellerdesk/core/internal/hashed"
)

// chainDomain separates these hashes from all others.
const chainDomain = "reseller-desk/ledger/v1\x00"

// Hash is the link of an operation in the chain of the ledger: SHA-256 over the hash before it and
// everything that the operation and its transfers say (docs/ledger.md). previous is nil for the
// first operation.
func (o Operation) Hash(previous []byte) []byte {
	l := o.NewLink(previous, len(o.Transfers))
	for _, t := range o.Transfers {
		l.Add(t)
	}
	return l.Hash()
}

// Link is the link of an operation whose transfers are read one after the other.
type Link struct{ h *hashed.Hash }

// NewLink begins the link of an operation that has so many transfers; those that it holds itself
// are not looked at.
func (o Operation) NewLink(previous []byte, transfers int) Link {
	h := hashed.New(sha256.New())
	h.Raw(chainDomain)
	h.Text(string(previous))
	h.Text(o.ID)
	h.Number(o.At.UnixMilli())
	for _, text := range []string{o.Actor, string(o.Verb), o.Object, o.Reason, o.Reverses} {
		h.Text(text)
	}
	h.Number(int64(transfers))
	return Link{h}
}

// Add adds the next transfer.
func (l Link) Add(t Transfer) {
	for _, a := range []Account{t.Debit, t.Credit} {
		l.h.Text(string(a.Kind))
		l.h.Text(a.Owner)
		l.h.Text(a.PBX)
	}
	l.h.Text(string(t.Debit.Resource))
	l.h.Number(t.Amount)
}

// Hash is what Operation.Hash returns, once all transfers were added.
func (l Link) Hash() []byte { return l.h.Sum(nil) }
