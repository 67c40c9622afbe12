package backups

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// The columns of the list.
const (
	columnMade  desk.Column = "made"
	columnWhy   desk.Column = "why"
	columnSize  desk.Column = "size"
	columnState desk.Column = "state"
)

func (p *Page) buildList() {
	env := p.env
	p.rows = &page.Whole[backup.Backup]{
		Read: p.read, ID: func(b backup.Backup) string { return b.Name },
		Columns: map[desk.Column]page.WholeColumn[backup.Backup]{
			columnMade: {Compare: func(a, b backup.Backup) int { return a.Made.Compare(b.Made) }},
			columnWhy:  {Text: func(b backup.Backup) string { return why(env, b) }},
			columnSize: {Compare: func(a, b backup.Backup) int {
				return cmp.Compare(a.Size, b.Size)
			}},
			columnState: {Compare: func(a, b backup.Backup) int {
				return cmp.Compare(rank(a), rank(b))
			}},
		},
	}
	p.list = page.NewList(env, page.ListOptions[backup.Backup]{
		Name: "backups", Columns: p.columns(), Sort: columnMade, Down: true, Source: p.rows,
		Called: func(b backup.Backup) string { return env.When(b.Made) },
		Empty: kit.NewEmpty(
			kit.IconArchive, env.T("backup.none_yet"), env.T("backup.none_yet_text"), nil,
		),
		OnOpen: func(string) { p.restore() }, OnChanged: p.refresh,
	})
	p.list.Table.Boxes, p.list.Table.One = false, true // What is selected is what Restore takes.
}

// read reads the backups, and what the workspace holds now.
func (p *Page) read(ctx context.Context) ([]backup.Backup, error) {
	list, err := p.env.Backups.List()
	newest := backup.NewestGood(list)
	p.newest.Store(&newest)
	if second, err := p.env.Backups.Second(); err == nil {
		p.second.Store(&second)
	}
	if held, err := p.env.Desk.Holds(ctx); err == nil {
		p.held.Store(&held)
	}
	return list, err
}

// why is why a backup was made.
func why(env *page.Env, b backup.Backup) string {
	return env.T("backup.reason." + string(b.Reason))
}

// rank orders backups by what is known of them: the damaged ones first.
func rank(b backup.Backup) int {
	switch {
	case b.Fault != "":
		return 0
	case b.Proved.IsZero():
		return 1
	}
	return 2
}

func (p *Page) columns() []kit.Column[backup.Backup] {
	env := p.env
	return []kit.Column[backup.Backup]{
		{
			Key: string(columnMade), Title: env.T("backup.made"), Width: 150, Sortable: true,
			Cell: func(b backup.Backup) kit.Cell { return kit.Cell{Text: env.When(b.Made)} },
		},
		{
			Key: string(columnWhy), Title: env.T("backup.why"), Width: 150, MinWidth: 80,
			Priority: 2, Sortable: true,
			Cell: func(b backup.Backup) kit.Cell { return kit.Cell{Text: why(env, b)} },
		},
		{
			Key: string(columnSize), Title: env.T("backup.megabytes"), Width: 60, Right: true,
			Priority: 3, Sortable: true, Cell: func(b backup.Backup) kit.Cell {
				return kit.Cell{Text: env.Megabytes(b.Size), Secondary: true}
			},
		},
		{
			Key: string(columnState), Title: env.T("backup.checked_column"), Width: 160,
			Priority: 1, Sortable: true,
			Cell: func(b backup.Backup) kit.Cell { v := badge(env, b); return kit.Cell{Badge: &v} },
		},
	}
}

// badge says whether a backup can be trusted.
func badge(env *page.Env, b backup.Backup) kit.BadgeValue {
	switch {
	case b.Fault != "":
		return kit.BadgeValue{
			Tone: kit.Bad, Icon: kit.IconAlert, Text: env.T("backup.badge_damaged"),
		}
	case b.Proved.IsZero():
		return kit.BadgeValue{Tone: kit.Warn, Icon: kit.IconClock, Text: env.T("backup.unproved")}
	}
	return kit.BadgeValue{Tone: kit.OK, Icon: kit.IconCheck, Text: env.When(b.Proved)}
}

// refresh shows how the newest backup is, and what the current one would change.
func (p *Page) refresh() {
	if p.content == nil {
		return
	}
	if _, is := p.list.Current(); is && len(p.list.Table.Selected()) == 0 {
		p.list.Table.Select(p.list.Table.Current())
	}
	if second := p.second.Load(); second != nil {
		p.copies.SetText(secondText(p.env, *second))
	}
	p.showState()
	p.showPreview()
	if p.list.Rows() > 0 {
		p.checks.Enable()
	} else {
		p.checks.Disable(p.env.T("backup.none_yet"))
	}
}

// showState says above the list when the newest good backup was made and what it holds, or why
// there is none.
func (p *Page) showState() {
	s := standing{failed: p.failed(), newest: p.newest.Load(), second: p.second.Load()}
	if p.list.Rows() == 0 {
		s.newest = nil
	}
	tone, title, text := s.say(p.env)
	if said := title + text; said != p.said {
		p.said = said
		p.state.Set(tone, title, "", text)
		p.content.Refresh()
	}
}

// standing is how the backups are.
type standing struct {
	failed error          // Why the last one could not be made.
	newest *backup.Backup // The newest good one, the zero Backup for none; nil without backups.
	second *backup.Second // nil while it is not known.
}

