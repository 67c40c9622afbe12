package backup

import (
	"strings"
	"time"
)

// Second is another folder that each new backup is copied to, as one on a disk that is taken out of
// the house (docs/domain.md §13).
type Second struct {
	Folder    string `json:"folder"`    // "" for none.
	Encrypted bool   `json:"encrypted"` // With a code that the keyring keeps.
	Name      string `json:"name"`      // Of the backup that was copied last, "" for none.
	// When that was read back, and was what had been checked.
	At    time.Time `json:"at"`
	Fault string    `json:"fault"` // Why the last copy was not made, "" when it was.
}

// EncryptedEnding follows Ending in the name of a copy that is encrypted.
const EncryptedEnding = ".age"

// NameOfCopy is the file name of a copy in the second place.
func (s Second) NameOfCopy(name string) string {
	if s.Encrypted {
		return name + EncryptedEnding
	}
	return name
}

// ParseCopy is Parse for a copy, encrypted or not.
func ParseCopy(name string) (made time.Time, why Reason, ok bool) {
	return Parse(strings.TrimSuffix(name, EncryptedEnding))
}

// IsFile tells whether a file has the name of a backup or of a copy in a second place, and whether
// that is encrypted.
func IsFile(path string) (is, encrypted bool) {
	name, encrypted := strings.CutSuffix(path, EncryptedEnding)
	return strings.HasSuffix(name, Ending), encrypted
}
