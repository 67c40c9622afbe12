package storetest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

// twinOfPraxis has another id, and the same address in capitals.
const twinOfPraxis = `INSERT INTO pbx (id, owner, name, plan, extensions, concurrent_calls,
	recording, recording_minutes, transcription_minutes, region, sub_domain, domain, custom_domain,
	type, expiry, run_after_expiry, state, activated, high_availability, remark, reported, deleted,
	created_at, version, name_key, host_key, owner_key, search_key, region_key)
	SELECT 'twin', owner, name, plan, extensions, concurrent_calls, recording, recording_minutes,
	transcription_minutes, region, upper(sub_domain), domain, custom_domain, type, expiry,
	run_after_expiry, state, activated, high_availability, remark, reported, deleted, created_at,
	version, name_key, host_key, owner_key, search_key, region_key FROM pbx WHERE id = 'praxis'`

func aPBXCannotBeBroken(t *testing.T, e Engine) {
	_, place := openPraxis(t, e)
	for name, statement := range map[string]string{
		"delete it":           `DELETE FROM pbx`,
		"too many extensions": `UPDATE pbx SET extensions = 501`,
		"no extensions":       `UPDATE pbx SET extensions = 0`,
		"calls below zero":    `UPDATE pbx SET concurrent_calls = -1`,
		"minutes without":     `UPDATE pbx SET recording = 0, recording_minutes = 5`,
		"another plan":        `UPDATE pbx SET plan = 'golden'`,
		"another type":        `UPDATE pbx SET type = ''`,
		"another state":       `UPDATE pbx SET state = 'starting'`,
		"run on without end":  `UPDATE pbx SET run_after_expiry = 1, expiry = NULL`,
		"no address":          `UPDATE pbx SET sub_domain = ''`,
		"nobody's":            `UPDATE pbx SET owner = 'nobody'`,
		"twice":               twinOfPraxis,
		"in the ledger alone": `INSERT INTO ledger_account (kind, owner, pbx, resource)
			VALUES ('pbx', 'r100', 'ghost', 'extensions')`,
		"a named pool": `INSERT INTO ledger_account (kind, owner, pbx, resource)
			VALUES ('reseller', 'r100', 'praxis', 'extensions')`,
		"nobody's customer": `INSERT INTO pbx_customer VALUES ('praxis', 'nobody')`,
	} {
		assert.Error(t, e.Exec(t, place, statement), name)
	}
}

func anAddressIsUnique(t *testing.T, e Engine) {
	w, _ := openPraxis(t, e)
	twin := PBX("twin", 5)
	twin.SubDomain = "PRAXIS"
	addTwin := func(tx store.Tx) error { return tx.AddPBX(twin) }
	var refusal *core.Error
	require.ErrorAs(t, w.Write(addTwin), &refusal)
	require.Equal(t, "pbx.address_in_use", refusal.Key)
	require.Equal(t, pbx.FieldSubDomain, refusal.Field)
	ref, err := w.PBXAt(t.Context(), twin.Address)
	require.NoError(t, err)
	require.Equal(t, pbx.Ref{ID: "praxis", Name: "Praxis praxis"}, ref)
	twin.Region = "South"
	write(t, w, addTwin)
}

// full is a PBX with all there is to say, for a customer with the same.
func full() (pbx.PBX, pbx.Customer) {
	p := PBX("full", 30)
	p.Size = pbx.Size{
		Plan: pbx.Ultimate, Extensions: 30, ConcurrentCalls: 9, Recording: true,
		RecordingMinutes: 600, TranscriptionMinutes: 70,
	}
	p.CustomDomain, p.Activated, p.HighAvailability = true, true, true
	p.MadeAt = Today - 3
	p.Term = pbx.Term{Type: pbx.Trial, Expiry: Today + 365, RunAfterExpiry: true}
	p.Remark, p.State, p.CreatedAt = "north\nwing", pbx.Running, Now.Local()
	p.Customers = []pbx.Ref{{ID: "ada", Name: "Hafen (Ada Weber)"}}
	return p, pbx.Customer{
		ID: "ada", Owner: pbx.Ref{ID: "r100"}, CreatedAt: Now.Local(), Version: 1,
		CustomerDraft: pbx.CustomerDraft{
			FirstName: "Ada", LastName: "Weber", Company: "Hafen", Email: "a@hafen.example",
			BusinessNumber: "1", MobileNumber: "2", HomeNumber: "3",
			FaxNumber: "4", ZipCode: "5", Street: "6", City: "7", Province: "8", Country: "9",
			Remark: "10\n11",
		},
	}
}

