// Package page holds what every page of the window works with.
package page

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/wording"
	"resellerdesk/ui/kit"
)

// Runner says where code runs: waiting for a disk, a keyring or a server never happens on the UI
// goroutine.
type Runner interface {
	// Go runs work beside the UI.
	Go(work func())
	// UI runs a function on the UI goroutine.
	UI(do func())
	// After runs a function on the UI goroutine later, unless stop is called before.
	After(d time.Duration, do func()) (stop func())
}

// Env is what the window gives to its pages. That of a page does not change any more.
type Env struct {
	ctx    context.Context // Ends when the pages are left.
	Desk   *desk.Desk
	Words  *i18n.Printer
	Canvas fyne.Canvas
	Modals *kit.Modals
	Toasts *kit.Toasts
	Host   *kit.Host
	Run    Runner
	// What the start holds back; nil for nothing.
	Beginning *Beginning
	Settings  *Settings
	Lists     *Lists
	Held      *Held
	Files     Files
	Now       func() time.Time
	Folder    string // Where the workspace file is.
	// Backups are those of the workspace; nil where there are none, as of example data.
	Backups Backups
	// BackUp makes a backup if one is due, and says in the status line what came of it; it is
	// called beside the UI.
	BackUp func(ctx context.Context, why backup.Reason)
	// BackedUp says in the status line what came of a backup that a person asked for.
	BackedUp func(err error)
	// Restore puts a backup in the place of the workspace, which it opens again, without a
	// question.
	Restore func(one backup.Backup)
	// RestoreFile does so with one in a file anywhere, which code opens.
	RestoreFile func(one backup.Backup, path, code string)
	// ShowFolder shows a folder in the platform's own program.
	ShowFolder func(path string)
	// Browse shows an address in the platform's browser, or says why it cannot.
	Browse func(address *url.URL) error
	// Open goes to a place in the window.
	Open func(to Route)
	// Undo reverses an operation and says so, or why it cannot.
	Undo func(operationID string)
	// ViewAs shows what a reseller sees, until the person goes back.
	ViewAs func(id string)
	// OpenFile asks for a file of the other side.
	OpenFile func()
	// Incoming opens a file of the other side and does what it is for, or says why not.
	Incoming func(text []byte)
}

// Within returns the same for pages that are left when a context ends.
func (e *Env) Within(ctx context.Context) *Env {
	own := *e
	own.ctx = ctx
	return &own
}

// Context ends when the pages are left: what is read for them is not wanted any more then.
func (e *Env) Context() context.Context {
	if e.ctx == nil {
		return context.Background() // Before the sign-in there are no pages.
	}
	return e.ctx
}

// T returns the text of a key.
func (e *Env) T(key string, args ...core.Args) string { return e.Words.T(key, args...) }

// May tells whether the person holds a feature, and can use it where they are: what is not
// permitted is not shown.
func (e *Env) May(feature permission.Key) bool { return e.Desk.Offers(feature) }

// Fail says in a dialog what could not be done. What nobody waits for any more is no failure.
func (e *Env) Fail(err error) {
	if err == nil || Cancelled(err) {
		return
	}
	var modal *kit.Modal
	ok := kit.NewButton(e.T("button.close"), kit.ButtonPrimary, func() { modal.Close() })
	body := kit.NewStack(10, kit.NewParagraph(e.Words.Error(err), kit.Body))
	if e.Explains("", err) {
		body.Add(kit.NewRow(0, kit.NewLink(e.T("why.link"), func() {
			e.why(err, "", func(text string) {
				body.Objects = append(body.Objects[:1], kit.NewParagraph(text, kit.Secondary))
				modal.Relayout()
				e.Canvas.Focus(ok)
			})
		})))
	}
	modal = e.Modals.Show(kit.ModalOptions{
		Title: e.T("fail.title"), Body: body, Foot: kit.NewRow(8, nil, ok), Width: 480, First: ok,
	})
}

// FailReading says in a dialog what could not be read. What the person may not see any more is no
// fault: its page is about to close.
func (e *Env) FailReading(err error) {
	if code := core.CodeOf(err); code != core.Forbidden && code != core.Unauthenticated {
		e.Fail(err)
	}
}

// FailReloading is FailReading for what a page reads again by itself: it interrupts no dialog, also
// not the one that says it already.
func (e *Env) FailReloading(err error) {
	if !e.Modals.Open() {
		e.FailReading(err)
	}
}

// AskDiscard asks before what was typed into a form is lost.
func (e *Env) AskDiscard(discard func()) {
	e.Modals.Confirm(kit.Confirmation{
		Title: e.T("form.discard_title"), Text: e.T("form.discard_text"), OK: e.T("form.discard"),
		Cancel: e.T("form.keep_typing"),
		Danger: true, OnOK: discard,
	})
}

// Verb is what an operation did, in words: title, said to be undone or done again if that is what
// it did.
func (e *Env) Verb(v capacity.Verb, title string) string {
	return wording.VerbText(e.Words, v, title)
}

