// Package comparing lays a list of the vendor's system beside what is here: it asks for the list,
// shows what is not the same, and does what a person decides about it.
package comparing

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Comparer compares lists of the vendor's system for a page.
type Comparer struct{ env *page.Env }

// New returns the comparer of a page.
func New(env *page.Env) *Comparer { return &Comparer{env} }

// ID is the key of the words of the command.
const ID = "command.compare"

// kinds are the kinds of lists that the person may compare.
func (c *Comparer) kinds() (kinds []desk.ImportKind) {
	takes := map[desk.ImportKind][]permission.Key{
		desk.ImportResellers: {
			permission.UserView, permission.UserImport, permission.UserAdd, permission.UserEdit,
		},
		desk.ImportPBXs: {permission.PBXView, permission.PBXAdd, permission.PBXEdit},
	}
	for _, kind := range desk.ComparedKinds() {
		may := c.env.May(permission.HandoverView)
		for _, feature := range takes[kind] {
			may = may && c.env.May(feature)
		}
		if may {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// Commands are the command of the comparison, none for a person who may not.
func (c *Comparer) Commands() []page.Command {
	if len(c.kinds()) == 0 {
		return nil
	}
	return []page.Command{{ID: ID, Icon: kit.IconFile, Run: c.Start}}
}

// Button opens the comparison.
func (c *Comparer) Button() *kit.Button {
	button := kit.NewButton(c.env.T("button.compare"), kit.ButtonSecondary, c.Start)
	page.SetVisible(button, len(c.kinds()) > 0)
	return button.SetTip(c.env.T("tip.compare"))
}

// Start says what is compared, and asks for a list.
func (c *Comparer) Start() {
	env := c.env
	if env.Modals.Open() {
		return
	}
	var kinds, encodings []kit.Option
	for _, kind := range c.kinds() {
		kinds = append(kinds, kit.Option{
			Key: string(kind), Text: env.T("compare.kind." + string(kind)),
		})
	}
	encodings = append(encodings, kit.Option{Text: env.T("import.as_found")})
	for _, e := range sheet.Encodings() {
		encodings = append(encodings, kit.Option{Key: string(e), Text: e.Name()})
	}
	kind := kit.NewSelectField(env.T("compare.kind"), kinds)
	encoding := kit.NewSelectField(env.T("import.encoding"), encodings)
	kind.SetText(kinds[0].Key)
	var modal *kit.Modal
	choose := kit.NewButton(env.T("import.choose_button"), kit.ButtonPrimary, func() {
		modal.Close()
		how := desk.ImportOptions{Kind: desk.ImportKind(kind.Text())}
		how.Encoding = sheet.Encoding(encoding.Text())
		c.choose(how)
	})
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "handover", Title: env.T(ID), Width: 480, First: kind.Focusable(),
		Primary: choose, Foot: kit.NewRow(8, nil, cancel, choose),
		Body: kit.NewStack(
			10, kit.NewParagraph(env.T("compare.text"), kit.Body), kind, encoding,
		),
	})
}

func (c *Comparer) choose(how desk.ImportOptions) {
	env := c.env
	env.Run.Go(func() {
		path, err := env.Files.Open(env.T("compare.choose"), page.TableFile(env))
		env.Run.UI(func() {
			switch {
			case err != nil:
				env.Fail(err)
			case path != "":
				c.file(path, how)
			}
		})
	})
}

// file compares a list beside the UI, and shows what is not the same.
func (c *Comparer) file(path string, how desk.ImportOptions) {
	c.run(path, how, func(found desk.Comparison, err error) {
		var e *core.Error
		switch {
		case errors.As(err, &e) && e.Code == core.Invalid && len(found.Columns) > 0:
			c.show(path, how, found, e)
		case c.env.Done(err, "toast.cancelled_compare"):
			c.show(path, how, found, nil)
		}
	})
}

// run compares a list beside the UI, and says how far it is; it can be cancelled.
func (c *Comparer) run(
	path string, how desk.ImportOptions, done func(found desk.Comparison, err error),
) {
	env := c.env
	var found desk.Comparison
	compare := func(ctx context.Context, view *page.Progress) (err error) {
		found, err = c.compare(desk.WithProgress(ctx, func(done, total, refused int) {
			view.Show("compare.comparing", done, total, refused)
		}), path, how)
		return err
	}
	title := env.T("compare.running", core.Args{"Name": filepath.Base(path)})
	page.StartProgress(env, title, env.T("import.reading"), compare, func(err error) {
		done(found, err)
	})
}

// compare reads a list and lays it beside what is here.
func (c *Comparer) compare(
	ctx context.Context, path string, how desk.ImportOptions,
) (desk.Comparison, error) {
	file, err := os.Open(path)
	if err != nil {
		return desk.Comparison{}, &core.Error{
			Code: core.Unavailable, Key: "sheet.unreadable", Err: err,
		}
	}
	defer file.Close()
	return c.env.Desk.CompareWith(ctx, file, how)
}
