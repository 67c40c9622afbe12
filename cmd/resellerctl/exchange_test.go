package main

import (
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/storage/sqlite"
)

// mailed writes the file that was attached to the newest mail, and returns its path.
func (h *house) mailed() string {
	h.server.mu.Lock()
	defer h.server.mu.Unlock()
	require.NotEmpty(h.t, h.server.content)
	m, err := netmail.ReadMessage(strings.NewReader(h.server.content[len(h.server.content)-1]))
	require.NoError(h.t, err)
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	require.NoError(h.t, err)
	for parts := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := parts.NextRawPart()
		require.NoError(h.t, err, "a mail without an attachment")
		if part.FileName() == "" {
			continue
		}
		file, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
		require.NoError(h.t, err)
		return h.file("mailed"+activation.Extension, string(file))
	}
}

// two are a distributor and a reseller of his, each at a terminal of his own, who exchange files by
// hand.
type two struct {
	t           *testing.T
	distributor *house
	partner     *house
	id          string // Of the reseller.
	activation  string // The file that came with the mail.
	folder      string // What the files are written to.
}

func newTwo(t *testing.T) *two {
	w := &two{t: t, distributor: newHouse(t), partner: newComputer(t), folder: t.TempDir()}
	w.partner.clock = w.distributor.clock
	w.id = w.distributor.kranich("--send")
	w.activation = w.distributor.mailed()
	return w
}

// activate opens the reseller's workspace and returns what it is told once.
func (w *two) activate() result {
	r := w.partner.runWith(w.t.Context(), partnerPassword+"\n", "activate", w.activation, "--json")
	require.Zero(w.t, r.code, r.err)
	return r
}

// newActiveTwo are two whose receipt came, and whose first package went.
func newActiveTwo(t *testing.T) *two {
	w := newTwo(t)
	w.activate()
	w.distributor.ok("exchange", "receive", w.fromPartner())
	w.mine("exchange", "receive", w.fromDistributor())
	return w
}

// asPartner runs a command as the reseller.
func (w *two) asPartner(args ...string) result {
	return w.partner.as(partnerEmail, partnerPassword, args...)
}

// mine runs a command as the reseller that must succeed.
func (w *two) mine(args ...string) result {
	r := w.asPartner(args...)
	require.Zero(w.t, r.code, "%v: %s", args, r.err)
	return r
}

// fromPartner saves what is due to the distributor, and returns the path.
func (w *two) fromPartner() string {
	return w.mine(
		"exchange", "save", "--into", filepath.Join(w.folder, desk.NewID()),
	).at("files.path").(string)
}

// fromDistributor saves the package of the reseller, and returns the path.
func (w *two) fromDistributor() string {
	return w.distributor.ok(
		"exchange", "save", w.id, "--into", filepath.Join(w.folder, desk.NewID()), "--json",
	).at("files.path").(string)
}

func (w *two) state() any { return w.distributor.ok("reseller", "show", w.id, "--json").at("state") }

func (w *two) extensions() any {
	return w.mine("subscription", "show").at("resources.extensions.total")
}