// Person is the name of the person who did something, in words when it was the program itself.
func (e *Env) Person(name string) string { return wording.PersonText(e.Words, name) }

// FieldNames are the names of the fields that have problems, each once, as people read them.
func FieldNames(e *Env, problems core.Problems) string {
	var names []string
	for _, p := range problems {
		if name := e.T("field." + p.Field); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// Summary says in one sentence which fields are missing and which are not right yet, "" when
// nothing is wrong.
func Summary(e *Env, problems core.Problems) string {
	var missing, wrong core.Problems
	for _, p := range problems {
		if p.Key == "field.required" {
			missing = append(missing, p)
		} else {
			wrong = append(wrong, p)
		}
	}
	var parts []string
	for key, list := range map[string]core.Problems{"form.missing": missing, "form.wrong": wrong} {
		if len(list) > 0 {
			parts = append(parts, e.T(key, core.Args{"Fields": FieldNames(e, list)}))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, " · ")
}

// Page is one page of the menu.
type Page interface {
	// Key names the page.
	Key() Key
	// Content is what there is to the right of the menu.
	Content() fyne.CanvasObject
	// Shown is called each time the page comes to the front.
	Shown()
	// Commands are the actions of the page.
	Commands() []Command
	// Changed is called when something changed that the page may show.
	Changed(events desk.Events)
}

// Parted is a page that has parts. Navigate brings the one of a route to the front, or begins what
// it is for.
type Parted interface {
	Navigate(to Route)
}

// Leavable is a page to whom it matters that another one came to the front.
type Leavable interface {
	Left()
}

// Tabbed is a page with tabs, each of which is a part of it.
type Tabbed interface {
	Parted
	// Tab is the part in front.
	Tab() Part
}

// Typed is a page into which something is typed that would be lost with it.
type Typed interface {
	// Typed tells whether something was typed that is not saved.
	Typed() bool
	// Discard forgets it.
	Discard()
}

// Found is something that was found by its name.
type Found struct {
	Icon       kit.IconName
	Name, More string // What it is called, and what tells it from others of that name.
	Kind       string
	Open       func()
	Commands   func() []Command // What can be done to it; called on the UI goroutine.
}

// Finder is a page whose rows are found by their names, also while another page is in front.
type Finder interface {
	// Find returns the first few that fit. It runs beside the UI; who may not see them finds none.
	Find(ctx context.Context, text string, most int) []Found
}

// Command is one action. Toolbar, row menu, palette and shortcuts are all made of commands.
type Command struct {
	ID       string // Names it; its words are those of this key.
	Title    string // The words in place of those; "" for them.
	Icon     kit.IconName
	Shortcut fyne.KeyboardShortcut // nil for none.
	Also     fyne.KeyboardShortcut // A second one that people know; nil for none.
	InDialog bool                  // May run only while a dialog is open.
	Anywhere bool                  // May run with and without a dialog.
	Key      string                // What does it in a list without a shortcut, in words.
	Group    Group                 // Where it is in a menu.
	One      bool                  // Is about one thing, also while several are selected.
	Asks     bool                  // Does nothing before a question is answered.
	Enabled  func() bool           // nil for always.
	Out      bool                  // Is in a menu, which says why it cannot be pressed.
	Run      func()
}

// Group is a part of a menu.
type Group int

// The groups of a menu, in their order.
const (
	GroupOpen  Group = iota // What shows or changes it.
	GroupSend               // What sends something.
	GroupState              // What starts, stops or moves it.
	GroupCopy               // What copies something of it.
	GroupEnd                // What destroys; apart from the others.
)

// Name is what the command is called.
func (c Command) Name(env *Env) string {
	if c.Title != "" {
		return c.Title
	}
	return env.T(c.ID)
}

// Words are the name; that of a command that asks first ends in an ellipsis.
func (c Command) Words(env *Env) string {
	if c.Asks {
		return env.T("command.asks", core.Args{"Command": c.Name(env)})
	}
	return c.Name(env)
}

// Shortcuts are the keys that run the command.
func (c Command) Shortcuts() []fyne.KeyboardShortcut {
	var keys []fyne.KeyboardShortcut
	for _, s := range []fyne.KeyboardShortcut{c.Shortcut, c.Also} {
		if s != nil {
			keys = append(keys, s)
		}
	}
	return keys
}

// May tells whether the command may run now.
func (c Command) May(dialogOpen bool) bool {
	return (c.Anywhere || dialogOpen == c.InDialog) && (c.Enabled == nil || c.Enabled())
}

// Header is the line above a page: its title, what comes after it, and buttons at the right.
func Header(title fyne.CanvasObject, right ...fyne.CanvasObject) fyne.CanvasObject {
	return kit.NewSides(8, title, kit.NewSized(0, 44, kit.NewRow(8, right...)))
}

// ToTop shows the title of the page in front, once what is below it got the focus: it has just been
// opened.
func ToTop(env *Env) {
	if env.Host.Scroll != nil {
		env.Host.Scroll.ScrollToTop()
	}
}
