// Package exchange is the page System › Exchange: what is due to the other side, and what came and went.
package exchange

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Page is System › Exchange.
type Page struct {
	env     *page.Env
	shown   bool
	data    desk.Exchange
	side    *kit.Paragraph // In a reseller's workspace: the distributor.
	banner  *kit.Banner    // The first warning.
	waiting *kit.Table[desk.WaitingFile]
	passed  *kit.Table[desk.Message]
	idle    fyne.CanvasObject
	none    fyne.CanvasObject
	send    *kit.Button
	save    *kit.Button
	content fyne.CanvasObject
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{env: env, side: kit.NewParagraph("", kit.Secondary), banner: kit.NewBanner()}
	p.send = kit.NewButton(env.T("exchange.page.send"), kit.ButtonPrimary, p.sendAll).SetIcon(kit.IconSend)
	p.save = kit.NewButton(env.T("exchange.page.save"), kit.ButtonSecondary, p.saveOne)
	open := kit.NewButton(env.T("command.open_file"), kit.ButtonSecondary, env.OpenFile)
	words := kit.Words{HideColumn: env.T("table.hide"), AllColumns: env.T("table.all")}
	p.waiting = kit.NewTable(p.waitingColumns(), source(&p.data.Waiting), words)
	p.waiting.OnSelected = func(int) { p.refreshButtons() }
	p.waiting.OnOpen = func(int) { p.saveOne() }
	p.passed = kit.NewTable(p.passedColumns(), source(&p.data.Passed), words)
	p.passed.OnOpen = p.saveAgain
	p.idle = kit.NewEmpty(kit.IconCheck, env.T("exchange.page.idle"), env.T("exchange.page.idle_text"), nil)
	p.none = kit.NewEmpty(kit.IconList, env.T("exchange.page.none"), env.T("exchange.page.none_text"), nil)
	head := kit.NewStack(8, page.Header(kit.NewText(env.T("menu.exchange"), kit.Title), open, p.save, p.send), p.side, p.banner,
		kit.NewText(env.T("exchange.page.waiting"), kit.Heading))
	below := container.NewBorder(kit.NewPadded(8, 0, 4, 0, kit.NewText(env.T("exchange.page.passed"), kit.Heading)), nil, nil, nil,
		container.NewStack(p.passed, p.none))
	p.content = container.NewBorder(head, nil, nil, nil, kit.NewPadded(4, 0, 12, 0,
		container.NewGridWithRows(2, container.NewStack(p.waiting, p.idle), below)))
	p.refreshButtons()
	return p
}

// source shows the rows of a list that is replaced when it is read anew.
func source[T any](list *[]T) kit.Source[T] {
	return kit.Source[T]{Row: func(i int) (T, bool) {
		if i < 0 || i >= len(*list) {
			var none T
			return none, false
		}
		return (*list)[i], true
	}}
}

func (p *Page) waitingColumns() []kit.Column[desk.WaitingFile] {
	env := p.env
	return []kit.Column[desk.WaitingFile]{
		{Key: "to", Title: env.T("exchange.page.to"), Width: 240, MinWidth: 140, Cell: func(f desk.WaitingFile) kit.Cell { return kit.Cell{Text: f.Company} }},
		{Key: "email", Title: env.T("field.email"), Width: 240, MinWidth: 120, Priority: 2, Cell: func(f desk.WaitingFile) kit.Cell {
			return kit.Cell{Text: f.Email, Secondary: true}
		}},
		{Key: "what", Title: env.T("exchange.page.what"), Width: 170, MinWidth: 110, Cell: func(f desk.WaitingFile) kit.Cell {
			return kit.Cell{Text: env.T("exchange.kind." + string(f.Kind))}
		}},
		{Key: "why", Title: env.T("exchange.page.why"), Width: 280, MinWidth: 160, Priority: 1, Cell: func(f desk.WaitingFile) kit.Cell {
			return kit.Cell{Text: env.T("exchange.why." + string(f.Why)), Secondary: true}
		}},
		{Key: "until", Title: env.T("exchange.page.until"), Width: 130, Priority: 3, Cell: func(f desk.WaitingFile) kit.Cell {
			if f.Until == nil {
				return kit.Cell{}
			}
			return kit.Cell{Text: env.Words.Date(*f.Until), Secondary: true}
		}},
	}
}

