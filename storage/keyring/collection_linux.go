package keyring

import (
	"slices"

	"github.com/godbus/dbus/v5"
)

// Names of the Secret Service (specifications.freedesktop.org/secret-service).
const (
	secrets     = "org.freedesktop.secrets"
	secretsPath = dbus.ObjectPath("/org/freedesktop/secrets")
	secretsAPI  = "org.freedesktop.Secret.Service"
	loginPath   = secretsPath + "/collection/login"
)

// hasNoCollection tells whether the Secret Service responds, and has neither a collection named
// login nor a default one: KeePassXC while no group of a database is exposed, or a keyring whose
// default was deleted.
func hasNoCollection() bool {
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		return false
	}
	defer bus.Close()
	service := bus.Object(secrets, secretsPath)
	var chosen dbus.ObjectPath
	if service.Call(secretsAPI+".ReadAlias", 0, "default").Store(&chosen) != nil || chosen != "/" {
		return false
	}
	found, err := service.GetProperty(secretsAPI + ".Collections")
	if err != nil {
		return false
	}
	paths, known := found.Value().([]dbus.ObjectPath)
	return known && !slices.Contains(paths, loginPath)
}
