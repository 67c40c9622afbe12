package desk_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/letter"
	"resellerdesk/core/store"
)

// template is a text of mails as a person edits it.
func (h *house) template(kind letter.Kind, lang string) desk.MailTemplate {
	list, err := h.MailTemplates(h.t.Context())
	require.NoError(h.t, err)
	for _, t := range list {
		if t.Kind == kind && t.Language == lang {
			return t
		}
	}
	require.Fail(h.t, "no such text")
	return desk.MailTemplate{}
}

// logo is a picture of a size.
func logo(t *testing.T, width, height int) []byte {
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))))
	return out.Bytes()
}

// TestAMailIsMadeOfTheTextThatWasSaved in the words of its language, with the signature of the
// workspace, until it is reset.
func TestAMailIsMadeOfTheTextThatWasSaved(t *testing.T) {
	h := newDistributor(t)
	text := h.template(letter.KindActivation, "de").Template
	require.Contains(t, text.Text, "{Aktivierungstext}")
	text.Subject = "Willkommen, {VORNAME}"
	text.Text = strings.Replace(text.Text, "Vier Schritte:", "So geht es, {first  name}:", 1)
	require.NoError(t, h.SetMailTemplate(t.Context(), text))
	saved := h.template(letter.KindActivation, "de")
	require.True(t, saved.Changed)
	require.Equal(t, "Ida Brandt", saved.ChangedBy)
	require.Equal(t, "Willkommen, {Vorname}", saved.Subject)
	require.False(t, h.template(letter.KindActivation, "en").Changed)
	signature := h.template(letter.KindSignature, "de").Template
	signature.Text = "Bis bald\n{Name des Absenders}"
	require.NoError(t, h.SetMailTemplate(t.Context(), signature))

	h.add(true)
	h.sendDue()
	header, byType, attachment := parts(t, h.server.raw[0])
	require.Equal(t, "Willkommen, Nina", header.Get("Subject"))
	for _, part := range []string{byType["text/plain"], byType["text/html"]} {
		require.Contains(t, part, "So geht es, Nina:")
		require.Contains(t, part, "Bis bald")
		require.NotContains(t, part, "Mit freundlichen")
	}
	h.invitation(attachment)

	require.NoError(t, h.ResetMailTemplate(t.Context(), letter.KindActivation, "de"))
	require.False(t, h.template(letter.KindActivation, "de").Changed)
	entries, err := h.Logs(t.Context(), desk.LogQuery{Limit: 20})
	require.NoError(t, err)
	var done []string
	for _, e := range entries {
		if strings.HasPrefix(e.Operation, "email.template") && e.Object == "activation.de" {
			done = append(done, e.Operation+" "+e.Object)
			require.NotEqual(t, e.Before, e.After)
			require.Contains(t, e.Before+e.After, "{first_name}", "the log has the keys")
		}
	}
	require.Subset(t, done, []string{
		"email.template_reset activation.de", "email.template activation.de",
	})
}

func TestATextThatLacksSomethingIsNotSaved(t *testing.T) {
	h := newDistributor(t)
	before := h.template(letter.KindActivation, "en")
	text := before.Template
	text.Text = "Hello {frist name}"
	err := h.SetMailTemplate(t.Context(), text)
	var problems core.Problems
	require.ErrorAs(t, err, &problems)
	require.Equal(t, "mail_template.unknown", problems[0].Key)
	require.Equal(t, "frist name", problems[0].Args["Name"])
	require.Equal(t, before, h.template(letter.KindActivation, "en"))

	text = before.Template
	require.NoError(t, h.SetMailTemplate(t.Context(), text))
	require.False(t, h.template(letter.KindActivation, "en").Changed, "it is that of the program")

	for _, unknown := range []letter.Template{
		{Kind: letter.KindReceipt, Language: "en"},
		{Kind: "greeting", Language: "en"},
		{Kind: letter.KindTest, Language: "fr"},
	} {
		err := h.SetMailTemplate(t.Context(), unknown)
		require.Equal(t, core.NotFound, core.CodeOf(err), unknown.Kind)
		_, err = h.PreviewMail(t.Context(), unknown, "")
		require.Equal(t, core.NotFound, core.CodeOf(err), unknown.Kind)
	}
}

// TestATextOfAnEarlierProgramThatLacksSomethingIsNotUsed but that of the program, and the page and
// the log say so.
func TestATextOfAnEarlierProgramThatLacksSomethingIsNotUsed(t *testing.T) {
	h := newDistributor(t)
	require.NoError(t, h.store.Write(func(tx store.Tx) error {
		return tx.SetMailTemplate(letter.Stored{
			Template: letter.Template{
				Kind: letter.KindActivation, Language: "de", Subject: "Alt", Text: "Alt, {company}",
			}, ChangedAt: h.clock.Now(), ChangedBy: "nobody",
		})
	}))
	old := h.template(letter.KindActivation, "de")
	require.True(t, old.Changed)
	require.Equal(t, "mail_template.missing", old.Outdated[0].Key)
	require.Contains(t, old.Text, "Alt", "it can be corrected")

	h.add(true)
	h.sendDue()
	_, byType, attachment := parts(t, h.server.raw[0])
	require.NotContains(t, byType["text/plain"], "Alt")
	h.invitation(attachment)
	entries, err := h.Logs(t.Context(), desk.LogQuery{Limit: 20})
	require.NoError(t, err)
	said := 0
	for _, e := range entries {
		if e.Operation == "email.template_outdated" {
			said++
			require.Equal(t, "nina@kranichtel.example", e.Name)
			require.Equal(t, "activation.de", e.Object)
			require.Contains(t, e.Detail, "mail_template.missing")
		}
	}
	require.Positive(t, said)
}

