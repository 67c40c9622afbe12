package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/storage/sqlite"
)

// TestEveryCommandInTextAndJSON does the whole life of a reseller twice, and checks what is said:
// translated text without a key in it, or one JSON document.
func TestEveryCommandInTextAndJSON(t *testing.T) {
	t.Parallel()
	untranslated := regexp.MustCompile(
		`\b(ctl|error|pbx|customer|alarm|chip|column|compare|subscription|yes|field|status|toast|` +
			`verb|mailstate|feature|movement|log|colleagues|preset|import|export|exchange|` +
			`incoming|invited|recovery?|restored|standing)\.[a-z_]+\b`,
	)
	for _, language := range []string{"en", "de"} {
		t.Run(language, func(t *testing.T) {
			h := newHouse(t)
			h.language = language
			id := h.kranich("--send")
			karl := h.colleague(permission.UserView)
			seen := map[string]bool{"reseller add": true}
			said := func(h *house, stdin, path string, args ...string) {
				seen[path] = true
				text := h.runWith(t.Context(), stdin, append(strings.Fields(path), args...)...)
				require.Zero(t, text.code, "%s: %s", path, text.err)
				require.NotEmpty(t, text.out, path)
				named := path == "completion" || path == "history" || path == "exchange open" ||
					strings.HasSuffix(path, " show")
				if !named { // Else they name verbs and features, or are no text.
					require.NotRegexp(t, untranslated, text.out, path)
				}
				require.NotContains(t, text.out, "%!")
			}
			both := func(path string, args ...string) { said(h, "", path, args...) }
			asJSON := func(path string, args ...string) {
				h.ok(append(append(strings.Fields(path), args...), "--json")...).json()
			}
			for _, read := range [][]string{
				{"subscription show"},
				{"reseller list"},
				{"reseller show", id},
				{"ledger statement"},
				{"ledger statement", "--reseller", id},
				{"ledger verify"},
				{"usage"},
				{"history"},
				{"log"},
				{"outbox list"},
				{"colleague list"},
				{"preset list"},
				{"preset save", "Small", "--kind", "package", "--extensions", "10"},
				{"preset save", "Sales partner", "--kind", "permission", "--from-reseller", id},
				{"preset list"},
				{"preset show", "Small"},
				{"preset apply", "Small", id, "--dry-run"},
				{"colleague show", karl},
				{"export resellers", filepath.Join(t.TempDir(), "list.csv")},
				{"export log", filepath.Join(t.TempDir(), "list.csv")},
				{
					"export statement", filepath.Join(t.TempDir(), "list.csv"), "--resource",
					"extensions",
				},
				{"export usage", filepath.Join(t.TempDir(), "list.csv")},
				{"export outbox", filepath.Join(t.TempDir(), "list.csv")},
				{"export colleagues", filepath.Join(t.TempDir(), "list.csv")},
				{"export subscription", filepath.Join(t.TempDir(), "list.csv")},
				{"import", h.file("eule.csv", eule), "--dry-run"},
				{"compare", h.file("eule.csv", eule)},
				{"outbox send"},
				{"backup create"},
				{"backup create", "--if-changed"},
				{"backup list"},
				{"backup verify"},
				{"clock show"},
				{"clock trust"},
				{"completion", "bash"},
				{"completion", "zsh"},
				{"completion", "fish"},
				{"version"},
			} {
				both(read[0], read[1:]...)
				asJSON(read[0], read[1:]...)
			}
			for _, change := range [][]string{
				{"reseller edit", id, "--extensions", "1000"},
				{"reseller send", id},
				{"reseller suspend", id, "--reason", "Invoice not paid", "--until", "2026-12-31"},
				{"reseller resume", id},
				{"reseller delete", id},
				{"reseller restore", id},
				{"undo"},
				{"redo"},
				{"subscription set", "--extensions", "6000"},
				{"import", h.file("eule.csv", eule)},
				{"preset apply", "Small", id},
				{"colleague add", "--first-name", "Lena", "--email", "lena@nordlicht.example"},
				{"colleague edit", karl, "--phone", "+49 431 1"},
				{"colleague suspend", karl, "--reason", "On leave"},
				{"colleague resume", karl},
				{"colleague reset", karl},
			} {
				both(change[0], change[1:]...)
			}
			asJSON("reseller delete", id)
			asJSON("undo")
			asJSON("redo")
			asJSON("reseller restore", id)
			asJSON("reseller edit", id, "--extensions", "900")
			asJSON("reseller suspend", id, "--reason", "Again")
			asJSON("reseller resume", id)
			asJSON("reseller send", id)
			asJSON("subscription set", "--custom-domains", "10")
			asJSON("undo")
			asJSON("import", h.file("kauz.csv", strings.ReplaceAll(eule, "eule", "kauz")))
			asJSON("colleague edit", karl, "--phone", "+49 431 2")
			asJSON("colleague suspend", karl, "--reason", "On leave")
			asJSON("colleague resume", karl)
			asJSON("colleague reset", karl)
			asJSON("colleague delete", "lena@nordlicht.example")
			asJSON("colleague add", "--first-name", "Lena", "--email", "lena@nordlicht.example")
			everyPBXCommand(h, both, asJSON)
			for path, state := range map[string]desk.MailState{
				"outbox mark-sent": desk.MailInDoubt, "outbox send-again": desk.MailInDoubt,
				"outbox withdraw": desk.MailQueued, "outbox send-text": desk.MailFailed,
			} {
				both(path, h.mail(id, state))
				asJSON(path, h.mail(id, state), h.mail(id, state))
			}
			both("colleague delete", karl)
			asJSON("preset apply", "Sales partner", id)
			both("preset rename", "Small", "Smallest")
			asJSON("preset rename", "Smallest", "Small")
			both("preset delete", "Small")
			h.mail(id, desk.MailQueued) // It waits after a restore.
			backup, is := h.ok("backup", "create", "--json").at("backups.name").(string)
			require.True(t, is)
			h.ok("reseller", "delete", id)
			h.ok("reseller", "return", id)
			both("personal export", id, filepath.Join(t.TempDir(), "nina.json"))
			asJSON("personal export", id, filepath.Join(t.TempDir(), "nina.json"))
			both("personal erase", id)
			asJSON("personal erase", id)
			both("personal retention show")
			both("personal retention set", "24")
			asJSON("personal retention set", "1")
			both("personal retention show")
			both("personal retention set", "off")
			asJSON("personal retention set", "off")
			both("backup restore", backup)
			both("outbox release")
			signsInAtProvider(h, both)
			trustsServers(h, both)
			everyTemplateCommand(h, both)
			asJSON("mail show")
			both("backup second set", t.TempDir())
			asJSON("backup second set", t.TempDir(), "--encrypted")
			both("backup second show")
			both("backup second off")
			asJSON("backup second off")
			both("backup salvage")
			asJSON("backup salvage", "--use")
			asJSON("backup restore", backup)
			asJSON("outbox release")
			h.typed = []string{ownerPassword, newPassword, newPassword}
			seen["password"] = true
			require.Contains(
				t, h.run("password").out,
				map[string]string{"en": "is changed", "de": "ist geändert"}[language],
			)
			h.typed = nil
			asJSON("preset delete", "Sales partner")
			h.ok("reseller", "delete", id)
			both("reseller return", id)
			everyExchangeCommand(t, language, said)
			for _, line := range commands() {
				require.True(t, seen[line.path], "%s was not run", line.path)
				help := h.ok(append(strings.Fields(line.path), "--help")...)
				require.NotContains(t, help.out, "ctl.")
			}
		})
	}
}

