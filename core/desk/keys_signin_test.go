package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

func TestSetUpMakesTheOwnerAndThePool(t *testing.T) {
	h := newHouse(t)
	_, err := h.Workspace(t.Context())
	require.Equal(t, core.NotFound, core.CodeOf(err))
	require.NoError(t, h.SetUp(t.Context(), setUp()))
	actor, err := h.Actor()
	require.NoError(t, err)
	require.Equal(t, "Nordlicht Distribution", actor.Profile.Company)
	s, err := h.Subscription(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 500, s.Usage[capacity.Extensions].Total())
	require.EqualValues(t, 84, s.Usage[capacity.ConcurrentCalls].Free)
	require.True(t, s.Workspace.HighAvailability)
	require.NotContains(
		t, s.Usage, capacity.CustomDomains, "what was not bought is not included, which is not 0",
	)
	require.Equal(
		t, core.Conflict, core.CodeOf(h.SetUp(t.Context(), setUp())), "a workspace is set up once",
	)
}

func TestSetUpRefusesAWeakPassword(t *testing.T) {
	for _, password := range []string{
		"", "short", "aaaaaaaaaaaaaaaaaaaa", "nordlicht distribution", "passwordpassword",
		"abcdefghijklmnopqrstuvw", "Ida Brandt Password 1", strings.Repeat("x y ", 100),
	} {
		h := newHouse(t)
		s := setUp()
		s.Password = password
		var problems core.Problems
		require.ErrorAs(t, h.SetUp(t.Context(), s), &problems, "password %q", password)
		require.NotNil(t, problems.Of(account.FieldPassword), "password %q", password)
		_, err := h.Workspace(t.Context())
		require.Equal(t, core.NotFound, core.CodeOf(err), "nothing is half-written")
	}
}

func TestSignIn(t *testing.T) {
	h := newDistributor(t)
	h.open()
	_, err := h.Actor()
	require.Equal(t, core.Unauthenticated, core.CodeOf(err))
	require.Equal(t, core.Unauthenticated, core.CodeOf(h.SignIn(t.Context(), ownerEmail, "wrong")))
	require.NoError(
		t, h.SignIn(t.Context(), "  IDA@Nordlicht.example ", ownerPassword),
		"case and spaces do not matter",
	)
	actor, err := h.Actor()
	require.NoError(t, err)
	require.Equal(t, ownerEmail, actor.Profile.Email)
}

func TestSignInSlowsDownGuessing(t *testing.T) {
	h := newDistributor(t)
	h.open()
	wrong := func() core.Code { return core.CodeOf(h.SignIn(t.Context(), ownerEmail, "wrong")) }
	for range 3 {
		require.Equal(t, core.Unauthenticated, wrong())
	}
	require.Equal(t, core.Throttled, wrong(), "after three failures it waits a second")
	require.Equal(
		t, core.Throttled, core.CodeOf(h.SignIn(t.Context(), ownerEmail, ownerPassword)),
		"also with the right password",
	)
	h.clock.Add(1100 * time.Millisecond)
	require.Equal(t, core.Unauthenticated, wrong())
	h.clock.Add(1100 * time.Millisecond)
	require.Equal(t, core.Throttled, wrong(), "the wait doubles")

	h.open() // A restart keeps the count and starts the wait again.
	require.Equal(t, core.Throttled, wrong())
	h.clock.Add(3 * time.Second)
	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
	require.NoError(
		t, h.SignIn(t.Context(), ownerEmail, ownerPassword), "success forgets the failures",
	)
	require.Equal(
		t, core.Unauthenticated, core.CodeOf(h.SignIn(t.Context(), "nobody@else.example", "wrong")),
		"same answer for an unknown email",
	)
}

func TestChangingThePasswordIsNoWayToGuess(t *testing.T) {
	h := newDistributor(t)
	wrong := func() core.Code {
		return core.CodeOf(h.ChangePassword(t.Context(), "wrong", ownPassword))
	}
	for range 2 {
		require.Equal(t, core.Unauthenticated, wrong())
	}
	require.Equal(
		t, core.Unauthenticated, core.CodeOf(h.SignIn(t.Context(), ownerEmail, "wrong")),
		"it is one count",
	)
	require.Equal(t, core.Throttled, wrong(), "after three failures it waits a second")
	require.Equal(
		t, core.Throttled, core.CodeOf(h.ChangePassword(t.Context(), ownerPassword, ownPassword)),
		"also with the right password",
	)
	require.Equal(
		t, core.Throttled, core.CodeOf(h.SignIn(t.Context(), ownerEmail, ownerPassword)),
		"also to sign in",
	)
	h.clock.Add(1100 * time.Millisecond)
	require.Equal(t, core.Unauthenticated, wrong())
	h.clock.Add(1100 * time.Millisecond)
	require.Equal(t, core.Throttled, wrong(), "the wait doubles")
	require.Equal(t, "signin.wrong", core.ParseErrors(h.lastLogged().Detail)[0].Key)
	require.Equal(
		t, []string{"password.changed", "Ida Brandt"},
		[]string{h.lastLogged().Operation, h.lastLogged().Person},
	)

	h.clock.Add(time.Second)
	require.NoError(t, h.ChangePassword(t.Context(), ownerPassword, ownPassword))
	require.Equal(t, core.Unauthenticated, wrong(), "success forgets the failures")
	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownPassword))
}

