package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/pflag"

	"resellerdesk/cmd/internal/wiring"
	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/secret"
)

// call is one run of one command.
type call struct {
	deps
	ctx   context.Context
	desk  *desk.Desk
	words *i18n.Printer
	args  []string
	// about is the account whose package something was to be taken from, to explain a refusal; ""
	// is the owner.
	about string
	kind  thing // What an action on several is done to.
	// Why there is no backup before the command, nil when there is or none is due.
	notSecured error
	clockSaid  bool              // What is wrong with the clock is in the answer.
	whys       map[string]string // What explains a refusal, by its key and field.
	// The password with which the person signed in, "" for somebody who stays signed in.
	known secret.Text
	flags *pflag.FlagSet // Of the command, to ask which were given.
	in    *bufio.Reader
	out   io.Writer
	err   io.Writer
	global
}

// global are the flags of every command.
type global struct {
	data      string
	as        string
	fromStdin bool
	json      bool
}

// run does what the arguments say and returns the exit code (docs/resellerctl.md).
func run(
	ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, d deps,
) int {
	c := &call{
		deps: d, ctx: ctx, words: d.printer(""), in: bufio.NewReader(stdin), out: stdout,
		err: stderr, whys: map[string]string{},
	}
	// Before the arguments are understood, for what is wrong with them.
	c.json = slices.Contains(args, "--json")
	err := c.execute(args)
	if ctx.Err() != nil && core.CodeOf(err) == core.Internal {
		err = ctx.Err()
	}
	c.sayError(err)
	return exitCode(err)
}

// execute finds the command, runs it, and tells a mistake in the arguments from everything else.
func (c *call) execute(args []string) error {
	started := false
	root := c.tree(func(act action) error {
		started = true
		return c.do(act)
	})
	root.SetArgs(args)
	root.SetIn(c.in)
	root.SetOut(c.out)
	root.SetErr(c.err)
	err := root.ExecuteContext(c.ctx)
	if err != nil && !started {
		return usageError{err}
	}
	return err
}

// do runs an action and says its answer, also when it was not all that was asked for.
func (c *call) do(act action) error {
	a, err := act(c)
	if a == nil {
		return err
	}
	return errors.Join(c.say(a), err)
}

// withDesk runs an action on the opened workspace, as somebody who is signed in.
func withDesk(act action) action {
	return withWorkspace(func(c *call) (answer, error) {
		if err := c.signIn(); err != nil {
			return nil, err
		}
		a, err := act(c)
		c.explain(err)
		return a, err
	})
}

// withWorkspace runs an action on the opened workspace, after what fell due while it was closed.
// Nobody is signed in.
func withWorkspace(act action) action {
	return func(c *call) (answer, error) {
		closeDesk, err := c.openDesk()
		if err != nil {
			return nil, err
		}
		before, _ := c.desk.LogPosition(c.ctx) // Without it the mark is kept once too often.
		due := c.desk.RunDue(c.ctx)
		if due != nil && core.CodeOf(due) == core.Unavailable {
			return nil, errors.Join(due, closeDesk())
		}
		a, err := act(c)
		if due != nil {
			c.sayDue(due)
		}
		c.sayNotSecured(err)
		c.sayClock()
		if now, fault := c.desk.LogPosition(c.ctx); fault != nil || now != before {
			c.desk.KeepMark(c.ctx)
		}
		return a, errors.Join(err, closeDesk())
	}
}

// sayDue says what fell due and could not be done: that is no reason not to do what was asked for.
func (c *call) sayDue(due error) {
	fmt.Fprintf(
		c.err, "%s: %s\n", program,
		oneLine(c.words.T("ctl.due_failed", core.Args{"Reason": due.Error()})),
	)
}

// sayClock says that the clock of the computer is not plausible, unless the answer says it.
func (c *call) sayClock() {
	wrong := c.desk.ClockWrong(c.ctx)
	if c.json || c.clockSaid || core.CodeOf(wrong) != core.Conflict {
		return
	}
	text := c.words.Error(wrong)
	if keyOf(wrong) != "clock.impossible" {
		text += " " + c.words.T("ctl.clock_trust")
	}
	fmt.Fprintf(c.err, "%s: %s\n", program, oneLine(text))
}

// makeWorkspace lets make make a workspace in the data folder, where there is none yet.
func (c *call) makeWorkspace(make func() error) error {
	dir, err := c.dataFolder()
	if err != nil {
		return err
	}
	_ = os.MkdirAll(dir, 0o700) // What is wrong with it is said when the workspace is opened.
	d, closeDesk, err := c.open(c.ctx, dir)
	if err != nil {
		return err
	}
	c.desk = d
	return errors.Join(make(), closeDesk())
}

// noWorkspace refuses to go on where there is a workspace already.
func (c *call) noWorkspace() error {
	dir, err := c.dataFolder()
	if err != nil {
		return err
	}
	closeDesk, err := c.openDesk()
	switch {
	case err == nil:
		return errors.Join(
			&core.Error{
				Code: core.Conflict, Key: "ctl.workspace_exists", Args: core.Args{"Path": dir},
			},
			closeDesk(),
		)
	case core.CodeOf(err) == core.NotFound:
		return nil
	}
	return err
}

func (c *call) dataFolder() (string, error) {
	if c.data != "" {
		return c.data, nil
	}
	return c.folder()
}

// openDesk opens the workspace. Where there is none it makes none: a mistyped folder stays what it
// is.
func (c *call) openDesk() (closeDesk func() error, err error) {
	dir, err := c.dataFolder()
	if err != nil {
		return nil, err
	}
	none := &core.Error{Code: core.NotFound, Key: "workspace.none", Args: core.Args{"Path": dir}}
	if !wiring.Chosen.Exists(dir) {
		return nil, none
	}
	if c.desk, closeDesk, err = c.open(c.ctx, dir); err != nil {
		return nil, err
	}
	if err := c.desk.CheckFile(c.ctx, nil); err != nil {
		return nil, errors.Join(err, closeDesk())
	}
	c.sayNotices(dir)
	c.sayCrash(dir)
	_, err = c.desk.Workspace(c.ctx)
	if core.CodeOf(err) == core.NotFound {
		err = none
	}
	if err != nil {
		return nil, errors.Join(err, closeDesk())
	}
	return closeDesk, nil
}

// sayCrash says once that a program ended in the middle of its work.
func (c *call) sayCrash(dir string) {
	if c.json {
		return
	}
	if crash := wiring.NewCrash(dir); crash != nil {
		args := core.Args{"At": c.words.DateTime(crash.At), "Path": crash.Report}
		fmt.Fprintf(c.err, "%s: %s\n", program, oneLine(c.words.T("ctl.crash", args)))
	}
}

// sayNotices says what a person should know of the place of the workspace, once.
func (c *call) sayNotices(dir string) {
	if c.json {
		return
	}
	for _, notice := range wiring.New(dir, c.desk.Notices()) {
		fmt.Fprintf(c.err, "%s: %s\n", program, oneLine(c.words.Sentence(notice)))
	}
}