func TestAddSaysWhatItMovedAndDeliversTheMail(t *testing.T) {
	h := newHouse(t)
	r := h.ok(append(
		kranich(), "--send", "--pbx-limit", "7", "--high-availability", "--no-permission",
		"pbx.view", "--valid-until", "2027-12-31",
	)...)
	require.EqualValues(t, 1200, r.at("moved.extensions"))
	require.EqualValues(t, 3800, r.at("free.extensions"))
	require.Equal(t, "sent", r.at("reseller.mail_state"))
	require.Equal(t, "invited", r.at("reseller.state"))
	require.EqualValues(t, 7, r.at("reseller.package.pbx_limit"))
	require.Equal(t, true, r.at("reseller.package.high_availability"))
	require.NotContains(t, r.at("reseller.permissions"), "pbx.add", "it needs what was taken")
	require.Contains(t, r.at("reseller.permissions"), "customer.view")
	require.Equal(t, "2027-12-31", r.at("reseller.profile.valid_until"))
	require.Equal(t, 1, h.server.taken())

	text := h.ok("reseller", "list")
	require.Regexp(
		t,
		`(?m)^Kranich Telefonie GmbH +nina@kranichtel.example +invited +1,200 +16 +2,000 +31 Dec 2027`,
		text.out,
	)
	require.Contains(t, text.out, "1 reseller\n")
	require.Regexp(t, `(?m)^Extensions +5,000 +1,200 +3,800`, h.ok("subscription", "show").out)
}

func TestEditChangesOnlyWhatIsNamed(t *testing.T) {
	h := newHouse(t)
	id := h.kranich("--remark", "keep me", "--pbx-limit", "7")
	r := h.ok(
		"reseller", "edit", "nina@kranichtel.example", "--json", "--extensions", "1000",
		"--pbx-limit", "none", "--permission", "pbx.delete",
	)
	require.EqualValues(t, -200, r.at("moved.extensions"))
	require.Equal(t, "keep me", r.at("reseller.profile.remark"))
	require.EqualValues(t, 16, r.at("reseller.package.amounts.concurrent_calls"))
	require.Nil(t, r.at("reseller.package.pbx_limit"))
	require.Contains(t, r.at("reseller.permissions"), "pbx.delete")

	shown := h.ok("reseller", "show", id, "--json").out
	back := h.runWith(
		t.Context(), shown, "reseller", "edit", id, "--from-json", "-", "--phone",
		"+49 431 555 0142", "--json",
	)
	require.Zero(t, back.code, back.err)
	require.Equal(t, "+49 431 555 0142", back.at("reseller.profile.phone"))
	require.Empty(t, back.at("moved"))
	h.runWith(
		t.Context(), shown, "reseller", "edit", id, "--from-json", "-", "--json",
	).fails(exitConflict, "changed_meanwhile")
	h.runWith(
		t.Context(), shown, "reseller", "edit", h.owner(), "--from-json", "-", "--json",
	).fails(exitNotFound, "reseller.gone")
	h.runWith(
		t.Context(), `{"profile":{"compny":"x"}}`, "reseller", "edit", id, "--from-json", "-",
		"--json",
	).fails(exitInvalid, "ctl.json")
	h.runWith(
		t.Context(), `{"id":"other"}`, "reseller", "edit", id, "--from-json", "-", "--json",
	).fails(exitInvalid, "ctl.other_reseller")
	h.runWith(
		t.Context(), `{"package":{"amounts":{"extensions":null}}}`, "reseller", "edit", id,
		"--from-json", "-", "--json",
	).
		fails(exitInvalid, "field.required")
}

