// Package secret has types for passwords, keys and codes that no log, error or dump ever shows.
package secret

import (
	"fmt"
	"io"
	"log/slog"
)

// Hidden stands for every secret, whatever is in it.
const Hidden = "•••"

// hidden answers everything that asks for a text. It holds a pointer, since fmt prints fields that
// are not exported without asking.
type hidden[T any] struct{ value *T }

// Text is a password or a code. The zero one is "".
type Text struct{ hidden[string] }

// Bytes are a key. The zero one is nil.
type Bytes struct{ hidden[[]byte] }

// Of makes a text a secret.
func Of(text string) Text { return Text{hidden[string]{&text}} }

// Key makes bytes a secret.
func Key(key []byte) Bytes { return Bytes{hidden[[]byte]{&key}} }

// Reveal returns the secret to who needs it.
func (h hidden[T]) Reveal() (value T) {
	if h.value != nil {
		value = *h.value
	}
	return value
}

// String hides the secret.
func (hidden[T]) String() string { return Hidden }

// GoString hides the secret.
func (hidden[T]) GoString() string { return Hidden }

// Format hides the secret from every verb of fmt.
func (hidden[T]) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, Hidden) }

// LogValue hides the secret.
func (hidden[T]) LogValue() slog.Value { return slog.StringValue(Hidden) }

// MarshalJSON hides the secret.
func (hidden[T]) MarshalJSON() ([]byte, error) { return []byte(`"` + Hidden + `"`), nil }

// MarshalText hides the secret.
func (hidden[T]) MarshalText() ([]byte, error) { return []byte(Hidden), nil }
