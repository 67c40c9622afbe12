package main

import (
	"testing"

	"fyne.io/fyne/v2"
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
			s.command(s.words.T("alarm.settings"))
			require.True(t, dialogOpen(s))
			s.keep("82-thresholds-" + name)
			s.key(fyne.KeyEscape)
			require.False(t, dialogOpen(s), "nothing was typed")
		})
	}
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

func TestAnAlarmIsSnoozedAndLeadsToItsPlace(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	list, err := s.desk.Alarms(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, list, "the example gives nearly all of it out")
	s.goTo("alarm")
	s.window.Fyne().Canvas().FocusPrevious() // From the first alarm's button to the one that snoozes it.
	s.key(fyne.KeyReturn)
	now, err := s.desk.Alarms(t.Context())
	require.NoError(t, err)
	require.Len(t, now, len(list))
	require.NotNil(t, now[len(now)-1].Snoozed, "what is snoozed stands last")
	require.Equal(t, list[0].ID, now[len(now)-1].ID)
	n, err := s.desk.AlarmCount(t.Context())
	require.NoError(t, err)
	require.Equal(t, len(list)-1, n)
	require.True(t, s.sees("Snoozed until"))
	s.key(fyne.KeyReturn) // The list was made anew, and the focus is in the same place.
	now, err = s.desk.Alarms(t.Context())
	require.NoError(t, err)
	require.Nil(t, now[len(now)-1].Snoozed)
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
			s.command(s.words.T("view_as.command"))
			s.keep("84-view-as-" + name)
			require.Contains(t, s.reads(), s.words.T("view_as.end"))
			require.NotContains(t, s.reads(), own.Profile.Company, "it is the reseller's menu")
			leave := "command.sign_out"
			if name == "light" {
				leave = "view_as.leave"
			}
			s.command(s.words.T(leave))
			require.NotContains(t, s.reads(), s.words.T("view_as.end"))
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
		Profile:     account.Profile{FirstName: "Max", LastName: "Ohm", Email: "max@nordlicht.example", Language: "en"},
		Permissions: permission.NewSet(permission.UserView, permission.UserAdd),
	}
	password, err := s.desk.AddColleague(ctx, id, draft)
	require.NoError(t, err)
	require.NoError(t, s.desk.SignIn(ctx, "max@nordlicht.example", password))
	require.NoError(t, s.desk.ChangePassword(ctx, password, "eleven boats under a bridge"))
	s.window.Start()
	owner := desk.New(s.desk.Options)
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
