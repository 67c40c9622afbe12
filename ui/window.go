// Package ui is the window of the program: it opens the workspace, and holds menu, pages, commands
// and status line.
package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
	"resellerdesk/ui/welcome"
)

// Options are what a window works with.
type Options struct {
	App      fyne.App
	Settings *page.Settings
	Run      page.Runner
	// Printer returns the words of a language, "" for the system's.
	Printer func(lang string) *i18n.Printer
	Now     func() time.Time
	// Open opens the workspace; it runs beside the UI.
	Open func() (*desk.Desk, error)
	// Example makes an empty throw-away workspace, and says in which folder; it runs beside the UI.
	Example func() (d *desk.Desk, folder string, err error)
	// Scratch makes an empty workspace for a view, which end throws away; it runs beside the UI.
	Scratch func() (store desk.Store, end func(), err error)
	// Room is how much room the screen has for a window, in units of a scale; zero when nobody
	// knows. nil is as much as is wanted.
	Room func(scale float32) fyne.Size
	// Folder is the data folder, where the workspace file is.
	Folder string
	// Log is the file where the program writes what it does, "" for none.
	Log string
	// Crash is how the last program ended unexpectedly, nil when it did not.
	Crash *Crash
	// Name is what the status line calls the workspace.
	Name string
	// Files asks for the names of files; nil is the platform's own dialog.
	Files page.Files
	// File is a file of the other side that is opened as soon as the workspace is, "" for none.
	File string
	// Notices are what a person should know once of the place of a workspace; nil for nothing.
	Notices func(*desk.Desk) []*core.Error
	// Backups are the backups of the workspace, and the ways back from a damaged one; nil for none.
	Backups page.Backups
	// NoOutbox leaves the mails where they are: they are sent by another program, or never.
	NoOutbox bool
}

// Window is the program's window.
type Window struct {
	Options
	window   fyne.Window
	env      *page.Env
	root     *fyne.Container // One object: what the window shows now.
	frame    *frame
	host     *kit.Host // Of all that is in the window.
	screens  *welcome.Screens
	redraw   func() // Shows the present screen again, in another language.
	mail     context.CancelFunc
	waiting  []byte     // A file that is opened when somebody has signed in, nil for none.
	trial    bool       // The workspace is a throw-away one with example data.
	helping  *kit.Modal // The help that was opened last.
	closing  *kit.Modal // The question that was asked last before the program ends.
	started  bool       // The workspace is being opened, or was.
	view     *view      // While somebody looks at what a reseller sees, else nil.
	checking checking
	keeping  keeping // How backups are made beside the window.
	// What the damaged workspace held that was closed, nil when nobody knows.
	lastHeld *backup.Holds
}

// Size of the window at first, and the smallest, in units. The smallest is that of 1280 by 800
// pixels at twice the size; what does not fit into it scrolls.
var (
	firstSize = fyne.NewSize(1280, 800)
	leastSize = fyne.NewSize(640, 400)
)

// programName is the title of the window before it shows anything.
const programName = "Reseller Desk"

// New returns a window that opens the workspace as soon as it is shown.
func New(o Options) *Window {
	o.Run = page.Patient(o.Run)
	w := &Window{Options: o}
	o.App.Settings().SetTheme(kit.NewTheme(o.Settings.Mode()))
	fonts := kit.LoadFonts()
	w.window = o.App.NewWindow(programName)
	words := o.Printer(o.Settings.Language())
	<-fonts
	w.window.SetMaster()
	w.window.SetPadded(false)
	w.root = container.NewStack()
	w.build(words)
	size := o.Settings.WindowSize()
	if size.Width < leastSize.Width || size.Height < leastSize.Height {
		size = firstSize
	}
	w.window.Resize(size)
	w.window.SetCloseIntercept(w.close)
	return w
}

