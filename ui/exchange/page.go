// Package exchange is the page System › Exchange: the files that go to the other side and come from
// it. The other side of a distributor are its resellers, that of a reseller is its distributor.
package exchange

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
	"resellerdesk/ui/recovery"
)

// Page is System › Exchange.
type Page struct {
	env       *page.Env
	upstream  bool   // It is a reseller's workspace.
	own       string // The company whose workspace it is.
	shown     desk.Exchange
	send      *kit.Button
	save      *kit.Button
	about     *fyne.Container // The distributor, in a reseller's workspace.
	warnings  *fyne.Container
	keysWrong *fyne.Container
	count     *kit.Text
	due       *fyne.Container // The table of what waits, or words that nothing does.
	waiting   *kit.Table[desk.WaitingFile]
	passed    *kit.Table[desk.Message]
	empty     fyne.CanvasObject
	content   *fyne.Container
	reading   page.Latest[state]
	stale     bool
	front     bool
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{
		env: env, stale: true, about: kit.NewStack(8), warnings: kit.NewStack(6),
		keysWrong: kit.NewStack(6),
		due:       container.NewStack(), count: kit.NewText("", kit.Secondary),
	}
	p.upstream = !env.Desk.IsDistributor()
	p.waiting, p.passed = p.waitingTable(), p.passedTable()
	p.empty = kit.NewPadded(
		underHead, 0, 0, 12, kit.NewParagraph(env.T("exchange.page.empty"), kit.Secondary),
	)
	p.empty.Hide()
	p.content = container.NewBorder(
		p.head(), kit.NewPadded(4, 0, 6, 0, kit.NewRow(16, p.keys()...)), nil, nil,
		kit.NewPadded(8, 0, 0, 0, container.NewStack(p.passed, p.empty)),
	)
	return p
}

// head is what is above the list of files that came and went: buttons, warnings, and what waits.
func (p *Page) head() fyne.CanvasObject {
	env := p.env
	p.send = kit.NewButton(
		env.T("exchange.page.send"), kit.ButtonPrimary, p.mail,
	).SetIcon(kit.IconSend)
	p.save = kit.NewButton(
		env.T("exchange.page.save"), kit.ButtonSecondary, p.saveAs,
	).SetIcon(kit.IconFile)
	open := kit.NewButton(
		env.T("command.open_file"), kit.ButtonSecondary, env.OpenFile,
	).SetIcon(kit.IconMail)
	for _, b := range []*kit.Button{open, p.send, p.save} {
		page.SetVisible(b, !env.Desk.IsView())
	}
	section := func(key string, more ...fyne.CanvasObject) fyne.CanvasObject {
		return kit.NewPadded(
			8, 0, 0, 0,
			kit.NewRow(
				10, append([]fyne.CanvasObject{kit.NewText(env.T(key), kit.Heading)}, more...)...,
			),
		)
	}
	return kit.NewStack(
		8,
		page.Header(kit.NewText(env.T("menu.exchange"), kit.Title), open, p.save, p.send),
		p.about, p.keysWrong, p.warnings, section("exchange.page.waiting", p.count), p.due,
		section("exchange.page.passed"),
	)
}

// keys are what can be done with the keys of the workspace.
func (p *Page) keys() []fyne.CanvasObject {
	list := []fyne.CanvasObject{nil}
	for _, c := range recovery.Commands(p.env) {
		if c.May(false) {
			list = append(list, kit.NewLink(c.Title, c.Run))
		}
	}
	return list
}

// Key names the page.
func (p *Page) Key() page.Key { return page.KeyExchange }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Shown reads the files if they changed while another page was in front.
func (p *Page) Shown() {
	p.front = true
	if p.stale {
		p.reload()
	}
	p.focus()
}

// focus goes to what waits, else to what came and went.
func (p *Page) focus() {
	if len(p.shown.Waiting) > 0 {
		p.env.Canvas.Focus(p.waiting)
	} else {
		p.env.Canvas.Focus(p.passed)
	}
}

