package main

import (
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/letter"
)

// mailTemplate is a text of mails.
type mailTemplate struct {
	Kind      letter.Kind    `json:"kind"`
	Language  string         `json:"language"`
	Subject   string         `json:"subject"` // "" for the signature.
	Text      string         `json:"text"`
	Variables []mailVariable `json:"variables"`
	Changed   bool           `json:"changed"` // It is not that of the program.
	ChangedAt *time.Time     `json:"changed_at"`
	ChangedBy string         `json:"changed_by"`
	Outdated  []problem      `json:"outdated"` // Why that of the program is used in its place.
}

// mailVariable is what a text can name in braces.
type mailVariable struct {
	Name     string `json:"name"`
	Required bool   `json:"required"`
}

func (c *call) mailTemplate(t desk.MailTemplate) mailTemplate {
	a := mailTemplate{
		Kind: t.Kind, Language: t.Language, Subject: t.Subject, Text: t.Text, Changed: t.Changed,
		ChangedBy: t.ChangedBy, Variables: []mailVariable{}, Outdated: []problem{},
	}
	if t.Changed {
		at := utc(t.ChangedAt)
		a.ChangedAt = &at
	}
	for _, v := range t.Variables {
		a.Variables = append(a.Variables, mailVariable{v.Word, v.Required})
	}
	if len(t.Outdated) > 0 {
		a.Outdated = c.problems(t.Outdated)
	}
	return a
}

func (a mailTemplate) text(p *page) {
	if a.Subject != "" {
		p.line(a.Subject)
		p.blank()
	}
	p.b.WriteString(a.Text + "\n")
	p.blank()
	for _, v := range a.Variables {
		star := ""
		if v.Required {
			star = " *"
		}
		p.line("{" + v.Name + "}" + star)
	}
	for _, o := range a.Outdated {
		p.line(o.Message)
	}
}

// mailTemplatesAnswer is the texts of all mails of the workspace.
type mailTemplatesAnswer struct {
	Templates []mailTemplate `json:"templates"`
}

func (a mailTemplatesAnswer) text(p *page) {
	rows := make([][]cell, len(a.Templates))
	for i, t := range a.Templates {
		state := ""
		switch {
		case len(t.Outdated) > 0:
			state = p.t("email.template_outdated")
		case t.Changed:
			state = p.t("email.template_changed")
		}
		rows[i] = []cell{
			{text: string(t.Kind)}, {text: t.Language}, {text: t.Subject}, {text: state},
		}
	}
	p.table([]string{
		p.t("email.template_kind"), p.t("email.template_language"), p.t("field.subject"), "",
	}, rows)
}

func mailTemplateList(flags) action {
	return withDesk(func(c *call) (answer, error) {
		list, err := c.desk.MailTemplates(c.ctx)
		if err != nil {
			return nil, err
		}
		a := mailTemplatesAnswer{[]mailTemplate{}}
		for _, t := range list {
			a.Templates = append(a.Templates, c.mailTemplate(t))
		}
		return a, nil
	})
}

// namedTemplate is the text that the first two arguments name.
func (c *call) namedTemplate() (desk.MailTemplate, error) {
	list, err := c.desk.MailTemplates(c.ctx)
	if err != nil {
		return desk.MailTemplate{}, err
	}
	for _, t := range list {
		if string(t.Kind) == c.args[0] && t.Language == c.args[1] {
			return t, nil
		}
	}
	return desk.MailTemplate{}, &core.Error{Code: core.NotFound, Key: "mail_template.kind"}
}

func mailTemplateShow(flags) action {
	return withDesk(func(c *call) (answer, error) {
		t, err := c.namedTemplate()
		return whole(c.mailTemplate(t), err)
	})
}

// longestTemplate is more than a text has, in bytes.
const longestTemplate = 64 << 10

// typedTemplate is the text of the file that the third argument names: the subject in the first
// line, then a blank one, unless the text is no mail.
func (c *call) typedTemplate() (letter.Template, error) {
	named, err := c.namedTemplate()
	if err != nil || len(c.args) < 3 {
		return named.Template, err
	}
	t := named.Template
	if t.Text, err = c.read(c.args[2], longestTemplate); err != nil {
		return t, err
	}
	t.Text = strings.ReplaceAll(t.Text, "\r\n", "\n")
	if t.Kind.HasSubject() {
		t.Subject, t.Text, _ = strings.Cut(t.Text, "\n")
	}
	return t.Trim(), nil
}

func mailTemplateSet(flags) action {
	return withDesk(func(c *call) (answer, error) {
		t, err := c.typedTemplate()
		if err == nil {
			err = c.desk.SetMailTemplate(c.ctx, t)
		}
		if err != nil {
			return nil, err
		}
		now, err := c.namedTemplate()
		return whole(c.mailTemplate(now), err)
	})
}

func mailTemplateReset(flags) action {
	return withDesk(func(c *call) (answer, error) {
		t, err := c.namedTemplate()
		if err == nil {
			err = c.desk.ResetMailTemplate(c.ctx, t.Kind, t.Language)
		}
		if err != nil {
			return nil, err
		}
		now, err := c.namedTemplate()
		return whole(c.mailTemplate(now), err)
	})
}

// mailPreview is a mail as it would go.
type mailPreview struct {
	From     string    `json:"from"`
	To       string    `json:"to"`    // "" where it is made up.
	About    string    `json:"about"` // Whose data it shows, "" for made-up ones.
	Subject  string    `json:"subject"`
	Text     string    `json:"text"`
	HTML     string    `json:"html"`
	Problems []problem `json:"problems"` // Of the text, which cannot be saved then.
}

func (a mailPreview) text(p *page) {
	if a.About == "" {
		p.line(p.t("email.preview_example"))
	} else {
		p.line(p.t("email.preview_for", core.Args{"Name": a.About}))
	}
	if a.Subject != "" {
		p.line(p.t("email.preview_subject", core.Args{"Subject": a.Subject}))
	}
	p.blank()
	p.b.WriteString(a.Text)
	for _, one := range a.Problems {
		p.line(one.Message)
	}
}

func mailTemplatePreview(flags) action {
	return withDesk(func(c *call) (answer, error) {
		t, err := c.typedTemplate()
		if err != nil {
			return nil, err
		}
		shown, err := c.desk.PreviewMail(c.ctx, t, "")
		if err != nil {
			return nil, err
		}
		a := mailPreview{
			From: shown.From, To: shown.To, About: shown.About, Subject: shown.Document.Subject,
			Text: shown.Text, HTML: shown.HTML, Problems: []problem{},
		}
		if len(shown.Problems) > 0 {
			a.Problems = c.problems(shown.Problems)
		}
		return a, nil
	})
}
