package main

import (
	"bytes"
	"log/slog"
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
)

// TestAPanicBesideTheWindowIsLoggedAndSaid lets work panic, as a fault of the program does.
func TestAPanicBesideTheWindowIsLoggedAndSaid(t *testing.T) {
	test.NewTempApp(t)
	var log bytes.Buffer
	said := make(chan error, 1)
	run := &runner{
		logger: slog.New(slog.NewTextHandler(&log, nil)), failed: func(err error) { said <- err },
	}
	run.Go(func() { panic("a fault of the program") })
	err := <-said
	require.Equal(t, core.Internal, core.CodeOf(err))
	require.Contains(t, log.String(), "a fault of the program")
	require.Contains(t, log.String(), "runner_test.go", "where it happened")
}

// TestNothingIsShownOnceTheProgramEnds hands work to the UI goroutine before and after its end.
func TestNothingIsShownOnceTheProgramEnds(t *testing.T) {
	run := &runner{}
	shown := 0
	show := func() { shown++ }
	app := endingApp{test.NewTempApp(t), run}
	run.UI(show)
	app.Quit()
	run.UI(show)
	require.Equal(t, 1, shown)
}