// TestThereAndBackByTheTerminalAlone goes the whole way of a reseller: added, activated on a
// computer of its own, confirmed by its receipt, given more, and reported.
func TestThereAndBackByTheTerminalAlone(t *testing.T) {
	w := newTwo(t)
	opened := w.partner.ok("exchange", "open", w.activation, "--json")
	require.Equal(t, "activation", opened.at("kind"))
	require.Equal(t, "Nordlicht Distribution", opened.at("sender.company"))
	require.Equal(t, partnerEmail, opened.at("reseller.email"))
	require.EqualValues(t, 1200, opened.at("package.amounts.extensions"))
	require.Contains(t, opened.at("permissions"), "pbx.view")
	require.Equal(
		t, w.distributor.ok("keys", "fingerprint", "--json").at("fingerprint"),
		opened.at("fingerprint"),
	)
	empty, err := os.ReadDir(w.partner.dir)
	require.NoError(t, err)
	require.Empty(t, empty, "looking makes nothing")

	told := w.activate()
	require.Regexp(t, `^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$`, told.at("recovery_code"))
	require.EqualValues(t, 1200, w.extensions())
	waits := w.mine("exchange", "list")
	require.Equal(t, false, waits.at("distributor.confirmed"))
	require.Equal(t, "receipt", waits.at("waiting.kind"))
	require.Equal(
		t, told.at("confirmation_code"), w.mine("exchange", "confirmation").at("confirmation_code"),
	)

	saved := w.mine("exchange", "save", "--into", w.folder)
	receipt := saved.at("files.path").(string)
	require.Equal(
		t, filepath.Join(w.folder, "Kranich Telefonie GmbH Quittung 2026-11-24 09.00.resellerdesk"),
		receipt,
	)
	require.Equal(t, "invited", w.state())
	require.Equal(t, "receipt", w.distributor.ok("exchange", "open", receipt, "--json").at("kind"))
	require.Equal(t, "invited", w.state(), "looking takes nothing over")
	require.Equal(
		t, "taken", w.distributor.ok("exchange", "receive", receipt, "--json").at("state"),
	)
	require.Equal(t, "active", w.state())
	require.Equal(
		t, "known", w.distributor.ok("exchange", "receive", receipt, "--json").at("state"),
	)

	w.distributor.ok("reseller", "edit", w.id, "--extensions", "1300")
	list := w.distributor.ok("exchange", "list", "--json")
	require.Equal(t, "changed", list.at("waiting.why"))
	require.EqualValues(t, 1, list.at("count"))
	w.distributor.ok("exchange", "save", "--into", w.folder)
	require.Empty(t, w.distributor.ok("exchange", "list", "--json").at("waiting"))
	taken := w.mine(
		"exchange", "receive",
		filepath.Join(w.folder, "Kranich Telefonie GmbH Package 2026-11-24 09.00.resellerdesk"),
	)
	require.Equal(t, "package", taken.at("kind"))
	require.EqualValues(t, 2, taken.at("sequence"))
	require.EqualValues(t, 1300, w.extensions())
	require.Equal(t, true, w.mine("exchange", "list").at("distributor.confirmed"))

	report := w.fromPartner()
	looked := w.distributor.ok("exchange", "open", report, "--json")
	require.Equal(t, "report", looked.at("kind"))
	require.Equal(t, "Kranich Telefonie GmbH", looked.at("reseller.company"))
	require.EqualValues(t, 0, looked.at("pbxs"))
	got := w.distributor.ok("exchange", "receive", report)
	require.Equal(t, "The report of Kranich Telefonie GmbH was taken over.\n", got.out)
	require.Equal(t, "report", w.distributor.ok("exchange", "list", "--json").at("passed.kind"))
	w.distributor.ok("ledger", "verify")
	w.mine("ledger", "verify")
	for _, log := range []string{
		w.mine("log", "--limit", "0").out, w.distributor.ok("log", "--limit", "0", "--json").out,
	} {
		require.NotContains(t, log, told.at("recovery_code"))
		require.NotContains(t, log, told.at("confirmation_code"))
	}
	require.NotEmpty(t, w.distributor.logged("--module", "exchange"))
}