// Changed reads the files again, at once when the page was in front.
func (p *Page) Changed(events desk.Events) {
	if !events.Any(desk.ExchangeChanged, desk.ResellersChanged, desk.CapacityChanged) {
		return
	}
	p.stale = true
	if p.front {
		p.reload()
	}
}

// Commands are the actions of the page.
func (p *Page) Commands() []page.Command {
	return []page.Command{
		{
			ID: "exchange.page.send", Icon: kit.IconSend, Shortcut: page.Ctrl(fyne.KeyM),
			Enabled: func() bool { return p.send.Visible() && !p.send.Disabled() }, Run: p.mail,
		},
		{
			ID: "exchange.page.save", Icon: kit.IconFile, Shortcut: page.Ctrl(fyne.KeyS),
			Enabled: func() bool { return p.save.Visible() && !p.save.Disabled() }, Run: p.saveAs,
		},
		{
			ID: "exchange.page.again", Icon: kit.IconFile,
			Enabled: func() bool { return p.wentAt(p.passed.Current()) },
			Run:     func() { p.again(p.passed.Current()) },
		},
	}
}

func (p *Page) reload() {
	p.stale = false
	p.reading.Read(p.env, p.read, p.env.FailReloading, func(s state) {
		p.showKeys(s.key, s.kitMade)
		p.own = s.own
		p.fill(s.exchange, s.words, s.own, s.code)
	})
}

// state is what the page shows.
type state struct {
	exchange         desk.Exchange
	words, own, code string
	key, kitMade     error
}

func (p *Page) read(ctx context.Context) (s state, err error) {
	d := p.env.Desk
	if s.exchange, err = d.Exchange(ctx); err != nil {
		return s, err
	}
	if s.words, err = d.Fingerprint(ctx); err != nil {
		return s, err
	}
	s.own, _ = d.Distributor(ctx)
	s.key, s.kitMade = d.SigningKeyHere(ctx), d.KitMade(ctx)
	u := s.exchange.Upstream
	if u == nil {
		return s, nil
	}
	if s.own, err = d.OwnFingerprint(ctx); err == nil && !u.Confirmed {
		s.code, err = d.Confirmation(ctx)
	}
	return s, err
}

func (p *Page) fill(e desk.Exchange, fingerprint, own, code string) {
	p.shown = e
	p.showAbout(fingerprint, own, code)
	p.showWarnings()
	p.waiting.SetCount(len(e.Waiting))
	p.passed.SetCount(len(e.Passed))
	p.count.SetText("")
	if e.Count > len(e.Waiting) {
		p.count.SetText(p.env.T(
			"exchange.page.more", core.Args{"Count": e.Count, "Shown": len(e.Waiting)},
		))
	}
	p.due.Objects = []fyne.CanvasObject{p.whatIsDue()}
	if len(e.Passed) == 0 {
		p.empty.Show()
	} else {
		p.empty.Hide()
	}
	// It is not there any more.
	if p.front && len(e.Waiting) == 0 && p.env.Canvas.Focused() == p.waiting {
		p.focus()
	}
	p.refreshButtons()
	p.env.Host.Attach(p.content)
	p.content.Refresh()
}

// underHead is how far below the top of a table its first row begins, and some room.
const underHead = 40

// mostRows are shown of what waits, before it scrolls.
const mostRows = 6

// whatIsDue is as high as it needs to be.
func (p *Page) whatIsDue() fyne.CanvasObject {
	n := len(p.shown.Waiting)
	if n == 0 {
		return kit.NewParagraph(p.env.T("exchange.page.none_waiting"), kit.Secondary)
	}
	return kit.NewSized(0, float32(34+30*min(n, mostRows)), p.waiting)
}

