package pbxs

import (
	"context"
	"errors"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
)

// regions asks where PBXs can run, with the domains that they can have there.
func (p *Page) regions() {
	if p.env.Modals.Open() || !p.env.May(permission.PBXEdit) {
		return
	}
	p.env.Run.Go(func() {
		list, err := p.env.Desk.Regions(context.Background())
		p.env.Run.UI(func() {
			if err != nil {
				p.env.Fail(err)
				return
			}
			p.askRegions(list)
		})
	})
}

const regionRows = 10

func (p *Page) askRegions(list []pbx.Region) {
	env := p.env
	var modal *kit.Modal
	before := regionLines(list)
	lines := kit.NewMultilineField(env.T("field.regions"), regionRows).SetRequired()
	lines.SetText(before)
	lines.OnChanged = func(string) { lines.SetError("") }
	submit := func() {
		list := readRegions(lines.Text())
		env.Run.Go(func() {
			err := env.Desk.SetRegions(context.Background(), list)
			env.Run.UI(func() {
				var problems core.Problems
				switch {
				case errors.As(err, &problems):
					lines.SetError(env.Words.Sentence(problems[0]))
					modal.Relayout()
				case err != nil:
					env.Fail(err)
				default:
					modal.Close()
					env.Toasts.Say(env.T("toast.regions"), "", nil)
				}
			})
		})
	}
	cancel := func() {
		if lines.Text() == before {
			modal.Close()
			return
		}
		env.AskDiscard(modal.Close)
	}
	save := kit.NewButton(env.T("button.save"), kit.ButtonPrimary, submit)
	modal = env.Modals.Show(kit.ModalOptions{
		Title: env.T("command.regions"), Width: 560, First: lines.Focusable(), OnCancel: cancel,
		Foot: kit.NewRow(8, nil, kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, cancel), save),
		Body: kit.NewStack(10, kit.NewParagraph(env.T("pbx.regions_text"), kit.Secondary), lines),
	})
}

// regionLines writes a region to a line: "India (Mumbai): pbx.example, cloud.example".
func regionLines(list []pbx.Region) string {
	lines := make([]string, len(list))
	for i, r := range list {
		lines[i] = r.Name + ": " + strings.Join(r.Domains, ", ")
	}
	return strings.Join(lines, "\n")
}

// readRegions reads what regionLines writes; lines without anything are left out.
func readRegions(text string) []pbx.Region {
	var list []pbx.Region
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		name, domains, _ := strings.Cut(line, ":")
		list = append(list, pbx.Region{
			Name:    strings.TrimSpace(name),
			Domains: strings.FieldsFunc(domains, func(r rune) bool { return strings.ContainsRune(", ;\t\n", r) }),
		})
	}
	return list
}
