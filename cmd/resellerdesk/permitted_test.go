package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
)

// control is something that a person can press: a command of the palette, or a button.
type control struct {
	key  string           // Of its words.
	page string           // Of "command.go" and "command.tab": which page or tab.
	at   string           // The place where it is; "" for every place that has no row of its own.
	any  []permission.Key // One of these is enough; none of them: everybody may.
	rare bool             // It stands beside something that may not be listed.
}

// ownerOnly stands for what nobody can be given: the keys of the workspace.
const ownerOnly permission.Key = "owner"

func to(key string, any ...permission.Key) control { return control{key: key, any: any} }

func goes(key string, any ...permission.Key) control {
	return control{key: "command.go", page: "menu." + key, any: any}
}

func (c control) in(place string) control { c.at = place; return c }

// controls are all commands and buttons of the window and its pages, with what each takes.
var controls = []control{
	to("command.open_file"), to("command.undo"), to("command.redo"), to("command.settings"),
	to("command.password"), to("command.help"),
	to("command.sign_out"), to("button.quit"),
	to("command.history", permission.LogsView),
	to("recovery.kit", ownerOnly), to("recovery.replace", ownerOnly),
	to("recovery.restore", ownerOnly),
	goes("dashboard", permission.DashboardView),
	goes("subscription", permission.SubscriptionView),
	goes("usage", permission.UsageView),
	goes("pbx", permission.PBXView),
	goes("customer", permission.CustomerView),
	goes("handover", permission.HandoverView),
	goes("alarm", permission.AlarmView),
	goes("user", permission.UserView),
	goes("logs", permission.LogsView),
	goes("email", permission.EmailSettings, permission.EmailOutbox),
	goes("exchange", permission.UserExchange),
	goes("backups", ownerOnly), to("backup.now_button", ownerOnly), to("backup.file", ownerOnly),
	to("backup.check_all", ownerOnly),
	to("personal.erase", ownerOnly), to("personal.save", ownerOnly),
	to("backup.show_folder", ownerOnly), to("backup.second_change", ownerOnly),
	to("move.title", ownerOnly),

	to("button.add", permission.PBXAdd).in("pbx"),
	to("command.delete", permission.PBXDelete).in("pbx"),
	to("command.edit", permission.PBXEdit).in("pbx"),
	to("command.send", permission.PBXSendActivation).in("pbx"),
	to("button.export", permission.PBXExport).in("pbx"),
	to("button.import", permission.PBXAdd).in("pbx"),
	to("button.import", permission.PBXAdd).in("second pbx"),
	to("button.import", permission.CustomerAdd).in("customer"),
	to("command.import_pbxs", permission.PBXAdd),
	to("command.import_customers", permission.CustomerAdd),
	to("button.add", permission.PBXAdd).in("second pbx"),
	to("command.delete", permission.PBXDelete).in("second pbx"),
	to("command.edit", permission.PBXEdit).in("second pbx"),
	to("command.send", permission.PBXSendActivation).in("second pbx"),
	to("button.export", permission.PBXExport).in("second pbx"),
	to("command.add_pbx", permission.PBXAdd), to("command.search_pbx", permission.PBXView),
	to("command.export_pbxs", permission.PBXExport),
	to("command.regions", permission.PBXEdit), to("field.regions", permission.PBXEdit),
	to("command.resize_pbx", permission.PBXResize),
	to("command.date_pbx", permission.PBXExpiry), to("command.start_pbx", permission.PBXStartStop),
	to("command.stop_pbx", permission.PBXStartStop),
	to("command.move_pbx", permission.PBXResize), to("command.copy_address", permission.PBXView),
	to("button.add", permission.CustomerAdd).in("customer"),
	to("command.delete", permission.CustomerDelete).in("customer"),
	to("command.edit", permission.CustomerEdit).in("customer"),
	to("button.export", permission.CustomerExport).in("customer"),
	to("command.copy_email", permission.CustomerView).in("customer"),
	to("command.add_customer", permission.CustomerAdd),
	to("command.search_customer", permission.CustomerView),
	to("command.export_customers", permission.CustomerExport),
	to("command.customer_pbxs", permission.PBXView),
	to("handover.tick", permission.HandoverTick).in("handover"),
	to("handover.untick", permission.HandoverTick).in("handover"),
	to("handover.tick_all", permission.HandoverTick).in("handover"),
	to("handover.tick_reseller", permission.HandoverTick).in("handover"),
	to("handover.copy", permission.HandoverView).in("handover"),
	to("button.compare", permission.HandoverView).in("handover"),
	to("command.compare", permission.HandoverView),
	to("button.export", permission.HandoverExport).in("handover"),
	to("command.export_handover", permission.HandoverExport),
	to("command.search_handover", permission.HandoverView),
	{key: "alarm.do.given_out", rare: true},
	to("alarm.snooze", permission.AlarmSnooze).in("alarm"),
	to("alarm.wake", permission.AlarmSnooze).in("alarm"),
	to("command.search_alarm", permission.AlarmView),
	to("command.add_reseller", permission.UserAdd),
	to("subscription.change", permission.SubscriptionChange),
	to("statement.command", permission.SubscriptionView).in("subscription"),
	to("command.prove", permission.SubscriptionView),
	to("command.course", permission.SubscriptionView),
	to("button.export", permission.SubscriptionExport).in("subscription"),
	to("command.export_subscription", permission.SubscriptionExport),
	to("button.export", permission.UsageExport).in("usage"),
	to("command.export_usage", permission.UsageExport),
	to("command.search_usage", permission.UsageView),
	to("command.previous_month", permission.UsageView),
	to("command.next_month", permission.UsageView),
	to("command.fold_groups", permission.UsageView),
	to("command.unfold_groups", permission.UsageView),
	to("alarm.settings", permission.AlarmThresholds),
	to("button.export", permission.LogsExport).in("logs"),
	to("command.export_logs", permission.LogsExport),
	to("command.search_log", permission.LogsView), to("command.open_entry", permission.LogsView),
	to("button.discard", permission.EmailSettings),
	to("button.save", permission.EmailSettings).in("settings"),
	to("command.save_email", permission.EmailSettings),
	to("command.test_mail", permission.EmailSettings),
	to("command.mail_templates", permission.EmailSettings),
	to("command.mail_looks", permission.EmailSettings).in("templates"),
	to("mail_brand.short", permission.EmailSettings).in("templates"),
	to("command.save_template", permission.EmailSettings).in("templates"),
	to("button.save", permission.EmailSettings).in("templates"),
	to("email.template_reset", permission.EmailSettings).in("templates"),
	to("email.test_to", permission.EmailSettings),
	to("trust.look", permission.EmailSettings), to("trust.choose", permission.EmailSettings),
	to("decision.send_now", permission.EmailOutbox).in("outbox"),
	to("decision.mark_sent", permission.EmailOutbox).in("outbox"),
	to("decision.send_again", permission.EmailOutbox).in("outbox"),
	to("decision.send_text", permission.EmailOutbox).in("outbox"),
	to("decision.cancel", permission.EmailOutbox).in("outbox"),
	to("button.export", permission.EmailOutbox).in("outbox"),
	to("command.export_outbox", permission.EmailOutbox),
	to("command.open_mail", permission.EmailOutbox).in("outbox"),
	to("command.outbox", permission.EmailOutbox),
	to("command.search_mail", permission.EmailOutbox).in("outbox"),
	to("exchange.page.send", permission.UserExchange),
	to("exchange.page.save", permission.UserExchange),
	to("button.export", permission.UserExport), to("command.export", permission.UserExport),
	to("command.export_colleagues", permission.UserExport),
	to("button.import", permission.UserImport), to("command.import", permission.UserImport),
	to("button.add", permission.UserAdd), to("command.add_colleague", permission.UserAdd),
	to("command.search", permission.UserView), to("command.show_bin", permission.UserView),
	to("command.search_colleague", permission.UserView),
	to("statement.command", permission.UserView), to("command.copy_email", permission.UserView),
	to("view_as.command", permission.UserView),
	{key: "command.tab", page: "tab.colleague", any: []permission.Key{permission.UserView}},
	{key: "command.tab", page: "tab.reseller", any: []permission.Key{permission.UserView}},
	to("button.send", permission.UserSendActivation),
	to("command.send", permission.UserSendActivation),
	to("command.reset_reseller", permission.UserSendActivation),
	to("new_desktop.command", permission.UserSendActivation),
	to("confirm_code.command", permission.UserExchange),
	to("send_package.command", permission.UserExchange),
	to("keep_pbxs.command", permission.UserExchange),
	to("command.edit", permission.UserEdit), to("preset.command", permission.UserEdit),
	to("command.reset_colleague", permission.UserEdit),
	to("command.suspend", permission.UserSuspend), to("command.resume", permission.UserSuspend),
	to("command.delete", permission.UserDelete), to("command.restore", permission.UserDelete),
	to("command.return", permission.UserDelete),
}

