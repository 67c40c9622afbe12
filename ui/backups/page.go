// Package backups is the page System › Backups: what is backed up, what a backup would change, and
// the way back to it.
package backups

import (
	"context"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
	"resellerdesk/ui/recovery"
)

// Page is System › Backups.
type Page struct {
	env  *page.Env
	rows *page.Whole[backup.Backup]
	list *page.List[backup.Backup]
	// What the workspace holds now, nil while that is not known.
	held      atomic.Pointer[backup.Holds]
	newest    atomic.Pointer[backup.Backup]
	second    atomic.Pointer[backup.Second] // nil while it is not known.
	failed    func() error                  // Why the last backup failed, nil when it did not.
	state     *kit.Banner
	now       *kit.Button
	checks    *kit.Button
	preview   *fyne.Container
	copies    *kit.Paragraph // Says what is copied to the second place.
	said      string         // What the state says.
	previewed string         // Of which backup the preview is.
	content   fyne.CanvasObject
}

// New returns the page; failed tells why the last backup failed.
func New(env *page.Env, failed func() error) *Page {
	p := &Page{env: env, failed: failed, state: kit.NewBanner(), preview: kit.NewStack(12)}
	p.buildList()
	p.now = kit.NewButton(
		env.T("backup.now_button"), kit.ButtonPrimary, p.backUp,
	).SetIcon(kit.IconArchive)
	p.checks = kit.NewButton(env.T("backup.check_all"), kit.ButtonSecondary, p.checkAll)
	folder := kit.NewButton(
		env.T("backup.show_folder"), kit.ButtonSecondary, p.showFolder,
	).SetIcon(kit.IconFolder)
	title := kit.NewText(env.T("menu.backups"), kit.Title)
	head := kit.NewStack(8, page.Header(title, p.checks, folder, p.now), p.state)
	ground := kit.NewGround(kit.ColorSurface, kit.ColorBorder, 8)
	aside := kit.NewOver(ground, kit.NewPadded(16, 16, 16, 16, p.preview))
	p.copies = kit.NewParagraph("", kit.Caption).SetRoom(2)
	folders := env.T("backup.folder", core.Args{"Path": env.Backups.Folder()})
	where := kit.NewStack(4, kit.NewParagraph(env.T("backup.kept"), kit.Caption),
		kit.NewParagraph(folders, kit.Caption), p.copies)
	asks := env.T("command.asks", core.Args{"Command": env.T("backup.second_change")})
	file := env.T("command.asks", core.Args{"Command": env.T("backup.file")})
	links := kit.NewFlow(16, kit.NewLink(file, p.restoreFile), kit.NewLink(asks, p.askSecond),
		kit.NewLink(env.T("command.asks", core.Args{"Command": env.T("move.title")}), p.move))
	foot := kit.NewPadded(4, 0, 12, 2, kit.NewStack(4, where, links))
	list := container.NewBorder(nil, foot, nil, nil, p.list.Body)
	body := container.New(&besideLayout{where: where}, list, aside)
	p.content = container.NewBorder(head, nil, nil, nil, kit.NewPadded(8, 0, 0, 0, body))
	p.refresh()
	return p
}

// Key names the page.
func (p *Page) Key() page.Key { return page.KeyBackups }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Shown reads the backups: other programs make some, too.
func (p *Page) Shown() { p.list.ShownAgain() }

// Changed reads the backups again.
func (p *Page) Changed(desk.Events) { p.list.Changed() }

// Commands are the actions of the page.
func (p *Page) Commands() []page.Command {
	return []page.Command{
		{ID: "backup.now_button", Icon: kit.IconArchive, Run: p.backUp},
		{
			ID: "backup.check_all", Icon: kit.IconCheck, Run: p.checkAll,
			Enabled: func() bool { return p.list.Rows() > 0 },
		},
		{ID: "backup.second_change", Icon: kit.IconFolder, Asks: true, Run: p.askSecond},
		{ID: "move.title", Icon: kit.IconArchive, Asks: true, Run: p.move},
		{ID: "backup.show_folder", Icon: kit.IconFolder, Run: p.showFolder},
		{
			ID: "backup.restore", Icon: kit.IconRefresh, Asks: true, Run: p.restore,
			Enabled: func() bool { one, is := p.list.Current(); return is && one.Fault == "" },
		},
		{ID: "backup.file", Icon: kit.IconFile, Asks: true, Run: p.restoreFile},
	}
}

