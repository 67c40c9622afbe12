package wiring_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/cmd/internal/wiring"
)

const crashHere = "RESELLERDESK_CRASH_HERE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashHere); dir != "" {
		logger, _ := wiring.OpenLog(dir)
		logger.Info("started")
		go panic("a fault beside the window")
		select {} // The panic ends the program.
	}
	os.Exit(m.Run())
}

func TestTheLogIsRotatedAndIsReadByNobodyElse(t *testing.T) {
	dir := t.TempDir()
	logger, closeLog := wiring.OpenLog(dir)
	line := strings.Repeat("x", 60<<10)
	for range 240 { // 14 MB.
		logger.Info(
			"mail handed over", "text", line, "password", "canary-pass-word", "mail_password",
			"canary-pass-word",
		)
	}
	closeLog()
	var size int64
	require.Eventually(t, func() bool { // The library removes beside.
		files, err := filepath.Glob(filepath.Join(dir, "resellerdesk*.log"))
		require.NoError(t, err)
		return len(files) == 5
	}, 5*time.Second, 10*time.Millisecond)
	files, err := filepath.Glob(filepath.Join(dir, "resellerdesk*.log"))
	require.NoError(t, err)
	for _, file := range files {
		info, err := os.Stat(file)
		require.NoError(t, err)
		if runtime.GOOS != "windows" {
			require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), file)
		}
		require.LessOrEqual(t, info.Size(), int64(2<<20))
		size += info.Size()
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NotContains(t, string(text), "canary")
	}
	require.Greater(t, size, int64(8<<20))
}

func TestACrashIsToldOnceAndItsReportIsKept(t *testing.T) {
	dir := t.TempDir()
	none, err := wiring.TakeCrash(dir)
	require.NoError(t, err)
	require.Nil(t, none)
	for range 7 {
		crashed := exec.Command(os.Args[0])
		crashed.Env = append(os.Environ(), crashHere+"="+dir)
		require.Error(t, crashed.Run())
		_, running := wiring.OpenLog(dir) // The next program.
		told := wiring.NewCrash(dir)
		require.NotNil(t, told)
		require.FileExists(t, told.Report)
		require.Nil(t, wiring.NewCrash(dir), "the terminal tells it once")
		crash, err := wiring.TakeCrash(dir)
		require.NoError(t, err)
		require.NotNil(t, crash)
		require.WithinDuration(t, time.Now(), crash.At, time.Minute)
		text, err := os.ReadFile(crash.Report)
		require.NoError(t, err)
		require.Contains(t, string(text), "a fault beside the window")
		require.Contains(t, string(text), "goroutine")
		again, err := wiring.TakeCrash(dir)
		require.NoError(t, err)
		require.Nil(t, again, "it is told once")
		running()
	}
	reports, err := filepath.Glob(filepath.Join(dir, "crash-*.txt"))
	require.NoError(t, err)
	require.Len(t, reports, 5)
}
