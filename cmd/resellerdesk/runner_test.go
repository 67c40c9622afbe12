package main

import (
	"bytes"
	"log/slog"
	"testing"
	"time"

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
	app := endingApp{App: test.NewTempApp(t), run: run, within: time.Hour}
	run.UI(show)
	app.Quit()
	run.UI(show)
	require.Equal(t, 1, shown)
}

// TestTheProgramEndsWhenTheToolkitDoesNot quits a toolkit whose Run never returns.
func TestTheProgramEndsWhenTheToolkitDoesNot(t *testing.T) {
	ended := make(chan struct{})
	app := endingApp{
		App: test.NewTempApp(t), run: &runner{}, within: time.Millisecond,
		late: func() { close(ended) },
	}
	app.Quit()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("the program did not end")
	}
}

// TestTheFirstPictureWaitsForItsRows reads something that reads more, before the toolkit runs.
func TestTheFirstPictureWaitsForItsRows(t *testing.T) {
	run := &runner{}
	run.early.start()
	var order []string
	opened, asked := make(chan struct{}), make(chan struct{})
	run.Go(func() {
		<-opened
		run.UI(func() {
			order = append(order, "page")
			run.Go(func() {
				<-asked
				run.UI(func() { order = append(order, "rows") })
			})
			run.UI(func() { close(asked) })
		})
	})
	run.UI(func() { close(opened) }) // Nothing is read before the UI has begun to wait.
	run.early.run(time.Hour)
	require.Equal(t, []string{"page", "rows"}, order)
}

// TestTheFirstPictureDoesNotWaitForEver reads rows that do not come, as of a disk that sleeps.
func TestTheFirstPictureDoesNotWaitForEver(t *testing.T) {
	test.NewTempApp(t)
	run := &runner{}
	run.early.start()
	read, shown := make(chan struct{}), make(chan struct{})
	run.Go(func() {
		<-read
		run.UI(func() { close(shown) })
	})
	run.early.run(20 * time.Millisecond)
	select {
	case <-shown:
		t.Fatal("shown before it was read")
	default:
	}
	close(read)
	select {
	case <-shown: // The toolkit shows it.
	case <-time.After(10 * time.Second):
		t.Fatal("the rows were lost")
	}
}
