package storetest

import (
	"errors"
	"maps"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/store"
)

// ledgerAttacks are what another program must not be able to do to ledger and log.
func ledgerAttacks() map[string]string {
	const transfer = `INSERT INTO transfer (operation, debit, credit, resource, amount)
		SELECT 'buy', p.id, r.id, 'extensions', `
	const fromPool = ` FROM ledger_account p, ledger_account r
		WHERE p.kind = 'pool' AND r.kind = 'reseller'`
	return map[string]string{
		"set a balance": `UPDATE ledger_account SET balance = 1000 WHERE kind = 'pool'`,
		"set a balance and last": `UPDATE ledger_account SET balance = 1000, last = 99
			WHERE kind = 'pool'`,
		"replay a transfer": `UPDATE ledger_account SET balance = balance - 100
			WHERE kind = 'pool'`,
		"delete an account":   `DELETE FROM ledger_account`,
		"delete a transfer":   `DELETE FROM transfer`,
		"change a transfer":   `UPDATE transfer SET amount = 1`,
		"delete an operation": `DELETE FROM operation`,
		"change an operation": `UPDATE operation SET actor = 'x'`,
		"oversell":            transfer + `401` + fromPool,
		"a negative amount":   transfer + `-1` + fromPool,
		"a rich new account": `INSERT INTO ledger_account (kind, owner, pbx, resource, balance)
			VALUES ('reseller', 'x', '', 'extensions', 5)`,
		"change the log": `UPDATE log_entry SET actor = 'x'`,
		"delete the log": `DELETE FROM log_entry`,
	}
}

func theLedgerCannotBeBroken(t *testing.T, e Engine) {
	w, place := openPraxis(t, e)
	write(t, w, func(tx store.Tx) error { return tx.AddLogEntry(Entry("reseller.added")) })
	attacks := ledgerAttacks()
	maps.Copy(attacks, e.Attacks())
	for name, statement := range attacks {
		assert.Error(t, e.Exec(t, place, statement), name)
	}
	usage, err := w.Usage(t.Context())
	require.NoError(t, err)
	require.Equal(
		t, capacity.Usage{Free: 400, Unused: 80, InPBX: 20}, usage[capacity.Extensions],
	)
	proof, err := w.Prove(t.Context())
	require.NoError(t, err)
	require.Empty(t, proof.Faults)
}

func resourcesDoNotMix(t *testing.T, e Engine) {
	w, _ := open(t, e)
	write(t, w, func(tx store.Tx) error { return tx.SetSubscribed(capacity.ConcurrentCalls, true) })
	err := w.Write(func(tx store.Tx) error {
		return tx.Post(capacity.Operation{
			ID: "x", At: Now, Actor: "owner", Transfers: []capacity.Transfer{{
				Debit:  capacity.Account{Kind: capacity.Free, Resource: capacity.Extensions},
				Credit: capacity.Account{Kind: capacity.Free, Resource: capacity.ConcurrentCalls},
				Amount: 1,
			}},
		})
	})
	require.Error(t, err)
}

func moreThanTheBalanceNamesResourceAndRest(t *testing.T, e Engine) {
	w, _ := open(t, e)
	require.NoError(t, Add(w, Reseller(420)))
	err := Add(w, Reseller(81))
	var refusal *core.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, core.Conflict, refusal.Code)
	require.Equal(t, "capacity.not_enough", refusal.Key)
	require.Equal(t, "extensions", refusal.Field)
	require.Equal(t, core.Args{"Free": int64(80)}, refusal.Args)
	_, err = w.Account(t.Context(), "r81")
	require.Equal(
		t, core.NotFound, core.CodeOf(err), "the account of the same transaction is gone too",
	)
}

