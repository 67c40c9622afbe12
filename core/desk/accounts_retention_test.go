package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/wording"
)

// waitUntil lets the clock go on in steps that stay plausible, and does what falls due.
func (h *house) waitUntil(at time.Time) {
	for h.clock.Now().Before(at) {
		h.clock.Add(min(at.Sub(h.clock.Now()), 30*24*time.Hour))
		require.NoError(h.t, h.RunDue(h.t.Context()))
	}
}

// deletedCustomer adds a customer of a company and deletes it.
func (h *house) deletedCustomer(company string) (id string) {
	d := pbx.CustomerDraft{
		FirstName: "Ute", Company: company, Email: strings.ToLower(company) + "@mail.example",
	}
	id, err := h.AddCustomer(h.t.Context(), desk.NewID(), "", d)
	require.NoError(h.t, err)
	require.NoError(h.t, h.DeleteCustomers(h.t.Context(), desk.NewID(), []string{id}))
	return id
}

// closedReseller adds a reseller of a company and closes it.
func (h *house) closedReseller(company string) (id string) {
	id = h.addNamed(company)
	require.NoError(h.t, h.DeleteResellers(h.t.Context(), desk.NewID(), []string{id}, true))
	return id
}

// deletedColleague adds a colleague and deletes him.
func (h *house) deletedColleague(name string) {
	id := desk.NewID()
	d := desk.ColleagueDraft{
		Profile: account.Profile{
			FirstName: name, Language: "en", Email: strings.ToLower(name) + "@nordlicht.example",
		},
		Permissions: permission.NewSet(permission.UserView),
	}
	_, err := h.AddColleague(h.t.Context(), id, d)
	require.NoError(h.t, err)
	require.NoError(h.t, h.DeleteColleagues(h.t.Context(), desk.NewID(), []string{id}))
}

// erasedByItself is how often the log says that the program erased personal data.
func (h *house) erasedByItself() (n int) {
	q := desk.LogQuery{Operation: "personal.erased", Limit: 1000}
	log, err := h.Logs(h.t.Context(), q)
	require.NoError(h.t, err)
	for _, entry := range log {
		if entry.Actor == "" && !entry.Refused() {
			n++
		}
	}
	return n
}

func TestPersonalDataIsErasedAfterASetTime(t *testing.T) {
	h := newDistributor(t)
	h.waitUntil(time.Date(2027, 3, 1, 10, 0, 0, 0, time.UTC))
	h.closedReseller("Milanwerk")
	h.deletedCustomer("Elbtunnel")
	h.deletedColleague("Tadeus")
	h.addNamed("Bussard")
	gone := []string{"milanwerk", "elbtunnel", "tadeus"}
	h.waitUntil(time.Date(2027, 6, 1, 10, 0, 0, 0, time.UTC))
	require.Equal(t, gone, h.stillNamed(gone...), "off by default")
	require.NoError(t, h.SetRetention(t.Context(), 4))
	h.waitUntil(time.Date(2027, 7, 1, 9, 59, 59, 0, time.UTC))
	require.Equal(t, gone, h.stillNamed(gone...), "not before")
	h.open()
	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
	h.waitUntil(time.Date(2027, 7, 1, 10, 0, 0, 0, time.UTC))
	require.Empty(t, h.stillNamed(gone...))
	require.NotEmpty(t, h.stillNamed("bussard"))
	h.proved()
	require.Equal(t, 3, h.erasedByItself())
	h.waitUntil(time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC))
	require.Equal(t, 3, h.erasedByItself(), "each once")
}

func TestAMonthIsNotOverBeforeItsDay(t *testing.T) {
	h := newDistributor(t)
	h.waitUntil(time.Date(2027, 3, 1, 10, 0, 0, 0, time.UTC))
	h.deletedCustomer("Elbtunnel")
	require.NoError(t, h.SetRetention(t.Context(), 1))
	h.waitUntil(time.Date(2027, 3, 31, 10, 0, 0, 0, time.UTC)) // There is no 31st of February.
	require.NotEmpty(t, h.stillNamed("elbtunnel"))
	h.waitUntil(time.Date(2027, 4, 1, 10, 0, 0, 0, time.UTC))
	require.Empty(t, h.stillNamed("elbtunnel"))
}

