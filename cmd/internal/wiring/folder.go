package wiring

import (
	"os"
	"path/filepath"
	"runtime"
)

// DataFolder is where the user's workspace lives. It is a folder that stays on this computer: a
// folder that roams or is synchronised would copy an open database.
func DataFolder() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	switch runtime.GOOS {
	case "windows":
		if local := os.Getenv("LOCALAPPDATA"); local != "" {
			return filepath.Join(local, "Reseller Desk"), nil
		}
		return filepath.Join(home, "AppData", "Local", "Reseller Desk"), nil
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "Reseller Desk"), nil
	}
	if data := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(data) {
		return filepath.Join(data, "resellerdesk"), nil
	}
	return filepath.Join(home, ".local", "share", "resellerdesk"), nil
}