// build makes what is over every screen, and the way in which pages reach the window.
func (w *Window) build(words *i18n.Printer) {
	canvas := w.window.Canvas()
	host, tips := kit.NewWindowHost(w.key)
	w.host = host
	env := &page.Env{
		Browse: w.App.OpenURL,
		Words:  words, Canvas: canvas, Host: host, Run: w.Run,
		Beginning: &page.Beginning{},
		Modals:    kit.NewModals(canvas, w.Run.After), Toasts: kit.NewToasts(w.Run.After),
		Settings: w.Settings, Lists: page.NewLists(), Held: page.NewHeld(), Files: w.Files,
		Now: w.Now, Open: w.open, Undo: w.undo, OpenFile: w.openFile, Incoming: w.Incoming,
		Folder: w.Folder, ViewAs: w.viewAs, Backups: w.Backups, BackUp: w.backUp,
		BackedUp: w.backedUp, Restore: w.restore, RestoreFile: w.restoreFile,
		ShowFolder: w.showFolder,
	}
	if env.Files == nil {
		env.Files = nativeFiles{env: env, window: w.window}
	}
	host.OnFull = func(limit int) { env.Toasts.Tell(env.T("field.full", core.Args{"Max": limit})) }
	env.Modals.OnFull, env.Modals.Window = host.OnFull, host
	env.Modals.AskDiscard = env.AskDiscard
	toasts := container.New(toastLayout{env.Modals, env.Toasts, w.root}, env.Toasts)
	env.Toasts.Place, env.Modals.Over = toasts.Refresh, toasts
	host.OnFocus = func(fyne.CanvasObject) { env.Toasts.PlaceAgain() }
	w.window.SetOnDropped(func(_ fyne.Position, dropped []fyne.URI) { w.dropped(dropped) })
	w.env = env
	env.Modals.OnHelp = w.help
	w.screens = &welcome.Screens{
		Env: env, Show: w.showScreen, Again: func(show func()) { w.redraw = show },
		Entered: w.enter, Arrived: w.arrived, Example: w.openExample,
	}
	least := container.New(leastLayout{}, kit.NewBackdrop())
	w.window.SetContent(container.NewStack(least, w.root, toasts, tips))
	canvas.SetOnTypedKey(func(e *fyne.KeyEvent) { w.key(e) })
}

// Prepare opens the workspace before the window is shown, so that its first picture is the one with
// the rows. What nobody waits for is held back until Show.
func (w *Window) Prepare() {
	w.env.Beginning.Hold()
	w.Start()
}

// Show shows the window, and opens the workspace if nobody did; Start opens it without showing.
func (w *Window) Show() {
	// GLFW calls the class of the window as its first title; by it a desktop finds its menu entry.
	title := w.window.Title()
	w.window.SetTitle(programName)
	w.window.Show()
	w.window.SetTitle(title)
	w.fit()
	if !w.started {
		w.Start()
	}
	w.Run.UI(w.env.Beginning.End)
}

// fit makes a window smaller that the screen has no room for: the remembered size may be that of
// another screen. Before the window is shown the toolkit does not know how large a unit is there.
func (w *Window) fit() {
	if w.Room == nil {
		return
	}
	size, room := w.window.Canvas().Size(), w.Room(w.window.Canvas().Scale())
	if fits := size.Min(room); fits != size && !room.IsZero() {
		w.window.Resize(fits.Max(leastSize))
	}
}

// Fail says in a dialog what could not be done.
func (w *Window) Fail(err error) { w.env.Fail(err) }

// Fyne returns the window of the toolkit.
func (w *Window) Fyne() fyne.Window { return w.window }

// Press runs the command that a shortcut belongs to, as if its keys were pressed.
func (w *Window) Press(s fyne.KeyboardShortcut) {
	w.env.Modals.Settle()
	if w.frame != nil {
		w.frame.run(s.ShortcutName())
		return
	}
	switch top := w.env.Modals.Top(); s.ShortcutName() {
	case openKey.ShortcutName():
		w.openFile()
	case quitKey.ShortcutName():
		w.close()
	case saveKey.ShortcutName(), sendKey.ShortcutName():
		if top != nil {
			top.Submit()
		} else {
			w.screens.Submit()
		}
	}
}

// The keys that save, save and send, and end the program, on every screen and in every dialog.
var (
	saveKey = page.Ctrl(fyne.KeyS)
	sendKey = page.Ctrl(fyne.KeyReturn)
	quitKey = page.Ctrl(fyne.KeyQ)
)

// Start opens the workspace beside the UI, and then shows what it needs first.
func (w *Window) Start() {
	w.lastHeld, w.started = nil, true
	afterwards := w.env.Afterwards().Run
	w.Run.Go(func() {
		d, err := w.Open()
		if err != nil {
			w.Run.UI(func() { w.cannotOpen(err) })
			return
		}
		w.useDesk(d, "")
		afterwards.Go(func() { w.check(d) })
	})
}