func TestFilesThatDoNotFitAreRefused(t *testing.T) {
	t.Parallel()
	w := newActiveTwo(t)
	w.distributor.ok("reseller", "edit", w.id, "--extensions", "1300")
	old := w.fromDistributor()
	w.distributor.ok("reseller", "edit", w.id, "--extensions", "1400")
	newest := w.fromDistributor()
	require.Equal(
		t, "exchange.between", w.mine("exchange", "receive", newest).at("note.key"),
		"one did not arrive",
	)
	w.asPartner("exchange", "receive", old).fails(exitConflict, "exchange.older")
	require.EqualValues(t, 1400, w.extensions())

	text, err := os.ReadFile(w.activation)
	require.NoError(t, err)
	lines := strings.Split(string(text), "\n")
	lines[3] = strings.Map(func(r rune) rune {
		if r == 'A' {
			return 'B'
		}
		return r
	}, lines[3])
	changed := w.partner.file("changed.activation", strings.Join(lines, "\n"))
	require.NotEqual(t, string(text), strings.Join(lines, "\n"))
	stranger := newComputer(t)
	for _, c := range []struct {
		file string
		code int
		key  string
	}{
		{changed, exitInvalid, "activation.changed"},
		{newest, exitConflict, "incoming.no_workspace"},
		{w.partner.file("letter.txt", "Dear Nina"), exitInvalid, "activation.none"},
		{"/nowhere/at/all.activation", exitUnavailable, "sheet.unreadable"},
	} {
		stranger.run("exchange", "open", c.file, "--json").fails(c.code, c.key)
		stranger.runWith(
			t.Context(), partnerPassword, "activate", c.file, "--json",
		).fails(c.code, c.key)
	}
	stranger.runWith(
		t.Context(), "kranich123", "activate", w.activation, "--json",
	).fails(exitInvalid, "password.short")
	stranger.run(
		"exchange", "receive", w.activation, "--json",
	).fails(exitNotFound, "workspace.none")
	nothing, err := os.ReadDir(stranger.dir)
	require.NoError(t, err)
	require.Empty(t, nothing, "a refusal makes no workspace")

	w.partner.runWith(
		t.Context(), partnerPassword, "activate", w.activation, "--json",
	).fails(exitConflict, "ctl.workspace_exists")
	w.asPartner("exchange", "receive", w.activation).fails(exitConflict, "exchange.already_active")
	w.distributor.run(
		"exchange", "receive", w.activation, "--json",
	).fails(exitConflict, "exchange.distributor_here")
	w.distributor.run(
		"exchange", "receive", newest, "--json",
	).fails(exitInvalid, "activation.not_for_you")
	w.partner.run("exchange", "open", newest, "--json").fails(exitForbidden, "ctl.nobody_stays")
	require.Equal(t, "package", w.asPartner("exchange", "open", newest).at("kind"))
	require.Equal(
		t, "package",
		w.partner.runWith(
			t.Context(), partnerPassword+"\n"+read(t, newest), "exchange", "open", "-", "--as",
			partnerEmail, "--password-stdin", "--json",
		).at("kind"),
	)

	stranger.clock.Add(activation.Lifetime)
	late := stranger.run("exchange", "open", w.activation, "--json")
	late.fails(exitInvalid, "activation.expired")
	require.Equal(
		t, "Nordlicht Distribution", late.at("sender.company"), "what it is, is said all the same",
	)
}

func read(t *testing.T, path string) string {
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}

func TestAConfirmationCodeActivatesToo(t *testing.T) {
	w := newTwo(t)
	code := w.activate().at("confirmation_code").(string)
	other := activation.ConfirmationCode(make([]byte, 32))
	h := w.distributor
	h.run("exchange", "confirm", partnerEmail, other, "--json").fails(exitInvalid, "code.other")
	h.run("exchange", "confirm", partnerEmail, code[:3], "--json").fails(exitInvalid, "code.length")
	h.run(
		"exchange", "confirm", "nobody@example.com", code, "--json",
	).fails(exitNotFound, "ctl.no_reseller")
	require.Equal(t, "invited", w.state())
	confirm := []string{
		"exchange", "confirm", partnerEmail, strings.ToLower(code), "--operation-id", desk.NewID(),
		"--json",
	}
	require.Equal(t, "active", h.ok(confirm...).at("resellers.state"))
	require.Equal(t, true, h.ok(confirm...).at("repeated"))
	h.run(
		"exchange", "confirm", partnerEmail, code, "--json",
	).fails(exitConflict, "reseller.already_active")
	h.run("reseller", "reset", partnerEmail, "--json").fails(exitConflict, "reset.no_receipt")
	w.mine("exchange", "receive", w.fromDistributor())
}