// TestWhoComesBackIsNotErased takes a deletion back, and lets the time begin again with the next
// one.
func TestWhoComesBackIsNotErased(t *testing.T) {
	h := newDistributor(t)
	require.NoError(t, h.SetRetention(t.Context(), 2))
	first := h.clock.Now()
	id := h.deletedCustomer("Elbtunnel")
	h.waitUntil(first.AddDate(0, 1, 0))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), h.past()[0].ID))
	h.waitUntil(first.AddDate(0, 3, 0))
	require.NotEmpty(t, h.stillNamed("elbtunnel"))
	again := h.clock.Now()
	require.NoError(t, h.DeleteCustomers(t.Context(), desk.NewID(), []string{id}))
	h.waitUntil(again.AddDate(0, 2, 0).Add(-time.Second))
	require.NotEmpty(t, h.stillNamed("elbtunnel"))
	_, err := h.PersonalData(t.Context(), id) // Asking what is known delays nothing.
	require.NoError(t, err)
	h.waitUntil(again.AddDate(0, 2, 0))
	require.Empty(t, h.stillNamed("elbtunnel"))
	h.proved()
}

func TestAWrongClockErasesNothing(t *testing.T) {
	for name, wrong := range wrongClocks(newClock().Now()) {
		t.Run(name, func(t *testing.T) {
			h := newDistributor(t)
			right := h.clock.Now()
			require.NoError(t, h.SetRetention(t.Context(), 1))
			h.deletedCustomer("Elbtunnel")
			h.clock.set(wrong.now)
			require.NoError(t, h.RunDue(t.Context()))
			h.deletedCustomer("Havelsee") // The log says that it was then.
			require.NoError(t, h.RunDue(t.Context()))
			h.clock.set(right)
			h.waitUntil(right.AddDate(0, 1, 0).Add(-time.Minute))
			require.Equal(
				t, []string{"elbtunnel", "havelsee"}, h.stillNamed("elbtunnel", "havelsee"),
			)
			h.waitUntil(right.AddDate(0, 1, 0))
			require.NotContains(t, h.stillNamed("elbtunnel", "havelsee"), "elbtunnel")
			h.proved()
		})
	}
}

// TestWhoCannotBeErasedStopsNobodyElse has more who fail than are erased at once, in front of the
// others.
func TestWhoCannotBeErasedStopsNobodyElse(t *testing.T) {
	h := newDistributor(t)
	var ids []string
	for n := range 210 {
		d := pbx.CustomerDraft{
			FirstName: "Ute", Company: fmt.Sprint("Elbtunnel ", n), Email: "ute@elbtunnel.example",
		}
		if n < 105 {
			d.FirstName = "Fest"
		}
		id, err := h.AddCustomer(t.Context(), desk.NewID(), "", d)
		require.NoError(t, err)
		ids = append(ids, id)
	}
	require.NoError(t, h.DeleteCustomers(t.Context(), desk.NewID(), ids[:105]))
	require.NoError(t, h.DeleteCustomers(t.Context(), desk.NewID(), ids[105:]))
	require.NoError(t, h.SetRetention(t.Context(), 1))
	deleted := h.clock.Now()
	h.waitUntil(deleted.AddDate(0, 1, 0).Add(-time.Second))
	release := engine.Stick(t, h.place, "customer", "first_name", "Fest")
	h.clock.Add(time.Second)
	require.ErrorContains(t, h.RunDue(t.Context()), ids[104])
	require.Equal(t, 95, h.erasedByItself(), "so many at once")
	require.ErrorContains(t, h.RunDue(t.Context()), ids[104])
	require.Equal(t, 105, h.erasedByItself())
	release()
	require.NoError(t, h.RunDue(t.Context()))
	require.Equal(t, 205, h.erasedByItself(), "so many at once")
	require.NoError(t, h.RunDue(t.Context()))
	require.Equal(t, 210, h.erasedByItself())
	require.Empty(t, h.stillNamed("elbtunnel"))
	h.proved()
}

func TestTheRetentionIsOfTheOwnerAndLogged(t *testing.T) {
	h := newDistributor(t)
	for _, months := range []int{-1, 121} {
		err := h.SetRetention(t.Context(), months)
		require.Equal(t, "field.range", key(err))
		var problems core.Problems
		require.ErrorAs(t, err, &problems)
		require.Equal(
			t, core.Args{"Min": 1, "Max": 120}, problems.Of(desk.FieldEraseAfter).Args,
			"never is not a number of months",
		)
	}
	for _, months := range []int{24, 120, 0} {
		require.NoError(t, h.SetRetention(t.Context(), months))
		require.NoError(t, h.SetRetention(t.Context(), months))
		set, err := h.Retention(t.Context())
		require.NoError(t, err)
		require.Equal(t, months, set)
	}
	q := desk.LogQuery{Operation: "personal.retention", Result: desk.LogOK, Limit: 10}
	log, err := h.Logs(t.Context(), q)
	require.NoError(t, err)
	require.Len(t, log, 3, "what is as before is not logged again")
	require.Equal(t, "24", wording.LogTextOf(printer("en"), log[2]).Changes[0].After)
	require.Equal(t, "none", wording.LogTextOf(printer("en"), log[0]).Changes[0].After)
}
