package backups

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

var now = time.Date(2026, 12, 1, 15, 30, 0, 0, time.Local)

func environment(t *testing.T) *page.Env {
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	return &page.Env{Words: words, Now: func() time.Time { return now }}
}

// good is a backup of yesterday that passed the full check, of a workspace with two resellers.
func good() backup.Backup {
	return backup.Backup{
		Name: "b1", Made: now.AddDate(0, 0, -1), Proved: now.AddDate(0, 0, -1), Reason: backup.Regular,
		Holds: backup.Holds{
			Workspace: "nordlicht", Resellers: 2, PBXs: 1, Customers: 3, Operations: 40,
			LogEntries: 100,
		},
	}
}

func damaged() backup.Backup {
	b := good()
	b.Fault = core.ErrorText(&core.Error{Code: core.Corrupt, Key: "backup.damaged"})
	return b
}

func TestWhatIsMissingAfterARestoreIsCountedOfTheSameWorkspace(t *testing.T) {
	for name, c := range map[string]struct {
		held    *backup.Holds
		entries int64
		known   bool
	}{
		"not known":         {nil, 0, false},
		"another workspace": {&backup.Holds{Workspace: "kranich", LogEntries: 900}, 0, false},
		"three more":        {&backup.Holds{Workspace: "nordlicht", LogEntries: 103}, 3, true},
		"nothing":           {&backup.Holds{Workspace: "nordlicht", LogEntries: 100}, 0, true},
		"an older copy":     {&backup.Holds{Workspace: "nordlicht", LogEntries: 7}, -93, false},
	} {
		entries, known := Since(good(), c.held)
		require.Equal(t, c.known, known, name)
		require.Equal(t, c.entries, entries, name)
	}
}

// TestTheQuestionSaysWhatARestoreTakesAway asks before a backup takes the place of a workspace.
func TestTheQuestionSaysWhatARestoreTakesAway(t *testing.T) {
	env := environment(t)
	plain := env.T("backup.ask_text")
	require.Equal(t, plain, askText(env, good(), nil))
	held := good().Holds
	require.Equal(t, plain, askText(env, good(), &held), "nothing came since")
	held.LogEntries = 103
	require.Contains(t, askText(env, good(), &held), env.T("backup.since", core.Args{"Count": 3}))
	held.Workspace = "kranich"
	text := askText(env, good(), &held)
	require.Contains(t, text, "another workspace: 2 resellers, 1 PBX, 3 customers, 40 operations.")
	require.NotContains(t, text, env.T("backup.since", core.Args{"Count": 3}))
}

func TestAWorkspaceOfAResellerIsSaidToHaveNoResellers(t *testing.T) {
	h := good().Holds
	h.Resellers = 0
	require.Equal(t, "1 PBX, 3 customers, 40 operations", Holding(environment(t), h))
}

// TestOnlyWhatWasCheckedIsTrusted shows each backup as what is known of it, the worst first.
func TestOnlyWhatWasCheckedIsTrusted(t *testing.T) {
	env, unproved := environment(t), good()
	unproved.Proved = time.Time{}
	provedFault := damaged()
	list := []backup.Backup{good(), unproved, provedFault}
	slices.SortFunc(list, func(a, b backup.Backup) int { return rank(a) - rank(b) })
	var tones []kit.Tone
	for _, b := range list {
		tones = append(tones, badge(env, b).Tone)
	}
	require.Equal(t, []kit.Tone{kit.Bad, kit.Warn, kit.OK}, tones)
}

func TestABackupIsCalledByItsFileWhereNoTimeIsKnown(t *testing.T) {
	env := environment(t)
	b := good()
	require.Equal(t, env.When(b.Made), Called(env, b))
	b.Made = time.Time{}
	require.Equal(t, "b1", Called(env, b))
}

// TestTheWorstIsSaidOfAllBackups says one thing above the list: that which needs somebody most.
func TestTheWorstIsSaidOfAllBackups(t *testing.T) {
	env, newest := environment(t), good()
	fault := damaged().Fault
	behind := &backup.Second{Folder: "/media/stick", Fault: fault}
	for name, c := range map[string]struct {
		of    standing
		tone  kit.Tone
		title string
	}{
		"failed": {
			standing{errors.New("disk"), &newest, behind}, kit.Bad, env.T("backup.failed"),
		},
		"none":          {standing{nil, nil, behind}, kit.Info, ""},
		"second behind": {standing{nil, &newest, behind}, kit.Warn, env.T("backup.second_behind")},
		"none good":     {standing{nil, &backup.Backup{}, nil}, kit.Warn, env.T("backup.none_good")},
		"good": {
			standing{nil, &newest, &backup.Second{Folder: "/media/stick"}},
			kit.OK,
			env.T("backup.last", core.Args{
				"When": env.When(newest.Made), "Checked": env.When(newest.Proved),
			}),
		},
	} {
		tone, title, _ := c.of.say(env)
		require.Equal(t, c.tone, tone, name)
		require.Equal(t, c.title, title, name)
	}
}

func TestTheSecondPlaceSaysWhatBecameOfTheLastCopy(t *testing.T) {
	env := environment(t)
	require.Equal(t, env.T("backup.second_none"), secondText(env, backup.Second{}))
	text := secondText(env, backup.Second{Folder: "/media/stick", At: now})
	require.Contains(t, text, "/media/stick.")
	require.Contains(t, text, env.When(now))
	require.NotContains(t, text, "encrypted")
	require.Contains(
		t, secondText(env, backup.Second{Folder: "/media/stick", Encrypted: true}), "encrypted",
	)
	failed := secondText(env, backup.Second{
		Folder: "/media/stick", At: now, Fault: damaged().Fault,
	})
	require.NotContains(t, failed, env.When(now), "the newest one is not there")
	require.Contains(t, failed, env.Words.Error(&core.Error{Key: "backup.damaged"}))
}