func TestFilesGoByMail(t *testing.T) {
	t.Parallel()
	w := newActiveTwo(t)
	h := w.distributor
	require.Empty(t, h.ok("exchange", "send", "--json").at("mails"), "nothing waits")
	h.ok("reseller", "edit", w.id, "--extensions", "1300")
	h.server.answers = []string{"450 4.2.0 later"}
	later := h.run("exchange", "send", "--json")
	later.fails(exitUnavailable, "smtp.temporary")
	require.Equal(t, "queued", later.at("mails.state"))
	require.Len(t, later.at("mails"), 1, "only the mails of this command")
	h.clock.Add(2 * time.Minute)
	h.ok("outbox", "send")
	w.mine("exchange", "receive", h.mailed())
	require.EqualValues(t, 1300, w.extensions())

	w.asPartner("exchange", "send").fails(exitInvalid, "mail.not_set_up")
	w.partner.desk(func(d *desk.Desk) {
		require.NoError(t, d.SignIn(t.Context(), partnerEmail, partnerPassword))
		w.partner.canSend(d, partnerEmail)
	})
	require.Equal(t, ownerEmail, w.mine("exchange", "send").at("mails.recipient"))
	require.Equal(t, "taken", h.ok("exchange", "receive", w.partner.mailed(), "--json").at("state"))
	w.asPartner("exchange", "send", ownerEmail).fails(exitConflict, "reseller.none_here")

	h.colleague(permission.UserView, permission.UserExchange)
	require.Equal(
		t, "sent", h.asColleague("exchange", "send", partnerEmail).at("mails.state"),
		"named, also when nothing waits",
	)
	h.asColleague("outbox", "list").fails(exitForbidden, "forbidden")
}

func TestWhereFilesAreWritten(t *testing.T) {
	t.Parallel()
	w := newActiveTwo(t)
	h := w.distributor
	h.run("exchange", "save", "--json").fails(exitUsage, "ctl.usage")
	h.run(
		"exchange", "save", w.id, "nobody@example.com", "--into", w.folder, "--json",
	).fails(exitNotFound, "ctl.no_reseller")
	other := h.ok("reseller", "add", "--json", "--company", "Eule", "--first-name", "Eva", "--email", "eva@eule.example", "--extensions", "10",
		"--concurrent-calls", "1", "--recording-minutes", "0").at("reseller.id").(string)
	h.run(
		"exchange", "save", w.id, other, "--into", filepath.Join(w.folder, "one"), "--json",
	).fails(exitUsage, "ctl.usage")
	partly := h.run("exchange", "save", w.id, other, "--into", w.folder, "--json")
	partly.fails(exitConflict, "exchange.not_activated")
	require.Equal(t, w.id, partly.at("files.reseller_id"), "what was written is said")

	h.ok("reseller", "edit", w.id, "--extensions", "1300")
	h.run(
		"exchange", "save", "--into", "/nowhere/at/all.resellerdesk", "--json",
	).fails(exitUnavailable, "ctl.exchange_unwritable")
	list := h.ok("exchange", "list", "--json")
	require.Empty(t, list.at("waiting"), "it counts as sent")
	again := filepath.Join(w.folder, "again.resellerdesk")
	require.NoError(t, os.WriteFile(again, []byte("what stood there"), 0o600))
	h.ok("exchange", "again", list.at("passed.id").(string), "--into", again)
	w.mine("exchange", "receive", again)
	require.EqualValues(t, 1300, w.extensions())
	h.run(
		"exchange", "again", "nothing", "--into", again, "--json",
	).fails(exitNotFound, "not_found")
	require.NotEmpty(t, read(t, again))
	files, err := os.ReadDir(w.folder)
	require.NoError(t, err)
	for _, f := range files {
		require.False(
			t, strings.HasPrefix(f.Name(), "."), "nothing half-written is left: %s", f.Name(),
		)
	}
}

