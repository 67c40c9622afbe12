package pbxs

import (
	"context"
	"errors"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// moveView asks to whom PBXs go, and shows what that does to both packages.
type moveView struct {
	page    *Page
	env     *page.Env
	pbxs    []pbx.PBX
	takes   capacity.Amounts // All of them together.
	to      *kit.PickField
	preview *kit.Paragraph
	from    *packageView
	into    *packageView
	ok      *kit.Button
	modal   *kit.Modal
	looking page.Latest[desk.PBXMove]
	moving  bool
}

// packageView shows what one package has before and after the move.
type packageView struct {
	title  *kit.Text
	strips map[capacity.Resource]*kit.Strip
}

// move asks where PBXs go.
func (p *Page) move(ids []string) {
	page.Read(p.env, func(ctx context.Context) (*moveView, error) {
		return readMove(ctx, p, ids)
	}, (*moveView).show)
}

// readMove reads what is moved; it runs beside the UI.
func readMove(ctx context.Context, p *Page, ids []string) (*moveView, error) {
	v := &moveView{page: p, env: p.env, takes: capacity.Amounts{}}
	for _, id := range ids {
		now, err := v.env.Desk.PBX(ctx, id)
		if err != nil {
			return nil, err
		}
		v.pbxs = append(v.pbxs, now.PBX)
		for r, n := range now.PBX.Takes() {
			v.takes[r] += n
		}
	}
	return v, nil
}

// ids are those of the PBXs.
func (v *moveView) ids() []string {
	ids := make([]string, len(v.pbxs))
	for i, p := range v.pbxs {
		ids[i] = p.ID
	}
	return ids
}

// owners are whose the PBXs are now, each once.
func (v *moveView) owners() (owners []pbx.Ref, names string) {
	var list []string
	for _, p := range v.pbxs {
		if !slices.Contains(owners, p.Owner) {
			owners, list = append(owners, p.Owner), append(list, p.Owner.Name)
		}
	}
	return owners, page.Names(v.env, list, len(list))
}

// what names the PBX, or counts them.
func (v *moveView) what() core.Args {
	return core.Args{"Count": len(v.pbxs), "Name": v.pbxs[0].Name}
}

func (v *moveView) show() {
	env := v.env
	owners, from := v.owners()
	without := ""
	if len(owners) == 1 {
		without = owners[0].ID
	}
	v.to = kit.NewPickField(env.T("pbx.move_to"), kit.PickOptions{
		Empty: env.T("pbx.move_choose"), Search: env.T("button.search"),
		Nothing: env.T("search.nothing"), Find: page.FindOwners(env, without),
	})
	v.to.Field.SetRoom(2)
	v.to.OnPicked = v.look
	args := core.Args{"What": amounts(env, v.takes), "Company": from}
	v.preview = kit.NewParagraph(env.T("pbx.move_text", args), kit.Secondary)
	left, right := v.newPackage(), v.newPackage()
	v.from, v.into = left, right
	cancel := kit.NewButton(
		env.T("button.cancel"), kit.ButtonSecondary, func() { v.modal.Cancel() },
	)
	v.ok = kit.NewButton(env.T("pbx.move_button"), kit.ButtonPrimary, v.submit)
	v.ok.Disable(env.T("pbx.move_choose"))
	columns := kit.NewColumns(16, 8, 200, 2)
	for _, side := range []*packageView{left, right} {
		lines := kit.NewStack(4, side.title)
		for _, r := range capacity.Resources() {
			if strip := side.strips[r]; strip != nil {
				lines.Add(strip)
			}
		}
		columns.Add(lines)
	}
	v.modal = env.Modals.Show(kit.ModalOptions{
		Topic: "pbx",
		Title: env.T("pbx.move_title", v.what()), Width: 720,
		First: v.to.Field.Focusable(), Primary: v.ok, Foot: kit.NewRow(8, nil, cancel, v.ok),
		Body: kit.NewStack(14, v.preview, v.to.Field, columns),
	})
}

// newPackage has a line for each resource that moves; nothing is said in it yet.
func (v *moveView) newPackage() *packageView {
	side := &packageView{
		title: kit.NewCutText("", kit.BodyBold, 60), strips: map[capacity.Resource]*kit.Strip{},
	}
	for r, n := range v.takes {
		if n != 0 {
			side.strips[r] = kit.NewStrip(1)
		}
	}
	return side
}

// look asks what the move would do.
func (v *moveView) look() {
	to := v.to.Picked()[0].Key
	v.ok.Disable(v.env.T("pbx.move_looking"))
	// Who refuses says what there is all the same.
	var refused error
	v.looking.Read(v.env, func(ctx context.Context) (move desk.PBXMove, _ error) {
		move, refused = v.env.Desk.PreviewMovePBXs(ctx, v.ids(), to)
		return move, nil
	}, page.Silently, func(move desk.PBXMove) { v.looked(move, refused) })
}

func (v *moveView) looked(move desk.PBXMove, err error) {
	v.fill(v.from, move.From)
	v.fill(v.into, move.To)
	v.to.Field.SetError("")
	v.ok.Enable()
	if err != nil {
		v.ok.Disable(v.wrong(err))
	}
}

// wrong says why they cannot be moved, of several the first reason.
func (v *moveView) wrong(err error) string {
	text := v.env.Words.Error(err)
	var refusals desk.Refusals
	if errors.As(err, &refusals) {
		err = refusals[0].Err
		text = refusals[0].Company + ": " + v.env.Words.Error(err)
	}
	page.SayWrong(v.env, v.to.Field, text, err, v.to.Picked()[0].Key)
	return text
}

func (v *moveView) fill(side *packageView, left desk.PackageLeft) {
	side.title.SetText(left.Owner.Name)
	for r, strip := range side.strips {
		if left.Owner.ID == "" {
			strip.Set(kit.Line{}, kit.Line{})
			continue
		}
		n := v.env.Words.Number
		strip.Set(kit.Line{
			Name: v.env.T("field." + string(r)), Before: n(left.Before[r]), After: n(left.After[r]),
			Unit: v.env.T("strip.free"), Wrong: left.After[r] < 0,
		}, kit.Line{})
	}
}

func (v *moveView) submit() {
	if v.moving {
		return
	}
	v.moving = true
	env, operation, to := v.env, desk.NewID(), v.to.Picked()[0]
	page.DoOr(env, func(ctx context.Context) (desk.PBXMove, error) {
		return env.Desk.MovePBXs(ctx, operation, v.ids(), to.Key)
	}, func(err error) {
		v.moving = false
		v.wrong(err)
	}, func(desk.PBXMove) {
		v.modal.Close()
		said := v.what()
		said["Company"] = to.Text
		undo := func() { env.Undo(operation) }
		env.Toasts.Say(env.T("toast.pbx_moved", said), env.T("button.undo"), undo)
		v.page.list.Show(v.pbxs[0].ID)
	})
}
