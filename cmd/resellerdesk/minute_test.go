package main

import (
	"bytes"
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/ui/kit"
)

// pages are the pages of a distributor's menu.
var pages = []string{
	"dashboard", "subscription", "usage", "pbx", "customer", "handover", "alarm", "user", "logs",
	"email", "exchange", "backups",
}

// TestEveryPageLooksTheSameAfterAMinute lets the toolkit forget how a page was drawn, as it does
// with what was not seen for a minute, and comes back to it.
func TestEveryPageLooksTheSameAfterAMinute(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1024, 600, 1).example(60)
	s.busyDay()
	for i, page := range pages {
		s.goTo(page)
		before := s.picture()
		var shown []fyne.Widget
		eachWidget(s.window.Fyne().Canvas().Content(), func(w fyne.Widget) fyne.WidgetRenderer {
			shown = append(shown, w)
			return test.WidgetRenderer(w)
		})
		s.goTo(pages[(i+1)%len(pages)])
		t.Run(page, func(t *testing.T) { // Its end destroys the renderers that it asks for.
			for _, w := range shown {
				test.TempWidgetRenderer(t, w)
			}
		})
		s.goTo(page)
		require.True(t, bytes.Equal(before, s.picture()), page)
	}
}

// picture is what the window shows.
func (s *screen) picture() []uint8 {
	return s.window.Fyne().Canvas().Capture().(*image.NRGBA).Pix
}

// eachWidget calls see for each widget below an object; see returns its renderer.
func eachWidget(o fyne.CanvasObject, see func(fyne.Widget) fyne.WidgetRenderer) {
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		children = see(o).Objects()
	}
	for _, child := range children {
		eachWidget(child, see)
	}
}
