package main

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/letter"
	"resellerdesk/ui/kit"
)

// aLogo is a picture of a size.
func aLogo(t *testing.T, width, height int) string {
	picture := image.NewNRGBA(image.Rect(0, 0, width, height))
	red := image.NewUniform(color.NRGBA{R: 0xc8, G: 0x1a, B: 0x2c, A: 0xff})
	draw.Draw(picture, image.Rect(0, height/3, width, height), red, image.Point{}, draw.Src)
	var file bytes.Buffer
	require.NoError(t, png.Encode(&file, picture))
	return file.String()
}

// TestLogoAndColourOfMailsAreChosenInTheWindow, each said at once where it is not good.
func TestLogoAndColourOfMailsAreChosenInTheWindow(t *testing.T) {
	for name, mode := range map[string]kit.Mode{"light": kit.ModeLight, "dark": kit.ModeDark} {
		s := newScreen(t, "en", mode, 1280, 800, 1).example(3)
		brand := func() letter.Brand {
			b, err := s.desk.MailBrand(t.Context())
			require.NoError(t, err)
			return b
		}
		s.goTo("email")
		s.does("command.mail_templates")
		s.tap(s.words.T("command.asks", core.Args{"Command": s.words.T("mail_brand.short")}))
		s.says(s.words.T("mail_brand.text"))
		for text, key := range map[string]string{
			"red": "mail_brand.color", "#ffee88": "mail_brand.contrast",
		} {
			s.retypes(s.fieldNamed(s.words.T("field.color")), text)
			s.says(s.words.T("error." + key))
		}
		s.retypes(s.fieldNamed(s.words.T("field.color")), "#1A5CC8")
		s.chooses("logo.png", "GIF89a")
		s.tap(s.words.T("mail_brand.choose"))
		s.says(s.words.T("error.mail_brand.logo_format"))
		s.chooses("logo.png", aLogo(t, 1300, 20))
		s.tap(s.words.T("mail_brand.choose"))
		s.says(s.words.T("error.mail_brand.logo_pixels", core.Args{
			"Width": 1300, "Height": 20, "MaxWidth": 1200, "MaxHeight": 600,
		}))
		require.Equal(t, letter.Brand{}, brand(), "nothing is saved yet")
		logo := aLogo(t, 300, 60)
		s.chooses("logo.png", logo)
		s.tap(s.words.T("mail_brand.choose"))
		s.keep("110-mail-looks-" + name)
		s.tap(s.words.T("button.save"))
		s.says(s.words.T("mail_brand.saved"))
		require.Equal(t, letter.Brand{Color: "#1a5cc8", Logo: []byte(logo)}, brand())
		s.keep("111-mail-looks-preview-" + name)

		s.does("command.mail_looks")
		s.tap(s.words.T("mail_brand.remove"))
		s.retypes(s.fieldNamed(s.words.T("field.color")), "")
		s.tap(s.words.T("button.save"))
		require.Equal(t, letter.Brand{}, brand())
	}
}