// check checks everything in the workspace beside the UI, and says in the status line how far it
// is. What is not whole is shown no longer.
func (w *Window) check(d *desk.Desk) {
	late := w.Run.After(checkShown, func() { w.checking.shown = true })
	err := d.CheckFile(context.Background(), func(done, all int) {
		text := core.Args{"Percent": done * 100 / all}
		w.Run.UI(func() { w.showChecking(w.env.T("status.checking", text)) })
	})
	w.Run.UI(func() {
		late()
		w.checking.shown = false
		w.showChecking("")
		w.wasChecked(d, err)
	})
}

// checkShown is after which time the status line says that the file is being checked.
const checkShown = 500 * time.Millisecond

// checking is the check of the file that is under way.
type checking struct {
	shown bool // It takes long enough to be shown.
	text  string
	note  *kit.Text       // In the status line of the present screen.
	line  *fyne.Container // The part of it that holds the note.
}

// withChecking adds to a part of a status line how far the check of the file is.
func (w *Window) withChecking(line *fyne.Container) *fyne.Container {
	w.checking.note, w.checking.line = kit.NewText("", kit.Caption), line
	line.Add(w.checking.note)
	w.showChecking(w.checking.text)
	return line
}

func (w *Window) showChecking(text string) {
	c := &w.checking
	c.text = text
	if !c.shown {
		text = ""
	}
	if c.note != nil {
		c.note.SetText(text)
		page.SetVisible(c.note, text != "")
		c.line.Refresh()
	}
}

// wasChecked goes on with a workspace that was checked.
func (w *Window) wasChecked(d *desk.Desk, err error) {
	own := w.env.Desk
	if w.view != nil {
		own = w.view.back
	}
	switch {
	case own != d || page.Cancelled(err):
		return
	case err != nil:
		w.leaveDamaged(err)
		return
	}
	w.keepBackups(d)
	if w.Notices == nil {
		return
	}
	for _, notice := range w.Notices(d) {
		w.env.Toasts.Tell(w.env.Words.Sentence(notice))
	}
}

// leaveDamaged closes the pages of a workspace that is not to be trusted.
func (w *Window) leaveDamaged(err error) {
	w.leavePages()
	w.cannotOpen(err)
}

// leavePages closes the pages and the dialogs, and ends what runs beside them.
func (w *Window) leavePages() {
	w.env.Modals.CloseAll()
	w.env.Toasts.Clear()
	if v := w.view; v != nil {
		v.stop()
		w.view, w.env.Desk = nil, v.back
		w.Run.Go(v.end)
	}
	w.stopMail()
	w.stopBackups()
	if w.frame != nil {
		w.frame.leave()
		w.frame, w.env.Lists = nil, page.NewLists()
	}
}

// useDesk looks into a workspace, beside the UI, and shows welcome, sign-in with a notice, or the
// pages.
func (w *Window) useDesk(d *desk.Desk, notice string) {
	ctx := context.Background()
	_, err := d.Workspace(ctx)
	var company string
	fresh := core.CodeOf(err) == core.NotFound
	if fresh {
		err = nil
	}
	signedIn := false
	if err == nil && !fresh {
		resume := d.ResumeSession(ctx)
		signedIn = resume == nil
		switch core.CodeOf(resume) {
		case "", core.Unauthenticated, core.NotFound:
		default:
			notice = w.env.Words.Error(resume)
		}
		var owner desk.Party
		owner, err = d.Owner(ctx)
		company = owner.Company
	}
	w.Run.UI(func() {
		w.env.Desk = d
		switch {
		case err != nil:
			w.cannotOpen(err)
		case fresh:
			w.screens.Welcome()
		case signedIn:
			w.enter()
		default:
			w.screens.SignIn(company, notice)
		}
		if err == nil {
			w.openWaiting()
		}
		w.sayCrash()
	})
}

// cannotOpen says why the workspace cannot be opened, and offers to try again, or the ways back
// when it is damaged.
func (w *Window) cannotOpen(err error) {
	if w.Backups != nil && isDamage(err) {
		w.showDamaged(err)
		return
	}
	env := w.env
	w.redraw = func() { w.cannotOpen(err) }
	retry := kit.NewButton(env.T("button.retry"), kit.ButtonPrimary, w.Start)
	quit := kit.NewButton(env.T("button.quit"), kit.ButtonSecondary, w.App.Quit)
	said := kit.NewStack(12, kit.NewText(env.T("open.failed"), kit.Title),
		kit.NewParagraph(env.Words.Error(err), kit.Body), kit.NewRow(8, nil, quit, retry))
	screen := kit.NewCentered(480, kit.NewCard(24, said))
	w.screens.Other("damaged", screen, env.T("open.failed"), retry)
}

