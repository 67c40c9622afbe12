package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/wording"
)

func adaWeber() pbx.CustomerDraft {
	return pbx.CustomerDraft{
		FirstName: "Ada", LastName: "Weber", Company: "Praxis am Hafen", Email: "ada@hafen.example",
		City: "Kiel",
	}
}

// changeAda gives a customer another company.
func (h *house) changeAda(id, company string) error {
	c, _, err := h.Customer(h.t.Context(), id)
	require.NoError(h.t, err)
	d := c.CustomerDraft
	d.Company = company
	return h.EditCustomer(h.t.Context(), desk.NewID(), id, c.Version, d)
}

func TestTheLifeOfACustomer(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	operation := desk.NewID()
	for range 2 {
		id, err := h.AddCustomer(ctx, operation, kranich, adaWeber())
		require.NoError(t, err)
		require.Equal(t, operation, id)
	}
	n, err := h.CountCustomers(ctx, desk.CustomerQuery{})
	require.NoError(t, err)
	require.Equal(t, 1, n)
	c, pbxs, err := h.Customer(ctx, operation)
	require.NoError(t, err)
	require.Empty(t, pbxs)
	require.Equal(t, adaWeber(), c.CustomerDraft)
	require.Equal(t, pbx.Ref{ID: kranich, Name: "Kranich Telefonie GmbH"}, c.Owner)
	_, err = h.AddCustomer(ctx, desk.NewID(), kranich, pbx.CustomerDraft{FirstName: "Ada"})
	require.Equal(t, "field.required", key(err))
	_, err = h.AddCustomer(ctx, desk.NewID(), "nobody", adaWeber())
	require.Equal(t, "reseller.gone", key(err))

	require.NoError(t, h.changeAda(operation, "Hafenpraxis"))
	require.Equal(
		t, "customer.changed_meanwhile",
		key(h.EditCustomer(ctx, desk.NewID(), operation, 1, adaWeber())),
	)
	operations := len(h.past())
	require.NoError(t, h.changeAda(operation, " Hafenpraxis "))
	require.Len(t, h.past(), operations, "nothing changed")
	require.Equal(
		t, "Customer changed: Hafenpraxis (Ada Weber)",
		wording.PastTitle(printer("en"), h.past()[0]),
	)
	require.NoError(t, h.DeleteCustomers(ctx, desk.NewID(), []string{operation}))
	require.Equal(
		t, "customer.gone", key(h.DeleteCustomers(ctx, desk.NewID(), []string{operation})),
	)
	_, _, err = h.Customer(ctx, operation)
	require.Equal(t, "customer.gone", key(err))
}

func TestACustomerWithPBXsIsNotDeleted(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	var ids []string
	for range 2 {
		id, err := h.AddCustomer(ctx, desk.NewID(), kranich, adaWeber())
		require.NoError(t, err)
		ids = append(ids, id)
	}
	d := h.praxis("praxis", 20)
	d.Customers = []pbx.Ref{{ID: ids[0]}}
	id := h.addPBX(kranich, d)
	var refusals desk.Refusals
	require.ErrorAs(t, h.DeleteCustomers(ctx, desk.NewID(), ids), &refusals)
	require.Len(t, refusals, 1)
	var refusal *core.Error
	require.ErrorAs(t, refusals[0].Err, &refusal)
	require.Equal(
		t,
		core.Args{
			"Customer": "Praxis am Hafen (Ada Weber)", "ID": refusal.Args["ID"], "Count": 1,
			"PBXs": []string{"praxis"},
		},
		refusal.Args,
	)
	n, err := h.CountCustomers(ctx, desk.CustomerQuery{})
	require.NoError(t, err)
	require.Equal(t, 2, n, "none was deleted")
	require.NoError(t, h.DeletePBXs(ctx, desk.NewID(), []string{id}))
	require.NoError(t, h.DeleteCustomers(ctx, desk.NewID(), ids), "a deleted PBX needs no customer")
	require.Equal(
		t, "2 customers", wording.PastTitle(printer("en"), h.past()[0])[len("Customer deleted: "):],
	)
}

func TestAPBXHasCustomersOfItsOwnerOnly(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	hers, err := h.AddCustomer(ctx, desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	for name, c := range map[string]struct {
		owner     string
		customers []pbx.Ref
		key       string
	}{
		"unknown":   {kranich, []pbx.Ref{{ID: "nobody", Name: "Nobody"}}, "pbx.customer_gone"},
		"another's": {"", []pbx.Ref{{ID: hers}}, "pbx.customer_of_other"},
		"twice":     {kranich, []pbx.Ref{{ID: hers}, {ID: hers}}, "pbx.customer_twice"},
	} {
		d := h.praxis("praxis", 20)
		d.Customers = c.customers
		_, err := h.AddPBX(ctx, desk.NewID(), c.owner, d)
		require.Equal(t, c.key, key(err), name)
	}
	d := h.praxis("praxis", 20)
	d.Customers = []pbx.Ref{{ID: hers}}
	id := h.addPBX(kranich, d)
	require.Equal(
		t, "customer.has_pbxs", key(h.undoNewest("Praxis am Hafen (Ada Weber)")),
		"undoing it would leave the PBX alone",
	)
	require.NoError(t, h.DeletePBXs(ctx, desk.NewID(), []string{id}))
	require.NoError(t, h.undoNewest("Praxis am Hafen (Ada Weber)"))
}

func TestAnActionOnNobodyIsNoOperation(t *testing.T) {
	h := newDistributor(t)
	before := len(h.past())
	require.NoError(t, h.DeleteCustomers(t.Context(), desk.NewID(), nil))
	require.NoError(t, h.SuspendResellers(t.Context(), desk.NewID(), nil, "Not paid.", core.NoDay))
	require.Len(t, h.past(), before)
}