// copyOf is a copy of the workspace file, which can be put back.
func (h *house) copyOf() []byte {
	file, err := os.ReadFile(filepath.Join(h.dir, sqlite.FileName))
	require.NoError(h.t, err)
	return file
}

func (h *house) putBack(file []byte) {
	require.NoError(h.t, os.WriteFile(filepath.Join(h.dir, sqlite.FileName), file, 0o600))
}

func TestAnOlderCopyIsNoticed(t *testing.T) {
	w := newActiveTwo(t)
	h := w.distributor
	require.Equal(
		t, "Everything can be changed and signed, and this is no older copy.\n",
		h.ok("exchange", "status").out,
	)
	h.run("exchange", "go-on", "--json").fails(exitConflict, "ctl.not_restored")
	old := h.copyOf()
	h.ok("reseller", "edit", w.id, "--extensions", "1300")
	w.fromDistributor()
	h.putBack(old)
	r := h.run("exchange", "status", "--json")
	r.fails(exitConflict, "restored.distributor")
	require.Equal(t, "restored.distributor", r.at("restored.key"))
	h.ok("exchange", "go-on")
	require.Nil(t, h.ok("exchange", "status", "--json").at("restored"))
	require.Equal(
		t, "changed", h.ok("exchange", "list", "--json").at("waiting.why"),
		"everybody is due a package",
	)
}

// TestAnOlderCopyIsNoticedAfterWorkThatSendsNothing changes something that no file goes out for.
func TestAnOlderCopyIsNoticedAfterWorkThatSendsNothing(t *testing.T) {
	w := newActiveTwo(t)
	h := w.distributor
	old := h.copyOf()
	h.ok(
		"customer", "add", "--company", "Lorenz GmbH", "--first-name", "Ada", "--email",
		"ada@lorenz.example",
	)
	h.putBack(old)
	h.run("exchange", "status", "--json").fails(exitConflict, "restored.distributor")
}

func TestWarningsStayUntilTheyAreSettled(t *testing.T) {
	w := newActiveTwo(t)
	h := w.distributor
	old := w.partner.copyOf()
	h.ok("exchange", "receive", w.fromPartner())
	w.partner.putBack(old)
	w.partner.clock.Add(time.Minute)
	w.asPartner("exchange", "status").fails(exitConflict, "restored.reseller")
	w.asPartner(
		"exchange", "save", "--into", t.TempDir(),
	).fails(exitBlocked, "workspace.newer_copy")
	for name := range w.partner.keyring.secrets { // A computer that never saw the newer one.
		if strings.HasSuffix(name, "/newest") {
			delete(w.partner.keyring.secrets, name)
		}
	}
	w.partner.putBack(old)
	h.run("exchange", "receive", w.fromPartner(), "--json").fails(exitConflict, "exchange.fork")
	list := h.ok("exchange", "list", "--json")
	require.Equal(t, "exchange.fork", list.at("warnings.what.key"))
	require.Equal(t, "refused", list.at("passed.state"))
	require.Equal(t, "exchange.fork", list.at("passed.note.key"))
	require.Equal(t, w.id, h.ok("exchange", "settle", partnerEmail, "--json").at("resellers.id"))
	require.Empty(t, h.ok("exchange", "list", "--json").at("warnings"))

	w.mine("exchange", "receive", w.fromDistributor()) // It says which report is the newest.
	w.fromPartner()
	gap := h.ok("exchange", "receive", w.fromPartner(), "--json")
	require.Equal(t, "exchange.gap", gap.at("note.key"))
	require.Contains(t, h.ok("exchange", "list").out, gap.at("note.message"))
}

