package history

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Modules of the log that a list can be restricted to.
const (
	LogUser         = store.ModuleUser
	LogPBX          = store.ModulePBX
	LogCustomer     = store.ModuleCustomer
	LogSubscription = store.ModuleSubscription
	LogEmail        = store.ModuleEmail
	LogSignIn       = store.ModuleSignIn
	LogExchange     = store.ModuleExchange
)

// LogModules are all modules of the log, as its page and its command offer them.
func LogModules() []string {
	return []string{
		store.ModuleUser, store.ModulePBX, store.ModuleCustomer, store.ModuleSubscription,
		store.ModuleEmail, store.ModuleExchange, store.ModuleSignIn, store.ModuleAlarm,
		store.ModuleLogs,
	}
}

// OwnOperation returns an operation of the person who is signed in, with what was logged, for a
// repeated try. done is nil when nothing was done with the id. It fails with Conflict,
// "ctl.operation_other", for one of somebody else.
func (d *Desk) OwnOperation(
	ctx context.Context, id string,
) (done *capacity.Operation, log []store.LogEntry, err error) {
	s, err := d.k.Working()
	if err != nil {
		return nil, nil, err
	}
	op, err := d.k.Store.Operation(ctx, id)
	switch {
	case core.IsNotFound(err):
		return nil, nil, nil
	case err == nil && op.Actor != s.Account.ID:
		err = &core.Error{Code: core.Conflict, Field: "operation_id", Key: "ctl.operation_other"}
	}
	if err != nil {
		return nil, nil, err
	}
	log, err = d.k.Store.OperationLog(ctx, id)
	return &op, log, err
}

// Logs returns one page of the log, the newest first.
func (d *Desk) Logs(ctx context.Context, q store.LogQuery) ([]store.LogRow, error) {
	if _, err := d.k.Authorize(permission.LogsView); err != nil {
		return nil, err
	}
	return d.k.Store.Logs(ctx, q)
}

// LogIDs returns the numbers of all entries, the newest first.
func (d *Desk) LogIDs(ctx context.Context, q store.LogQuery) ([]string, error) {
	if _, err := d.k.Authorize(permission.LogsView); err != nil {
		return nil, err
	}
	return d.k.Store.LogIDs(ctx, q)
}

// CountLogs returns how many entries the log has, without the query's page.
func (d *Desk) CountLogs(ctx context.Context, q store.LogQuery) (int, error) {
	if _, err := d.k.Authorize(permission.LogsView); err != nil {
		return 0, err
	}
	return d.k.Store.CountLogs(ctx, q)
}

// LogCounts counts the entries in all, those that were refused and those of each module, whatever
// module and result the query asks for.
func (d *Desk) LogCounts(ctx context.Context, q store.LogQuery) (store.LogCounts, error) {
	if _, err := d.k.Authorize(permission.LogsView); err != nil {
		return store.LogCounts{}, err
	}
	q.Module, q.Result = "", store.LogAny
	return d.k.Store.LogCounts(ctx, q)
}
