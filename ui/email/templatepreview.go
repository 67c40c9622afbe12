package email

import (
	"fmt"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/letter"
	"resellerdesk/ui/kit"
)

// fillAbout says whose data the preview shows, and offers others.
func (v *templatesView) fillAbout() {
	v.about.RemoveAll()
	if len(v.previews) > 0 {
		var options []kit.Option
		for _, p := range v.previews {
			options = append(options, kit.Option{Key: p.ID, Text: p.Name})
		}
		chosen := v.of
		if chosen == "" {
			chosen = options[0].Key
		}
		v.about.Add(kit.NewChosenSelect(options, chosen, func(id string) {
			v.of = id
			v.check()
		}))
		v.env.Host.Attach(v.right)
	} else {
		v.about.Add(kit.NewParagraph(v.env.T("email.preview_example"), kit.Caption))
	}
	v.object.Refresh() // What is below moves.
}

// showPreview shows the mail as HTML or as plain text would look.
func (v *templatesView) showPreview() {
	v.preview.RemoveAll()
	if subject := v.shown.Document.Subject; subject != "" {
		v.preview.Add(kit.NewParagraph(
			v.env.T("email.preview_subject", core.Args{"Subject": subject}), kit.Secondary,
		))
	}
	if v.forms.Chosen() == formText {
		v.preview.Add(kit.NewParagraph(v.shown.Text, kit.Body))
	} else {
		if b := v.shown.Brand; b.Color != "" || b.Logo != nil {
			v.brand.show(v.paper, b, "")
			v.preview.Add(v.paper)
		}
		for _, b := range v.shown.Document.Blocks {
			v.preview.Add(v.block(b))
		}
	}
	v.preview.Refresh()
	v.object.Refresh()
}

// block draws a part of a mail.
func (v *templatesView) block(b letter.Block) fyne.CanvasObject {
	part := kit.NewStack(2)
	for _, line := range b.Lines {
		style := kit.Body
		if b.Kind == letter.Heading {
			style = kit.Heading
		}
		part.Add(kit.NewProse(style, runs(line)...))
	}
	for i, item := range b.Items {
		bullet := "•"
		if b.First > 0 {
			bullet = fmt.Sprintf("%d.", b.First+i)
		}
		for j, line := range item {
			if j > 0 {
				bullet = " "
			}
			part.Add(kit.NewProse(kit.Body, runs(line)...).SetBullet(bullet))
		}
	}
	for _, r := range b.Rows {
		row := append([]kit.Run{{Text: r.Name + "  "}}, runs(r.Value)...)
		part.Add(kit.NewProse(kit.Body, row...))
	}
	switch b.Kind {
	case letter.Code:
		part.Add(kit.NewParagraph(b.Code, kit.Caption))
	case letter.Gap:
		part.Add(kit.NewParagraph(v.env.T("email.template_gap", core.Args{
			"Name": v.word(b.Variable),
		}), kit.CaptionDanger))
	}
	return part
}

// word is what a variable is called in the language of the text.
func (v *templatesView) word(key string) string {
	for _, one := range v.saved.Variables {
		if one.Key == key {
			return one.Word
		}
	}
	return key
}

// runs are the pieces of a line; a variable that there is not is marked.
func runs(line letter.Spans) []kit.Run {
	list := make([]kit.Run, len(line))
	for i, s := range line {
		list[i] = kit.Run{Text: s.Text, Bold: s.Bold || s.Link != "", Mark: s.Wrong}
	}
	return list
}
