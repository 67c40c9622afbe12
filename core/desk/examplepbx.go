package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/pbxs"
	"resellerdesk/core/pbx"
)

// examplePBXs makes example PBXs, each for a customer of its own.
type examplePBXs struct {
	desk  *Desk
	tx    Tx
	actor account.Account
	names exampleNames
	made  int
}

// of makes the PBXs of example reseller i, count of them, from a time on, each a step later than
// the one before. How much of the package they take differs from reseller to reseller, so that some
// come near its end.
func (e *examplePBXs) of(
	ctx context.Context, owner account.Account, i, count int, from time.Time, step time.Duration,
) error {
	percent := []int64{35, 60, 72, 97, 45, 55, 30, 84, 66, 40, 50}[i%11]
	share := func(r capacity.Resource, least int64) int64 {
		return max(owner.Package.Amounts[r]*percent/100/int64(count), least)
	}
	for k := range count {
		size := pbx.Size{
			Plan: pbx.Enterprise,
			Extensions: min(
				share(capacity.Extensions, owner.Package.MinExtensions),
				capacity.MaxExtensionsPerPBX,
			),
			ConcurrentCalls: share(capacity.ConcurrentCalls, 1),
		}
		if minutes := share(capacity.RecordingMinutes, 0); minutes > 0 || k%2 == 0 {
			size.Recording, size.RecordingMinutes = true, minutes+capacity.FreeRecordingMinutes
		}
		if err := e.add(ctx, owner, size, from.Add(time.Duration(k+1)*step)); err != nil {
			return err
		}
	}
	return nil
}

// own makes so many PBXs of the distributor.
func (e *examplePBXs) own(ctx context.Context, distributor account.Account, pbxs int) error {
	for k := range pbxs {
		size := pbx.Size{
			Plan: pbx.Enterprise, Extensions: int64(10 * (k + 1)),
			ConcurrentCalls: int64(4 * (k + 1)),
		}
		if err := e.add(ctx, distributor, size, e.desk.k.Now()); err != nil {
			return err
		}
	}
	return nil
}

// add makes one PBX with its customer.
func (e *examplePBXs) add(
	ctx context.Context, owner account.Account, size pbx.Size, at time.Time,
) error {
	n := e.made
	e.made++
	customer := pbx.Customer{
		ID: action.NewID(), Owner: pbxs.RefOf(owner), CustomerDraft: e.names.customer(n),
		CreatedAt: at,
		Version:   1,
	}
	op := capacity.Operation{
		ID: customer.ID, At: at, Actor: e.actor.ID, Verb: capacity.CustomerAdded,
	}
	if err := action.Act(
		ctx, e.tx, op, action.Effect{Customers: []action.CustomerChange{{After: customer}}},
	); err != nil {
		return err
	}
	regions, err := pbxs.RegionsOf(ctx, e.tx)
	if err != nil {
		return err
	}
	p := e.pbx(n, owner, customer, regions[n%len(regions)])
	p.Size, p.CreatedAt = size, at
	var saved action.Saved
	return pbxs.SavePBX(
		ctx, e.desk.k, e.tx,
		capacity.Operation{ID: p.ID, At: at, Actor: e.actor.ID, Verb: capacity.PBXAdded},
		action.PBXChange{After: p}, &saved,
	)
}

// pbx is the PBX n, of a customer.
func (e *examplePBXs) pbx(
	n int, owner account.Account, customer pbx.Customer, region pbx.Region,
) pbx.PBX {
	name := customer.Company
	p := pbx.PBX{
		ID: action.NewID(), Owner: pbxs.RefOf(owner), State: pbx.Running, Version: 1,
	}
	p.Draft = pbx.Draft{
		Name: name, Term: pbx.Term{Type: pbx.Commercial}, Activated: n%5 != 0,
		Address: pbx.Address{
			Region: region.Name, SubDomain: strings.ReplaceAll(account.SearchKey(name), " ", "-"),
			Domain: region.Domains[0],
		},
		Customers: []pbx.Ref{{ID: customer.ID, Name: customer.Title()}},
	}
	if n%3 == 0 {
		p.Expiry = e.desk.k.Today() + core.Day(5+n*17%400)
		p.RunAfterExpiry = n%2 == 0
	}
	if n%4 == 1 {
		p.Type = pbx.Trial
	}
	if n%7 == 2 {
		p.State = pbx.Stopped
	}
	return p
}

// customer makes the example customer number i.
func (n exampleNames) customer(i int) pbx.CustomerDraft {
	city := n.cities[i%len(n.cities)]
	company := n.customers[i%len(n.customers)] + " " + city
	if round := i / (len(n.customers) * len(n.cities)); round > 0 {
		company = fmt.Sprintf("%s %d", company, round+1)
	}
	first, last := n.first[i*5%len(n.first)], n.last[i*3%len(n.last)]
	local := strings.ReplaceAll(account.SearchKey(first+"."+last), " ", "")
	return pbx.CustomerDraft{
		FirstName: first, LastName: last, Company: company, City: city,
		Email: fmt.Sprintf("%s@customer%d.example", local, i+1),
	}
}
