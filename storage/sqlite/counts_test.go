package sqlite_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
	"resellerdesk/storage/storetest"
)

// TestCountsAreKeptThroughEveryChange makes many changes at random, and compares what is kept with
// what there is.
func TestCountsAreKeptThroughEveryChange(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w, _ := open(t)
			life := life{t: t, w: w, chance: rand.New(rand.NewPCG(seed, 0))}
			for n := range 12 {
				require.NoError(t, add(w, reseller(n)))
			}
			for range 40 {
				require.NoError(t, w.Write(func(tx store.Tx) error {
					for range 10 {
						if err := life.change(tx); err != nil {
							return err
						}
					}
					return nil
				}))
				requireKept(t, w)
			}
		})
	}
}

// requireKept compares the counts that are kept with the rows of the lists. A count of nothing is
// not kept.
func requireKept(t *testing.T, w *sqlite.Workspace) {
	t.Helper()
	for _, table := range []string{"reseller_count", "pbx_count"} {
		var none int
		require.NoError(t, w.Reader().QueryRowContext(
			t.Context(), `SELECT count(*) FROM `+table+` WHERE n = 0`,
		).Scan(&none))
		require.Zero(t, none, "of %s", table)
	}
	proof, err := w.Prove(t.Context())
	require.NoError(t, err)
	for _, fault := range proof.Faults {
		require.NotEqual(t, "proof.count", fault.Key, fault.Args)
	}
	resellers, err := w.ResellerChips(t.Context(), store.ResellerQuery{Now: now})
	require.NoError(t, err)
	for chip, n := range resellers {
		ids, err := w.ResellerList().IDs(t.Context(), store.ResellerQuery{Chip: chip, Now: now})
		require.NoError(t, err)
		require.Len(t, ids, n, chip)
	}
	pbxs, err := w.PBXChips(t.Context(), store.PBXQuery{Now: now})
	require.NoError(t, err)
	for chip, n := range pbxs {
		ids, err := w.PBXList().IDs(t.Context(), store.PBXQuery{Chip: chip, Now: now})
		require.NoError(t, err)
		require.Len(t, ids, n, chip)
	}
}

// life changes a workspace at random.
type life struct {
	t      *testing.T
	w      *sqlite.Workspace
	chance *rand.Rand
	made   int // Invitations, mails and PBXs.
	// Their ids.
	invitations, mails, pbxs []string
}

func (l *life) one(list ...string) string { return list[l.chance.IntN(len(list))] }

func (l *life) account() string { return fmt.Sprint("r", l.chance.IntN(12)) }

// near is a moment within two hours of one, most often in its hour.
func (l *life) near(at time.Time) int64 {
	return at.UnixMilli() + int64(l.chance.IntN(7)-3)*int64(25*60_000) + int64(l.chance.IntN(2))
}

// change makes one change.
func (l *life) change(tx store.Tx) error {
	l.made++
	switch l.chance.IntN(8) {
	case 0:
		return l.state(tx)
	case 1:
		end := l.one("NULL", fmt.Sprint(core.DayOf(now)+core.Day(l.chance.IntN(60)-20)))
		return sqlite.Exec(tx, `UPDATE account SET valid_until = `+end+` WHERE id = '`+
			l.account()+`'`)
	case 2:
		return l.invite(tx)
	case 3:
		end := fmt.Sprint(l.near(now))
		return sqlite.Exec(tx, `UPDATE invitation SET accepted_at = `+end+`, expires_at = `+end+
			` WHERE account = '`+l.account()+`' AND voided_at IS NULL`)
	case 4:
		return sqlite.Exec(tx, `UPDATE invitation SET voided_at = `+l.one("NULL", "1")+
			` WHERE sequence = (SELECT max(sequence) FROM invitation WHERE account = '`+
			l.account()+`')`)
	case 5:
		return l.mail(tx)
	case 6:
		return l.addPBX(tx)
	}
	return l.changePBX(tx)
}

func (l *life) state(tx store.Tx) error {
	state := l.one("not_invited", "invited", "active", "suspended", "in_bin", "closed")
	bin := `binned_from = NULL, binned_until = NULL`
	if state == "in_bin" {
		bin = `binned_from = 'active', binned_until = 1`
	}
	return sqlite.Exec(tx, `UPDATE account SET state = '`+state+`', suspended_from = 'active', `+
		bin+` WHERE id = '`+l.account()+`'`)
}

