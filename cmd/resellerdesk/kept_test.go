package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// late is a Runner whose work is done when the test says so.
type late struct{ work []func() }

func (l *late) Go(work func())                          { l.work = append(l.work, work) }
func (l *late) UI(do func())                            { do() }
func (l *late) After(_ time.Duration, do func()) func() { do(); return func() {} }
func (l *late) done() {
	for _, work := range l.work {
		work()
	}
	l.work = nil
}

// TestWhatWasSavedIsNotKeptAfterwards saves a form while what was typed into it still waits to be
// kept.
func TestWhatWasSavedIsNotKeptAfterwards(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	run := &late{}
	kept := page.NewDraftStore(&page.Env{Desk: s.desk, Run: run}, "reseller/new")
	typed := func(text string) { kept.Typed(func() ([]byte, error) { return []byte(text), nil }) }
	typed("Kranich")
	kept.Drop()
	run.done()
	data, err := s.desk.KeptForm(t.Context(), "reseller/new")
	require.NoError(t, err)
	require.Nil(t, data)

	typed("Möwe")
	run.done()
	data, err = s.desk.KeptForm(t.Context(), "reseller/new")
	require.NoError(t, err)
	require.Equal(t, "Möwe", string(data), "what is typed later is")
}