// showKeys says what is wrong with the keys of a distributor, and offers the remedy.
func (p *Page) showKeys(key, kitMade error) {
	env := p.env
	p.keysWrong.Objects = nil
	if env.Desk.IsView() {
		return // The keys of the real desktop are not known here.
	}
	warn := func(title string, err error, button string, mend func()) {
		banner := kit.NewBanner()
		banner.Set(
			kit.Warn, env.T(title), "", env.Words.Error(err),
			kit.Action{Text: env.T(button), Do: mend},
		)
		p.keysWrong.Add(banner)
	}
	var e *core.Error
	switch {
	case errors.As(key, &e) && e.Key == "signing.missing":
		warn(
			"recovery.cannot_sign", key, "recovery.restore",
			func() { recovery.AskRestore(env, nil) },
		)
	case key != nil:
		warn("recovery.cannot_sign", key, "keyring.retry", p.reload)
	case errors.As(kitMade, &e):
		warn(e.Key, kitMade, "recovery.kit", func() { recovery.AskKit(env) })
	}
}

// showWarnings lists what does not fit until somebody settled it.
func (p *Page) showWarnings() {
	p.warnings.Objects = nil
	for _, w := range p.shown.Warnings {
		banner := kit.NewBanner()
		banner.Set(
			kit.Warn,
			w.Company,
			"",
			p.env.Words.Sentence(w.What),
			kit.Action{Text: p.env.T("exchange.page.settle"), Do: func() {
				p.do(
					"exchange.page.settled", core.Args{"Company": w.Company},
					func(ctx context.Context) error {
						return p.env.Desk.ResolveWarning(ctx, w.Account)
					},
				)
			}},
		)
		p.warnings.Add(banner)
	}
}

// showAbout says whose key signs; in a reseller's workspace also who the distributor is, and the
// standing with it.
func (p *Page) showAbout(fingerprint, own, code string) {
	env := p.env
	u := p.shown.Upstream
	p.about.Objects = nil
	if u == nil {
		p.about.Add(kit.NewParagraph(
			env.T("exchange.page.fingerprint", core.Args{"Words": fingerprint}), kit.Secondary,
		))
		return
	}
	confirmed := kit.NewBadge(kit.OK, kit.IconCheck, env.T("exchange.page.confirmed"))
	if !u.Confirmed {
		confirmed = kit.NewBadge(kit.Warn, kit.IconClock, env.T("exchange.page.unconfirmed"))
	}
	line := func(key string, args core.Args) fyne.CanvasObject {
		return kit.NewParagraph(env.T("exchange.page."+key, args), kit.Secondary)
	}
	stack := kit.NewStack(
		4,
		kit.NewRow(10, kit.NewText(u.Company, kit.Heading), confirmed),
		line("partner", core.Args{"Name": u.Name, "Email": u.Email}),
		line("partner_key", core.Args{"Words": fingerprint}),
	)
	if u.Sequence > 0 { // Else nothing is known of it, in a view.
		stack.Add(line(
			"newest", core.Args{"Number": u.Sequence, "At": u.IssuedAt, "Until": u.LeaseUntil},
		))
	}
	if own != "" {
		stack.Add(line("own_key", core.Args{"Words": own}))
	}
	if code != "" {
		stack.Add(kit.NewPadded(6, 0, 0, 0, kit.NewText(code, kit.Figure)))
		stack.Add(line("read_out", core.Args{"Company": u.Company}))
	}
	p.about.Add(kit.NewCard(12, stack))
}

func (p *Page) refreshButtons() {
	env := p.env
	page.SetCount(env, p.send, env.T("exchange.page.send"), len(p.selectedIDs()))
	set := func(b *kit.Button, on bool, why string) {
		if on {
			b.Enable()
		} else {
			b.Disable(env.T(why))
		}
	}
	set(p.send, p.upstream || len(p.shown.Waiting) > 0, "exchange.page.none_waiting")
	_, one := p.one()
	set(p.save, one, "exchange.page.choose_one")
	p.content.Refresh()
}