func TestWhyAWorkspaceCannotBeChanged(t *testing.T) {
	w := newActiveTwo(t)
	require.Equal(t, "good", w.mine("exchange", "status").at("standing"))
	w.distributor.ok("reseller", "suspend", w.id, "--reason", "Invoice not paid")
	w.mine("exchange", "receive", w.fromDistributor())
	r := w.asPartner("exchange", "status")
	r.fails(exitForbidden, "standing.suspended")
	require.Equal(t, "suspended", r.at("standing"))
	require.Contains(t, r.at("why.message"), "Invoice not paid")
	require.NotContains(t, w.distributor.ok("exchange", "status", "--json").json(), "standing")
	w.distributor.clock.Add(-48 * time.Hour)
	behind := w.distributor.run("exchange", "status", "--json")
	behind.fails(exitConflict, "clock.behind")
	require.Equal(t, "clock.behind", behind.at("why.key"))
}

func TestANewDesktopTakesThePlaceOfALostOne(t *testing.T) {
	w := newActiveTwo(t)
	h := w.distributor
	h.run("reseller", "send", w.id, "--json").fails(exitConflict, "reseller.already_active")
	h.run(
		"reseller", "send", w.id, h.owner(), "--new-desktop", "--json",
	).fails(exitUsage, "ctl.usage")
	require.Equal(
		t, "sent",
		h.ok("reseller", "send", w.id, "--new-desktop", "--json").at("resellers.mail_state"),
	)
	again := h.mailed()
	fresh := newComputer(t)
	fresh.clock = h.clock
	require.Zero(t, fresh.runWith(t.Context(), partnerPassword, "activate", again).code)
	renewed := w.mine("exchange", "receive", again)
	require.Equal(
		t, "activation", renewed.at("kind"),
		"where an earlier one opened the workspace it is taken over",
	)
	require.Equal(t, "receipt", w.mine("exchange", "list").at("waiting.kind"))
}

func TestExchangeNeedsItsPermission(t *testing.T) {
	w := newTwo(t)
	h := w.distributor
	h.colleague(permission.UserView)
	for _, args := range [][]string{
		{"list"},
		{"send"},
		{"save", "--into", w.folder},
		{"confirm", partnerEmail, "x"},
		{"settle", partnerEmail},
		{"receive", w.activation},
	} {
		h.asColleague(append([]string{"exchange"}, args...)...).fails(exitForbidden, "forbidden")
	}
	for _, args := range [][]string{
		{"recovery", "kit", filepath.Join(w.folder, "kit.age")},
		{"keys", "replace"},
		{"exchange", "go-on"},
	} {
		key := "recovery.owner_only"
		if args[1] == "go-on" {
			key = "ctl.not_restored"
		}
		require.Contains(t, h.asColleague(args...).err, key)
	}
	files, err := os.ReadDir(w.folder)
	require.NoError(t, err)
	require.Empty(t, files)
}

