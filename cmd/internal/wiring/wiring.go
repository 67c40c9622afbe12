// Package wiring puts together what every program of this module works with: the data folder, the
// workspace file with the real keyring and real mail servers, the words, and the log file. It knows
// no window.
package wiring

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"resellerdesk/assets"
	"resellerdesk/core/account"
	"resellerdesk/core/autoconfig"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/mail"
	"resellerdesk/storage/keyring"
)

// Wiring opens workspaces with the real keyring and real mail servers.
type Wiring struct {
	Logger  *slog.Logger
	Printer func(language string) *i18n.Printer
	// Asking says to a person that the keyring may ask something; nil when nobody is there.
	Asking func()
}

// Open opens the workspace of a data folder, and makes both when they do not exist. close may be
// called once, when the desk is not used any more.
func (w Wiring) Open(
	ctx context.Context, dir string,
) (d *desk.Desk, closeStore func() error, err error) {
	store, err := Chosen.Open(ctx, dir)
	if err != nil {
		return nil, nil, err
	}
	return desk.New(desk.Options{
		Store: store, Keyring: keyring.New(w.Asking),
		Deliverer: mail.SMTP{Timeouts: mail.StandardTimeouts()}, Servers: autoconfig.New(),
		Printer: w.Printer,
		Now:     time.Now, Logger: w.Logger, Cost: account.StandardCost(),
	}), store.Close, nil
}

// Printers returns the words of each language: the best match of a language tag, of the system's
// language for "". They are read when they are first needed. It panics when the program was built
// with words that cannot be read.
func Printers(system func() string) func(language string) *i18n.Printer {
	var mu sync.Mutex
	read := map[string]*i18n.Printer{}
	return func(language string) *i18n.Printer {
		mu.Lock()
		defer mu.Unlock()
		if language == "" {
			language = system()
		}
		if p, known := read[language]; known {
			return p
		}
		p, err := i18n.New(assets.Translations, language)
		if err != nil {
			panic(err)
		}
		if same, known := read[p.Language()]; known {
			p = same
		}
		read[language], read[p.Language()] = p, p
		return p
	}
}