// TestAPreviewShowsWhatTheNextMailWillSay with the data of a reseller, and says what is missing.
func TestAPreviewShowsWhatTheNextMailWillSay(t *testing.T) {
	h := newDistributor(t)
	text := h.template(letter.KindActivation, "en").Template
	p, err := h.PreviewMail(t.Context(), text, "")
	require.NoError(t, err)
	require.Empty(t, p.About, "there is nobody yet")
	require.Contains(t, p.Text, "Kranich Telefonie GmbH")
	saved := h.add(false)
	p, err = h.PreviewMail(t.Context(), text, "")
	require.NoError(t, err)
	require.True(t, p.Own)
	require.Empty(t, p.Problems)
	require.NotEmpty(t, p.About)
	require.Equal(t, "nina@kranichtel.example", p.To)
	require.Contains(t, p.Text, "Extensions: 120")
	list, err := h.PreviewsFor(t.Context(), letter.KindActivation)
	require.NoError(t, err)
	require.Equal(t, saved.ID, list[0].ID)

	text.Text = "Hello {first name} {nothing}"
	p, err = h.PreviewMail(t.Context(), text, saved.ID)
	require.NoError(t, err)
	require.NotEmpty(t, p.Problems)
	require.False(t, p.Own)
	last := p.Document.Blocks[len(p.Document.Blocks)-1]
	require.Equal(t, letter.Gap, last.Kind)
	require.Contains(t, p.Text, "Hello Nina {nothing}")
	_, err = h.PreviewMail(t.Context(), text, "somebody else")
	require.Error(t, err)

	for _, kind := range letter.Kinds() {
		if !kind.OfDistributor() {
			continue
		}
		for _, lang := range []string{"en", "de"} {
			p, err := h.PreviewMail(t.Context(), h.template(kind, lang).Template, "")
			require.NoError(t, err, kind)
			require.Empty(t, p.Problems, kind)
			require.NotRegexp(t, `[{}]`, p.Text, kind)
		}
	}
}

// TestTheLogoGoesWithTheMail as a part of its own that the HTML shows, and nothing is loaded.
func TestTheLogoGoesWithTheMail(t *testing.T) {
	h := newDistributor(t)
	picture := logo(t, 480, 60)
	require.NoError(t, h.SetMailBrand(t.Context(), letter.Brand{Logo: picture, Color: "#1A5CC8 "}))
	h.add(true)
	h.sendDue()
	_, byType, attachment := parts(t, h.server.raw[0])
	h.invitation(attachment)
	require.Equal(t, string(picture), byType["image/png"])
	require.Contains(t, byType["text/html"], `src="cid:logo"`)
	require.Contains(t, byType["text/html"], `width="240" height="30"`)
	require.Contains(t, byType["text/html"], "#1a5cc8")
	require.Contains(t, string(h.server.raw[0]), "Content-Id: <logo>")
	require.NotContains(t, byType["text/html"], `src="http`)

	for key, b := range map[string]letter.Brand{
		"mail_brand.color":       {Color: "blue"},
		"mail_brand.contrast":    {Color: "#ffee00"},
		"mail_brand.logo_format": {Logo: []byte("<svg>")},
		"mail_brand.logo_pixels": {Logo: logo(t, 1201, 10)},
		"mail_brand.logo_bytes":  {Logo: make([]byte, letter.MaxLogoBytes+1)},
	} {
		var problems core.Problems
		require.ErrorAs(t, h.SetMailBrand(t.Context(), b), &problems, key)
		require.Equal(t, key, problems[0].Key)
	}
	kept, err := h.MailBrand(t.Context())
	require.NoError(t, err)
	require.Equal(t, letter.Brand{Logo: picture, Color: "#1a5cc8"}, kept)
}

// TestTheLooksOfADistributorAreNotShownToCustomersOfAResellerWithWhiteLabel, but to the others.
func TestTheLooksOfADistributorAreNotShownToCustomersOfAResellerWithWhiteLabel(t *testing.T) {
	h := newDistributor(t)
	require.NoError(t, h.SetMailBrand(t.Context(), letter.Brand{Color: "#123456"}))
	saved := h.add(false)
	for _, white := range []bool{false, true} {
		require.NoError(t, h.store.Write(func(tx store.Tx) error {
			a, err := tx.Account(t.Context(), saved.ID)
			if err != nil {
				return err
			}
			require.Equal(t, account.Reseller, a.Kind)
			a.Package.WhiteLabel = white
			return tx.ChangeAccount(a)
		}))
		d := h.praxis(map[bool]string{false: "plain", true: "white"}[white], 15)
		h.addPBX(saved.ID, d)
		h.clock.Add(time.Second)
		p, err := h.PreviewMail(t.Context(), h.template(letter.KindPBX, "en").Template, "")
		require.NoError(t, err)
		require.Equal(t, !white, strings.Contains(p.HTML, "#123456"))
	}
}