// place is where a person can be: a page, with something chosen on it.
type place struct {
	name  string
	needs permission.Key
	open  func(s *screen)
}

func places() []place {
	row := func(n int) func(s *screen) {
		return func(s *screen) {
			s.allResellers()
			s.key(fyne.KeyHome)
			for range n {
				s.key(fyne.KeyDown)
			}
		}
	}
	staff := func(n int) func(s *screen) {
		return func(s *screen) {
			s.goTo("user")
			s.tap(s.words.T("tab.colleague"))
			s.key(fyne.KeyHome)
			for range n {
				s.key(fyne.KeyDown)
			}
		}
	}
	pageOf := func(name string) func(s *screen) { return func(s *screen) { s.goTo(name) } }
	return []place{
		{"dashboard", permission.DashboardView, pageOf("dashboard")},
		{"backups", ownerOnly, pageOf("backups")},
		{"subscription", permission.SubscriptionView, pageOf("subscription")},
		{"usage", permission.UsageView, pageOf("usage")},
		{"pbx", permission.PBXView, func(s *screen) {
			s.goTo("pbx")
			s.key(fyne.KeyHome)
		}},
		{"second pbx", permission.PBXView, func(s *screen) {
			s.goTo("pbx")
			s.key(fyne.KeyHome, fyne.KeyDown)
		}},
		{"customer", permission.CustomerView, func(s *screen) {
			s.goTo("customer")
			s.key(fyne.KeyHome)
		}},
		{"handover", permission.HandoverView, func(s *screen) {
			s.goTo("handover")
			s.key(fyne.KeyHome)
		}},
		{"alarm", permission.AlarmView, pageOf("alarm")},
		{"logs", permission.LogsView, func(s *screen) {
			s.goTo("logs")
			s.key(fyne.KeyHome)
		}},
		{"settings", permission.EmailSettings, func(s *screen) {
			s.goTo("email")
			if s.sees(s.words.T("email.settings")) {
				s.tap(s.words.T("email.settings"))
			}
		}},
		{"templates", permission.EmailSettings, func(s *screen) {
			s.goTo("email")
			s.does("command.mail_templates")
		}},
		{"outbox", permission.EmailOutbox, func(s *screen) {
			s.goTo("email")
			s.does("command.outbox")
			s.key(fyne.KeyHome)
		}},
		{"exchange", permission.UserExchange, pageOf("exchange")},
		{"first reseller", permission.UserView, row(0)},
		{"second reseller", permission.UserView, row(1)},
		{"third reseller", permission.UserView, row(2)},
		{"bin", permission.UserView, func(s *screen) {
			s.allResellers()
			s.tap(s.words.T("chip.bin") + " 1")
			s.press(fyne.KeyF)
			s.key(fyne.KeyDown)
		}},
		{"first colleague", permission.UserView, staff(0)},
		{"second colleague", permission.UserView, staff(1)},
		{"third colleague", permission.UserView, staff(2)},
	}
}