// owner is the id of the distributor, who is no reseller.
func (h *house) owner() (id string) {
	h.desk(func(d *desk.Desk) {
		owner, err := h.behind.Owner(h.t.Context())
		require.NoError(h.t, err)
		id = owner.ID
	})
	return id
}

func TestSigningIn(t *testing.T) {
	h := newHouse(t)
	h.desk(func(d *desk.Desk) {
		require.NoError(t, d.ResumeSession(t.Context()))
		require.NoError(t, d.SignOut(t.Context()))
	})
	list := []string{"reseller", "list", "--json"}
	with := func(stdin string, more ...string) result {
		return h.runWith(t.Context(), stdin, append(list, more...)...)
	}
	with("").fails(exitForbidden, "ctl.nobody_stays")
	require.Zero(
		t, with(ownerPassword+"\r\n", "--as", " IDA@nordlicht.example", "--password-stdin").code,
	)
	with("wrong\n", "--as", ownerEmail, "--password-stdin").fails(exitForbidden, "signin.wrong")
	with("", "--as", ownerEmail).fails(exitUsage, "ctl.usage")
	with(ownerPassword, "--password-stdin").fails(exitUsage, "ctl.usage")

	both := h.runWith(
		t.Context(),
		ownerPassword+"\n"+`{"profile":{"company":"Kranich","first_name":"Nina","email":"nina@kranichtel.example"},
		"package":{"amounts":{"extensions":10,"concurrent_calls":1,"recording_minutes":0}}}`,
		"reseller",
		"add",
		"--from-json",
		"-",
		"--as",
		ownerEmail,
		"--password-stdin",
		"--json",
	)
	require.Zero(t, both.code, both.err)
	require.Equal(t, "Kranich", both.at("reseller.profile.company"))

	h.typed = []string{ownerPassword}
	require.Zero(t, with("", "--as", ownerEmail).code, "asked for the password")
	h.typed = []string{ownerPassword}
	asked := with(ownerEmail + "\n")
	require.Zero(t, asked.code, asked.err)
	require.Equal(t, "Email: Password: \n", asked.err)
}

// TestAfterFailuresTheProgramWaits checks that somebody who failed can still sign in: the wait is
// counted from the start of a program, so one that ended at once could never.
func TestAfterFailuresTheProgramWaits(t *testing.T) {
	h := newHouse(t)
	for range 5 {
		h.runWith(
			t.Context(), "wrong\n", "history", "--as", ownerEmail, "--password-stdin", "--json",
		).fails(exitForbidden, "signin.wrong")
	}
	require.GreaterOrEqual(t, h.waited, 3*time.Second)
	before := h.waited
	r := h.runWith(t.Context(), ownerPassword, "history", "--as", ownerEmail, "--password-stdin")
	require.Zero(t, r.code, r.err)
	require.Contains(t, r.err, "Wait")
	require.GreaterOrEqual(t, h.waited-before, 4*time.Second)
}

