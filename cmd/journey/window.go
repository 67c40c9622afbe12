//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// window is the program in its window, used by keyboard alone.
type window struct {
	*environment
	ctx      context.Context
	program  string // The built program.
	terminal string // The terminal program, built.
	data     string // Its data folder.
	*album
	process *exec.Cmd
	id      string
}

// album is what remains of the journey, of all windows.
type album struct {
	out        string // The folder.
	shots      int
	activation string            // The file of the reseller's activation mail.
	files      map[string]string // What the two send each other after it, by its name.
}

// keep writes a file into the album, from where both computers can open it, and returns its path.
func (a *album) keep(name string, content []byte) (string, error) {
	path, err := filepath.Abs(filepath.Join(a.out, name))
	if err != nil {
		return "", err
	}
	return path, os.WriteFile(path, content, 0o644)
}

// open starts the program, with a file or none, and waits for its window.
func (w *window) open(file ...string) error {
	command := append([]string{w.program, "--data", w.data}, file...)
	if w.offline {
		command = append(withoutNetwork(), command...)
	}
	w.process = exec.Command(command[0], command[1:]...)
	w.process.Env, w.process.Dir = w.vars, filepath.Join(w.dir, "files")
	log, err := os.OpenFile(
		filepath.Join(w.out, "program.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644,
	)
	if err != nil {
		return err
	}
	defer log.Close()
	w.process.Stdout, w.process.Stderr = log, log
	if err := w.process.Start(); err != nil {
		return err
	}
	started := w.process
	w.ends = append(w.ends, func() { _ = started.Process.Kill() })
	return w.waitFor(w.ctx, "the window", func() (bool, error) {
		out, err := w.output(
			"xdotool", "search", "--all", "--onlyvisible", "--pid",
			strconv.Itoa(w.process.Process.Pid), "--name", "Reseller Desk",
		)
		if err != nil || out == "" {
			return false, nil
		}
		w.id = strings.Fields(out)[0]
		return w.raise() == nil, nil
	})
}

// raise brings the window to the front, where keys go to it.
func (w *window) raise() error {
	_, err := w.output("xdotool", "windowactivate", "--sync", w.id)
	return err
}

// withoutNetwork is how a program is started that must not find a network: it has a loopback that
// is down.
func withoutNetwork() []string {
	if os.Getuid() == 0 {
		return []string{"unshare", "--net", "--"}
	}
	return []string{"unshare", "--net", "--map-current-user", "--"}
}

// canLeaveNetwork tells whether this machine lets a program be started without a network; inside of
// a container it may not.
func canLeaveNetwork() bool {
	command := append(withoutNetwork(), "true")
	return exec.Command(command[0], command[1:]...).Run() == nil
}

// checkOffline tells whether the program has no other network than a loopback that never carried a
// byte.
func (w *window) checkOffline() error {
	if !w.offline {
		return nil
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/dev", w.process.Process.Pid))
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")[2:]
	if len(lines) != 1 || strings.Trim(lines[0], " lo:0") != "" {
		return fmt.Errorf("the program has a network:\n%s", text)
	}
	return nil
}

// waitTitle waits until the window shows a page or screen, which its title names.
func (w *window) waitTitle(page string) error {
	title := ""
	err := w.waitFor(w.ctx, "the page "+page, func() (bool, error) {
		title, _ = w.output("xdotool", "getwindowname", w.id)
		return strings.HasPrefix(title, page+" – "), nil
	})
	if err != nil {
		return fmt.Errorf("%w; the title is %q", err, title)
	}
	return w.settle()
}

// settle waits until the window does not change: two equal pictures.
func (w *window) settle() error { return w.settleIn("100%") }

// look is what a part of the window looks like, in short.
func (w *window) look(part string) (string, error) {
	return w.output("bash", "-c", "import -window "+w.id+" -crop "+part+" +repage rgb:- | sha1sum")
}

// keys presses keys one after the other, such as "Tab" or "ctrl+n".
func (w *window) keys(names ...string) error {
	for _, name := range names {
		if _, err := w.output("xdotool", "key", "--clearmodifiers", name); err != nil {
			return err
		}
		// A person is not quicker, and the display has no other sign that a key was taken.
		time.Sleep(60 * time.Millisecond)
	}
	return nil
}

// text types a text.
func (w *window) text(text string) error {
	_, err := w.output("xdotool", "type", "--clearmodifiers", "--delay", "15", "--", text)
	return err
}

// goTo opens a page of the menu by its name, wherever it is there. A dialog that has just saved is
// waited for: it is in the file a moment before it closes, and until then it takes the keys.
func (w *window) goTo(page string) error {
	if err := w.waitBright(); err != nil {
		return err
	}
	if err := w.keys("ctrl+k"); err != nil {
		return err
	}
	if err := w.text("Go to " + page); err != nil {
		return err
	}
	if err := w.keys("Return"); err != nil {
		return err
	}
	if err := w.waitBright(); err != nil { // The page may have been in front already.
		return err
	}
	return w.waitTitle(page)
}

// fill types texts into one field after the other; "" leaves a field as it is.
func (w *window) fill(texts ...string) error {
	for i, text := range texts {
		if text != "" {
			if err := w.text(text); err != nil {
				return err
			}
		}
		if i < len(texts)-1 {
			if err := w.keys("Tab"); err != nil {
				return err
			}
		}
	}
	return nil
}

// shot keeps a picture of the window.
func (w *window) shot(name string) error {
	if err := w.settle(); err != nil && name != "" {
		// A blinking cursor never rests for long; the picture is good all the same.
		fmt.Fprintln(os.Stderr, "journey:", err)
	}
	w.shots++
	_, err := w.output(
		"import", "-window", w.id, filepath.Join(w.out, fmt.Sprintf("%02d-%s.png", w.shots, name)),
	)
	return err
}

// query asks the workspace file through another SQLite program.
func (w *window) query(sql string) (string, error) {
	return w.output(
		"sqlite3", "-readonly", "-cmd", ".timeout 3000", filepath.Join(w.data, "workspace.desk"),
		sql,
	)
}

// check asks the workspace file some questions and compares the answers.
func (w *window) check(answers map[string]string) error {
	for question, want := range answers {
		got, err := w.query(question)
		if err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("%s is %q, want %q", question, got, want)
		}
	}
	return nil
}

// waitQuery waits until a question to the workspace file has an answer.
func (w *window) waitQuery(sql, want string) error {
	got := ""
	err := w.waitFor(w.ctx, sql+" to be "+want, func() (bool, error) {
		got, _ = w.query(sql)
		return got == want, nil
	})
	if err != nil {
		return fmt.Errorf("%w; it is %q", err, got)
	}
	return nil
}

// quit closes the program by keyboard and waits for its end.
func (w *window) quit() error {
	if err := w.keys("ctrl+q"); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- w.process.Wait() }()
	select {
	case err := <-ended:
		w.id = ""
		return err
	case <-time.After(patience):
		return fmt.Errorf("the program did not end")
	}
}
