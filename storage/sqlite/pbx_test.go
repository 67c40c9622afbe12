package sqlite_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
)

// telephone is a PBX of the reseller r100 that takes n extensions.
func telephone(id string, n int64) pbx.PBX {
	return pbx.PBX{
		ID: id, Owner: pbx.Ref{ID: "r100"}, State: pbx.Stopped, CreatedAt: now, Version: 1,
		Draft: pbx.Draft{
			Name: "Praxis " + id, Size: pbx.Size{Plan: pbx.Enterprise, Extensions: n},
			Address: pbx.Address{Region: "North", SubDomain: id, Domain: "a.example"},
			Term:    pbx.Term{Type: pbx.Commercial},
		},
	}
}

// withPBX is a workspace with a reseller that has a PBX of 20 extensions.
func withPBX(t *testing.T) (*sqlite.Workspace, string) {
	w, dir := open(t)
	require.NoError(t, add(w, reseller(100)))
	p := telephone("praxis", 20)
	require.NoError(t, w.Write(func(tx store.Tx) error {
		if err := tx.AddPBX(p); err != nil {
			return err
		}
		return tx.Post(capacity.Operation{
			ID: "made", At: now, Actor: "owner", Verb: capacity.PBXAdded,
			Transfers: capacity.Use("r100", p.ID, nil, p.Takes()),
		})
	}))
	return w, dir
}

func TestAnotherProgramCannotBreakAPBX(t *testing.T) {
	_, dir := withPBX(t)
	db := second(t, dir)
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
		"twice": `INSERT INTO pbx SELECT 99, 'twin', owner, name, plan, extensions, concurrent_calls, recording, recording_minutes, transcription_minutes, region,
			upper(sub_domain), domain, custom_domain, type, expiry, run_after_expiry, state, activated, high_availability, remark, reported, deleted, created_at, version,
			name_key, host_key, owner_key, search_key, region_key FROM pbx`,
		"in the ledger alone": `INSERT INTO ledger_account (kind, owner, pbx, resource) VALUES ('pbx', 'r100', 'ghost', 'extensions')`,
		"a named pool":        `INSERT INTO ledger_account (kind, owner, pbx, resource) VALUES ('reseller', 'r100', 'praxis', 'extensions')`,
		"nobody's customer":   `INSERT INTO pbx_customer VALUES ('praxis', 'nobody')`,
	} {
		_, err := db.Exec(statement)
		require.Error(t, err, name)
	}
}

func TestAnAddressIsUniqueByTheFileItself(t *testing.T) {
	w, _ := withPBX(t)
	twin := telephone("twin", 5)
	twin.SubDomain = "PRAXIS"
	var refusal *core.Error
	require.ErrorAs(t, w.Write(func(tx store.Tx) error { return tx.AddPBX(twin) }), &refusal)
	require.Equal(t, "pbx.address_in_use", refusal.Key)
	require.Equal(t, pbx.FieldSubDomain, refusal.Field)
	ref, err := w.PBXAt(t.Context(), twin.Address)
	require.NoError(t, err)
	require.Equal(t, pbx.Ref{ID: "praxis", Name: "Praxis praxis"}, ref)
	twin.Region = "South"
	require.NoError(t, w.Write(func(tx store.Tx) error { return tx.AddPBX(twin) }))
}

// TestProofOfPBXs changes by hand what only the two together say: that a PBX holds what its form
// asks for.
func TestProofOfPBXs(t *testing.T) {
	for name, c := range map[string]struct {
		statements []string
		key        string
		args       core.Args
	}{
		"whole": {nil, "", nil},
		"another number": {
			[]string{`UPDATE pbx SET extensions = 21`},
			"proof.pbx",
			core.Args{
				"Name": "Praxis praxis", "Resource": core.Key("field.extensions"),
				"Want": int64(21), "Have": int64(20),
			},
		},
		"more minutes": {
			[]string{`UPDATE pbx SET recording = 1, recording_minutes = 501`},
			"proof.pbx",
			core.Args{
				"Name": "Praxis praxis", "Resource": core.Key("field.recording_minutes"),
				"Want": int64(1), "Have": int64(0),
			},
		},
		"another plan": {
			[]string{`UPDATE pbx SET plan = 'ultimate'`},
			"proof.pbx",
			core.Args{
				"Name": "Praxis praxis", "Resource": core.Key("field.ultimate_extensions"),
				"Want": int64(20), "Have": int64(0),
			},
		},
		"deleted": {
			[]string{`UPDATE pbx SET deleted = 1`},
			"proof.pbx",
			core.Args{
				"Name": "Praxis praxis", "Resource": core.Key("field.extensions"), "Want": int64(0),
				"Have": int64(20),
			},
		},
		"another owner": {
			[]string{`UPDATE pbx SET owner = 'owner'`},
			"proof.pbx",
			core.Args{
				"Name": "praxis", "Resource": core.Key("field.extensions"), "Want": int64(0),
				"Have": int64(20),
			},
		},
		"no row": {
			[]string{`DROP TRIGGER pbx_stays`, `DELETE FROM pbx`},
			"proof.pbx_missing",
			core.Args{"ID": "praxis"},
		},
	} {
		w, _ := withPBX(t)
		for _, s := range c.statements {
			_, err := w.Raw().Exec(s)
			require.NoError(t, err, name)
		}
		proof, err := w.Prove(t.Context())
		require.NoError(t, err, name)
		if c.key == "" {
			require.Nil(t, proof.Fault(), name)
			continue
		}
		require.NotNil(t, proof.Fault(), name)
		require.Equal(t, c.key, proof.Fault().Key, name)
		require.Equal(t, c.args, proof.Fault().Args, name)
	}
}