func TestExitCodesOfTheDesk(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.kranich()
	other := h.ok("reseller", "add", "--json", "--company", "Eule", "--first-name", "Eva", "--email", "eva@eule.example", "--extensions", "10",
		"--concurrent-calls", "1", "--recording-minutes", "0").at("reseller.id").(string)
	h.ok("reseller", "suspend", other, "--reason", "Invoice not paid")
	h.colleague()
	for _, c := range []struct {
		code int
		key  string
		args string
	}{
		{exitUsage, "ctl.usage", "reseller fly"},
		{exitUsage, "ctl.usage", "reseller show"},
		{exitUsage, "ctl.usage", "reseller list --sort colour"},
		{exitUsage, "ctl.usage", "reseller list --only friends"},
		{exitUsage, "ctl.usage", "reseller list --status happy"},
		{exitUsage, "ctl.usage", "ledger statement --resource gold"},
		{exitUsage, "ctl.usage", "usage --resource gold"},
		{exitUsage, "ctl.usage", "completion tcsh"},
		{exitUsage, "ctl.usage", "log --module kitchen"},
		{exitUsage, "ctl.usage", "log --operation reseller.flown"},
		{exitUsage, "ctl.usage", "log --result maybe"},
		{exitInvalid, "field.date", "log --from someday"},
		{exitInvalid, "field.required", "reseller suspend " + id},
		{exitInvalid, "field.number", "reseller edit " + id + " --extensions many"},
		{exitInvalid, "field.date", "reseller edit " + id + " --valid-until someday"},
		{exitInvalid, "capacity.not_enough", "reseller edit " + id + " --extensions 999999"},
		{exitInvalid, "permission.unknown", "reseller edit " + id + " --permission fly"},
		{exitInvalid, "field.past", "reseller suspend " + id + " --reason x --until 2020-01-01"},
		{exitInvalid, "ctl.operation_id", "undo --operation-id 7"},
		{exitInvalid, "field.required", "subscription set --extensions none"},
		{exitConflict, "reseller.not_suspended", "reseller resume " + id},
		{
			exitConflict, "reseller.cannot_suspend",
			"reseller suspend " + id + " " + other + " --reason x",
		},
		{exitConflict, "reseller.not_in_bin", "reseller return " + id},
		{exitConflict, "reseller.suspended", "reseller send " + id + " " + other},
		{
			exitConflict, "changed_meanwhile",
			"reseller edit " + id + " --from-json testdata/old.json",
		},
		{exitInvalid, "sheet.ending", "export resellers " + t.TempDir() + "/list.txt"},
		{exitInvalid, "sheet.empty", "import " + h.file("empty.csv", "")},
		{
			exitInvalid, "import.columns_missing",
			"import " + h.file("columns.csv", "Company;Email\nA;a@b.example\n"),
		},
		{exitUsage, "ctl.usage", "colleague add Lena"},
		{exitInvalid, "field.required", "colleague add --first-name Lena"},
		{
			exitConflict, "account.email_in_use",
			"colleague add --first-name Lena --email nina@kranichtel.example",
		},
		{
			exitInvalid, "permission.unknown",
			"colleague edit " + colleagueEmail + " --permission fly",
		},
		{exitInvalid, "field.required", "colleague suspend " + colleagueEmail},
		{exitConflict, "reseller.not_suspended", "colleague resume " + colleagueEmail},
		{exitNotFound, "ctl.no_colleague", "colleague show nobody@nordlicht.example"},
		{exitNotFound, "ctl.no_colleague", "colleague delete " + id},
		{exitUsage, "ctl.usage", "preset save Small"},
		{exitUsage, "ctl.usage", "preset save Small --kind mixture"},
		{exitUsage, "ctl.usage", "preset save Small --kind package --permission pbx.view"},
		{exitUsage, "ctl.usage", "preset save Small --kind permission --high-availability"},
		{exitUsage, "ctl.usage", "preset apply Small"},
		{exitInvalid, "field.number", "preset save Small --kind package --extensions many"},
		{exitInvalid, "field.number", "preset save Small --kind package --extensions -1"},
		{exitInvalid, "field.range", "preset save Small --kind package --min-extensions 501"},
		{exitInvalid, "capacity.pbx_limit", "preset save Small --kind package --pbx-limit 0"},
		{
			exitInvalid, "permission.unknown",
			"preset save Small --kind permission --permission user.import",
		},
		{exitNotFound, "ctl.no_preset", "preset show Small"},
		{exitUsage, "ctl.usage", "preset rename Small"},
		{exitNotFound, "ctl.no_preset", "preset rename Small Smallest"},
		{exitNotFound, "ctl.no_preset", "preset delete Small"},
		{exitNotFound, "ctl.no_preset", "preset apply Small " + id},
		{exitUnavailable, "sheet.unreadable", "import /nowhere/at/all.csv"},
		{exitUnavailable, "sheet.unwritable", "export resellers /nowhere/at/all.csv"},
		{exitUsage, "ctl.usage", "export resellers list.csv --only friends"},
		{exitUsage, "ctl.usage", "export log list.csv --module kitchen"},
		{exitUsage, "ctl.usage", "export statement list.csv"},
		{exitUsage, "ctl.usage", "export statement list.csv --resource gold"},
		{exitUsage, "ctl.usage", "export everything list.csv"},
		{exitInvalid, "sheet.ending", "export log " + t.TempDir() + "/list.txt"},
		{
			exitInvalid, "sheet.ending",
			"export statement " + t.TempDir() + "/list.txt --resource extensions",
		},
		{exitInvalid, "sheet.ending", "export subscription " + t.TempDir() + "/list"},
		{exitNotFound, "not_found", "reseller show nobody"},
		{exitNotFound, "ctl.no_reseller", "reseller show nobody@example.com"},
		{exitNotFound, "reseller.gone", "reseller show " + h.owner()},
		{exitNotFound, "not_found", "undo nothing"},
		{exitNotFound, "redo.nothing", "redo"},
		{exitNotFound, "workspace.none", "reseller list --data " + t.TempDir()},
	} {
		t.Run(c.args, func(t *testing.T) {
			before := h.state()
			r := h.run(append(strings.Fields(c.args), "--json")...)
			r.t = t
			r.fails(c.code, c.key)
			require.Empty(t, r.out)
			require.Equal(t, before, h.state(), "nothing was changed")
			text := h.run(strings.Fields(c.args)...)
			require.Equal(t, c.code, text.code)
			require.Regexp(t, `^(resellerctl: .+\n(  \S.+\n)?)+$`, text.err)
		})
	}
}

// TestNoWorkspaceIsMade checks that a mistyped folder stays what it is.
func TestNoWorkspaceIsMade(t *testing.T) {
	h := newHouse(t)
	dir := t.TempDir()
	h.run("reseller", "list", "--json", "--data", dir).fails(exitNotFound, "workspace.none")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, files)
}