// everyExchangeCommand runs every command of the exchange on the side where it belongs: said with
// the words of a person, and repeated, where it can be, as JSON.
func everyExchangeCommand(
	t *testing.T, language string, said func(h *house, stdin, path string, args ...string),
) {
	w := newTwo(t)
	repeated := func(h *house, path string, args ...string) {
		said(h, "", path, args...)
		h.ok(append(append(strings.Fields(path), args...), "--json")...).json()
	}
	third := newComputer(t)
	w.distributor.language, w.partner.language, third.language = language, language, language
	repeated(w.partner, "exchange open", w.activation)
	said(w.partner, partnerPassword, "activate", w.activation)
	w.partner.desk(func(d *desk.Desk) {
		require.NoError(t, d.SignIn(t.Context(), partnerEmail, partnerPassword))
		w.partner.canSend(d, partnerEmail)
		require.NoError(t, d.StaySignedIn(t.Context()))
	})
	repeated(w.partner, "exchange confirmation")
	said(
		w.distributor, "", "exchange confirm", w.id,
		w.partner.ok("exchange", "confirmation", "--json").at("confirmation_code").(string),
	)
	receipt := w.fromPartner()
	for _, on := range []*house{w.partner, w.distributor} {
		repeated(on, "exchange list")
		repeated(on, "exchange status")
		repeated(on, "keys fingerprint")
	}
	repeated(w.distributor, "exchange open", receipt)
	repeated(w.distributor, "exchange receive", receipt)
	repeated(w.distributor, "exchange save", w.id, "--into", w.folder)
	repeated(w.partner, "exchange receive", w.fromDistributor())
	w.mine(slices.DeleteFunc(praxis(), isJSON)...)
	w.distributor.ok("exchange", "receive", w.fromPartner())
	said(w.distributor, "", "reseller take-over-pbxs", w.id)
	w.mine("exchange", "receive", w.fromDistributor())
	repeated(w.partner, "exchange send")
	repeated(w.distributor, "exchange list")
	repeated(
		w.distributor, "exchange again",
		w.distributor.ok("exchange", "list", "--json").at("passed.id").(string), "--into", w.folder,
	)
	repeated(w.distributor, "exchange open", w.fromPartner())
	repeated(w.partner, "exchange open", w.fromDistributor())
	repeated(w.distributor, "exchange settle", w.id)
	old := w.distributor.copyOf()
	w.fromDistributor()
	w.distributor.putBack(old)
	said(w.distributor, "", "exchange go-on")

	repeated(w.partner, "recovery code")
	code := w.partner.ok("recovery", "code", "--json").at("recovery_code").(string)
	said(w.partner, code+"\n"+newPassword, "password recover")
	repeated(w.distributor, "reseller reset", w.id)
	repeated(w.partner, "exchange open", w.distributor.mailed())
	said(w.partner, partnerPassword, "password reset", w.distributor.mailed())
	kit := filepath.Join(w.folder, "kit.age")
	repeated(w.distributor, "recovery kit", kit)
	code = w.distributor.ok("recovery", "kit", kit, "--json").at("recovery_code").(string)
	said(third, code+"\n"+newPassword, "recovery take-over", append([]string{kit}, lost...)...)
	fresh := newComputer(t)
	fresh.language = language
	said(fresh, newPassword, "setup", newOwner...)
	repeated(w.distributor, "keys replace")
	code = w.distributor.ok("recovery", "kit", kit, "--json").at("recovery_code").(string)
	said(w.distributor, code, "keys restore", kit)

	moved, fourth := filepath.Join(w.folder, "w.deskmove"), newComputer(t)
	fourth.language = language
	said(w.distributor, "", "move out", moved, "--name", "laptop")
	w.distributor.ok("exchange", "go-on")
	moved = filepath.Join(w.folder, "again.deskmove")
	code = w.distributor.ok("move", "out", moved, "--json").at("code").(string)
	said(fourth, code, "move in", moved)
}

func TestAClockThatIsNotPlausibleIsToldAndTrusted(t *testing.T) {
	h := newHouse(t)
	h.ok("reseller", "list") // And says nothing else.
	for _, now := range []time.Time{
		h.clock.Now().Add(-48 * time.Hour), h.clock.Now().AddDate(1, 0, 0),
		time.Date(2038, 1, 19, 3, 14, 8, 0, time.UTC),
	} {
		back := now.Sub(h.clock.Now())
		h.clock.Add(back)
		r := h.run("reseller", "list")
		require.Zero(t, r.code)
		require.Equal(t, 1, strings.Count(r.err, "The clock of this computer shows"), r.err)
		require.Contains(t, r.err, "resellerctl clock trust")
		h.clock.Add(-back)
	}
	h.clock.Add(-48 * time.Hour)
	shown := h.run("clock", "show", "--json")
	shown.fails(exitConflict, "clock.behind")
	require.Equal(t, "clock.behind", shown.at("why.key"))
	require.Contains(t, h.ok("clock", "trust").out, "trusted again")
	require.Nil(t, h.ok("clock", "show", "--json").json()["why"])
	back := time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC).Sub(h.clock.Now())
	h.clock.Add(back)
	h.run("clock", "trust", "--json").fails(exitConflict, "clock.impossible")
	require.NotContains(
		t, h.run("reseller", "list").err, "clock trust", "no word makes that one right",
	)
}
