package main

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// TestUsageIsReadByTheKeyboardAlone goes through the tabs and the months. With SHOTS=folder the
// pictures are kept.
func TestUsageIsReadByTheKeyboardAlone(t *testing.T) {
	for _, look := range []struct {
		mode          kit.Mode
		width, height float32
	}{{kit.ModeLight, 1280, 800}, {kit.ModeDark, 1280, 800}, {kit.ModeLight, 1024, 640}} {
		name := fmt.Sprintf("usage-%v-%.0f", look.mode, look.width)
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, "en", look.mode, look.width, look.height, 1).example(40)
			s.goTo("usage")
			s.says("By reseller", "agrees with the ledger", "Until today, which is not over.")
			s.checks(name)
			s.command(s.words.T("command.previous_month"))
			s.says("These days are over: nothing changes.")
			s.checks(name + "-before")
			for _, by := range []string{"By PBX", "By customer"} {
				s.tap(by)
				s.checks(name + "-" + by)
			}
		})
	}
}

var _ = desk.UsageByPBX
var _ = fyne.KeyTab
var _ = require.New
