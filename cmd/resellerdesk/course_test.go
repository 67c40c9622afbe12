package main

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// TestTheChartSaysItsNumbers goes through the chart by keyboard, and opens its table.
func TestTheChartSaysItsNumbers(t *testing.T) {
	for _, look := range []struct {
		lang          string
		mode          kit.Mode
		width, height float32
	}{{"en", kit.ModeLight, 1280, 800}, {"de", kit.ModeDark, 1024, 600}} {
		t.Run(look.lang, func(t *testing.T) {
			s := newScreen(t, look.lang, look.mode, look.width, look.height, 1).example(200)
			s.goTo("subscription")
			s.choose(look.lang, "command.course")
			for {
				s.key(fyne.KeyTab)
				if _, is := s.window.Fyne().Canvas().Focused().(*kit.Course); is {
					break
				}
			}
			s.keep("course-" + look.lang)
			s.key(fyne.KeyLeft)
			s.fits("course")
			s.keep("course-left-" + look.lang)
			table := func() *kit.Table[desk.CoursePoint] {
				list, _ := s.window.Fyne().Canvas().Focused().(*kit.Table[desk.CoursePoint])
				return list
			}
			for table() == nil {
				s.window.Fyne().Canvas().FocusPrevious()
				if b, is := s.window.Fyne().Canvas().Focused().(*kit.Button); is &&
					b.Tip() == s.words.T("course.table") {
					s.key(fyne.KeyReturn)
				}
			}
			require.Positive(t, table().Count())
			listed := labels[*kit.Table[desk.CoursePoint]](s.layers()[0])
			require.Len(t, listed, 1)
			require.Contains(t, listed[0], s.words.Date(clock)+" ", "with today")
			s.fits("the table of the course")
			s.keep("course-table-" + look.lang)
			s.key(fyne.KeyEscape)
			s.key(fyne.KeyEscape)
			require.False(t, dialogOpen(s))
			s.keep("course-page-" + look.lang)
		})
	}
}