func (l *life) invite(tx store.Tx) error {
	id := l.account()
	err := sqlite.Exec(tx, `UPDATE invitation SET voided_at = 1
		WHERE voided_at IS NULL AND account = '`+id+`'`)
	if err != nil {
		return err
	}
	invitation := fmt.Sprint("i", l.made)
	l.invitations = append(l.invitations, invitation)
	return tx.AddInvitation(store.Invitation{
		ID: invitation, Kind: activation.Activate, Account: id,
		Sequence: int64(l.made), SecretHash: make([]byte, 32), CreatedAt: now,
	})
}

// mail adds the mail of one of the newest invitations, or changes its state; now and then it is
// another mail.
func (l *life) mail(tx store.Tx) error {
	id := l.one(append([]string{"other"}, l.invitations[max(len(l.invitations)-6, 0):]...)...)
	states := []store.MailState{
		store.MailQueued, store.MailSending, store.MailInDoubt, store.MailSent, store.MailFailed,
		store.MailCancelled,
	}
	m := storetest.Mail(id, store.MailActivation, states[l.chance.IntN(len(states))])
	m.Account = l.account()
	for _, there := range l.mails {
		if there == id {
			return tx.ChangeMail(m)
		}
	}
	l.mails = append(l.mails, id)
	return tx.AddMail(m)
}

func (l *life) addPBX(tx store.Tx) error {
	p := storetest.PBX(fmt.Sprint("p", l.made), 5)
	p.Owner = pbx.Ref{ID: l.account()}
	l.pbxs = append(l.pbxs, p.ID)
	return tx.AddPBX(p)
}

func (l *life) changePBX(tx store.Tx) error {
	if len(l.pbxs) == 0 {
		return nil
	}
	day := fmt.Sprint(core.DayOf(now) + core.Day(l.chance.IntN(60)-20))
	return sqlite.Exec(tx, `UPDATE pbx SET `+l.one(
		`state = 'running'`, `state = 'stopped'`, `type = 'trial'`, `type = 'commercial'`,
		`activated = 1 - activated`, `reported = 1 - reported`, `deleted = 1 - deleted`,
		`expiry = NULL, run_after_expiry = 0`, `expiry = `+day,
		`expiry = `+day+`, run_after_expiry = 1`,
	)+` WHERE id = '`+l.one(l.pbxs...)+`'`)
}

// TestACountThatIsWrongIsNamedAndPutRight changes a count that is kept. What a check names, salvage
// counts again.
func TestACountThatIsWrongIsNamedAndPutRight(t *testing.T) {
	whole := withEveryTable(t)
	for table, sum := range map[string]string{
		"reseller_count": "n", "pbx_count": "n", "ledger_sum": "balance",
	} {
		var kept int
		proof := tampered(t, whole, func(db *sql.DB) {
			require.NoError(t, db.QueryRow(
				`UPDATE `+table+` SET `+sum+` = `+sum+` + 2 RETURNING `+sum,
			).Scan(&kept))
		})
		require.NotEmpty(t, proof.Faults, table)
		fault := proof.Faults[0]
		require.Equal(t, "proof.count", fault.Key)
		require.Equal(t, table, fault.Args["Table"])
		require.Equal(t, int64(2), fault.Args["Have"].(int64)-fault.Args["Want"].(int64))
	}
	dir := t.TempDir()
	data, err := os.ReadFile(whole + "/" + sqlite.FileName)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(dir+"/"+sqlite.FileName, data, 0o600))
	db := second(t, dir)
	run(t, db, `UPDATE reseller_count SET n = n + 2`)
	run(t, db, `DELETE FROM pbx_count`)
	run(t, db, `UPDATE ledger_sum SET balance = 7`)
	require.NoError(t, db.Close())
	result, err := sqlite.Salvage(t.Context(), dir, now)
	require.NoError(t, err)
	require.True(t, result.Workspace, "%+v", result)
}

// TestWhatIsSummedUpIsWhatTheAccountsHold compares the capacity that is shown with the accounts of
// the ledger.
func TestWhatIsSummedUpIsWhatTheAccountsHold(t *testing.T) {
	w, dir := copied(t, withEveryTable(t))
	usage, err := w.Usage(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, usage)
	db := second(t, dir)
	for r, u := range usage {
		for kind, have := range map[string]int64{
			"pool": u.Free, "reseller": u.Unused, "pbx": u.InPBX, "held": u.Held,
			"consumed": u.Consumed, "shortfall": u.Shortfall,
		} {
			want := texts(t, db, `SELECT coalesce(sum(balance), 0) FROM ledger_account
				WHERE kind = ? AND resource = ?`, kind, r)
			require.Equal(t, want, []string{fmt.Sprint(have)}, "%s of %s", kind, r)
		}
	}
}
