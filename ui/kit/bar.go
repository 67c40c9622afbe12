package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// BarPart is a part of a bar: how much, and in which colour.
type BarPart struct {
	Value  int64
	Colour fyne.ThemeColorName
}

// Bar shows how a total is split; what no part takes is free.
type Bar struct {
	widget.BaseWidget
	height float32
	total  int64
	parts  []BarPart
	ground *canvas.Rectangle
	pieces []*canvas.Rectangle
}

// most parts that a bar shows.
const barParts = 5

// NewBar returns an empty bar.
func NewBar(height float32) *Bar {
	b := &Bar{height: height}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes total and parts. Values below 0 and a total below their sum are drawn as if they were
// full.
func (b *Bar) Set(total int64, parts ...BarPart) {
	b.total, b.parts = total, parts
	b.Refresh()
}

// SetUsed shows how much of a total is used, in a colour that warns when it is nearly all.
func (b *Bar) SetUsed(used, total int64) {
	b.Set(total, BarPart{Value: used, Colour: fullness(used, total)})
}

// CreateRenderer is called by Fyne.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	b.ground = canvas.NewRectangle(transparent)
	objects := []fyne.CanvasObject{b.ground}
	b.pieces = nil // Fyne makes a new renderer for what was not shown for a while.
	for range barParts {
		piece := canvas.NewRectangle(transparent)
		b.pieces = append(b.pieces, piece)
		objects = append(objects, piece)
	}
	return newSimpleRenderer(
		b, b.layout, func() fyne.Size { return fyne.NewSize(40, b.height) }, b.refresh, objects...,
	)
}

func (b *Bar) layout(size fyne.Size) {
	b.ground.Resize(size)
	sum := int64(0)
	for _, p := range b.parts {
		sum += max(p.Value, 0)
	}
	whole := max(b.total, sum, 1)
	x := float32(0)
	for i, piece := range b.pieces {
		if i >= len(b.parts) || b.parts[i].Value <= 0 {
			piece.Hide()
			continue
		}
		piece.Show()
		width := max(floor(size.Width*float32(float64(b.parts[i].Value)/float64(whole))), 2)
		piece.Move(fyne.NewPos(x, 0))
		piece.Resize(fyne.NewSize(max(min(width, size.Width-x)-1, 1), size.Height))
		x += width
	}
}

func (b *Bar) refresh() {
	radius := min(b.height/2, 3)
	b.ground.FillColor, b.ground.CornerRadius = theme.Color(ColorFree), radius
	for i, piece := range b.pieces {
		if i < len(b.parts) {
			piece.FillColor, piece.CornerRadius = theme.Color(b.parts[i].Colour), radius
		}
		piece.Refresh()
	}
	b.layout(b.Size())
	b.ground.Refresh()
}

// fullness is the colour of a bar that shows how much of something is used: from 90 % warned of,
// then full.
func fullness(used, total int64) fyne.ThemeColorName {
	switch {
	case total > 0 && used >= total:
		return ColorDanger
	case total > 0 && used*10 >= total*9:
		return ColorWarn
	}
	return ColorAccent
}
