package main

import (
	"os"
	"path/filepath"

	"resellerdesk/cmd/internal/wiring"
	"resellerdesk/core"
)

// movedAnswer is a workspace that was written into a file for another computer.
type movedAnswer struct {
	Path string `json:"path"`
	Code string `json:"code"` // Opens the file. It is said here and nowhere else.
}

func (a movedAnswer) text(p *page) {
	p.line(p.t("toast.file_saved", core.Args{"Path": a.Path}))
	p.line(p.t("move.code") + ": " + a.Code)
	p.line(p.t("move.made_text"))
}

// moveOut writes the workspace into a file for another computer. This copy is only read afterwards.
func moveOut(f flags) action {
	name := f.textAs("name", "computer")
	return withDesk(func(c *call) (answer, error) {
		path, err := filepath.Abs(c.args[0])
		if err != nil {
			return nil, err
		}
		if _, err := os.Lstat(path); err == nil {
			return nil, &core.Error{
				Code: core.Conflict, Key: "move.exists", Args: core.Args{"Path": path},
			}
		}
		moved, err := c.desk.Move(c.ctx, path, *name)
		return whole(movedAnswer{Path: moved.Path, Code: moved.Code}, err)
	})
}

// moveIn puts the workspace of such a file into a data folder that has none, or an older copy of
// it.
func moveIn(flags) action {
	return func(c *call) (answer, error) {
		dir, err := c.dataFolder()
		if err != nil {
			return nil, err
		}
		code, err := c.secret("move.code")
		if err != nil {
			return nil, err
		}
		err = wiring.Chosen.Arrive(
			c.ctx, dir, c.args[0], code, c.now(), func() error { return nil },
		)
		return whole(doneAnswer{"move.arrived"}, err)
	}
}