func TestStaySignedIn(t *testing.T) {
	h := newDistributor(t)
	fresh := h.Desk
	h.open()
	require.Equal(
		t, core.Unauthenticated, core.CodeOf(h.ResumeSession(t.Context())),
		"nobody stays signed in",
	)
	require.NoError(t, fresh.StaySignedIn(t.Context()))
	h.open()
	require.NoError(t, h.ResumeSession(t.Context()))
	h.add(true)
	h.sendDue()
	require.Len(t, h.server.raw, 1, "the resumed session can sign and send")

	h.open()
	h.keyring.fail = &core.Error{Code: core.Unavailable, Key: "keyring.locked"}
	require.Equal(t, core.Unavailable, core.CodeOf(h.ResumeSession(t.Context())))
	h.keyring.fail = nil
	require.NoError(t, h.ResumeSession(t.Context()))
	require.NoError(t, h.SignOut(t.Context()))
	require.Equal(t, core.Unauthenticated, core.CodeOf(h.ResumeSession(t.Context())))
}

func TestThePasswordIsNowhereInTheFolder(t *testing.T) {
	h := newDistributor(t)
	h.add(true)
	h.keyring.fail = &core.Error{Code: core.Unavailable, Key: "keyring.failed"}
	_, err := h.SetMailSettings(t.Context(), mailSettings(), "another mail secret")
	require.NoError(t, err)
	for _, secret := range []string{
		"mail secret", ownerPassword, "BEGIN RESELLER DESK ACTIVATION",
	} {
		require.NotContains(t, h.content(), secret)
	}
}

func TestASignedOutDeskRefusesEverything(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	require.NoError(t, h.SignOut(t.Context()))
	calls := map[string]func() error{
		"form":     func() error { _, err := h.NewReseller(t.Context()); return err },
		"reseller": func() error { _, err := h.Reseller(t.Context(), saved.ID); return err },
		"add": func() error {
			_, err := h.AddReseller(t.Context(), desk.NewID(), account.Draft{}, false)
			return err
		},
		"edit": func() error {
			_, err := h.EditReseller(t.Context(), desk.NewID(), saved.ID, 1, account.Draft{}, false)
			return err
		},
		"list": func() error {
			_, err := h.Resellers(t.Context(), desk.ResellerQuery{Limit: 1})
			return err
		},
		"count": func() error {
			_, err := h.CountResellers(t.Context(), desk.ResellerQuery{})
			return err
		},
		"subscription": func() error { _, err := h.Subscription(t.Context()); return err },
		"send":         func() error { return h.SendActivation(t.Context(), []string{saved.ID}) },
		"settings": func() error {
			_, err := h.SetMailSettings(t.Context(), mailSettings(), "")
			return err
		},
		"test": func() error {
			_, err := h.SendTest(t.Context(), mailSettings(), "")
			return err
		},
		"outbox": func() error { _, err := h.Outbox(t.Context(), 1); return err },
		"decide": func() error { return h.ResolveMails(t.Context(), []string{"x"}, desk.SendNow) },
	}
	for name, call := range calls {
		require.Equal(t, core.Unauthenticated, core.CodeOf(call()), name)
	}
}

// TestWhoSignsOutIsSignedOutWhateverFails cannot write to the file, or not to the keyring: either
// is enough to sign nobody in at the next start.
func TestWhoSignsOutIsSignedOutWhateverFails(t *testing.T) {
	for name, fail := range map[string]func(h *house) (release func()){
		"the file": func(h *house) func() {
			return engine.Stick(t, h.place, "workspace", "stay", "")
		},
		"the keyring": func(h *house) func() {
			h.keyring.fail = &core.Error{Code: core.Unavailable, Key: "keyring.locked"}
			return func() { h.keyring.fail = nil }
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newDistributor(t)
			require.NoError(t, h.StaySignedIn(t.Context()))
			release := fail(h)
			require.Error(t, h.SignOut(t.Context()))
			release()
			h.open()
			require.Error(t, h.ResumeSession(t.Context()))
			_, err := h.Actor()
			require.Equal(t, core.Unauthenticated, core.CodeOf(err))
		})
	}
}
