package imports

import (
	"context"

	"resellerdesk/core/desk/columns"

	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// importKind is a kind of file: its columns, and what importing it takes and does.
type importKind struct {
	columns.Kind
	module  string
	adds    []permission.Key // To import it at all.
	edits   permission.Key   // To update by it.
	changed []action.Event
}

// kindOf returns what is to be known of a kind; "" is for resellers.
func kindOf(kind columns.Kind) importKind {
	switch kind {
	case columns.KindPBXs:
		return importKind{
			columns.KindPBXs, store.ModulePBX,
			[]permission.Key{permission.PBXAdd},
			permission.PBXEdit,
			[]action.Event{action.PBXsChanged, action.CapacityChanged, action.ResellersChanged},
		}
	case columns.KindCustomers:
		return importKind{
			columns.KindCustomers, store.ModuleCustomer,
			[]permission.Key{permission.CustomerAdd},
			permission.CustomerEdit,
			[]action.Event{action.CustomersChanged, action.PBXsChanged},
		}
	}
	return importKind{
		columns.KindResellers, store.ModuleUser,
		[]permission.Key{permission.UserAdd, permission.UserImport},
		permission.UserEdit,
		[]action.Event{action.ResellersChanged, action.CapacityChanged},
	}
}

// newSubject returns what the rows of a file are about, for one pass over it.
func (d *Desk) newSubject(
	ctx context.Context, r store.Reader, s *action.Session, in *importReader,
) (subject, error) {
	switch kindOf(in.how.Kind).Kind {
	case columns.KindPBXs:
		return d.newPBXRows(ctx, r, s, in)
	case columns.KindCustomers:
		return newCustomerRows(d, s, in), nil
	}
	return d.newResellerRows(ctx, r, s, in)
}
