package store

// How the log names some operations.
const (
	OperationProof     = "ledger.proof"  // In earlier versions: the ledger does not match.
	OperationRecovery  = "recovery.made" // A recovery code.
	OperationRegions   = "pbx.regions"   // Their list was changed.
	OperationReleased  = "mail.released" // Mails of a restored workspace may go.
	OperationErased    = "personal.erased"
	OperationGivenOut  = "personal.exported"
	OperationRetention = "personal.retention" // Personal data is erased by itself.
)
