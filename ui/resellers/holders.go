package resellers

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// mostHeld is how many PBXs are listed that stand in the way.
const mostHeld = 200

// rowsSeen is how many of them are seen without scrolling.
const rowsSeen = 8

// holders are the resellers that cannot be deleted because of their PBXs.
func holders(ids []string, err error) []string {
	has := func(err error) bool {
		var e *core.Error
		return errors.As(err, &e) && e.Key == "reseller.has_pbxs"
	}
	var refusals desk.Refusals
	if !errors.As(err, &refusals) {
		if has(err) {
			return ids
		}
		return nil
	}
	var list []string
	for _, r := range refusals {
		if has(r.Err) {
			list = append(list, r.ID)
		}
	}
	return list
}

// sayHolders says that resellers cannot be deleted, lists the PBXs that stand in the way, and leads
// to moving them.
func (p *Page) sayHolders(ids []string, refusal error) {
	env := p.env
	page.ReadOr(env, func(ctx context.Context) (rows []desk.PBXRow, _ error) {
		for _, id := range ids {
			more, err := env.Desk.PBXs(
				ctx, desk.PBXQuery{Owner: id, Sort: desk.ByName, Limit: mostHeld - len(rows)},
			)
			if rows = append(rows, more...); err != nil || len(rows) >= mostHeld {
				return rows, err
			}
		}
		return rows, nil
	}, func(error) {
		p.list.SayRefused(refusal)
	}, func(rows []desk.PBXRow) {
		if len(rows) == 0 {
			p.list.SayRefused(refusal)
			return
		}
		p.showHolders(ids, rows, refusal)
	})
}

func (p *Page) showHolders(ids []string, rows []desk.PBXRow, refusal error) {
	env := p.env
	whom := core.Args{"Count": len(ids), "Company": rows[0].Owner.Name}
	var modal *kit.Modal
	first := kit.NewButton(env.T("button.close"), kit.ButtonSecondary, func() { modal.Close() })
	foot := []fyne.CanvasObject{nil, first}
	if to, words := p.wayToHeld(ids); words != "" {
		first = kit.NewButton(env.T(words), kit.ButtonPrimary, func() {
			modal.Close()
			env.Open(to)
		})
		foot = append(foot, first)
	}
	table := page.NewTable(
		env, p.heldColumns(len(ids) > 1), func() []desk.PBXRow { return rows },
		func(r desk.PBXRow) string { return r.ID },
	)
	table.SetCount(len(rows))
	text := kit.NewParagraph(heldText(env, refusal, whom, len(rows)), kit.Body)
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "suspend",
		Title: env.T("delete.refused_title", whom), Width: 760, First: first,
		Foot: kit.NewRow(8, foot...),
		Body: kit.NewStack(
			10, text, kit.NewSized(0, float32(36+30*min(len(rows), rowsSeen)), table),
		),
	})
}

// wayToHeld is where something can be done about the PBXs of resellers, and the words of the button
// that leads there, "" for nowhere.
func (p *Page) wayToHeld(ids []string) (to page.Route, words string) {
	switch {
	case p.env.May(permission.PBXResize):
		return page.To(page.KeyPBXs, page.PartMove, ids...), "delete.move_pbxs"
	case len(ids) == 1:
		return page.To(page.KeyPBXs, page.PartOfOwner, ids[0]), "command.pbxs_of"
	}
	return page.Route{}, ""
}

// heldText says why resellers cannot be deleted, also for other reasons than their PBXs.
func heldText(env *page.Env, refusal error, whom core.Args, count int) string {
	args := core.Args{"Count": count, "Company": whom["Company"]}
	if whom["Count"] == 1 {
		return env.T("delete.refused_text", args)
	}
	text := env.T("delete.refused_several", args)
	var refusals desk.Refusals
	errors.As(refusal, &refusals)
	for _, r := range refusals {
		if len(holders(nil, desk.Refusals{r})) == 0 {
			text += "\n• " + env.Words.Error(r.Err)
		}
	}
	return text
}

func (p *Page) heldColumns(owner bool) []kit.Column[desk.PBXRow] {
	env := p.env
	list := []kit.Column[desk.PBXRow]{
		{
			Key: "name", Title: env.T("column.name"), Width: 300, MinWidth: 120,
			Cell: page.Plain(func(r desk.PBXRow) string { return r.Name }),
		},
		{
			Key: "extensions", Title: env.T("field.extensions"), Width: 90, Right: true,
			Cell: page.Plain(
				func(r desk.PBXRow) string { return env.Words.Number(r.Extensions) },
			),
		},
		{
			Key: "expiry", Title: env.T("column.expiry"), Width: 110,
			Cell: func(r desk.PBXRow) kit.Cell {
				return kit.Cell{Text: env.Words.Day(r.Expiry), Secondary: true}
			},
		},
	}
	if owner {
		list = append(list[:1:1], append([]kit.Column[desk.PBXRow]{{
			Key: "owner", Title: env.T("tab.reseller"), Width: 210, MinWidth: 100,
			Cell: page.Secondary(func(r desk.PBXRow) string { return r.Owner.Name }),
		}}, list[1:]...)...)
	}
	return list
}