// showScreen shows a screen without menu.
func (w *Window) showScreen(screen fyne.CanvasObject, title string, first fyne.Focusable) {
	w.env.Host = w.host
	w.host.Attach(screen)
	for _, key := range []fyne.KeyboardShortcut{openKey, saveKey, sendKey, quitKey} {
		w.window.Canvas().AddShortcut(key, func(fyne.Shortcut) { w.Press(key) })
	}
	w.env.Modals.Pause()
	w.root.Objects = []fyne.CanvasObject{
		container.NewBorder(nil, w.plainStatus(), nil, nil, screen),
	}
	w.root.Refresh()
	w.env.Toasts.PlaceAgain()
	w.window.SetTitle(title + " – Reseller Desk")
	if first != nil {
		w.window.Canvas().Focus(first)
	}
}

// plainStatus is the status line before somebody is signed in, with the choice of language.
func (w *Window) plainStatus() fyne.CanvasObject {
	env := w.env
	language := kit.NewLink(env.T("language."+env.Words.Language()), w.nextLanguage)
	help := kit.NewLink(env.T("status.help"), w.help)
	w.host.Attach(help)
	w.host.Attach(language)
	here := w.withChecking(
		kit.NewRow(statusGap, kit.NewText(env.T("status.everything_here"), kit.Caption)),
	)
	return statusLine(kit.NewRow(statusGap, here, nil, help, language))
}

func (w *Window) nextLanguage() {
	for i, l := range i18n.Languages {
		if l == w.env.Words.Language() {
			w.screens.Leaving(func() { w.setLanguage(i18n.Languages[(i+1)%len(i18n.Languages)]) })
			return
		}
	}
}

// setLanguage changes the language of the window, and shows the present screen again.
func (w *Window) setLanguage(lang string) {
	w.Settings.SetLanguage(lang)
	w.env.Words = w.Printer(lang)
	if w.frame != nil {
		w.enter()
	} else if w.redraw != nil {
		w.redraw()
	}
}

// enter shows the pages to the person who has signed in, and starts to send what waits.
func (w *Window) enter() {
	if w.env.Desk.MustChoosePassword() {
		w.screens.ChoosePassword("")
		return
	}
	if !w.makeFrame(false) {
		return
	}
	if w.view == nil && !w.trial {
		w.Settings.SetLastEmail(w.Folder, w.frame.actor.Profile.Email)
	}
	w.frame.askRestored()
	w.openWaiting()
	w.startMail()
}

// startMail sends what waits, and does what falls due, beside the UI.
func (w *Window) startMail() {
	if w.mail == nil && !w.NoOutbox && w.view == nil {
		ctx, stop := context.WithCancel(context.Background())
		w.mail = stop
		d, run := w.env.Desk, w.env.Afterwards().Run
		run.Go(func() { d.RunOutbox(ctx) })
		run.Go(func() { d.KeepTime(ctx) })
		run.Go(func() { d.KeepUp(ctx) })
	}
}

// signOut forgets the keys and asks for the password again; in a view it leaves that.
func (w *Window) signOut() {
	if w.view != nil {
		w.endView()
		return
	}
	w.frame.leaving(func() { w.dismiss("") })
}

// dismiss signs the person out, and says at the sign-in why; "" is for who wants it.
func (w *Window) dismiss(why string) {
	if w.frame == nil {
		return // It is being done.
	}
	w.env.Modals.CloseAll()
	w.stopMail()
	w.frame.leave()
	w.frame, w.env.Lists = nil, page.NewLists()
	running := kit.NewText(w.env.T("signout.running"), kit.Secondary)
	w.showScreen(kit.NewCentered(320, running), w.env.T("command.sign_out"), nil)
	d := w.env.Desk
	w.Run.Go(func() {
		err := d.SignOut(context.Background())
		w.useDesk(d, why)
		if err != nil {
			w.Run.UI(func() { w.env.Fail(err) })
		}
	})
}

func (w *Window) stopMail() {
	if w.mail != nil {
		w.mail()
		w.mail = nil
	}
}

