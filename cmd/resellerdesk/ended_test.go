package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/ui"
	"resellerdesk/ui/kit"
)

// slowServer is a mail server that answers the end of a mail when it is let.
func slowServer(t *testing.T) (port int, whole, answer chan struct{}) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	whole, answer = make(chan struct{}), make(chan struct{})
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		lines := bufio.NewScanner(conn)
		say := func(text string) { fmt.Fprint(conn, text+"\r\n") }
		say("220 localhost")
		for content := false; lines.Scan(); {
			switch word := strings.ToUpper(lines.Text()); {
			case content && word != ".":
			case content:
				close(whole)
				<-answer
				say("250 taken")
				content = false
			case word == "DATA":
				say("354 go on")
				content = true
			default:
				say("250 ok")
			}
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port, whole, answer
}

func TestClosingTheWindowWaitsForTheAnswerToAMail(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	port, whole, answer := slowServer(t)
	_, err := s.desk.SetMailSettings(t.Context(), mail.Settings{
		Host: "localhost", Port: port, Security: mail.SecurityNone,
		FromAddress: "ida@nordlicht.example", ProgramSource: "https://nordlicht.example/desk",
	}, "")
	require.NoError(t, err)
	rows, err := s.desk.Resellers(t.Context(), desk.ResellerQuery{Limit: 3})
	require.NoError(t, err)
	waiting := ""
	for _, row := range rows {
		if s.desk.SendActivation(t.Context(), []string{row.ID}) == nil {
			waiting = row.ID
			break
		}
	}
	require.NotEmpty(t, waiting)
	sent := make(chan error, 1)
	go func() {
		_, err := s.desk.SendDue(t.Context())
		sent <- err
	}()
	<-whole
	var said string
	time.AfterFunc(200*time.Millisecond, func() {
		said = s.reads()
		close(answer)
	})
	s.press(fyne.KeyQ)
	require.Contains(t, said, "A mail is being sent")
	require.Contains(t, said, "in 10 minutes at most")
	require.Equal(t, 1, s.quits, "it ended by itself")
	require.NoError(t, <-sent)
	require.False(t, s.desk.AwaitsAnswer())
	mails, err := s.desk.Outbox(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, desk.MailSent, mails[0].State)
}

func TestTheWindowTellsOfACrashAndShowsItsReport(t *testing.T) {
	for _, lang := range []string{"en", "de"} {
		s := newScreen(t, lang, kit.ModeLight, 1280, 800, 1)
		report := filepath.Join(t.TempDir(), "crash.txt")
		require.NoError(
			t,
			os.WriteFile(
				report, []byte("panic: a fault beside the window\n\ngoroutine 7 [running]:\n"),
				0o600,
			),
		)
		s.window.Crash = &ui.Crash{At: clock, Report: report}
		s.example(3)
		s.says(s.words.T("crash.title"), s.words.DateTime(clock))
		s.tap(s.words.T("crash.show"))
		s.says("panic: a fault beside the window", "goroutine 7 [running]:")
		there := filepath.Join(t.TempDir(), "report.txt")
		s.files.path = there
		s.tap(s.words.T("crash.save"))
		kept, err := os.ReadFile(there)
		require.NoError(t, err)
		require.Contains(t, string(kept), "a fault beside the window")
		s.tap(s.words.T("button.close"))
		s.window.Start()
		require.NotContains(t, s.reads(), s.words.T("crash.title"), "it is told once")
	}
}