func aReopenedPBXIsTheSame(t *testing.T, e Engine) {
	w, place := openPraxis(t, e)
	want, customer := full()
	write(t, w, func(tx store.Tx) error {
		if err := tx.AddCustomer(customer); err != nil {
			return err
		}
		return tx.AddPBX(want)
	})
	require.NoError(t, w.Close())
	w = OpenAt(t, e, place)
	want.Owner.Name, customer.Owner.Name = "Größe 100", "Größe 100"
	requireBoth(t, w, want, customer)

	want.Name, want.Owner.ID, want.Customers, want.Deleted = "Anders", "owner", nil, true
	customer.City, customer.Deleted = "Kiel", true
	write(t, w, func(tx store.Tx) error {
		if err := tx.ChangePBX(want); err != nil {
			return err
		}
		return tx.ChangeCustomer(customer)
	})
	want.Version, want.Owner.Name, customer.Version = 2, "Nordlicht", 2
	requireBoth(t, w, want, customer)
	_, err := w.PBX(t.Context(), "nobody")
	require.Equal(t, core.NotFound, core.CodeOf(err))
	_, err = w.Customer(t.Context(), "nobody")
	require.Equal(t, core.NotFound, core.CodeOf(err))
}

// requireBoth requires a PBX and a customer to be stored as they are wanted.
func requireBoth(t *testing.T, w store.Store, p pbx.PBX, c pbx.Customer) {
	got, err := w.PBX(t.Context(), p.ID)
	require.NoError(t, err)
	require.Equal(t, p, got)
	stored, err := w.Customer(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, c, stored)
}

func aRenamedOwnerIsFound(t *testing.T, e Engine) {
	w, _ := openPraxis(t, e)
	write(t, w, func(tx store.Tx) error {
		_, c := full()
		return tx.AddCustomer(c)
	})
	a, err := w.Account(t.Context(), "r100")
	require.NoError(t, err)
	a.Profile.Company = "Älvsbyn"
	write(t, w, func(tx store.Tx) error { return tx.ChangeAccount(a) })
	rows, err := w.PBXList().Page(t.Context(), store.PBXQuery{Search: "ALVS", Limit: 10, Now: Now})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, "Älvsbyn", rows[0].Owner.Name)
	of := store.CustomerQuery{Search: "alvs", Limit: 10}
	customers, err := w.CustomerList().Page(t.Context(), of)
	require.NoError(t, err)
	require.Len(t, customers, 1)
	require.Equal(t, "Älvsbyn", customers[0].Owner.Name)
	owners, err := w.PBXOwners(t.Context(), "älvsb", 10)
	require.NoError(t, err)
	require.Len(t, owners, 1)
	require.Equal(t, "r100", owners[0].ID)
}

// theCountOfACustomersPBXsIsKept changes what is made for whom in every way.
func theCountOfACustomersPBXsIsKept(t *testing.T, e Engine) {
	w, _ := openPraxis(t, e)
	counts := func() (list []int) {
		rows, err := w.CustomerList().Page(
			t.Context(), store.CustomerQuery{Sort: store.ByPBXs, Down: true, Limit: 10},
		)
		require.NoError(t, err)
		for _, r := range rows {
			list = append(list, r.PBXs)
		}
		return list
	}
	change := func(do func(p *pbx.PBX)) {
		stored, err := w.PBX(t.Context(), "praxis")
		require.NoError(t, err)
		do(&stored)
		write(t, w, func(tx store.Tx) error { return tx.ChangePBX(stored) })
	}
	write(t, w, func(tx store.Tx) error {
		for _, id := range []string{"ada", "bo"} {
			if err := tx.AddCustomer(customer(id, "r100", id)); err != nil {
				return err
			}
		}
		other := PBX("other", 5)
		other.Customers = []pbx.Ref{{ID: "bo"}}
		return tx.AddPBX(other)
	})
	require.Equal(t, []int{1, 0}, counts())
	change(func(p *pbx.PBX) { p.Customers = []pbx.Ref{{ID: "ada"}, {ID: "bo"}} })
	require.Equal(t, []int{2, 1}, counts())
	change(func(p *pbx.PBX) { p.Deleted = true })
	require.Equal(t, []int{1, 0}, counts())
	change(func(p *pbx.PBX) { p.Deleted = false })
	require.Equal(t, []int{2, 1}, counts())
}

// customer is one of a company.
func customer(id, owner, company string) pbx.Customer {
	return pbx.Customer{
		ID: id, Owner: pbx.Ref{ID: owner}, CreatedAt: Now,
		CustomerDraft: pbx.CustomerDraft{
			FirstName: id, Company: company, Email: id + "@a.example",
		},
	}
}
