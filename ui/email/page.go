// Package email is the page System › Email: the settings of outgoing mail, and the outbox.
package email

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Page is System › Email.
type Page struct {
	env      *page.Env
	settings *settingsView
	outbox   *outboxView
	template *templatesView
	tabs     *kit.Tabs
	head     *fyne.Container   // The title with what is beside it, and the tabs.
	files    fyne.CanvasObject // Export and search of the outbox.
	content  fyne.CanvasObject
	shown    bool
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{env: env}
	p.settings, p.outbox = newSettingsView(env), newOutboxView(env)
	p.template = newTemplatesView(env)
	p.outbox.object.Hide()
	p.template.object.Hide()
	var tabs []kit.TabItem
	if env.May(permission.EmailSettings) {
		tabs = append(
			tabs, kit.TabItem{Key: settingsTab, Title: env.T("email.settings")},
			kit.TabItem{Key: templatesTab, Title: env.T("email.templates")},
		)
	}
	if env.May(permission.EmailOutbox) {
		tabs = append(tabs, kit.TabItem{Key: outboxTab, Title: env.T("email.outbox")})
	}
	p.tabs = kit.NewTabs(tabs, p.chosen)
	p.files = kit.NewRow(8, p.outbox.export.Button, kit.NewSized(260, 0, p.outbox.list.Search))
	p.files.Hide()
	p.head = kit.NewStack(
		8, page.Header(kit.NewText(env.T("menu.email"), kit.Title), p.files), p.tabs,
		p.settings.notice.Banner,
	)
	p.settings.warned = func() { p.content.Refresh() }
	p.content = container.NewBorder(
		p.head, nil, nil, nil,
		container.NewStack(p.settings.object, p.template.object, p.outbox.object),
	)
	return p
}

func (p *Page) chosen(key string) {
	defer p.head.Refresh()
	for _, o := range []fyne.CanvasObject{
		p.settings.object, p.template.object, p.outbox.object, p.files,
	} {
		o.Hide()
	}
	switch key {
	case settingsTab:
		p.settings.object.Show()
		p.settings.reload()
		return
	case templatesTab:
		p.template.object.Show()
		p.template.reload()
		return
	}
	p.outbox.object.Show()
	p.files.Show()
	p.outbox.shown()
}

// Navigate brings the outbox or the settings to the front, or exports the outbox.
func (p *Page) Navigate(to page.Route) {
	if to.Part == page.PartExport {
		p.tabs.Choose(outboxTab)
		p.outbox.list.Reload(p.outbox.export.Run)
		return
	}
	p.tabs.Choose(string(to.Part))
}

// The tabs of the page.
const (
	settingsTab  = string(page.PartSettings)
	outboxTab    = string(page.PartOutbox)
	templatesTab = string(page.PartTemplates)
)

// Tab is the tab in front.
func (p *Page) Tab() page.Part { return page.Part(p.tabs.Chosen()) }

// Key names the page.
func (p *Page) Key() page.Key { return page.KeyEmail }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Shown reads what is in front.
func (p *Page) Shown() {
	p.shown = true
	p.chosen(p.tabs.Chosen())
	if p.tabs.Chosen() == settingsTab && p.settings.form != nil {
		p.env.Canvas.Focus(p.settings.from.Focusable())
	}
}

// Typed tells whether settings were typed that are not saved.
func (p *Page) Typed() bool {
	return p.settings.loaded && p.settings.typed() || p.template.typed()
}

// Discard forgets them.
func (p *Page) Discard() {
	if p.settings.loaded {
		p.settings.reset()
	}
	p.template.forget()
}

// Changed reads the outbox again.
func (p *Page) Changed(events desk.Events) {
	if !p.shown {
		return
	}
	if events.Any(desk.OutboxChanged) {
		p.outbox.changed()
	}
	if events.Any(desk.OutboxChanged, desk.SettingsChanged) {
		p.settings.showStopped()
	}
}

// Commands are the actions of the page.
func (p *Page) Commands() []page.Command {
	onSettings := func() bool { return p.tabs.Chosen() == settingsTab && !p.env.Desk.IsView() }
	onTemplates := func() bool { return p.tabs.Chosen() == templatesTab && !p.env.Desk.IsView() }
	list := []page.Command{
		{
			ID: "command.save_email", Shortcut: page.Ctrl(fyne.KeyS),
			Also: page.Ctrl(fyne.KeyReturn), Enabled: onSettings, Run: p.settings.submit,
		},
		{
			ID: "command.save_template", Shortcut: page.Ctrl(fyne.KeyS),
			Also: page.Ctrl(fyne.KeyReturn), Enabled: onTemplates, Run: p.template.submit,
		},
		{
			ID: "command.mail_templates", Icon: kit.IconMail,
			Enabled: func() bool {
				return p.env.May(permission.EmailSettings) && !p.env.Desk.IsView()
			},
			Run: func() { p.env.Open(page.To(page.KeyEmail, page.PartTemplates)) },
		},
		{ID: "command.mail_looks", Enabled: onTemplates, Run: p.template.askBrand},
		{
			ID: "command.test_mail", Icon: kit.IconSend, Enabled: onSettings,
			Run: p.settings.test,
		},
		{
			ID: "command.outbox", Icon: kit.IconMail,
			Enabled: func() bool { return p.env.May(permission.EmailOutbox) },
			Run:     func() { p.env.Open(page.To(page.KeyEmail, page.PartOutbox)) },
		},
		p.outbox.export.Command("command.export_outbox"),
	}
	if p.tabs.Chosen() != outboxTab {
		return list
	}
	list = append(list, page.Command{
		ID: "command.search_mail", Icon: kit.IconSearch, Shortcut: page.Ctrl(fyne.KeyF),
		Run: p.outbox.list.FocusSearch,
	})
	return append(list, p.outbox.actions(p.outbox.list.Targets)...)
}
