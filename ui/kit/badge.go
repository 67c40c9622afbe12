package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Tone is the meaning of a badge or banner; it is always shown with an icon or words, never by
// colour alone.
type Tone int

// The tones.
const (
	Neutral Tone = iota
	OK
	Info
	Warn
	Bad
	Held
)

// colours returns the ground and the words of a tone.
func (t Tone) colours() (ground, words fyne.ThemeColorName) {
	switch t {
	case OK:
		return ColorOKSoft, ColorOK
	case Info:
		return ColorSoft, ColorAccent
	case Warn:
		return ColorWarnSoft, ColorWarn
	case Bad:
		return ColorDangerSoft, ColorDanger
	case Held:
		return ColorHeldSoft, ColorHeld
	}
	return ColorHover, ColorText2
}

const badgeHeight = 20

// Badge is a short state: an icon and words on a soft ground.
type Badge struct {
	widget.BaseWidget
	tone   Tone
	icon   IconName
	text   string
	ground *canvas.Rectangle
	image  *iconImage
	label  *canvas.Text
}

// NewBadge returns a badge.
func NewBadge(tone Tone, icon IconName, text string) *Badge {
	b := &Badge{tone: tone, icon: icon, text: text}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes what the badge says; an empty text hides it.
func (b *Badge) Set(tone Tone, icon IconName, text string) {
	b.tone, b.icon, b.text = tone, icon, text
	if text == "" {
		b.Hide()
		return
	}
	b.Show()
	b.Refresh()
}

// CreateRenderer is called by Fyne.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer {
	b.ground, b.label = canvas.NewRectangle(transparent), canvas.NewText("", transparent)
	b.ground.CornerRadius = radiusBadge
	b.image = newIconImage(IconNone, ColorText, iconSmall)
	minSize := func() fyne.Size { return fyne.NewSize(badgeWidth(b.icon, b.text), badgeHeight) }
	return newSimpleRenderer(b, b.layout, minSize, b.refresh, b.ground, b.image.object, b.label)
}

func badgeWidth(icon IconName, text string) float32 {
	width := ceil(fyne.MeasureText(text, 12, fyne.TextStyle{}).Width) + 14
	if icon != IconNone {
		width += 17
	}
	return width
}

func (b *Badge) layout(size fyne.Size) {
	layoutBadge(b.ground, b.image, b.label, b.icon, fyne.NewPos(0, 0), size)
}

// layoutBadge places the parts of a badge.
func layoutBadge(
	ground *canvas.Rectangle, image *iconImage, label *canvas.Text, icon IconName,
	at fyne.Position, size fyne.Size,
) {
	ground.Move(at)
	ground.Resize(size)
	x := at.X + 7
	if icon != IconNone {
		image.place(fyne.NewPos(x, at.Y+4))
		x += 17
	}
	text := label.MinSize()
	label.Move(fyne.NewPos(x, at.Y+floor((size.Height-text.Height)/2)))
	label.Resize(text)
}

func (b *Badge) refresh() {
	ground, words := b.tone.colours()
	b.ground.FillColor = theme.Color(ground)
	b.label.Text, b.label.TextSize, b.label.Color = b.text, 12, theme.Color(words)
	b.image.set(b.icon, words)
	b.layout(b.Size())
	b.ground.Refresh()
	b.label.Refresh()
}

// NewToneIcon returns an icon in the colour of a tone.
func NewToneIcon(icon IconName, tone Tone) fyne.CanvasObject {
	_, words := tone.colours()
	return NewSized(16, 16, newIconImage(icon, words, iconUsual).object)
}

// Banner says something that stays until its cause is gone: a bold line, words, the exact words of
// another, and links.
type Banner struct {
	widget.BaseWidget
	hosted
	tone   Tone
	ground *Ground
	image  *iconImage
	title  *Paragraph
	quote  *Paragraph
	text   *Paragraph
	reason *Paragraph
}

// NewBanner returns a banner that is hidden until Set.
func NewBanner() *Banner {
	b := &Banner{
		ground: NewGround(ColorSoft, "", radiusField), title: NewParagraph("", BodyBold),
		quote: NewParagraph("", Mono),
		text:  NewParagraph("", Secondary), reason: NewParagraph("", Secondary),
	}
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

// SetHost is called by Host.Attach.
func (b *Banner) SetHost(h *Host) { b.host = h; b.title.SetHost(h); b.text.SetHost(h) }

// Set shows the banner; quote is what another program said, in its own words. An empty title hides
// it. The links stand behind the words, or behind the title when that is all.
func (b *Banner) Set(tone Tone, title, quote, text string, links ...Action) {
	b.tone = tone
	if quote == "" && text == "" {
		b.title.SetText(title, links...)
		b.text.SetText("")
	} else {
		b.title.SetText(title)
		b.text.SetText(text, links...)
	}
	b.quote.SetText(quote)
	b.reason.SetText("")
	if title == "" {
		b.Hide()
		return
	}
	b.Show()
	b.Refresh()
}

// Explain says why below all else, until the banner is set again.
func (b *Banner) Explain(text string) {
	b.reason.SetText(text)
	b.Refresh()
}

// CreateRenderer is called by Fyne.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer {
	b.image = newIconImage(IconInfo, ColorAccent, iconUsual)
	minSize := func() fyne.Size { return fyne.NewSize(200, b.HeightFor(max(b.Size().Width, 200))) }
	return newSimpleRenderer(
		b, b.layout, minSize, b.refresh, b.ground, b.image.object, b.title, b.quote, b.text,
		b.reason,
	)
}

const bannerLeft, bannerPad = 38, 10

// HeightFor returns the height of the banner at a width.
func (b *Banner) HeightFor(width float32) float32 {
	height := float32(2 * bannerPad)
	for _, p := range b.paragraphs() {
		height += p.HeightFor(width-bannerLeft-12) + 2
	}
	return height
}

func (b *Banner) paragraphs() []*Paragraph {
	shown := []*Paragraph{b.title}
	for _, p := range []*Paragraph{b.quote, b.text, b.reason} {
		p.Hidden = p.text == "" && len(p.links) == 0
		if !p.Hidden {
			shown = append(shown, p)
		}
	}
	return shown
}

func (b *Banner) layout(size fyne.Size) {
	b.ground.Resize(size)
	b.image.place(fyne.NewPos(12, bannerPad))
	y := float32(bannerPad)
	for _, p := range b.paragraphs() {
		height := p.HeightFor(size.Width - bannerLeft - 12)
		p.Move(fyne.NewPos(bannerLeft, y))
		p.Resize(fyne.NewSize(size.Width-bannerLeft-12, height))
		y += height + 2
	}
}

func (b *Banner) refresh() {
	ground, words := b.tone.colours()
	b.ground.Fill = ground
	icon := IconInfo
	switch b.tone {
	case Warn, Bad:
		icon = IconAlert
	case OK:
		icon = IconCheck
	}
	b.image.set(icon, words)
	b.ground.Refresh()
	b.layout(b.Size())
}