// say is what is to be said of all backups, an empty title for nothing.
func (s standing) say(env *page.Env) (tone kit.Tone, title, text string) {
	newest := s.newest
	switch {
	case s.failed != nil:
		return kit.Bad, env.T("backup.failed"), env.Words.Error(s.failed)
	case newest == nil:
		return kit.Info, "", ""
	case s.second != nil && s.second.Fault != "":
		return kit.Warn, env.T("backup.second_behind"), secondText(env, *s.second)
	}
	if newest.Made.IsZero() {
		return kit.Warn, env.T("backup.none_good"), env.T("backup.none_yet_text")
	}
	facts := core.Args{"When": env.When(newest.Made), "Checked": env.When(newest.Proved)}
	what := core.Args{"What": Holding(env, newest.Holds)}
	return kit.OK, env.T("backup.last", facts), env.T("backup.holds", what)
}

// count is how much there is of something in a workspace.
type count struct {
	key string
	of  func(h backup.Holds) int64
}

// counts are what is compared of some workspaces; that of a reseller has no resellers. While nobody
// is signed in it is not known whose it is, and what it holds tells.
func counts(env *page.Env, of ...backup.Holds) []count {
	list := []count{
		{"pbxs", func(h backup.Holds) int64 { return h.PBXs }},
		{"customers", func(h backup.Holds) int64 { return h.Customers }},
		{"operations", func(h backup.Holds) int64 { return h.Operations }},
	}
	sells := env.Desk != nil && env.Desk.IsDistributor()
	if sells || slices.ContainsFunc(of, func(h backup.Holds) bool { return h.Resellers > 0 }) {
		resellers := count{"resellers", func(h backup.Holds) int64 { return h.Resellers }}
		list = append([]count{resellers}, list...)
	}
	return list
}

// Holding says how much is in a backup: "214 resellers, 96 PBXs, …".
func Holding(env *page.Env, h backup.Holds) string {
	var parts []string
	for _, c := range counts(env, h) {
		parts = append(parts, env.T("backup.count."+c.key, core.Args{"Count": c.of(h)}))
	}
	return strings.Join(parts, ", ")
}

// showPreview says beside the list what the current backup would change.
func (p *Page) showPreview() {
	env := p.env
	one, is := p.list.Current()
	held := p.held.Load()
	previewed := ""
	if is {
		previewed = one.Name + one.Fault + env.When(one.Proved)
		if held != nil {
			previewed += Holding(env, *held)
		}
	}
	if previewed == p.previewed && len(p.preview.Objects) > 0 {
		return
	}
	p.previewed = previewed
	p.preview.Objects = []fyne.CanvasObject{kit.NewParagraph(env.T("backup.choose"), kit.Secondary)}
	if is {
		p.preview.Objects = p.previewOf(one, held)
	}
	env.Host.Attach(p.preview)
	p.content.Refresh()
}

func (p *Page) previewOf(one backup.Backup, held *backup.Holds) []fyne.CanvasObject {
	env := p.env
	title := env.T("backup.preview_title", core.Args{"When": env.When(one.Made)})
	list := []fyne.CanvasObject{kit.NewText(title, kit.Heading)}
	words := env.T("command.asks", core.Args{"Command": env.T("backup.restore")})
	restore := kit.NewButton(words, kit.ButtonSecondary, p.restore).SetIcon(kit.IconRefresh)
	for _, fault := range core.ParseErrors(one.Fault) {
		bad := kit.NewBanner()
		bad.Set(kit.Bad, env.T("backup.badge_damaged"), "", env.Words.Sentence(fault))
		restore.Disable(env.T("backup.badge_damaged"))
		return append(list, bad, kit.NewRow(8, nil, restore))
	}
	if !one.Good() {
		list = append(list, kit.NewParagraph(env.T("backup.unproved_text"), kit.Secondary))
	} else {
		list = append(list, differences(env, one.Holds, held))
		if since, known := Since(one, held); known {
			said := env.T("damaged.restore_all")
			if since > 0 {
				said = env.T("backup.since", core.Args{"Count": since})
			}
			list = append(list, kit.NewParagraph(said, kit.Secondary))
		}
	}
	stays, waits := kit.NewBanner(), kit.NewBanner()
	stays.Set(kit.Info, env.T("backup.steps_aside"), "", env.T("backup.steps_aside_text"))
	waits.Set(kit.Warn, env.T("backup.mails_wait"), "", env.T("backup.outbox_waits"))
	return append(list, stays, waits, kit.NewRow(8, nil, restore))
}

// Since is how many entries of the log a workspace has that a backup of it has not; known tells
// whether that can be said.
func Since(one backup.Backup, held *backup.Holds) (entries int64, known bool) {
	if held == nil || held.Workspace != one.Holds.Workspace {
		return 0, false
	}
	entries = held.LogEntries - one.Holds.LogEntries
	return entries, entries >= 0
}

// differences are how much there is now and how much there was then.
func differences(env *page.Env, then backup.Holds, now *backup.Holds) fyne.CanvasObject {
	number := func(text string, style kit.TextStyle) fyne.CanvasObject {
		return kit.NewSized(76, 0, kit.NewRow(0, nil, kit.NewText(text, style)))
	}
	row := func(name, now, then string, style, last kit.TextStyle) fyne.CanvasObject {
		numbers := kit.NewRow(8, number(now, style), number(then, last))
		return kit.NewSides(8, kit.NewText(name, style), numbers)
	}
	table := kit.NewStack(
		6, row("", env.T("backup.now"), env.T("backup.then"), kit.Caption, kit.Caption),
	)
	for _, c := range counts(env, then) {
		present, before, style := "–", env.Words.Number(c.of(then)), kit.Body
		if now != nil {
			present = env.Words.Number(c.of(*now))
		}
		if present != before {
			style = kit.BodyBold
		}
		table.Add(kit.NewSized(0, 1, kit.NewGround(kit.ColorLine, "", 0)))
		table.Add(row(env.T("backup."+c.key), present, before, kit.Body, style))
	}
	return table
}