// openExample opens a throw-away workspace with example data; it runs beside the UI.
func (w *Window) openExample() error {
	d, folder, err := w.Example()
	if err != nil {
		return err
	}
	if err := welcome.FillExample(context.Background(), d, w.env.Words.Language()); err != nil {
		return err
	}
	w.Run.UI(func() {
		w.env.Desk, w.Name, w.trial = d, w.env.T("welcome.example_name"), true
		w.Folder, w.env.Folder = folder, folder
		w.stopBackups()
		w.env.Backups = nil
		w.enter()
	})
	return nil
}

// open goes to a place in the window of somebody who is signed in.
func (w *Window) open(to page.Route) {
	if w.frame != nil {
		w.frame.open(to)
	}
}

// undo reverses an operation of somebody who is signed in.
func (w *Window) undo(operationID string) {
	if w.frame != nil {
		w.frame.undoOperation(operationID)
	}
}

// close remembers the size and ends the program, after a question when something is being typed.
func (w *Window) close() {
	if w.keeping.ending {
		return // A backup is being made, and then it ends.
	}
	if top := w.env.Modals.Top(); top != nil && top == w.closing {
		return // It is asked already.
	}
	if w.env.Modals.Open() || w.typed() {
		w.closing = w.env.Modals.Confirm(kit.Confirmation{
			Title: w.env.T("quit.title"), Text: w.env.T("quit.text"),
			OK: w.env.T("button.quit"), Cancel: w.env.T("button.cancel"), Danger: true,
			OnOK: w.quit,
		})
		return
	}
	w.quit()
}

// typed tells whether something was typed outside a dialog that would be lost with the window.
func (w *Window) typed() bool {
	if w.frame == nil {
		return w.screens.Typed()
	}
	return typedOn(w.frame.page)
}

func (w *Window) quit() {
	w.Settings.SetWindowSize(w.window.Canvas().Size())
	if w.view != nil {
		w.view.end()
	}
	w.stopMail()
	if w.env.Desk != nil && w.env.Desk.AwaitsAnswer() {
		w.awaitAnswer()
		return
	}
	w.lastBackup(w.App.Quit)
}

// awaitAnswer ends the program as soon as the mail server has answered, unless the person does not
// want to wait, or stays.
func (w *Window) awaitAnswer() {
	env, d := w.env, w.env.Desk
	ctx, stop := context.WithCancel(context.Background())
	var modal *kit.Modal
	now := kit.NewButton(env.T("quit.now"), kit.ButtonDanger, w.App.Quit)
	stay := kit.NewButton(env.T("quit.stay"), kit.ButtonSecondary, func() { modal.Cancel() })
	minutes := core.Args{"Minutes": int(desk.LongestAnswer() / time.Minute)}
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "email", Title: env.T("quit.sending_title"), Width: 480,
		Body: kit.NewParagraph(env.T("quit.sending", minutes), kit.Body),
		Foot: kit.NewRow(8, nil, now, stay), First: stay, OnCancel: func() {
			stop()
			modal.Close()
			w.startMail()
		},
	})
	w.closing = modal
	w.Run.Go(func() {
		d.FinishSending(ctx)
		if ctx.Err() == nil {
			w.Run.UI(func() { w.lastBackup(w.App.Quit) })
		}
	})
}

// key acts on keys without a modifier, which shortcuts cannot have.
func (w *Window) key(e *fyne.KeyEvent) bool {
	if w.env.Modals.Holds(e) {
		return true
	}
	if e.Name == fyne.KeyF1 && !w.env.Modals.Open() {
		w.help()
		return true
	}
	return e.Name == fyne.KeyEscape && w.frame == nil && !w.env.Modals.Open() && w.screens.Escape()
}

// leastLayout keeps the window from becoming too small.
type leastLayout struct{}

func (leastLayout) MinSize([]fyne.CanvasObject) fyne.Size { return leastSize }

func (leastLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

// toastLayout puts the toasts where they hide no field and no button of a dialog.
type toastLayout struct {
	modals *kit.Modals
	toasts *kit.Toasts
	root   fyne.CanvasObject // What is below all dialogs.
}

func (toastLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

func (l toastLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	var at fyne.Position
	var own fyne.Size
	if l.modals.Open() {
		at, own = l.modals.Beside(size, l.toasts)
	} else {
		at, own = l.toasts.Over(l.root, size, statusHeight+16)
	}
	l.toasts.Resize(own)
	l.toasts.Move(at)
}