// allResellers goes to the list of resellers, whatever it showed before.
func (s *screen) allResellers() {
	s.goTo("user")
	s.tap(s.words.T("tab.reseller"))
	all := s.words.T("chip.all") + " "
	s.tapWhere(all, func(text string) bool { return strings.HasPrefix(text, all) })
	s.press(fyne.KeyF)
	s.key(fyne.KeyDown)
}

const (
	maxEmail    = "max@nordlicht.example"
	maxPassword = "nine quiet harbours at night"
)

// permitted is a window in which Max works, and beside it a desk on which the distributor says what
// he may.
type permitted struct {
	*screen
	boss  *desk.Desk
	max   string
	first string
}

func newPermitted(t *testing.T) *permitted {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	s.useFolder(t.TempDir(), nil)
	s.example(0)
	p := &permitted{screen: s, boss: s.beside(), max: desk.NewID()}
	ctx := t.Context()
	require.NoError(t, p.boss.SignIn(ctx, "ida@nordlicht.example", distributorPassword))
	_, err := p.boss.SetMailSettings(ctx, mail.Settings{
		Host: "smtp.nordlicht.example", Port: 465, Security: mail.SecurityTLS, User: "ida",
		FromAddress: "ida@nordlicht.example", FromName: "Ida",
	}, "secret")
	require.NoError(t, err)
	p.reseller("1", true)
	active := p.reseller("2", false)
	require.NoError(t, s.behind.Store.Write(func(tx desk.Tx) error {
		a, err := tx.Account(ctx, active)
		if err != nil {
			return err
		}
		a.State = account.Active
		if err := tx.ChangeAccount(a); err != nil {
			return err
		}
		return tx.SetPartner(desk.Partner{Account: active, ActivatedAt: clock})
	}))
	require.NoError(
		t,
		p.boss.SuspendResellers(ctx, desk.NewID(), []string{p.reseller("3", false)}, "unpaid", core.NoDay),
	)
	require.NoError(
		t, p.boss.DeleteResellers(ctx, desk.NewID(), []string{p.reseller("4", false)}, false),
	)
	p.pbx("5")
	require.NoError(t, p.boss.StartPBXs(ctx, desk.NewID(), []string{p.pbx("6")}))
	for _, name := range []string{"Eva", "Tom"} {
		id := desk.NewID()
		_, err := p.boss.AddColleague(ctx, id, desk.ColleagueDraft{
			Profile: account.Profile{
				FirstName: name, Email: strings.ToLower(name) + "@nordlicht.example",
				Language: "en",
			},
			Permissions: permission.Set{},
		})
		require.NoError(t, err)
		if name == "Tom" {
			require.NoError(t, p.boss.SuspendColleagues(ctx, desk.NewID(), []string{id}, "away"))
		}
	}
	p.first, err = p.boss.AddColleague(ctx, p.max, maxDraft(permission.Set{}))
	require.NoError(t, err)
	p.signOut() // The pages have not heard of what was done beside them.
	p.signsIn("ida@nordlicht.example", distributorPassword)
	return p
}

