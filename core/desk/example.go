package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/keys"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// How large a workspace with example data is.
const (
	ExampleResellers = 200
	ExamplePBXs      = 3 // Of each at most.
)

// ExampleSetUp is the made-up distributor of a workspace with ExampleResellers, without a password.
func ExampleSetUp() SetUp {
	return SetUp{
		Company: "Nordlicht Distribution", FirstName: "Ida", LastName: "Brandt",
		Email: "ida@nordlicht.example", Subscription: ExampleSubscription(ExampleResellers),
		Example: true,
	}
}

// ExampleSubscription is a subscription that n example resellers fit into, with some left.
func ExampleSubscription(n int) capacity.Subscription {
	count := int64(n)
	return capacity.Subscription{
		Total: capacity.Amounts{
			capacity.Extensions: 320*count + 500, capacity.ConcurrentCalls: 48*count + 84,
			capacity.RecordingMinutes: 8000*count + 31000,
		},
		HighAvailability: true,
	}
}

// AddExamples fills an example workspace with n resellers in different states, in one transaction.
// Each active one and the distributor get at most pbxs PBXs. The same numbers give the same. It
// refuses a workspace that is not marked as an example.
func (d *Desk) AddExamples(ctx context.Context, n, pbxs int) error {
	entry := LogEntry{Module: store.ModuleUser, Operation: string(capacity.ResellerAdded)}
	return d.k.Perform(d.k.Holding(permission.UserAdd), &entry, func(s *action.Session) error {
		w, err := d.k.Store.Workspace(ctx)
		if err != nil {
			return err
		}
		if !w.Example {
			return fmt.Errorf("workspace %s is not an example", w.ID)
		}
		names, err := readNames()
		if err != nil {
			return err
		}
		names.reason = d.k.Printer(s.Account.Profile.Language).T("example.reason")
		return d.k.Store.Write(func(tx Tx) error {
			made := examplePBXs{desk: d, tx: tx, actor: s.Account, names: names}
			for i := range n {
				a := names.reseller(i, keys.ExampleAge(d.k.Now(), i, n), d.k.Now())
				if err := d.addExample(ctx, tx, s.Account.ID, a); err != nil {
					return err
				}
				if count := i % (pbxs + 1); count > 0 && a.State == account.Active {
					// So that all stand in the order of time.
					step := keys.ExampleAge(
						d.k.Now(), i+1, n,
					).Sub(a.CreatedAt) / time.Duration(pbxs+1)
					if err := made.of(ctx, a, i, count, a.CreatedAt, step); err != nil {
						return err
					}
				}
			}
			return made.own(ctx, s.Account, pbxs)
		})
	}, action.ResellersChanged, action.CapacityChanged, action.PBXsChanged, action.CustomersChanged)
}

func (d *Desk) addExample(ctx context.Context, tx Tx, actor string, a account.Account) error {
	a.Parent = actor
	op := capacity.Operation{
		ID: a.ID, At: a.CreatedAt, Actor: actor, Verb: capacity.ResellerAdded, Object: a.ID,
		Transfers: capacity.Grant(a.ID, nil, a.Package.Amounts),
	}
	if err := action.Act(
		ctx, tx, op, action.Effect{Accounts: []action.AccountChange{{After: a}}},
	); err != nil || a.State == account.NotInvited {
		return err
	}
	accepted := d.k.Now().Add(-time.Duration(len(a.Profile.Company)%9) * 24 * time.Hour)
	if accepted.Before(a.CreatedAt) {
		accepted = a.CreatedAt.Add(time.Minute)
	}
	expires := accepted.Add(activation.Lifetime)
	i := Invitation{
		ID: action.NewID(), Kind: activation.Activate, Account: a.ID, Sequence: 1,
		SecretHash: activation.Hash(a.ID), CreatedAt: a.CreatedAt,
	}
	if err := tx.AddInvitation(i); err != nil {
		return err
	}
	i.AcceptedAt, i.ExpiresAt = &accepted, &expires
	return tx.ChangeInvitation(i)
}

// exampleNames are the words that example resellers are named with.
type exampleNames struct {
	companies, endings, first, last, customers, cities []string
	reason                                             string // Of suspensions.
}

func readNames() (exampleNames, error) {
	var names exampleNames
	for file, list := range map[string]*[]string{
		"companies": &names.companies, "endings": &names.endings, "first_names": &names.first,
		"last_names": &names.last,
		"customers":  &names.customers, "cities": &names.cities,
	} {
		text, err := assets.Example.ReadFile("example/" + file + ".txt")
		if err != nil {
			return names, err
		}
		*list = strings.Split(strings.TrimSpace(string(text)), "\n")
	}
	return names, nil
}

// reseller makes the example reseller number i. Steps without a common divisor mix the lists.
func (n exampleNames) reseller(i int, created, now time.Time) account.Account {
	company := n.companies[i%len(n.companies)] + " " + n.endings[i/len(n.companies)%len(n.endings)]
	if round := i / (len(n.companies) * len(n.endings)); round > 0 {
		company = fmt.Sprintf("%s %d", company, round+1)
	}
	first, last := n.first[i*7%len(n.first)], n.last[i*11%len(n.last)]
	amounts := capacity.Amounts{
		capacity.Extensions: int64(20 + i*37%600), capacity.ConcurrentCalls: int64(4 + i*13%86),
		capacity.RecordingMinutes: int64(500 * (i * 5 % 31)),
	}
	states := []account.State{
		account.Active, account.Active, account.Invited, account.NotInvited, account.Active,
		account.Suspended, account.Active, account.Invited,
	}
	state := states[i*3%len(states)]
	var suspension *account.Suspension
	if state == account.Suspended {
		until := core.DayOf(now) + core.Day(3+i%40)
		suspension = &account.Suspension{From: account.Active, Until: until, Reason: n.reason}
	}
	local := strings.ReplaceAll(account.SearchKey(first+"."+last), " ", "")
	return account.Account{
		ID: action.NewID(), Kind: account.Reseller, State: state, Suspension: suspension,
		CreatedAt: created, Permissions: permission.Default(),
		Profile: account.Profile{
			Company: company, FirstName: first, LastName: last,
			Email:    fmt.Sprintf("%s@partner%d.example", local, i+1),
			Language: []string{"en", "de"}[i%2],
		},
		Package: capacity.Package{Amounts: amounts, MinExtensions: 5, HighAvailability: i%4 == 0},
	}
}