func TestSeveralRefusalsAreAList(t *testing.T) {
	h := newHouse(t)
	r := h.run("reseller", "add", "--json")
	require.Equal(t, exitInvalid, r.code)
	var document struct{ Errors []problem }
	require.NoError(t, json.Unmarshal([]byte(r.err), &document))
	require.Greater(t, len(document.Errors), 4)
	require.Equal(t, "company", document.Errors[0].Field)
	require.Contains(
		t, h.run("reseller", "add").err,
		"resellerctl: Company: Please fill this in.\nresellerctl: Email:",
	)
}

func TestExitCodeOfEachCode(t *testing.T) {
	for code, want := range map[core.Code]int{
		core.Invalid: 3, core.Conflict: 4, core.NotFound: 5, core.Forbidden: 6,
		core.Unauthenticated: 6, core.Throttled: 6, core.Unavailable: 7,
		core.Busy: 8, core.ReadOnly: 8, core.Full: 8, core.Corrupt: 9, core.Internal: 1,
	} {
		require.Equal(t, want, exitCode(&core.Error{Code: code, Key: "x"}), code)
	}
	require.Equal(t, 0, exitCode(nil))
	require.Equal(t, 1, exitCode(errors.New("foreign")))
	require.Equal(t, 2, exitCode(usageError{errors.New("x")}))
	require.Equal(t, 3, exitCode(core.Problems{{Code: core.Invalid, Key: "x"}}))
	require.Equal(t, 4, exitCode(desk.Refusals{{Err: &core.Error{Code: core.Conflict, Key: "x"}}}))
	require.Equal(t, 7, exitCode(&core.Error{Code: core.NotFound, Key: "keyring.not_found"}))
	require.Equal(t, 130, exitCode(context.Canceled))
}

func TestMailThatCannotBeSentIsSaid(t *testing.T) {
	h := newHouse(t)
	h.server.answers = []string{"450 4.2.0 later"}
	r := h.run(append(kranich(), "--send")...)
	r.fails(exitUnavailable, "smtp.temporary")
	require.Equal(t, "queued", r.at("reseller.mail_state"), "it was added all the same")
	require.Empty(t, h.ok("outbox", "send", "--json").at("mails"), "it is not due yet")
	h.clock.Add(2 * time.Minute)
	h.keyring.fail = &core.Error{Code: core.Unavailable, Key: "keyring.locked"}
	stdin := func(args ...string) result {
		return h.runWith(
			t.Context(), ownerPassword,
			append(args, "--as", ownerEmail, "--password-stdin", "--json")...,
		)
	}
	locked := stdin("outbox", "send")
	locked.fails(exitUnavailable, "keyring.locked")
	require.EqualValues(t, 1, locked.at("waiting"))
	require.Equal(t, "keyring.locked", locked.at("blocked.key"))
	h.run("outbox", "send", "--json").
		fails(exitUnavailable, "keyring.locked")
		// Nobody could be signed in.

	h.keyring.fail = nil
	sent := h.ok("outbox", "send", "--json")
	require.Equal(t, "sent", sent.at("mails.state"))
	require.EqualValues(t, 2, sent.at("mails.attempts"))
	require.EqualValues(t, 0, sent.at("waiting"))
	require.Equal(t, 1, h.server.taken())

	h.server.answers = []string{"550 5.1.1 no such user"}
	failed := h.run("reseller", "send", "nina@kranichtel.example", "--json")
	failed.fails(exitUnavailable, "smtp.recipient_refused")
	require.Equal(t, "failed", failed.at("resellers.mail_state"))
	require.Contains(t, h.ok("outbox", "list").out, "The mail server does not know the recipient.")
}

// newMail is a mail that was changed an hour ago.
func (h *house) newMail(reseller string, state desk.MailState) desk.OutgoingMail {
	now := h.clock.Now()
	return desk.OutgoingMail{
		ID: desk.NewID(), MessageID: desk.NewID(), Kind: desk.MailReset, Account: reseller,
		Recipient: desk.NewID() + "@kranichtel.example", State: state, Subject: "Password",
		CreatedAt: now, NotBefore: now, RenderedAt: now, ChangedAt: now.Add(-time.Hour),
		Body: []byte("sealed"),
	}
}

// mail puts a mail in a state into the outbox, and returns its id.
func (h *house) mail(reseller string, state desk.MailState) string {
	m := h.newMail(reseller, state)
	if state == desk.MailFailed {
		m.Spare, m.Body = m.Body, nil
	}
	h.desk(func(d *desk.Desk) {
		require.NoError(h.t, h.behind.Write(func(tx desk.Tx) error { return tx.AddMail(m) }))
	})
	return m.ID
}

// TestSeveralMailsAreDecidedAboutAllOrNone names one that waits among those in doubt.
func TestSeveralMailsAreDecidedAboutAllOrNone(t *testing.T) {
	h := newHouse(t)
	id := h.kranich()
	first, second := h.mail(id, desk.MailInDoubt), h.mail(id, desk.MailInDoubt)
	waiting := h.mail(id, desk.MailQueued)
	one := h.run("outbox", "mark-sent", first, waiting, second, "--json")
	one.fails(exitConflict, "mail.undecided")
	h.run("outbox", "mark-sent", first, "nothing", "--json").fails(exitNotFound, "ctl.no_mail")
	require.Equal(t, 2, strings.Count(h.ok("outbox", "list").out, "unsure"))
	require.Len(t, h.ok("outbox", "mark-sent", first, second, first, "--json").json()["mails"], 2)
	require.NotContains(t, h.ok("outbox", "list").out, "unsure")
	require.Equal(t, "cancelled", h.ok("outbox", "withdraw", waiting, "--json").at("mails.state"))
}