// signOut signs out. There is no keyring to forget anything, which a dialog says.
func (p *permitted) signOut() {
	p.command(p.words.T("command.sign_out"))
	p.key(fyne.KeyEscape)
}

func maxDraft(held permission.Set) desk.ColleagueDraft {
	return desk.ColleagueDraft{
		Profile:     account.Profile{FirstName: "Max", Email: maxEmail, Language: "en"},
		Permissions: held,
	}
}

// reseller adds one whose name no letter finds, so that the palette is left to the commands.
func (p *permitted) reseller(n string, send bool) string {
	form, err := p.boss.NewReseller(p.t.Context())
	require.NoError(p.t, err)
	d := form.Draft
	d.Profile.Company, d.Profile.FirstName, d.Profile.Email = n, n, n+"@1.рф"
	d.Package.Amounts = capacity.Amounts{
		capacity.Extensions: 1, capacity.ConcurrentCalls: 20, capacity.RecordingMinutes: 0,
	}
	saved, err := p.boss.AddReseller(p.t.Context(), desk.NewID(), d, send)
	require.NoError(p.t, err)
	return saved.ID
}

// pbx adds a PBX for a customer of its own, whose names no letter finds.
func (p *permitted) pbx(n string) string {
	ctx := p.t.Context()
	customer, err := p.boss.AddCustomer(
		ctx, desk.NewID(), "", pbx.CustomerDraft{FirstName: n, Company: n, Email: n + "@4.рф"},
	)
	require.NoError(p.t, err)
	regions, err := p.boss.Regions(ctx)
	require.NoError(p.t, err)
	require.NoError(
		p.t,
		p.boss.SetRegions(
			ctx,
			append(
				regions, pbx.Region{Name: "0", Domains: []string{"0" + n + ".78.q0"}},
			)[len(regions):],
		),
	)
	saved, err := p.boss.AddPBX(ctx, desk.NewID(), "", pbx.Draft{
		Name: n, Size: pbx.Size{Plan: pbx.Enterprise, Extensions: 1},
		Term:      pbx.Term{Type: pbx.Commercial},
		Address:   pbx.Address{Region: "0", SubDomain: n, Domain: "0" + n + ".78.q0"},
		Customers: []pbx.Ref{{ID: customer, Name: n}},
	})
	require.NoError(p.t, err)
	return saved.ID
}

// gives lets Max hold this and nothing else, while he is signed in: the distributor says so in
// another program.
func (p *permitted) gives(held permission.Set) {
	ctx := p.t.Context()
	a, err := p.boss.Colleague(ctx, p.max)
	require.NoError(p.t, err)
	require.NoError(p.t, p.boss.EditColleague(ctx, desk.NewID(), p.max, a.Version, maxDraft(held)))
	if p.first == "" {
		p.desk.CatchUp(ctx)
		return
	}
	p.signOut()
	p.signsIn(maxEmail, p.first)
	p.typed(maxPassword) // He is asked for another at once.
	p.key(fyne.KeyReturn)
	p.first = ""
	p.desk.CatchUp(ctx)
}

// found are the commands that the palette shows for a text.
func (p *permitted) found(text string) []string {
	p.press(fyne.KeyK)
	p.paste(text)
	list := labels[*kit.NavItem](p.layers()[0])
	p.key(fyne.KeyEscape)
	return list
}

