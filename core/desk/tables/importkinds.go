package tables

import (
	"context"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// importKind is a kind of file: its columns, and what importing it takes and does.
type importKind struct {
	ImportKind
	module  string
	columns func() []fileColumn
	names   map[string]otherNames
	adds    []permission.Key // To import it at all.
	edits   permission.Key   // To update by it.
	changed []action.Event
}

// kindOf returns what is to be known of a kind; "" is for resellers.
func kindOf(kind ImportKind) importKind {
	switch kind {
	case ImportPBXs:
		return importKind{
			ImportPBXs, store.ModulePBX, pbxColumns, pbxNames,
			[]permission.Key{permission.PBXAdd},
			permission.PBXEdit,
			[]action.Event{action.PBXsChanged, action.CapacityChanged, action.ResellersChanged},
		}
	case ImportCustomers:
		return importKind{
			ImportCustomers, store.ModuleCustomer, customerColumns, customerNames,
			[]permission.Key{permission.CustomerAdd},
			permission.CustomerEdit,
			[]action.Event{action.CustomersChanged, action.PBXsChanged},
		}
	}
	return importKind{
		ImportResellers, store.ModuleUser, importColumns, resellerNames,
		[]permission.Key{permission.UserAdd, permission.UserImport},
		permission.UserEdit,
		[]action.Event{action.ResellersChanged, action.CapacityChanged},
	}
}

// Verb is what importing such a file is called in the log.
func (k ImportKind) Verb() capacity.Verb {
	switch k {
	case ImportPBXs:
		return capacity.PBXImported
	case ImportCustomers:
		return capacity.CustomerImported
	}
	return capacity.ResellerImported
}

// UpdateBy are the fields by which a row of such a file can be about a record that is there.
func (k ImportKind) UpdateBy() []string {
	switch k {
	case ImportPBXs:
		return []string{pbx.FieldSubDomain}
	case ImportCustomers:
		return []string{pbx.FieldEmail}
	}
	return []string{account.FieldEmail, account.FieldExternalNumber}
}

func (k importKind) catalogue(words []*i18n.Printer) *catalogue {
	return newCatalogue(k.columns(), k.names, words)
}

// newSubject returns what the rows of a file are about, for one pass over it.
func (d *Desk) newSubject(
	ctx context.Context, r store.Reader, s *action.Session, in *importReader,
) (subject, error) {
	switch kindOf(in.how.Kind).ImportKind {
	case ImportPBXs:
		return d.newPBXRows(ctx, r, s, in)
	case ImportCustomers:
		return newCustomerRows(d, s, in), nil
	}
	return d.newResellerRows(ctx, r, s, in)
}