func TestAReopenedPBXIsTheSame(t *testing.T) {
	w, dir := withPBX(t)
	end := now.AddDate(1, 0, 0).Local()
	want := telephone("full", 30)
	want.Plan, want.Recording, want.RecordingMinutes, want.TranscriptionMinutes, want.ConcurrentCalls = pbx.Ultimate, true, 600, 70, 9
	want.CustomDomain, want.Type, want.Expiry, want.RunAfterExpiry, want.Activated, want.HighAvailability = true, pbx.Trial, &end, true, true, true
	want.Remark, want.State, want.CreatedAt = "north\nwing", pbx.Running, now.Local()
	customer := pbx.Customer{
		ID: "ada", Owner: pbx.Ref{ID: "r100"}, CreatedAt: now.Local(), Version: 1,
		CustomerDraft: pbx.CustomerDraft{
			FirstName: "Ada", LastName: "Weber", Company: "Hafen", Email: "a@hafen.example",
			BusinessNumber: "1", MobileNumber: "2", HomeNumber: "3",
			FaxNumber: "4", ZipCode: "5", Street: "6", City: "7", Province: "8", Country: "9",
			Remark: "10\n11",
		},
	}
	want.Customers = []pbx.Ref{{ID: "ada", Name: "Hafen (Ada Weber)"}}
	require.NoError(t, w.Write(func(tx store.Tx) error {
		if err := tx.AddCustomer(customer); err != nil {
			return err
		}
		return tx.AddPBX(want)
	}))
	require.NoError(t, w.Close())
	again, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	t.Cleanup(func() { _ = again.Close() })
	want.Owner.Name, customer.Owner.Name = "Größe 100", "Größe 100"
	got, err := again.PBX(t.Context(), "full")
	require.NoError(t, err)
	require.Equal(t, want, got)
	stored, err := again.Customer(t.Context(), "ada")
	require.NoError(t, err)
	require.Equal(t, customer, stored)

	want.Name, want.Owner.ID, want.Customers, want.Deleted = "Anders", "owner", nil, true
	customer.City, customer.Deleted = "Kiel", true
	require.NoError(t, again.Write(func(tx store.Tx) error {
		if err := tx.ChangePBX(want); err != nil {
			return err
		}
		return tx.ChangeCustomer(customer)
	}))
	want.Version, want.Owner.Name, customer.Version = 2, "Nordlicht", 2
	got, err = again.PBX(t.Context(), "full")
	require.NoError(t, err)
	require.Equal(t, want, got)
	stored, err = again.Customer(t.Context(), "ada")
	require.NoError(t, err)
	require.Equal(t, customer, stored)
	want.Version = 1
	require.Equal(
		t, core.Conflict,
		core.CodeOf(again.Write(func(tx store.Tx) error { return tx.ChangePBX(want) })),
	)
	_, err = again.PBX(t.Context(), "nobody")
	require.Equal(t, core.NotFound, core.CodeOf(err))
	_, err = again.Customer(t.Context(), "nobody")
	require.Equal(t, core.NotFound, core.CodeOf(err))
}

// TestARenamedOwnerIsFound gives a reseller another company.
func TestARenamedOwnerIsFound(t *testing.T) {
	w, _ := withPBX(t)
	a, err := w.Account(t.Context(), "r100")
	require.NoError(t, err)
	a.Profile.Company = "Älvsbyn"
	require.NoError(t, w.Write(func(tx store.Tx) error { return tx.ChangeAccount(a) }))
	rows, err := w.PBXRows(t.Context(), store.PBXQuery{Search: "ALVS", Limit: 10, Now: time.Now()})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, "Älvsbyn", rows[0].Owner.Name)
}

// TestTheCountOfACustomersPBXsIsKept changes what is made for whom in every way.
func TestTheCountOfACustomersPBXsIsKept(t *testing.T) {
	w, _ := withPBX(t)
	customers := []string{"ada", "bo"}
	p := telephone("praxis", 20)
	counts := func() []int {
		rows, err := w.CustomerRows(
			t.Context(), store.CustomerQuery{Sort: store.ByPBXs, Down: true, Limit: 10},
		)
		require.NoError(t, err)
		var list []int
		for _, r := range rows {
			list = append(list, r.PBXs)
		}
		return list
	}
	change := func(do func(p *pbx.PBX)) {
		stored, err := w.PBX(t.Context(), "praxis")
		require.NoError(t, err)
		do(&stored)
		require.NoError(t, w.Write(func(tx store.Tx) error { return tx.ChangePBX(stored) }))
	}
	require.NoError(t, w.Write(func(tx store.Tx) error {
		for _, id := range customers {
			c := pbx.Customer{
				ID: id, Owner: p.Owner, CreatedAt: now,
				CustomerDraft: pbx.CustomerDraft{
					FirstName: id, Company: id, Email: id + "@a.example",
				},
			}
			if err := tx.AddCustomer(c); err != nil {
				return err
			}
		}
		other := telephone("other", 5)
		other.Customers = []pbx.Ref{{ID: "bo"}}
		return tx.AddPBX(other)
	}))
	require.Equal(t, []int{1, 0}, counts())
	change(func(p *pbx.PBX) { p.Customers = []pbx.Ref{{ID: "ada"}, {ID: "bo"}} })
	require.Equal(t, []int{2, 1}, counts())
	change(func(p *pbx.PBX) { p.Deleted = true })
	require.Equal(t, []int{1, 0}, counts())
	change(func(p *pbx.PBX) { p.Deleted = false })
	require.Equal(t, []int{2, 1}, counts())
}