func TestAlarmsThatAreNotListedAreSaid(t *testing.T) {
	h := newHouse(t)
	id := h.kranich()
	before := len(h.ok("alarm", "list", "--json").at("alarms").([]any))
	h.desk(func(d *desk.Desk) {
		require.NoError(t, h.behind.Write(func(tx desk.Tx) error {
			for range desk.AlarmsListed + 1 {
				if err := tx.AddMail(h.newMail(id, desk.MailInDoubt)); err != nil {
					return err
				}
			}
			return nil
		}))
	})
	require.EqualValues(t, before+desk.AlarmsListed+1, h.ok("alarm", "list", "--json").at("found"))
	require.Contains(t, h.ok("alarm", "list").out, "alarms are listed: the first 200 of each kind.")
}

func TestAnotherProgramSendsTheMails(t *testing.T) {
	h := newHouse(t)
	h.desk(func(d *desk.Desk) {
		release, err := h.behind.TakeOutbox()
		require.NoError(t, err)
		h.run(append(kranich(), "--send")...).fails(exitBlocked, "outbox.elsewhere")
		require.GreaterOrEqual(t, h.waited, 9*time.Second, "its turn was waited for")
		release()
	})
	require.Equal(t, "sent", h.ok("outbox", "send", "--json").at("mails.state"))
}

func TestABinnedResellerIsFoundByItsEmail(t *testing.T) {
	h := newHouse(t)
	id := h.kranich()
	h.ok("reseller", "delete", "NINA@kranichtel.example")
	require.Equal(
		t, id, h.ok("reseller", "restore", "nina@kranichtel.example", "--json").at("resellers.id"),
	)
	h.run(
		"reseller", "show", "ina@kranichtel.example", "--json",
	).fails(exitNotFound, "ctl.no_reseller")
	h.run("reseller", "show", ownerEmail, "--json").fails(exitNotFound, "ctl.no_reseller")
}

func TestARepeatedTryDoesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := desk.NewID()
	add := append(kranich(), "--send", "--operation-id", strings.ToUpper(id))
	h.server.answers = []string{"450 4.2.0 later"}
	h.run(add...).fails(exitUnavailable, "smtp.temporary")
	h.clock.Add(2 * time.Minute)
	again := h.ok(add...)
	require.Equal(t, id, again.at("reseller.id"))
	require.Equal(t, true, again.at("repeated"))
	require.Equal(t, "sent", again.at("reseller.mail_state"), "what was left to do is done")
	require.Empty(t, again.at("moved"))
	require.EqualValues(t, 3800, again.at("free.extensions"))
	h.run(
		"reseller", "suspend", id, "--reason", "x", "--operation-id", id, "--json",
	).fails(exitConflict, "ctl.operation_other")

	for _, args := range [][]string{
		{"reseller", "edit", id, "--extensions", "1000"},
		{"reseller", "suspend", id, "--reason", "x"},
		{"undo"},
		{"reseller", "delete", id},
		{"reseller", "return", id},
		{"subscription", "set", "--extensions", "6000"},
	} {
		args = append(args, "--json", "--operation-id", desk.NewID())
		first := h.ok(args...)
		require.Equal(t, false, first.at("repeated"), args)
		before := h.state()
		second := h.ok(args...)
		require.Equal(t, true, second.at("repeated"), args)
		require.Equal(t, before, h.state())
		if args[0] == "undo" {
			require.Equal(t, first.at("reversed.id"), second.at("reversed.id"))
		}
		require.Contains(
			t, h.ok(append(args, "--json=false")...).out,
			"This was already done with the same operation id",
		)
	}
}

func TestUndoAndRedo(t *testing.T) {
	h := newHouse(t)
	id := h.kranich()
	h.ok("reseller", "edit", id, "--extensions", "1000")
	undone := h.ok("undo", "--json")
	require.Equal(t, "reseller.changed", undone.at("reversed.verb"))
	require.EqualValues(
		t, 1200, h.ok("reseller", "show", id, "--json").at("package.amounts.extensions"),
	)
	h.ok("redo")
	require.EqualValues(
		t, 1000, h.ok("reseller", "show", id, "--json").at("package.amounts.extensions"),
	)
	newest := h.ok("history", "--json").at("operations.id").(string)
	h.ok("undo", newest)
	h.run("undo", newest, "--json").fails(exitConflict, "undo.already")
	require.Contains(t, h.ok("history").out, "This was undone already.")
	h.ok("alarm", "thresholds", "set", "--remind-customers=false")
	stays := "Done later and not undone, since it cannot be: Alarm settings changed"
	require.Contains(t, h.ok("undo").out, stays)
}

