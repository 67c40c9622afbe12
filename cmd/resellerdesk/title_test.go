package main

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/stretchr/testify/assert"

	"resellerdesk/ui/kit"
)

// TestEveryPageOpensAtItsTitle opens each page in small windows: its title is seen, whatever has the
// focus there.
func TestEveryPageOpensAtItsTitle(t *testing.T) {
	for _, size := range []fyne.Size{{Width: 640, Height: 400}, {Width: 1024, Height: 600}} {
		t.Run(fmt.Sprint(size.Width), func(t *testing.T) {
			s := newScreen(t, "en", kit.ModeLight, size.Width, size.Height, 1).example(200)
			s.cloud()
			s.fullSubscription()
			for range 2 {
				for _, page := range pages {
					s.goTo(page)
					s.window.Fyne().Canvas().Content().Refresh()
					for _, scroll := range all[*container.Scroll](s) {
						assert.Zero(t, scroll.Offset.Y, page)
					}
				}
			}
		})
	}
}
