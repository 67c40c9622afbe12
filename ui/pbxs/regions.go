package pbxs

import (
	"context"
	"errors"

	"resellerdesk/core"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// regions asks where PBXs can run, with the domains that they can have there.
func (p *Page) regions() {
	if p.env.Modals.Open() || !p.env.May(permission.PBXEdit) {
		return
	}
	page.Read(p.env, p.env.Desk.Regions, p.askRegions)
}

const regionRows = 10

func (p *Page) askRegions(list []pbx.Region) {
	env := p.env
	var modal *kit.Modal
	lines := kit.NewMultilineField(
		env.T("field.regions"), regionRows,
	).SetRequired().SetLimit(8000).SetRoom(2)
	lines.SetText(pbx.RegionLines(list))
	lines.OnChanged = func(string) { lines.SetError("") }
	submit := func() {
		list := pbx.ReadRegions(lines.Text())
		page.TryOr(env, func(ctx context.Context) error {
			return env.Desk.SetRegions(ctx, list)
		}, func(err error) {
			var problems core.Problems
			if errors.As(err, &problems) {
				lines.SetError(env.Words.Sentence(problems[0]))
				return
			}
			env.Fail(err)
		}, func() {
			modal.Close()
			env.Toasts.Say(env.T("toast.regions"), "", nil)
		})
	}
	save := kit.NewButton(env.T("button.save"), kit.ButtonPrimary, submit)
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "pbx",
		Title: env.T("command.regions"), Width: 560, First: lines.Focusable(), Primary: save,
		Foot: kit.NewRow(
			8, nil,
			kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() }),
			save,
		),
		Body: kit.NewStack(10, kit.NewParagraph(env.T("pbx.regions_text"), kit.Secondary), lines),
	})
}
