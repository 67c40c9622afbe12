package main

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
)

// looking is what can be pressed in a view, by the keys of its words; all else would change
// something.
var looking = []string{
	"command.find", "command.settings", "view_as.leave", "view_as.end", "command.help",
	"command.sign_out", "button.quit", "button.export",
	"command.export_pbxs", "command.export_customers", "command.export_subscription",
	"command.export_logs", "command.export_outbox", "command.export_usage",
	"command.search_usage", "command.previous_month", "command.next_month",
	"command.fold_groups", "command.unfold_groups",
	"command.export_colleagues", "command.search", "command.search_colleague", "command.search_pbx",
	"command.search_customer", "command.search_log", "command.prove",
	"statement.command", "command.course", "command.copy_address", "command.copy_email",
	"command.customer_pbxs", "command.outbox",
	"command.search_alarm", "command.search_colleague",
	"command.search_handover", "command.export_handover", "handover.copy",
	"command.history", "command.open_entry", "command.help_of", "button.show",
}

// TestAViewOffersNothingThatChangesAnything walks every page of a view on a reseller that may do
// everything.
func TestAViewOffersNothingThatChangesAnything(t *testing.T) {
	w := twoScreens(t, "en", kit.ModeLight, 1280, 800)
	d := w.d
	own, err := w.r.desk.OwnFingerprint(t.Context())
	require.NoError(t, err)
	key, err := d.desk.Fingerprint(t.Context())
	require.NoError(t, err)
	d.change(
		"Kranich Telefonie GmbH",
		func(draft *account.Draft) { draft.Permissions = permission.All().ForReseller() },
	)
	for _, active := range []bool{false, true} {
		if active {
			d.opens(receiptOf(t, w.r))
			_, _, err := d.desk.SaveWaiting(t.Context(), w.id)
			require.NoError(t, err)
		}
		d.goTo("user")
		d.key(fyne.KeyHome)
		d.does("view_as.command")
		p := &permitted{screen: d}
		for _, page := range []string{
			"dashboard", "subscription", "usage", "pbx", "customer", "handover", "alarm", "user",
			"logs", "email", "exchange",
		} {
			d.goTo(page)
			d.key(fyne.KeyHome)
			for words := range p.sees() {
				allowed := slices.ContainsFunc(
					looking, func(key string) bool { return d.words.T(key) == words },
				) ||
					strings.HasPrefix(words, "Go to ") || strings.HasPrefix(words, "Show ") ||
					words == ""
				assert.True(t, allowed, "%q on %s", words, page)
			}
		}
		d.goTo("subscription")
		d.says(d.words.T("subscription.no_movements_view"))
		d.keep("view-subscription")
		d.goTo("email")
		require.Empty(t, d.formFields(), "nothing can be typed, and nothing is known of its mail")
		d.says(d.words.T("email.settings_unknown"))
		require.NotContains(t, d.reads(), d.words.T("status.none_waiting"))
		d.goTo("exchange")
		d.says(key)
		require.NotContains(t, d.reads(), w.code)
		require.NotContains(
			t, d.reads(),
			d.words.T("exchange.page.read_out", core.Args{"Company": "Nordlicht Distribution"}),
		)
		require.Equal(
			t, active, strings.Contains(d.reads(), own),
			"the key of the real desktop, once it is known",
		)
		d.keep("96-view-exchange")
		d.does("view_as.leave")
	}
}

// TestQuickFiltersBeginAtTheEdgeWhereNoButtonIs opens the lists of a view, which have no buttons.
func TestQuickFiltersBeginAtTheEdgeWhereNoButtonIs(t *testing.T) {
	w := twoScreens(t, "de", kit.ModeLight, 1280, 800)
	d := w.d
	d.change("Kranich Telefonie GmbH", func(draft *account.Draft) {
		draft.Permissions = permission.All().ForReseller()
	})
	d.opens(receiptOf(t, w.r))
	d.goTo("user")
	d.key(fyne.KeyHome)
	d.does("view_as.command")
	chips := 0
	for _, page := range []string{"pbx", "customer", "handover", "alarm", "user", "logs"} {
		d.goTo(page)
		d.keep("view-" + page)
		title, first := float32(0), float32(0)
		shown(d.front(), fyne.Position{}, func(text *canvas.Text, at fyne.Position) bool {
			if title == 0 && text.Text == d.words.T("menu."+page) && text.TextSize > 16 {
				title = at.X
			}
			return false
		})
		var visit func(o fyne.CanvasObject, at fyne.Position)
		visit = func(o fyne.CanvasObject, at fyne.Position) {
			if !o.Visible() {
				return
			}
			at = at.Add(o.Position())
			if _, is := o.(*kit.Chip); is {
				chips++
				if first == 0 || at.X < first {
					first = at.X
				}
				return
			}
			for _, child := range childrenOf(o) {
				visit(child, at)
			}
		}
		visit(d.front(), fyne.Position{})
		require.NotZero(t, title, page)
		require.True(t, first == 0 || first == title, "%s: %v, its title %v", page, first, title)
	}
	require.Greater(t, chips, 5)
}
