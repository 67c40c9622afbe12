package main

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
)

func TestDashboardAndAlarmScreens(t *testing.T) {
	for name, look := range map[string]struct {
		lang          string
		mode          kit.Mode
		width, height float32
	}{"light": {"en", kit.ModeLight, 1280, 800}, "dark": {"de", kit.ModeDark, 1280, 800}, "small": {"de", kit.ModeLight, 900, 600}, "large": {"en", kit.ModeLight, 1920, 1080}} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, look.lang, look.mode, look.width, look.height, 1).example(60)
			s.goTo("dashboard")
			s.keep("80-dashboard-" + name)
			s.goTo("alarm")
			s.keep("81-alarm-" + name)
			s.does("alarm.settings")
			require.True(t, dialogOpen(s))
			s.keep("82-thresholds-" + name)
			s.key(fyne.KeyEscape)
			require.False(t, dialogOpen(s), "nothing was typed")
		})
	}
}

// TestWhatHappenedIsSaidToTheEnd has a sentence that is longer than a line of the dashboard.
func TestWhatHappenedIsSaidToTheEnd(t *testing.T) {
	s := newScreen(t, "de", kit.ModeLight, 1280, 800, 1)
	s.useFolder(t.TempDir(), nil)
	s.example(1)
	s.adds(s.beside(), "Wattenmeer Telefonie und Kommunikationstechnik Nordfriesland GmbH")
	s.goTo("dashboard")
	s.keep("80-dashboard-long")
	require.NotContains(t, s.reads(), "…")
	s.says("GmbH hinzugefügt")
	s.fits("dashboard")
}