// manyTransfersArePostedInSteps lets a step end an operation in its middle, too.
func manyTransfersArePostedInSteps(t *testing.T, e Engine) {
	const many = 2500
	w, _ := open(t, e)
	require.NoError(t, Add(w, Reseller(400)))
	give := func(from, to string) capacity.Transfer {
		of := func(owner string) capacity.Account {
			return capacity.Account{
				Kind: capacity.Reseller, Owner: owner, Resource: capacity.Extensions,
			}
		}
		return capacity.Transfer{Debit: of(from), Credit: of(to), Amount: 1}
	}
	require.NoError(t, Add(w, Reseller(1)))
	var transfers []capacity.Transfer
	for range many / 2 {
		transfers = append(transfers, give("r400", "r1"), give("r1", "r400"))
	}
	post := func(id string, step func(more int) error) error {
		return w.Write(func(tx store.Tx) error {
			op := capacity.Operation{ID: id, At: Now, Actor: "owner", Verb: capacity.ResellerChanged}
			return tx.PostMany(op, store.TransfersOf(transfers), step)
		})
	}
	enough, written := errors.New("enough"), 0
	require.ErrorIs(t, post("stopped", func(more int) error {
		if written += more; written > many/2 {
			return enough
		}
		return nil
	}), enough)
	there, err := w.OperationExists(t.Context(), "stopped")
	require.NoError(t, err)
	require.False(t, there)

	written = 0
	require.NoError(t, post("posted", func(more int) error { written += more; return nil }))
	require.Equal(t, many, written)
	op, err := w.Operation(t.Context(), "posted")
	require.NoError(t, err)
	require.Equal(t, transfers, op.Transfers)
	first, last, err := w.LastTransfers(t.Context(), "posted", 0, 2)
	require.NoError(t, err)
	require.Equal(t, []capacity.Transfer{transfers[many-1], transfers[many-2]}, first)
	next, _, err := w.LastTransfers(t.Context(), "posted", last, 1)
	require.NoError(t, err)
	require.Equal(t, transfers[many-3:many-2], next)
	_, count, err := w.OperationSize(t.Context(), "posted")
	require.NoError(t, err)
	require.Equal(t, many, count)
}

func aPanicLeavesNothing(t *testing.T, e Engine) {
	w, _ := open(t, e)
	require.Panics(t, func() {
		_ = w.Write(func(tx store.Tx) error {
			require.NoError(t, tx.AddAccount(Reseller(1)))
			panic("fault")
		})
	})
	_, err := w.Account(t.Context(), "r1")
	require.Equal(t, core.NotFound, core.CodeOf(err))
	require.NoError(t, Add(w, Reseller(1)), "the writer is free again")
}

func whatFailsLeavesNothing(t *testing.T, e Engine) {
	w, _ := open(t, e)
	fault := &core.Error{Code: core.Invalid, Key: "thought.better"}
	err := w.Write(func(tx store.Tx) error {
		if err := tx.AddAccount(Reseller(1)); err != nil {
			return err
		}
		if err := tx.AddLogEntry(Entry("reseller.added")); err != nil {
			return err
		}
		there, err := tx.Account(t.Context(), "r1")
		require.NoError(t, err, "a transaction sees what it wrote")
		require.Equal(t, "r1", there.ID)
		return fault
	})
	require.ErrorIs(t, err, fault)
	_, err = w.Account(t.Context(), "r1")
	require.Equal(t, core.NotFound, core.CodeOf(err))
	entries, err := w.CountLogs(t.Context(), store.LogQuery{})
	require.NoError(t, err)
	require.Zero(t, entries)
}

func theEmailIsUnique(t *testing.T, e Engine) {
	w, _ := open(t, e)
	require.NoError(t, Add(w, Reseller(1)))
	twin := Reseller(2)
	twin.Profile.Email = "P1@PARTNER.example"
	var refusal *core.Error
	require.ErrorAs(t, Add(w, twin), &refusal)
	require.Equal(t, account.FieldEmail, refusal.Field)
}

// whatWasChangedMeanwhileIsNotOverwritten saves a second time what was read before the first.
func whatWasChangedMeanwhileIsNotOverwritten(t *testing.T, e Engine) {
	w, _ := openPraxis(t, e)
	write(t, w, fillPBXs)
	a, err := w.Account(t.Context(), "r100")
	require.NoError(t, err)
	p, err := w.PBX(t.Context(), "praxis")
	require.NoError(t, err)
	c, err := w.Customer(t.Context(), "c1")
	require.NoError(t, err)
	for refusal, change := range map[string]func(tx store.Tx) error{
		"changed_meanwhile":          func(tx store.Tx) error { return tx.ChangeAccount(a) },
		"pbx.changed_meanwhile":      func(tx store.Tx) error { return tx.ChangePBX(p) },
		"customer.changed_meanwhile": func(tx store.Tx) error { return tx.ChangeCustomer(c) },
	} {
		write(t, w, change)
		err := w.Write(change)
		require.Equal(t, core.Conflict, core.CodeOf(err), refusal)
		require.Equal(t, refusal, key(err))
		require.True(t, core.IsStale(err))
	}
}

func aReopenedWorkspaceIsTheSame(t *testing.T, e Engine) {
	w, place := open(t, e)
	require.NoError(t, Add(w, Reseller(7)))
	before, err := w.Account(t.Context(), "r7")
	require.NoError(t, err)
	require.NoError(t, w.Close())
	after, err := OpenAt(t, e, place).Account(t.Context(), "r7")
	require.NoError(t, err)
	require.Equal(t, before, after)
	want := Reseller(7)
	require.Equal(t, want.Profile, after.Profile)
	require.Equal(t, want.Permissions, after.Permissions)
}
