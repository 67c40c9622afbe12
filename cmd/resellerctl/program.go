package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// versionAnswer says which program it is.
type versionAnswer struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

func (a versionAnswer) text(p *page) { p.line(a.Name + " " + a.Version) }

func version(flags) action {
	return func(c *call) (answer, error) {
		app, err := c.metadata()
		return whole(versionAnswer{program, app.Version}, err)
	}
}

// completionAnswer is the script that makes a shell complete the commands.
type completionAnswer struct {
	Shell  string `json:"shell"`
	Script string `json:"script"`
}

func (a completionAnswer) text(p *page) { p.b.WriteString(a.Script) }

func completion(flags) action {
	return func(c *call) (answer, error) {
		shell := c.args[0]
		if err := oneOf("completion", shell, []string{"bash", "zsh", "fish"}); err != nil {
			return nil, err
		}
		root := c.tree(func(action) error { return nil })
		var script strings.Builder
		err := writeCompletion(root, shell, &script)
		return whole(completionAnswer{shell, script.String()}, err)
	}
}

func writeCompletion(root *cobra.Command, shell string, to *strings.Builder) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(to, true)
	case "zsh":
		return root.GenZshCompletion(to)
	}
	return root.GenFishCompletion(to, true)
}
