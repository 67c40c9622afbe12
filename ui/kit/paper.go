package kit

import (
	"bytes"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Paper is a white sheet in any theme, with what others see on white: a bar, a picture and a line
// of words.
type Paper struct {
	widget.BaseWidget
	back, bar *canvas.Rectangle
	picture   *canvas.Image
	words     *canvas.Text
	shown     fyne.Size // Of the picture.
}

const (
	paperMargin = 12
	paperBar    = 4
)

// NewPaper returns an empty sheet.
func NewPaper() *Paper {
	p := &Paper{
		back: canvas.NewRectangle(color.White), bar: canvas.NewRectangle(color.Transparent),
		picture: canvas.NewImageFromResource(nil), words: canvas.NewText("", color.Black),
	}
	p.picture.FillMode = canvas.ImageFillContain
	p.back.StrokeWidth = 1
	p.ExtendBaseWidget(p)
	return p
}

// Set puts a picture of a size on the sheet, and words below it; nil and "" for none. Bar and words
// are of a colour; without one there is no bar, and the words are black.
func (p *Paper) Set(picture []byte, size fyne.Size, tint color.Color, words string) {
	p.setPicture(picture)
	p.shown = fyne.Size{}
	if len(picture) > 0 {
		p.shown = size
	}
	p.words.Text, p.words.Color, p.bar.FillColor = words, color.Black, color.Transparent
	if tint != nil {
		p.words.Color, p.bar.FillColor = tint, tint
	}
	p.Refresh()
}

// setPicture shows a picture, which the toolkit reads again only if it is another one.
func (p *Paper) setPicture(picture []byte) {
	var before []byte
	if p.picture.Resource != nil {
		before = p.picture.Resource.Content()
	}
	if bytes.Equal(picture, before) {
		return
	}
	p.picture.Resource = nil
	if len(picture) > 0 {
		p.picture.Resource = fyne.NewStaticResource("logo", picture)
	}
	p.picture.Refresh()
}

// CreateRenderer is called by Fyne.
func (p *Paper) CreateRenderer() fyne.WidgetRenderer {
	return newSimpleRenderer(
		p, p.layout, p.minSize, p.refresh, p.back, p.bar, p.picture, p.words,
	)
}

func (p *Paper) minSize() fyne.Size {
	words := fyne.Size{}
	if p.words.Text != "" {
		words = p.words.MinSize()
	}
	height := p.shown.Height + words.Height
	if p.shown.Height > 0 && words.Height > 0 {
		height += paperMargin
	}
	return fyne.NewSize(max(p.shown.Width, words.Width), height).AddWidthHeight(
		2*paperMargin, 2*paperMargin+paperBar,
	)
}

func (p *Paper) refresh() {
	p.words.TextSize, p.words.TextStyle, _ = Heading.look()
	p.back.StrokeColor = theme.Color(ColorBorder)
	p.layout(p.Size())
	canvas.Refresh(p)
}

func (p *Paper) layout(size fyne.Size) {
	p.back.Resize(size)
	p.bar.Resize(fyne.NewSize(size.Width, paperBar))
	at := fyne.NewPos(paperMargin, paperBar+paperMargin)
	p.picture.Move(at)
	p.picture.Resize(p.shown)
	if p.shown.Height > 0 {
		at.Y += p.shown.Height + paperMargin
	}
	p.words.Move(at)
	p.words.Resize(p.words.MinSize())
}