func (p *Page) passedColumns() []kit.Column[desk.Message] {
	env := p.env
	return []kit.Column[desk.Message]{
		{Key: "when", Title: env.T("log.column.when"), Width: 150, Cell: func(m desk.Message) kit.Cell {
			return kit.Cell{Text: env.Words.DateTime(m.At), Secondary: true}
		}},
		{Key: "company", Title: env.T("field.company"), Width: 220, MinWidth: 130, Cell: func(m desk.Message) kit.Cell { return kit.Cell{Text: m.Company} }},
		{Key: "what", Title: env.T("exchange.page.what"), Width: 170, MinWidth: 110, Cell: func(m desk.Message) kit.Cell {
			return kit.Cell{Text: env.T("exchange.kind." + string(m.Kind))}
		}},
		{Key: "state", Title: env.T("exchange.page.state"), Width: 170, MinWidth: 130, Cell: func(m desk.Message) kit.Cell { b := stateBadge(env, m); return kit.Cell{Badge: &b} }},
		{Key: "note", Title: env.T("exchange.page.note"), Width: 380, MinWidth: 160, Priority: 1, Cell: func(m desk.Message) kit.Cell {
			if m.Note == nil {
				return kit.Cell{}
			}
			return kit.Cell{Text: env.Words.Sentence(m.Note), Secondary: true}
		}},
	}
}

func stateBadge(env *page.Env, m desk.Message) kit.BadgeValue {
	b := kit.BadgeValue{Tone: kit.Info, Icon: kit.IconSend, Text: env.T("exchange.state." + string(m.State))}
	switch m.State {
	case desk.MessageTaken:
		b.Tone, b.Icon = kit.OK, kit.IconCheck
	case desk.MessageKnown:
		b.Tone, b.Icon = kit.Neutral, kit.IconNone
	case desk.MessageRefused:
		b.Tone, b.Icon = kit.Bad, kit.IconAlert
	case desk.MessageSaved:
		b.Icon = kit.IconFile
	}
	return b
}

// Key names the page.
func (p *Page) Key() string { return "exchange" }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Shown reads what waits.
func (p *Page) Shown() {
	p.shown = true
	p.reload()
	p.env.Canvas.Focus(p.waiting)
}

// Changed reads what waits anew.
func (p *Page) Changed(event desk.Event) {
	if p.shown && (event == desk.ExchangeChanged || event == desk.ResellersChanged || event == desk.CapacityChanged) {
		p.reload()
	}
}

// Commands are the actions of the page.
func (p *Page) Commands() []page.Command {
	waits := func() bool { return len(p.data.Waiting) > 0 }
	return []page.Command{
		{Title: p.env.T("exchange.page.send"), Icon: kit.IconSend, Enabled: waits, Run: p.sendAll},
		{Title: p.env.T("exchange.page.save"), Icon: kit.IconFile, Shortcut: page.Ctrl(fyne.KeyS), Enabled: waits, Run: p.saveOne},
	}
}

func (p *Page) reload() {
	env := p.env
	env.Run.Go(func() {
		ctx := context.Background()
		e, err := env.Desk.Exchange(ctx)
		var code, fingerprint string
		if err == nil && e.Upstream != nil {
			fingerprint, _ = env.Desk.Fingerprint(ctx)
			if !e.Upstream.Confirmed {
				code, _ = env.Desk.Confirmation(ctx)
			}
		}
		env.Run.UI(func() {
			if err != nil {
				return // Somebody signed out meanwhile.
			}
			p.data = e
			p.waiting.SetCount(len(e.Waiting))
			p.passed.SetCount(len(e.Passed))
			if p.waiting.Selected() < 0 && len(e.Waiting) > 0 {
				p.waiting.Select(0)
			}
			setVisible(p.idle, len(e.Waiting) == 0)
			setVisible(p.none, len(e.Passed) == 0)
			p.showSide(code, fingerprint)
			p.showWarning()
			p.refreshButtons()
		})
	})
}

