package wiring

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/storage/sqlite"
)

// house is a kept workspace with a clock that a test moves.
type house struct {
	t     *testing.T
	dir   string
	now   time.Time
	kept  *Workspace
	store *sqlite.Workspace
	desk  *desk.Desk
}

// noKeyring is a computer without a keyring.
type noKeyring struct{}

var errAbsent = &core.Error{Code: core.Unavailable, Key: "keyring.absent"}

func (noKeyring) Get(context.Context, string) (string, error) { return "", errAbsent }

func (noKeyring) Set(context.Context, string, string) error { return errAbsent }

func (noKeyring) Delete(context.Context, string) error { return errAbsent }

func newHouse(t *testing.T) *house {
	h := &house{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 24, 9, 12, 0, 0, time.UTC)}
	words := Printers(func() string { return "en" })
	clock := func() time.Time { return h.now }
	open := func(ctx context.Context, dir string) (*desk.Desk, func() error, error) {
		store, err := sqlite.Open(ctx, dir)
		if err != nil {
			return nil, nil, err
		}
		h.store = store
		return desk.New(desk.Options{
			Store: store, Keyring: noKeyring{}, Deliverer: mail.SMTP{}, Printer: words, Now: clock,
			Logger: slog.New(slog.DiscardHandler),
			Cost:   account.Cost{Time: 1, Memory: 64, Threads: 1},
		}), store.Close, nil
	}
	h.kept = NewWorkspace(h.dir, clock, open)
	h.opens()
	t.Cleanup(func() { _ = h.kept.Close() })
	return h
}

func (h *house) opens() {
	d, err := h.kept.Open(h.t.Context())
	require.NoError(h.t, err)
	h.desk = d
}

// makes tells whether a backup is made for a reason.
func (h *house) makes(why backup.Reason) bool {
	made, _, err := h.kept.Make(h.t.Context(), why)
	require.NoError(h.t, err)
	return made
}

// writes changes something.
func (h *house) writes() {
	require.NoError(h.t, h.store.Write(func(tx desk.Tx) error {
		return tx.AddLogEntry(desk.LogEntry{
			At: h.now, Module: "user", Operation: "reseller.changed", Result: "ok",
		})
	}))
}

func (h *house) setsUp() {
	require.NoError(h.t, h.desk.SetUp(h.t.Context(), desk.SetUp{
		Company: "Nordlicht", FirstName: "Ida", Email: "ida@nordlicht.example", Language: "en",
		Password: "seven lamps over the harbour", Example: true,
		Subscription: desk.ExampleSubscription(1),
	}))
}

func TestBackupsAreMadeWhenTheyAreDue(t *testing.T) {
	h := newHouse(t)
	require.False(t, h.makes(backup.AtStart), "the workspace was not set up")
	h.setsUp()
	require.True(t, h.makes(backup.AtStart))
	h.now = h.now.Add(time.Hour)
	for _, why := range []backup.Reason{
		backup.AtStart, backup.Regular, backup.OnClose, backup.BeforeImport, backup.BeforeDelete,
	} {
		require.False(t, h.makes(why), "nothing changed: %s", why)
	}
	h.writes()
	require.True(t, h.makes(backup.Regular))
	h.writes()
	h.now = h.now.Add(4 * time.Minute)
	require.False(t, h.makes(backup.Regular))
	require.False(t, h.makes(backup.OnClose), "the newest is 4 minutes old")
	h.now = h.now.Add(2 * time.Minute)
	require.True(t, h.makes(backup.OnClose))
	h.writes()
	h.now = h.now.Add(time.Second)
	require.True(t, h.makes(backup.BeforeImport))
	h.now = h.now.Add(time.Second)
	require.True(t, h.makes(backup.ByHand))
	require.NoError(t, h.kept.Close())
	h.now = h.now.Add(time.Hour)
	require.False(t, h.makes(backup.ByHand), "it is closed")
}

func TestADamagedWorkspaceIsNeverBackedUp(t *testing.T) {
	h := newHouse(t)
	h.setsUp()
	require.True(t, h.makes(backup.ByHand))
	require.NoError(t, h.kept.Close())
	path := filepath.Join(h.dir, sqlite.FileName)
	db, err := sql.Open("sqlite3", path)
	require.NoError(t, err)
	_, err = db.Exec(`UPDATE account SET remark = 'by hand'`)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	damaged, err := os.ReadFile(path)
	require.NoError(t, err)
	h.opens()
	h.now = h.now.Add(time.Hour)
	_, _, err = h.kept.Make(t.Context(), backup.ByHand)
	var of *desk.Damaged
	require.ErrorAs(t, err, &of)
	list, err := h.kept.List()
	require.NoError(t, err)
	require.Len(t, list, 1)
	aside, err := h.kept.Restore(t.Context(), list[0].Name)
	require.NoError(t, err, "it is closed before it is replaced")
	kept, err := os.ReadFile(aside)
	require.NoError(t, err)
	require.Equal(t, damaged, kept)
	h.opens()
	require.NoError(t, h.desk.CheckFile(t.Context(), nil))
}

// TestOneBackupIsMadeAfterTheClockWasWrong makes one in another year, and then works by the right
// time.
func TestOneBackupIsMadeAfterTheClockWasWrong(t *testing.T) {
	h := newHouse(t)
	h.setsUp()
	right := h.now
	h.now = right.AddDate(1, 0, 0)
	require.True(t, h.makes(backup.Regular))
	h.now = right
	h.writes()
	require.True(t, h.makes(backup.Regular), "the one of the future counts as none")
	for range 3 {
		h.now = h.now.Add(time.Minute)
		require.False(t, h.makes(backup.Regular), "nothing changed")
		require.False(t, h.makes(backup.AtStart))
	}
	h.writes()
	require.False(t, h.makes(backup.Regular), "not so soon")
	h.now = h.now.Add(time.Hour)
	require.True(t, h.makes(backup.Regular))
}
