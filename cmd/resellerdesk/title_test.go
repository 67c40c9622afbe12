package main

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/stretchr/testify/assert"

	"resellerdesk/ui/kit"
)

// TestEveryPageOpensAtItsTitle opens each page in small windows: its title is seen, whatever has
// the focus there.
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

// TestTheFootOfEveryScreenIsInSight opens what is there before somebody is signed in, in a small
// window: the button that goes on is seen at once.
func TestTheFootOfEveryScreenIsInSight(t *testing.T) {
	for _, f := range before {
		t.Run(f.name, func(t *testing.T) {
			s := newScreen(t, "en", kit.ModeLight, 1024, 600, 1)
			f.open(s)
			s.keep("foot-" + f.name)
			primary := 0
			for _, b := range all[*kit.Button](s) {
				if b.Kind() == kit.ButtonPrimary {
					at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
					assert.LessOrEqual(t, at.Y+b.Size().Height, float32(600))
					primary++
				}
			}
			assert.Positive(t, primary)
		})
	}
}
