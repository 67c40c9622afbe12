package desk

import (
	"context"

	"resellerdesk/core/activation"
)

// backupCodeName is the keyring entry of the code that opens the backups in the second place.
const backupCodeName = "backup-code"

// OwnBackupCode returns the code that encrypts the backups in the second place, to show it to the
// owner. Where there is none yet it makes one and keeps it in the keyring. It fails with what the
// keyring fails with.
func (d *Desk) OwnBackupCode(ctx context.Context) (string, error) {
	s, err := d.ownerOnly()
	entry := LogEntry{Module: moduleExchange, Operation: operationBackupCode}
	if err != nil {
		return "", d.refused("", entry, err)
	}
	code, err := d.BackupCode(ctx)
	if err == nil || !notFound(err) {
		return code, err
	}
	name, err := d.keyringName(ctx, backupCodeName)
	if err != nil {
		return "", err
	}
	code = activation.NewCode()
	if err := d.keyring.Set(ctx, name, code); err != nil {
		return "", d.refused(s.account.ID, entry, err)
	}
	entry.At, entry.Actor, entry.Result = d.Now(), s.account.ID, resultOK
	return code, d.store.Write(func(tx Tx) error { return tx.AddLogEntry(entry) })
}

// operationBackupCode is how the log names that backups are encrypted with another code.
const operationBackupCode = "backup.code_made"

// BackupCode returns the code that encrypts the backups in the second place. It fails with what the
// keyring fails with.
func (d *Desk) BackupCode(ctx context.Context) (string, error) {
	name, err := d.keyringName(ctx, backupCodeName)
	if err != nil {
		return "", err
	}
	return d.keyring.Get(ctx, name)
}