func setVisible(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

// showSide says in a reseller's workspace who the distributor is, and how far the exchange has come.
func (p *Page) showSide(code, fingerprint string) {
	env := p.env
	text := env.T("exchange.page.text")
	if u := p.data.Upstream; u != nil {
		text = env.T("exchange.page.upstream", core.Args{
			"Company": u.Company, "Email": u.Email, "Sequence": u.Sequence, "At": u.IssuedAt, "Until": u.LeaseUntil, "Fingerprint": fingerprint,
		})
		if code != "" {
			text += " " + env.T("exchange.page.code", core.Args{"Company": u.Company, "Code": code})
		}
	}
	p.side.SetText(text, "", nil)
	p.content.Refresh()
}

// showWarning shows the first warning, until somebody settles it.
func (p *Page) showWarning() {
	env := p.env
	if len(p.data.Warnings) == 0 {
		p.banner.Set(kit.Warn, "", "", "", "", nil)
		return
	}
	w := p.data.Warnings[0]
	p.banner.Set(kit.Warn, w.Company, "", env.Words.Sentence(w.What), env.T("exchange.page.settle"), func() {
		p.run(func(ctx context.Context) error { return env.Desk.Settle(ctx, w.Account) }, "")
	})
	env.Host.Attach(p.banner)
}

func (p *Page) refreshButtons() {
	for _, b := range []*kit.Button{p.send, p.save} {
		if len(p.data.Waiting) > 0 {
			b.Enable()
		} else {
			b.Disable(p.env.T("exchange.page.idle"))
		}
	}
}

// run carries out an action beside the UI, and says what was done.
func (p *Page) run(do func(ctx context.Context) error, done string) {
	env := p.env
	env.Run.Go(func() {
		err := do(context.Background())
		env.Run.UI(func() {
			switch {
			case err != nil:
				env.Fail(err)
			case done != "":
				env.Toasts.Say(done, "", nil)
			}
		})
	})
}

// sendAll puts everything that waits into the outbox.
func (p *Page) sendAll() {
	if len(p.data.Waiting) == 0 {
		return
	}
	ids := make([]string, len(p.data.Waiting))
	for i, f := range p.data.Waiting {
		ids[i] = f.Account
	}
	p.run(func(ctx context.Context) error { return p.env.Desk.SendWaiting(ctx, ids) }, p.env.T("exchange.page.sent", core.Args{"Count": len(ids)}))
}

// saveOne saves the selected file that waits.
func (p *Page) saveOne() {
	row := max(p.waiting.Selected(), 0)
	if row >= len(p.data.Waiting) {
		return
	}
	f := p.data.Waiting[row]
	name := f.Company + " " + p.env.T("exchange.kind."+string(f.Kind))
	page.SaveFile(p.env, p.env.T("exchange.page.save"), name, page.ExchangeFile(p.env), func() ([]byte, error) {
		_, file, err := p.env.Desk.SaveWaiting(context.Background(), f.Account)
		return file, err
	})
}

// saveAgain saves a file once more that went, and says more about one that came.
func (p *Page) saveAgain(row int) {
	if row < 0 || row >= len(p.data.Passed) {
		return
	}
	m := p.data.Passed[row]
	switch {
	case m.Incoming && m.Note != nil:
		p.env.Fail(m.Note)
	case !m.Incoming:
		page.SaveFile(p.env, p.env.T("exchange.page.again"), m.Company+" "+p.env.T("exchange.kind."+string(m.Kind)), page.ExchangeFile(p.env), func() ([]byte, error) {
			_, file, err := p.env.Desk.SavedFile(context.Background(), m.ID)
			return file, err
		})
	}
}