func TestThresholdsAreChangedByKeyboard(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.goTo("alarm")
	s.choose("en", "alarm.settings")
	for range "80, 95, 100" {
		s.key(fyne.KeyBackspace)
	}
	s.typed("200")
	s.key(fyne.KeyReturn)
	require.True(t, dialogOpen(s), "it says what is wrong")
	s.keep("83-thresholds-wrong")
	s.key(fyne.KeyEscape)
	require.True(t, dialogOpen(s), "it asks before what was typed is lost")
	s.key(fyne.KeyReturn)
	for range "200" {
		s.key(fyne.KeyBackspace)
	}
	s.typed("50 % 70")
	s.key(fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	settings, err := s.desk.AlarmSettings(t.Context())
	require.NoError(t, err)
	require.Equal(t, []int64{50, 70}, settings.Thresholds[capacity.Extensions])
}

// alarms are the ids of the alarms as the page lists them at first, and how many of them are
// snoozed.
func (s *screen) alarms() (ids []string, snoozed int) {
	list, err := s.desk.Alarms(s.t.Context())
	require.NoError(s.t, err)
	for _, a := range list {
		ids = append(ids, a.ID)
		if a.Snoozed != nil {
			snoozed++
		}
	}
	return ids, snoozed
}

// TestAlarmsThatAreNotListedAreSaidAndCounted has more alarms of a kind than are listed.
func TestAlarmsThatAreNotListedAreSaidAndCounted(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	before, _ := s.alarms()
	rows, err := s.desk.Resellers(t.Context(), desk.ResellerQuery{Limit: 1})
	require.NoError(t, err)
	require.NoError(t, s.behind.Store.Write(func(tx desk.Tx) error {
		for i := range desk.AlarmsListed + 34 {
			m := newMail(rows[0].ID, desk.MailInDoubt, strconv.Itoa(i)+"@hafen.example", "")
			m.ChangedAt = clock.Add(-time.Hour)
			if err := tx.AddMail(m); err != nil {
				return err
			}
		}
		return nil
	}))
	all := len(before) + desk.AlarmsListed + 34
	count, err := s.desk.AlarmCount(t.Context())
	require.NoError(t, err)
	require.Equal(t, all, count)
	s.goTo("dashboard")
	s.says("Needs attention " + strconv.Itoa(all))
	s.goTo("alarm")
	listed := strconv.Itoa(all - 34)
	s.says(
		"All "+listed,
		listed+" of "+strconv.Itoa(all)+" alarms are listed: the first 200 of each kind.",
	)
	s.keep("81-alarm-more")
}

// table is the list that has the focus.
func (s *screen) table() aList {
	table, is := s.window.Fyne().Canvas().Focused().(aList)
	require.True(s.t, is, "a list has the focus")
	return table
}

func TestAnAlarmIsSnoozedAndLeadsToItsPlace(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(60)
	before, _ := s.alarms()
	require.Greater(t, len(before), 3)
	s.goTo("alarm")
	require.Zero(t, s.table().Current(), "Enter opens the most urgent one")
	s.key(fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn) // The icon that snoozes it.
	now, snoozed := s.alarms()
	require.Len(t, now, len(before))
	require.Equal(t, 1, snoozed)
	require.Equal(t, before[0], now[len(now)-1], "what is snoozed stands last")
	require.Equal(t, before[1:2], s.table().Selected(), "the keyboard goes to the next")
	n, err := s.desk.AlarmCount(t.Context())
	require.NoError(t, err)
	require.Equal(t, len(before)-1, n)
	require.True(t, s.sees("Snoozed until"))
	s.key(
		fyne.KeyEnd,
		fyne.KeyRight,
		fyne.KeyRight,
		fyne.KeyReturn,
	) // The icon that shows it again.
	now, snoozed = s.alarms()
	require.Zero(t, snoozed)
	require.Equal(t, before, now)
	s.key(fyne.KeyHome, fyne.KeyReturn)
	require.Contains(
		t, s.window.Fyne().Title(), s.words.T("menu.user"), "there its invitation is sent again",
	)
}

func TestTheOnlyAlarmIsSnoozedAndShownAgain(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	before, _ := s.alarms()
	require.Len(t, before, 1)
	s.goTo("alarm")
	for _, snoozed := range []int{1, 0, 1} {
		s.key(fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn)
		_, now := s.alarms()
		require.Equal(t, snoozed, now)
		require.Zero(t, s.table().Current())
		s.key(fyne.KeyLeft, fyne.KeyLeft)
	}
	s.key(fyne.KeyReturn)
	require.Contains(
		t, s.window.Fyne().Title(), s.words.T("menu.user"), "there are those who never activated",
	)
}

func TestSeveralAlarmsAreSnoozedAtOnceWithOneWayBack(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(60)
	before, _ := s.alarms()
	s.goTo("alarm")
	table := s.table()
	s.key(fyne.KeyHome)
	s.with(desktop.KeyShiftLeft, fyne.KeyDown, fyne.KeyDown)
	require.Equal(t, before[:3], table.Selected())
	s.keep("86-alarm-selected")
	s.tap(s.words.T("alarm.snooze") + " · 3")
	_, snoozed := s.alarms()
	require.Equal(t, 3, snoozed)
	s.says("3 alarms are snoozed until", "Snoozed 3")
	require.Equal(t, before[3:4], table.Selected())
	s.keep("87-alarm-snoozed")
	s.tap("Snoozed 3")
	require.Equal(t, 3, table.Count())
	s.goTo("dashboard")
	s.tap(s.words.T("alarm.wake")) // The message is still there.
	now, snoozed := s.alarms()
	require.Zero(t, snoozed)
	require.Equal(t, before, now)
}

func TestAlarmsAreSearchedAndFiltered(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(60)
	all, _ := s.alarms()
	s.goTo("alarm")
	table := s.table()
	require.Equal(t, len(all), table.Count())
	s.search("INVITÄTION of")
	require.Greater(t, len(all), table.Count())
	require.Positive(t, table.Count())
	s.says(strconv.Itoa(table.Count()) + " of " + strconv.Itoa(len(all)))
	s.search("no such alarm")
	s.says("No alarm matches the search and the filters.")
	s.tap(s.words.T("button.show_all"))
	require.Equal(t, len(all), table.Count())
	list, err := s.desk.Alarms(t.Context())
	require.NoError(t, err)
	infos := 0
	for _, a := range list {
		if a.Level == desk.AlarmInfo {
			infos++
		}
	}
	s.tap("Info " + strconv.Itoa(infos))
	require.Equal(t, infos, table.Count())
}

// TestALongAlarmIsReadWhole has a mail whose server answered much.
func TestALongAlarmIsReadWhole(t *testing.T) {
	s := newScreen(t, "de", kit.ModeLight, 1024, 700, 1).example(3)
	s.mail(
		desk.MailFailed, "nina@kranichtel.example",
		strings.Repeat("Das Postfach ist voll. ", 20)+"Ende der Antwort",
	)
	s.goTo("alarm")
	s.search("kranichtel")
	s.key(fyne.KeyDown)
	require.True(t, s.sees("Ende der Antwort"))
	s.keep("88-alarm-long")
	s.tap(s.words.T("alarm.do.mail_failed"))
	require.Contains(t, s.window.Fyne().Title(), s.words.T("menu.email"))
}

func TestADistributorLooksAtWhatAResellerSees(t *testing.T) {
	for name, look := range map[string]struct {
		lang string
		mode kit.Mode
	}{"light": {"en", kit.ModeLight}, "dark": {"de", kit.ModeDark}} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, look.lang, look.mode, 1280, 800, 1).example(5)
			s.goTo("user")
			s.key(fyne.KeyDown)
			own, err := s.desk.Actor()
			require.NoError(t, err)
			s.does("view_as.command")
			s.keep("84-view-as-" + name)
			require.Contains(t, labels[*kit.Button](s.layers()[0]), s.words.T("view_as.end"))
			require.NotContains(t, s.reads(), own.Profile.Company, "it is the reseller's menu")
			leave := "command.sign_out"
			if name == "light" {
				leave = "view_as.leave"
			}
			s.does(leave)
			require.NotContains(t, labels[*kit.Button](s.layers()[0]), s.words.T("view_as.end"))
			require.Contains(t, s.reads(), own.Profile.Company)
			_, err = s.desk.Actor()
			require.NoError(t, err, "whoever looked is still signed in")
		})
	}
}

func TestARefusalSaysWhy(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	id, ctx := desk.NewID(), t.Context()
	draft := desk.ColleagueDraft{
		Profile: account.Profile{
			FirstName: "Max", LastName: "Ohm", Email: "max@nordlicht.example", Language: "en",
		},
		Permissions: permission.NewSet(permission.UserView, permission.UserAdd),
	}
	password, err := s.desk.AddColleague(ctx, id, draft)
	require.NoError(t, err)
	require.NoError(t, s.desk.SignIn(ctx, "max@nordlicht.example", password))
	require.NoError(t, s.desk.ChangePassword(ctx, password, "eleven boats under a bridge"))
	s.window.Start()
	owner := desk.New(s.behind)
	require.NoError(t, owner.SignIn(ctx, "ida@nordlicht.example", distributorPassword))
	list, err := owner.Colleagues(ctx)
	require.NoError(t, err)
	draft.Permissions = permission.NewSet(permission.UserView)
	require.NoError(t, owner.EditColleague(ctx, desk.NewID(), id, list[0].Version, draft))

	s.press(fyne.KeyN) // His window still offers it.
	s.says("You do not have the permission", "Why?")
	s.window.Fyne().Canvas().FocusPrevious()
	s.key(fyne.KeyReturn)
	s.says("Ida Brandt took the permission")
	s.keep("85-why")
}