// backUp makes a backup now.
func (p *Page) backUp() {
	if p.env.Modals.Open() {
		return
	}
	env := p.env
	var one backup.Backup
	work := func(ctx context.Context, _ *page.Progress) (err error) {
		_, one, err = env.Backups.Make(ctx, backup.ByHand)
		return err
	}
	do := func(err error) {
		p.list.Changed()
		if !env.Done(err, "toast.cancelled") {
			return
		}
		p.list.Select(one.Name)
		env.BackedUp(nil)
		env.Toasts.Tell(env.T("backup.made_now", core.Args{"Size": env.Megabytes(one.Size)}))
	}
	page.StartProgress(env, env.T("backup.now_button"), env.T("backup.making"), work, do)
}

// checkAll takes each backup out again and checks everything in it.
func (p *Page) checkAll() {
	if p.env.Modals.Open() {
		return
	}
	env := p.env
	faulty, all := 0, 0
	work := func(ctx context.Context, view *page.Progress) error {
		list, err := env.Backups.List()
		if err != nil {
			return err
		}
		all = len(list)
		for i, one := range list {
			view.Show("backup.checking", i, all, 0)
			checked, err := env.Backups.Verify(ctx, one.Name)
			if err != nil {
				return err
			}
			if checked.Fault != "" {
				faulty++
			}
		}
		return nil
	}
	do := func(err error) {
		p.list.Changed()
		said, count := "backup.checked", all
		if faulty > 0 {
			said, count = "backup.checked_faulty", faulty
		}
		if env.Done(err, "toast.cancelled") {
			env.Toasts.Tell(env.T(said, core.Args{"Count": count}))
		}
	}
	page.StartProgress(env, env.T("backup.check_all"), env.T("backup.reading"), work, do)
}

// move writes the workspace into a file for another computer.
func (p *Page) move() {
	if !p.env.Modals.Open() {
		recovery.AskMove(p.env)
	}
}

func (p *Page) showFolder() { p.env.ShowFolder(p.env.Backups.Folder()) }

// restore asks, and puts the current backup in the place of the workspace.
func (p *Page) restore() {
	one, is := p.list.Current()
	if !is || one.Fault != "" || p.env.Modals.Open() {
		return
	}
	Ask(p.env, one, p.held.Load(), p.env.Restore)
}

// restoreFile asks for a backup in a file anywhere, and restores it.
func (p *Page) restoreFile() {
	if !p.env.Modals.Open() {
		AskFile(p.env, p.held.Load())
	}
}

// besideLayout puts the preview at the right of the list, or below it where the page is narrow.
type besideLayout struct {
	narrow bool
	where  fyne.CanvasObject // Has no room where the page is narrow.
}

const (
	previewWidth = 380
	besideFrom   = 780
	besideGap    = 12
	leastList    = 180
)

// MinSize is called by Fyne.
func (l *besideLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := objects[1].MinSize()
	if l.narrow {
		return fyne.NewSize(300, leastList+besideGap+least.Height)
	}
	return fyne.NewSize(300, max(leastList, least.Height))
}

// Layout is called by Fyne.
func (l *besideLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	list, preview := objects[0], objects[1]
	l.narrow = size.Width < besideFrom
	page.SetVisible(l.where, !l.narrow)
	if !l.narrow {
		list.Resize(fyne.NewSize(size.Width-previewWidth-besideGap, size.Height))
		preview.Move(fyne.NewPos(size.Width-previewWidth, 0))
		preview.Resize(fyne.NewSize(previewWidth, preview.MinSize().Height))
		// Its texts have their width now.
		preview.Resize(fyne.NewSize(previewWidth, preview.MinSize().Height))
		return
	}
	preview.Resize(fyne.NewSize(size.Width, preview.MinSize().Height))
	height := preview.MinSize().Height
	list.Resize(fyne.NewSize(size.Width, max(size.Height-height-besideGap, leastList)))
	preview.Move(fyne.NewPos(0, list.Size().Height+besideGap))
	preview.Resize(fyne.NewSize(size.Width, height))
}
