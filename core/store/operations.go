package store

// OperationProof is how earlier versions logged that the ledger does not match.
const OperationProof = "ledger.proof"

// OperationRecovery is how the log names that a recovery code was made.
const OperationRecovery = "recovery.made"

// OperationRegions is how the log names that the list of regions was changed.
const OperationRegions = "pbx.regions"

// OperationReleased is how the log names that mails of a restored workspace may go.
const OperationReleased = "mail.released"

// How the log names that personal data was erased or written out, and that it is erased by itself.
const (
	OperationErased    = "personal.erased"
	OperationGivenOut  = "personal.exported"
	OperationRetention = "personal.retention"
)