// sees is everything that can be pressed where the person is.
func (p *permitted) sees() map[string]bool {
	all := map[string]bool{}
	for _, title := range p.found("") {
		all[title] = true
	}
	for _, button := range labels[*kit.Button](p.layers()[0]) {
		if button != "" { // The cross in the search, which everybody may press.
			all[button] = true
		}
	}
	return all
}

// labels are the words of all widgets of a kind that can be seen.
func labels[W fyne.Widget](o fyne.CanvasObject) []string {
	if o == nil || !o.Visible() {
		return nil
	}
	var inside []fyne.CanvasObject
	switch o := o.(type) {
	case W:
		if item, is := fyne.Widget(o).(*kit.NavItem); is {
			return []string{item.Text()} // Without its keys.
		}
		var words []string
		shown(o, fyne.Position{}, func(text *canvas.Text, _ fyne.Position) bool {
			words = append(words, text.Text)
			return false
		})
		return []string{strings.Join(words, " ")}
	case *fyne.Container:
		inside = o.Objects
	case fyne.Widget:
		inside = test.WidgetRenderer(o).Objects()
	}
	var all []string
	for _, in := range inside {
		all = append(all, labels[W](in)...)
	}
	return all
}

// rowOf is the row of the table for something that can be pressed at a place.
func (p *permitted) rowOf(words, at string) (row control, known bool) {
	for _, c := range controls {
		args := core.Args{"Address": "ida@nordlicht.example"}
		if c.page != "" {
			args["Page"], args["Tab"] = p.words.T(c.page), p.words.T(c.page)
		}
		plain := strings.TrimSuffix(words, "…")
		if called := p.words.T(c.key, args); called != words && called != plain || c.at != "" &&
			c.at != at {
			continue
		}
		if row, known = c, true; c.at == at {
			return c, true
		}
	}
	return row, known
}

// permits tells whether somebody who holds this may press it.
func (c control) permits(held permission.Set) bool {
	return len(c.any) == 0 ||
		slices.ContainsFunc(c.any, func(f permission.Key) bool { return held[f] })
}

// TestOnlyWhatIsPermittedCanBePressed finds all that the distributor can press, which the table
// must know. Then it takes one feature after the other from a colleague, and gives him one after
// the other alone.
func TestOnlyWhatIsPermittedCanBePressed(t *testing.T) {
	p := newPermitted(t)
	all, used := map[string]map[string]control{}, map[string]bool{}
	for _, place := range places() {
		place.open(p.screen)
		all[place.name] = map[string]control{}
		for words := range p.sees() {
			row, known := p.rowOf(words, place.name)
			assert.True(t, known, "nothing says what %q takes (%s)", words, place.name)
			all[place.name][words], used[row.key+row.page+row.at] = row, true
		}
	}
	for _, c := range controls {
		assert.True(t, used[c.key+c.page+c.at], "there is no %s %s %s", c.key, c.page, c.at)
	}
	everywhere := maps.Clone(all["dashboard"])
	for _, controls := range all {
		maps.DeleteFunc(
			everywhere, func(words string, _ control) bool { return controls[words].key == "" },
		)
	}
	for _, controls := range all {
		maps.DeleteFunc(
			controls, func(words string, _ control) bool { return everywhere[words].key != "" },
		)
	}
	for _, f := range permission.Catalogue() {
		without := permission.All()
		without.Take(f.Key)
		alone := permission.Set{}
		alone.Give(f.Key)
		for _, held := range []permission.Set{without, alone} {
			p.gives(held)
			p.tries("everywhere", everywhere, held, true)
			for _, place := range places() {
				if held[place.needs] && loses(all[place.name], held) {
					place.open(p.screen)
					p.tries(
						place.name,
						all[place.name],
						held,
						len(held) == len(without),
					) // What is listed depends on more than one feature.
				}
			}
		}
	}
}

// loses tells whether there are controls that somebody who holds this may not press.
func loses(controls map[string]control, held permission.Set) bool {
	for _, c := range controls {
		if !c.permits(held) {
			return true
		}
	}
	return false
}

// tries looks for what a person who holds this may not press, and for all the rest if that has to
// be there.
func (p *permitted) tries(
	where string, controls map[string]control, held permission.Set, rest bool,
) {
	buttons := labels[*kit.Button](p.layers()[0])
	for words, c := range controls {
		if c.permits(held) && (c.rare || !rest) {
			continue
		}
		there := slices.Contains(buttons, words) || slices.Contains(p.found(words), words)
		assert.Equal(
			p.t, c.permits(held), there, "%s: %q of somebody with %v", where, words, held.Keys(),
		)
	}
}
