package desk_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

func TestAddResellerDeductsThePackage(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	require.Equal(
		t,
		capacity.Amounts{
			capacity.Extensions: 120, capacity.ConcurrentCalls: 16, capacity.RecordingMinutes: 2000,
		},
		saved.Moved,
	)
	require.Equal(
		t,
		capacity.Amounts{
			capacity.Extensions: 380, capacity.ConcurrentCalls: 68,
			capacity.RecordingMinutes: 29000,
		},
		saved.Left,
	)
	row := h.row()
	require.Equal(t, "Kranich Telefonie GmbH", row.Company)
	require.EqualValues(t, 120, row.Total[capacity.Extensions])
	require.EqualValues(t, 0, row.Used[capacity.Extensions])
	require.Equal(t, store.StatusNotInvited, row.Status(h.clock.Now()))

	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	want := h.kranich()
	require.Equal(t, want, form.Draft, "everything comes back as it was typed")

	s, err := h.Subscription(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 500, s.Usage[capacity.Extensions].Total())
	require.EqualValues(t, 120, s.Usage[capacity.Extensions].Used())
	require.Len(t, s.Movements, 2)
	require.Equal(t, capacity.ResellerAdded, s.Movements[0].Verb)
	require.EqualValues(t, -120, s.Movements[0].Moved[capacity.Extensions])
	require.EqualValues(t, 380, s.Movements[0].FreeAfter[capacity.Extensions])
	require.EqualValues(t, 500, s.Movements[1].FreeAfter[capacity.Extensions])
}

func TestARepeatedSaveIsOneSave(t *testing.T) {
	h := newDistributor(t)
	id := desk.NewID()
	_, err := h.AddReseller(t.Context(), id, h.kranich(), false)
	require.NoError(t, err)
	_, err = h.AddReseller(t.Context(), id, h.kranich(), false)
	require.NoError(t, err)
	require.EqualValues(t, 380, h.free(capacity.Extensions))
	n, err := h.CountResellers(t.Context(), desk.ResellerQuery{})
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

func TestMoreThanIsFreeIsRefusedWithTheNumberThatFits(t *testing.T) {
	h := newDistributor(t)
	h.add(false)
	d := h.kranich()
	d.Profile.Email = "other@partner.example"
	d.Package.Amounts[capacity.Extensions] = 381
	var problems core.Problems
	_, err := h.AddReseller(t.Context(), desk.NewID(), d, true)
	require.ErrorAs(t, err, &problems)
	require.Equal(t, core.Args{"Free": int64(380)}, problems.Of("extensions").Args)
	require.EqualValues(t, 380, h.free(capacity.Extensions), "nothing was changed")
	mails, err := h.Outbox(t.Context(), 10)
	require.NoError(t, err)
	require.Empty(t, mails)
	d.Package.Amounts[capacity.Extensions] = 380
	_, err = h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)
	require.EqualValues(t, 0, h.free(capacity.Extensions))
}

func TestAnEmailInUseIsRefusedWithItsReseller(t *testing.T) {
	h := newDistributor(t)
	first := h.add(false)
	for _, email := range []string{"nina@kranichtel.example", " NINA@Kranichtel.Example "} {
		d := h.kranich()
		d.Profile.Email = email
		_, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
		var problems core.Problems
		require.ErrorAs(t, err, &problems)
		require.Equal(
			t, core.Args{"Company": "Kranich Telefonie GmbH", "ID": first.ID},
			problems.Of(account.FieldEmail).Args,
		)
	}
	id, company, err := h.EmailOwner(t.Context(), "Nina@KRANICHTEL.example")
	require.NoError(t, err)
	require.Equal(t, []string{first.ID, "Kranich Telefonie GmbH"}, []string{id, company})
	_, company, err = h.EmailOwner(t.Context(), ownerEmail)
	require.NoError(t, err)
	require.Equal(t, "Nordlicht Distribution", company, "the staff's emails count too")
}

func TestTwoProgramsCannotOversell(t *testing.T) {
	h := newDistributor(t)
	other := &house{t: t, place: h.place, clock: h.clock, keyring: h.keyring, server: h.server}
	other.open()
	require.NoError(t, other.SignIn(t.Context(), ownerEmail, ownerPassword))
	var wg sync.WaitGroup
	results := make(chan error, 40)
	for i := range 40 {
		program := h
		if i%2 == 1 {
			program = other
		}
		d := h.kranich()
		d.Profile.Email = fmt.Sprintf("p%d@partner.example", i)
		d.Package.Amounts = capacity.Amounts{
			capacity.Extensions: 70, capacity.ConcurrentCalls: 1, capacity.RecordingMinutes: 0,
		}
		wg.Go(func() {
			_, err := program.AddReseller(t.Context(), desk.NewID(), d, false)
			results <- err
		})
	}
	wg.Wait()
	close(results)
	added := 0
	for err := range results {
		if err == nil {
			added++
			continue
		}
		var problems core.Problems
		require.ErrorAs(t, err, &problems)
		require.NotNil(t, problems.Of("extensions"))
	}
	require.Equal(t, 7, added, "500 / 70")
	require.EqualValues(t, 10, h.free(capacity.Extensions))
}

func TestEditMovesTheDifference(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	d := form.Draft
	d.Package.Amounts[capacity.Extensions] = 200
	d.Package.Amounts[capacity.RecordingMinutes] = 500
	d.Profile.Phone = "+49 431 555 0142"
	edited, err := h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, d, false)
	require.NoError(t, err)
	require.Equal(
		t, capacity.Amounts{capacity.Extensions: 80, capacity.RecordingMinutes: -1500},
		edited.Moved,
	)
	require.EqualValues(t, 300, h.free(capacity.Extensions))
	require.EqualValues(t, 30500, h.free(capacity.RecordingMinutes))

	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, d, false)
	require.Equal(t, core.Conflict, core.CodeOf(err), "the form started from an older version")
	require.EqualValues(t, 300, h.free(capacity.Extensions))
}

func TestPermissionsNeedWhatTheyNeed(t *testing.T) {
	h := newDistributor(t)
	d := h.kranich()
	d.Permissions = permission.NewSet(permission.PBXDelete)
	_, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
	var problems core.Problems
	require.ErrorAs(t, err, &problems)
	require.Equal(t, "permission.needs", problems.Of(permission.FieldPermissions).Key)
}

func TestTheFormIsKept(t *testing.T) {
	h := newDistributor(t)
	require.NoError(t, h.KeepForm("reseller", []byte("typed")))
	h.open()
	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
	data, err := h.KeptForm(t.Context(), "reseller")
	require.NoError(t, err)
	require.Equal(t, "typed", string(data))
	require.NoError(t, h.DropForm("reseller"))
	data, err = h.KeptForm(t.Context(), "reseller")
	require.NoError(t, err)
	require.Nil(t, data)
}
