package exchange

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/store"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

var at = time.Date(2026, 12, 1, 15, 30, 0, 0, time.Local)

// opened is the page of a workspace in which nobody is signed in; nothing is shown yet.
func opened(t *testing.T) *Page {
	test.NewTempApp(t)
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	now := func() time.Time { return at }
	return New(&page.Env{
		Words: words, Desk: desk.New(desk.Options{Now: now}), Host: &kit.Host{}, Now: now,
	})
}

// distributor is the page of a distributor, for whose resellers some files wait.
func distributor(t *testing.T, waiting ...desk.WaitingFile) *Page {
	p := opened(t)
	p.upstream, p.own = false, "Nordlicht"
	p.show(desk.Exchange{Waiting: waiting, Count: len(waiting)})
	return p
}

func (p *Page) show(e desk.Exchange) { p.fill(e, "six words", "", "") }

func file(reseller string, kind activation.Kind) desk.WaitingFile {
	return desk.WaitingFile{Account: reseller, Company: "Company " + reseller, Kind: kind}
}

// TestAFileIsSavedForOneReceiver offers to save a file only where it is clear for whom.
func TestAFileIsSavedForOneReceiver(t *testing.T) {
	p := distributor(t)
	_, one := p.one()
	require.False(t, one, "nothing waits")
	require.True(t, p.save.Disabled())
	require.True(t, p.send.Disabled())

	kranich := file("kranich", activation.KindPackage)
	p.show(desk.Exchange{Waiting: []desk.WaitingFile{kranich}})
	got, one := p.one()
	require.True(t, one)
	require.Equal(t, kranich, got)

	adler := file("adler", activation.KindPackage)
	p.show(desk.Exchange{Waiting: []desk.WaitingFile{kranich, adler}})
	_, one = p.one()
	require.False(t, one, "for which of them?")
	require.True(t, p.save.Disabled())
	require.False(t, p.send.Disabled(), "all can be mailed")

	p.waiting.Select(1)
	p.waiting.OnSelected()
	got, one = p.one()
	require.True(t, one)
	require.Equal(t, adler, got)
	require.False(t, p.save.Disabled())
	require.Equal(t, []string{"adler"}, p.selectedIDs())
	p.waiting.SelectAll()
	_, one = p.one()
	require.False(t, one, "each has a file of its own")
}

// TestAResellerIsMailedOnceWhoWaitsForTwoFiles counts receivers, not files.
func TestAResellerIsMailedOnceWhoWaitsForTwoFiles(t *testing.T) {
	first, second := file("kranich", activation.KindPackage), file("kranich", activation.Reset)
	require.NotEqual(t, waitingID(first), waitingID(second), "each has its row")
	p := distributor(t, first, second, file("adler", activation.KindPackage))
	require.Equal(t, []string{"kranich", "adler"}, p.receivers(), "all, while none is selected")
	p.waiting.Select(1)
	require.Equal(t, []string{"kranich"}, p.receivers())
	p.waiting.SelectAll()
	require.Equal(t, []string{"kranich", "adler"}, p.receivers())
}

// TestAResellerCanAlwaysReport saves a report also when nothing changed, and a receipt before its
// distributor has one.
func TestAResellerCanAlwaysReport(t *testing.T) {
	p := opened(t)
	p.upstream, p.own = true, "Kranich"
	u := &store.Upstream{Company: "Nordlicht"}
	p.show(desk.Exchange{Upstream: u})
	got, one := p.one()
	require.True(t, one)
	require.Equal(t, activation.KindReceipt, got.Kind)
	u.Confirmed = true
	got, _ = p.one()
	require.Equal(t, activation.KindReport, got.Kind)
	require.Equal(t, "Nordlicht", got.Company)
	require.False(t, p.send.Disabled())
}

// TestAFileIsCalledAfterTheReseller of a distributor's many, and of the one whose workspace it is.
func TestAFileIsCalledAfterTheReseller(t *testing.T) {
	p := distributor(t)
	require.Regexp(
		t,
		`^Kranich .+ 2026-12-01 15\.30$`,
		p.fileName("Kranich", activation.KindPackage, at),
	)
	p.upstream, p.own = true, "Kranich"
	require.Regexp(
		t,
		`^Kranich .+ 2026-12-01 15\.30$`,
		p.fileName("Nordlicht", activation.KindReport, at),
	)
}

// TestOnlyWhatWentIsSavedAgain offers it for no file that came, and not where no row is.
func TestOnlyWhatWentIsSavedAgain(t *testing.T) {
	p := distributor(t)
	p.show(desk.Exchange{Passed: []desk.Message{{Number: 1, Incoming: true}, {Number: 2}}})
	for row, went := range map[int]bool{-1: false, 0: false, 1: true, 2: false} {
		require.Equal(t, went, p.wentAt(row), row)
	}
}

func TestAMessageIsSaidInWords(t *testing.T) {
	p := distributor(t)
	m := desk.Message{Company: "Kranich", Sequence: 1200}
	require.Equal(t, "1,200", p.number(m))
	require.Equal(t, "–", p.number(desk.Message{}), "an invitation has no number")
	require.Equal(t, p.env.T("exchange.page.went"), p.direction(m))
	m.Incoming = true
	require.Equal(t, p.env.T("exchange.page.came"), p.direction(m))
	require.Equal(t, "Kranich", p.companyOf(m))
	require.Empty(t, p.note(m))
	m.Note = &core.Error{Key: "exchange.same_number", Args: core.Args{
		"Company": "Kranich", "Sequence": 7,
	}}
	require.Contains(t, p.note(m), "have the number 7")
	p.show(desk.Exchange{Upstream: &store.Upstream{Company: "Nordlicht"}})
	require.Equal(t, "Nordlicht", p.companyOf(m), "a reseller has one other side")
	require.Equal(t, "–", p.day(nil))
	require.Equal(t, p.env.Words.Date(at), p.day(&at))
}

// TestARefusedFileIsMarked has words for each state, and alarms at the one that was refused.
func TestARefusedFileIsMarked(t *testing.T) {
	p := distributor(t)
	for _, s := range []desk.MessageState{
		desk.MessageMailed, desk.MessageSaved, desk.MessageKnown, desk.MessageTaken,
		desk.MessageRefused,
	} {
		badge := p.badge(s)
		require.NotContains(t, badge.Text, "exchange.page.", s)
		require.Equal(t, s == desk.MessageRefused, badge.Tone == kit.Bad, s)
	}
}
