package keys

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/store"
)

// backupCodeName is the keyring entry of the code that opens the backups in the second place.
const backupCodeName = "backup-code"

// OwnBackupCode returns the code that encrypts the backups in the second place, to show it to the
// owner. Where there is none yet it makes one and keeps it in the keyring. It fails with what the
// keyring fails with.
func (d *Desk) OwnBackupCode(ctx context.Context) (code string, err error) {
	entry := store.LogEntry{Module: store.ModuleExchange, Operation: operationBackupCode}
	err = d.k.Perform(d.k.OwnerOnly, &entry, func(s *action.Session) error {
		var err error
		if code, err = d.BackupCode(ctx); err == nil || !core.IsNotFound(err) {
			return err
		}
		name, err := d.k.KeyringName(ctx, backupCodeName)
		if err != nil {
			return err
		}
		code = activation.NewCode()
		if err := d.k.Keyring.Set(ctx, name, code); err != nil {
			return err
		}
		return d.k.Store.Write(func(tx store.Tx) error { return d.k.LogDone(tx, s, entry) })
	})
	if err != nil {
		return "", err
	}
	return code, nil
}

// operationBackupCode is how the log names that backups are encrypted with another code.
const operationBackupCode = "backup.code_made"

// BackupCode returns the code that encrypts the backups in the second place. It fails with what the
// keyring fails with.
func (d *Desk) BackupCode(ctx context.Context) (string, error) {
	name, err := d.k.KeyringName(ctx, backupCodeName)
	if err != nil {
		return "", err
	}
	return d.k.Keyring.Get(ctx, name)
}