func TestStatement(t *testing.T) {
	h := newHouse(t)
	id := h.kranich()
	h.clock.Add(48 * time.Hour)
	h.ok("reseller", "edit", id, "--extensions", "1000")
	all := h.ok("ledger", "statement", "--reseller", id, "--resource", "extensions", "--json")
	require.EqualValues(t, 1000, all.at("statements.closing"))
	require.Len(t, all.at("statements.lines"), 2)
	asOf := h.ok(
		"ledger", "statement", "--reseller", id, "--resource", "extensions", "--to", "2026-11-24",
		"--json",
	)
	require.EqualValues(t, 1200, asOf.at("statements.closing"))
	from := h.ok(
		"ledger", "statement", "--reseller", id, "--resource", "extensions", "--from", "2026-11-26",
		"--json",
	)
	require.EqualValues(t, 1200, from.at("statements.opening"))
	require.EqualValues(t, -200, from.at("statements.lines.amount"))
	require.Regexp(
		t, `(?m)Reseller changed +Kranich Telefonie GmbH +Ida Brandt +-200 +1,000$`,
		h.ok("ledger", "statement", "--reseller", id).out,
	)
}

func TestVerifyNamesWhatDoesNotFit(t *testing.T) {
	h := newHouse(t)
	h.kranich()
	require.Equal(t, true, h.ok("ledger", "verify", "--json").at("ok"))
	h.sql(
		`DROP TRIGGER transfer_frozen`, `UPDATE transfer SET amount = amount + 1 WHERE number = 4`,
	)
	before := h.workspaceFile()
	for _, command := range []string{"ledger verify", "reseller list", "outbox send"} {
		r := h.run(append(strings.Fields(command), "--json")...)
		r.fails(exitCorrupt, "workspace.damaged")
		require.Contains(t, r.err, "Operation 2", command)
		require.Contains(t, r.err, "transfer_frozen", command)
	}
	require.Equal(t, before, h.workspaceFile(), "nothing is written to it")
}

// workspaceFile is the workspace file, byte for byte.
func (h *house) workspaceFile() []byte {
	data, err := os.ReadFile(filepath.Join(h.dir, sqlite.FileName))
	require.NoError(h.t, err)
	return data
}

// sql changes the workspace file by hand.
func (h *house) sql(statements ...string) {
	db, err := sql.Open("sqlite3", filepath.Join(h.dir, sqlite.FileName))
	require.NoError(h.t, err)
	defer func() { require.NoError(h.t, db.Close()) }()
	for _, s := range statements {
		_, err := db.Exec(s)
		require.NoError(h.t, err)
	}
}

func TestAnotherProgramHoldsTheFile(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	db, err := sql.Open("sqlite3", filepath.Join(h.dir, sqlite.FileName)+"?_txlock=immediate")
	require.NoError(t, err)
	tx, err := db.Begin()
	require.NoError(t, err)
	h.run(kranich()...).fails(exitBlocked, "workspace.busy")
	require.NoError(t, tx.Rollback())
	require.NoError(t, db.Close())
	require.EqualValues(t, 0, h.ok("reseller", "list", "--json").at("total"))
}

func TestWhatFellDueWhileClosedIsDoneFirst(t *testing.T) {
	h := newHouse(t)
	id := h.kranich()
	h.ok("reseller", "suspend", id, "--reason", "x", "--until", "2026-11-25")
	h.clock.Add(core.NewDay(2026, time.November, 25).End().Sub(h.clock.Now()))
	require.Equal(t, "suspended", h.ok("reseller", "show", id, "--json").at("status"))
	h.clock.Add(time.Second)
	require.Equal(t, "not_invited", h.ok("reseller", "show", id, "--json").at("status"))
	h.ok("reseller", "delete", id)
	require.EqualValues(
		t, 1200,
		h.ok("reseller", "list", "--only", "bin", "--json").at("resellers.amounts.extensions"),
	)
	h.clock.Add(30 * 24 * time.Hour)
	require.EqualValues(
		t, 5000, h.ok("subscription", "show", "--json").at("resources.extensions.free"),
	)
}

func TestTwoRunsAtOnce(t *testing.T) {
	h := newHouse(t)
	same := desk.NewID()
	runs := [][]string{
		append(kranich(), "--operation-id", same), append(kranich(), "--operation-id", same),
		append(kranich(), "--email", "a@example.com"),
		append(kranich(), "--email", "b@example.com"),
	}
	results := make([]result, len(runs))
	var all sync.WaitGroup
	for i, args := range runs {
		all.Go(func() { results[i] = h.run(args...) })
	}
	all.Wait()
	for _, r := range results {
		require.Zero(t, r.code, r.err)
	}
	require.EqualValues(t, 3, h.ok("reseller", "list", "--json").at("total"))
	require.EqualValues(
		t, 5000-3*1200, h.ok("subscription", "show", "--json").at("resources.extensions.free"),
	)
	h.ok("ledger", "verify")
}

func TestASignalEndsCleanly(t *testing.T) {
	h := newHouse(t)
	ended, end := context.WithCancel(t.Context())
	end()
	h.runWith(ended, "", "reseller", "list", "--json").fails(exitCancelled, "ctl.cancelled")
	interrupted := h.deps() // SQLite says so in its own words when a question is cut short.
	interrupted.open = func(context.Context, string) (*desk.Desk, func() error, error) {
		return nil, nil, &core.Error{
			Code: core.Internal, Key: "internal", Err: errors.New("interrupted"),
		}
	}
	require.Equal(
		t, exitCancelled,
		run(ended, []string{"history"}, strings.NewReader(""), io.Discard, io.Discard, interrupted),
	)

	h.kranich("--send")
	h.server.answers = []string{"hang"}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-h.server.hanging
		cancel()
	}()
	h.runWith(
		ctx, "", "reseller", "send", "nina@kranichtel.example", "--json",
	).fails(exitCancelled, "ctl.cancelled")
	require.Equal(
		t, "queued", h.ok("reseller", "list", "--json").at("resellers.mail_state"),
		"it waits; nothing was sent",
	)
	require.Equal(t, 1, h.server.taken())
}

