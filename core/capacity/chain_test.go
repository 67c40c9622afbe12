package capacity_test

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
)

// written is what docs/ledger.md says that the hash of an operation is taken over.
type written []byte

func (w *written) number(n int64) { *w = binary.BigEndian.AppendUint64(*w, uint64(n)) }

func (w *written) text(texts ...string) {
	for _, text := range texts {
		w.number(int64(len(text)))
		*w = append(*w, text...)
	}
}

func (w *written) hash() []byte {
	sum := sha256.Sum256(*w)
	return sum[:]
}

func linked() capacity.Operation {
	at := func(k capacity.Kind, owner, pbx string, r capacity.Resource) capacity.Account {
		return capacity.Account{Kind: k, Owner: owner, PBX: pbx, Resource: r}
	}
	return capacity.Operation{
		ID: "op-2", At: time.Date(2026, 11, 24, 9, 0, 0, 123_456_789, time.UTC), Actor: "ida",
		Verb: capacity.PBXMoved, Object: "pbx-1", Reason: "Grund: Umzug nach Köln",
		Reverses: "op-1",
		Transfers: []capacity.Transfer{
			{
				Debit:  at(capacity.PBX, "kranich", "pbx-1", capacity.Extensions),
				Credit: at(capacity.Reseller, "kranich", "", capacity.Extensions), Amount: 20,
			},
			{
				Debit:  at(capacity.Free, "", "", capacity.ConcurrentCalls),
				Credit: at(capacity.PBX, "", "pbx-1", capacity.ConcurrentCalls), Amount: 4,
			},
		},
	}
}

// TestOperation_HashIsTakenOverWhatTheLedgerSays writes the bytes of docs/ledger.md by hand.
func TestOperation_HashIsTakenOverWhatTheLedgerSays(t *testing.T) {
	for name, previous := range map[string][]byte{
		"the first operation": nil, "a later one": {0xff, 0, 1},
	} {
		w := written("reseller-desk/ledger/v1\x00")
		w.text(string(previous), "op-2")
		w.number(1795510800123)
		w.text("ida", "pbx.moved", "pbx-1", "Grund: Umzug nach Köln", "op-1")
		w.number(2)
		w.text("pbx", "kranich", "pbx-1", "reseller", "kranich", "", "extensions")
		w.number(20)
		w.text("pool", "", "", "pbx", "", "pbx-1", "concurrent_calls")
		w.number(4)
		require.Equal(t, w.hash(), linked().Hash(previous), name)
	}
}

func TestOperation_HashWithoutTransfers(t *testing.T) {
	w := written("reseller-desk/ledger/v1\x00")
	w.text("", "op")
	w.number(0)
	w.text("", "customer.added", "", "", "")
	w.number(0)
	o := capacity.Operation{ID: "op", At: time.UnixMilli(0), Verb: capacity.CustomerAdded}
	require.Equal(t, w.hash(), o.Hash(nil))
}

// TestOperation_NewLinkIsTheSameHash adds the transfers one by one, as they are read from a file.
func TestOperation_NewLinkIsTheSameHash(t *testing.T) {
	o, previous := linked(), []byte("before")
	whole := o.Hash(previous)
	transfers := o.Transfers
	o.Transfers = nil
	link := o.NewLink(previous, len(transfers))
	for _, transfer := range transfers {
		link.Add(transfer)
	}
	require.Equal(t, whole, link.Hash())
}

// TestOperation_HashDependsOnEverything changes one thing at a time: no two may share a hash.
func TestOperation_HashDependsOnEverything(t *testing.T) {
	seen := map[string]string{}
	for name, change := range map[string]func(o *capacity.Operation){
		"nothing":      func(*capacity.Operation) {},
		"id":           func(o *capacity.Operation) { o.ID = "op-3" },
		"millisecond":  func(o *capacity.Operation) { o.At = o.At.Add(time.Millisecond) },
		"actor":        func(o *capacity.Operation) { o.Actor = "" },
		"verb":         func(o *capacity.Operation) { o.Verb = capacity.PBXAdded },
		"object":       func(o *capacity.Operation) { o.Object = "pbx-2" },
		"reason":       func(o *capacity.Operation) { o.Reason = "" },
		"reverses":     func(o *capacity.Operation) { o.Reverses = "op-0" },
		"text moved":   func(o *capacity.Operation) { o.Actor, o.Object = "idapbx-1", "" },
		"no transfers": func(o *capacity.Operation) { o.Transfers = nil },
		"one less":     func(o *capacity.Operation) { o.Transfers = o.Transfers[:1] },
		"amount":       func(o *capacity.Operation) { o.Transfers[1].Amount++ },
		"debit kind":   func(o *capacity.Operation) { o.Transfers[0].Debit.Kind = "held" },
		"debit owner":  func(o *capacity.Operation) { o.Transfers[0].Debit.Owner = "x" },
		"debit PBX":    func(o *capacity.Operation) { o.Transfers[0].Debit.PBX = "x" },
		"credit kind":  func(o *capacity.Operation) { o.Transfers[0].Credit.Kind = "held" },
		"credit owner": func(o *capacity.Operation) { o.Transfers[0].Credit.Owner = "x" },
		"credit PBX":   func(o *capacity.Operation) { o.Transfers[0].Credit.PBX = "x" },
		"resource":     func(o *capacity.Operation) { o.Transfers[0].Debit.Resource = "x" },
		"order": func(o *capacity.Operation) {
			o.Transfers[0], o.Transfers[1] = o.Transfers[1], o.Transfers[0]
		},
		"mirrored": func(o *capacity.Operation) {
			o.Transfers[0] = o.Transfers[0].Mirrored()
		},
	} {
		o := linked()
		change(&o)
		hash := string(o.Hash([]byte("before")))
		require.Empty(t, seen[hash], name)
		seen[hash] = name
	}
	before := linked()
	require.NotContains(t, seen, string(before.Hash([]byte("another"))))
	require.NotContains(t, seen, string(before.Hash(nil)))
}

// TestOperation_HashIgnoresWhatIsNotKept: the file keeps milliseconds of UTC.
func TestOperation_HashIgnoresWhatIsNotKept(t *testing.T) {
	o := linked()
	kept := o
	kept.At = o.At.Truncate(time.Millisecond).In(time.FixedZone("", 3600))
	require.Equal(t, o.Hash(nil), kept.Hash(nil))
}