// TestWithoutADisplay checks that the program needs no library of a window.
func TestWithoutADisplay(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".").Output()
	require.NoError(t, err)
	list := string(out)
	require.Contains(t, list, "resellerdesk/core/desk")
	for _, prefix := range []string{"fyne.io", "github.com/go-gl"} {
		require.NotContains(t, "\n"+list, "\n"+prefix)
	}
}

func TestLanguageOfTheEnvironment(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{nil, "en"},
		{map[string]string{"LANG": "de_AT.UTF-8"}, "de-AT"},
		{map[string]string{"LANG": "de_DE@euro", "LC_MESSAGES": "en_GB.UTF-8"}, "en-GB"},
		{map[string]string{"LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8"}, "en"},
	} {
		env := func(name string) string { return c.env[name] }
		unknown := func() (string, error) { return "", errors.New("unknown") }
		require.Equal(t, c.want, systemLanguage(env, unknown))
		german := func() (string, error) { return "de-CH", nil }
		if c.want == "en" && c.env == nil {
			c.want = "de-CH"
		}
		require.Equal(t, c.want, systemLanguage(env, german), "the environment comes first")
	}
}

func TestNothingReachesTheTerminalsControls(t *testing.T) {
	p := &page{}
	p.line("a\x1b[31mb\nc\u009bd")
	require.Equal(t, "a [31mb c d\n", p.b.String())
	p.table(nil, [][]cell{{word("x\ny"), word("z")}})
	require.Contains(t, p.b.String(), "x y  z\n")
	require.NotContains(t, strings.TrimSuffix(p.b.String(), "\n"), "\x1b")
}

func TestJSONGoesToOneDocument(t *testing.T) {
	h := newHouse(t)
	h.kranich()
	decoder := json.NewDecoder(bytes.NewReader([]byte(h.ok("reseller", "list", "--json").out)))
	var document any
	require.NoError(t, decoder.Decode(&document))
	require.False(t, decoder.More())
}

// stuck is a workspace that cannot change one account.
type stuck struct {
	desk.Store
	id string
}

func (s stuck) Write(fn func(tx desk.Tx) error) error {
	return s.Store.Write(func(tx desk.Tx) error { return fn(stuckTx{tx, s.id}) })
}

type stuckTx struct {
	desk.Tx
	id string
}

func (s stuckTx) ChangeAccount(a account.Account) error {
	if a.ID == s.id {
		return &core.Error{Code: core.Internal, Key: "internal", Err: errors.New("stuck")}
	}
	return s.Tx.ChangeAccount(a)
}

// TestWhatCannotBeDoneInTimeStopsNoCommand lets the workspace refuse to lift a suspension whose
// time has come.
func TestWhatCannotBeDoneInTimeStopsNoCommand(t *testing.T) {
	h := newHouse(t)
	id := h.kranich()
	h.ok(
		"reseller", "suspend", id, "--reason", "unpaid", "--until",
		h.clock.Now().Format(time.DateOnly),
	)
	h.store = func(s desk.Store) desk.Store { return stuck{s, id} }
	h.clock.Add(24 * time.Hour)
	r := h.run("reseller", "list")
	require.Zero(t, r.code)
	require.Contains(t, r.out, "Kranich")
	require.Contains(t, r.err, "Something that fell due could not be done")
	require.Contains(t, r.err, id)
}

func TestAnInterruptAfterTheEndOfAMailIsAnsweredWithWhyItWaits(t *testing.T) {
	h := newHouse(t)
	id := h.kranich()
	ctx, interrupt := context.WithCancel(t.Context())
	said := make(chan struct{})
	h.onErr = sync.OnceFunc(func() { close(said) })
	h.server.onDot = func() {
		interrupt()
		select { // A slow server looks at the mail until the program has answered.
		case <-said:
		case <-time.After(time.Minute):
		}
	}
	r := h.runWith(ctx, "", "reseller", "send", id)
	require.Contains(t, r.err, "waiting for its answer, 10 minutes at most")
	h.server.onDot, h.onErr = nil, nil
	require.Equal(
		t, "sent", h.ok("outbox", "list", "--json").at("mails.state"),
		"what the server said is kept",
	)
}

func TestTheTerminalTellsOnceOfACrash(t *testing.T) {
	h := newHouse(t)
	require.NoError(
		t,
		os.WriteFile(filepath.Join(h.dir, "resellerdesk.crash"), []byte("panic: a fault\n"), 0o600),
	)
	require.Empty(
		t, h.run("reseller", "list", "--json").err,
		"a script is told nothing that it does not ask for",
	)
	told := h.run("reseller", "list")
	require.Zero(t, told.code)
	require.Contains(t, told.err, "The program ended unexpectedly on")
	require.Contains(t, told.err, "Nothing that was acknowledged is lost.")
	h.ok("reseller", "list")
}
