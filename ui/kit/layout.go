package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// heightOf returns the height that an object needs at a width.
func heightOf(o fyne.CanvasObject, width float32) float32 {
	if h, ok := o.(heightForWidth); ok {
		return h.HeightFor(width)
	}
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := c.Layout.(interface {
			heightFor(objects []fyne.CanvasObject, width float32) float32
		}); ok {
			return l.heightFor(c.Objects, width)
		}
	}
	return o.MinSize().Height
}

// NewStack puts objects one below the other, gap units apart, each as wide as the stack and as high
// as it needs to be at that width.
func NewStack(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&stackLayout{gap: gap}, objects...)
}

type stackLayout struct {
	gap   float32
	width float32
}

func (l *stackLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, 0)
	for _, o := range objects {
		if o.Visible() {
			size.Width = max(size.Width, o.MinSize().Width)
		}
	}
	size.Height = l.heightFor(objects, max(l.width, size.Width))
	return size
}

func (l *stackLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	height, shown := float32(0), 0
	for _, o := range objects {
		if o.Visible() {
			height += heightOf(o, width)
			shown++
		}
	}
	return height + l.gap*float32(max(shown-1, 0))
}

func (l *stackLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		height := heightOf(o, size.Width)
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, height))
		y += height + l.gap
	}
}

// NewColumns puts objects into columns of equal width, row by row: as many as have at least width
// units each, most at the most. The objects of a row begin at the same height.
func NewColumns(
	gap, rowGap, width float32, most int, objects ...fyne.CanvasObject,
) *fyne.Container {
	return container.New(
		&columnsLayout{gap: gap, rowGap: rowGap, width: width, most: most}, objects...,
	)
}

type columnsLayout struct {
	gap, rowGap, width float32
	most               int
	last               float32
}

func (l *columnsLayout) count(width float32) int {
	n := int((width + l.gap) / (l.width + l.gap))
	if n == 3 && l.most == 4 { // Four in a row become two, not three and one.
		n = 2
	}
	return max(1, min(n, l.most))
}

func visible(objects []fyne.CanvasObject) []fyne.CanvasObject {
	shown := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		if o.Visible() {
			shown = append(shown, o)
		}
	}
	return shown
}

func (l *columnsLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.walk(visible(objects), width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

func (l *columnsLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := max(l.last, l.width)
	return fyne.NewSize(min(l.width, 160), l.heightFor(objects, width))
}

func (l *columnsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.last = size.Width
	l.walk(visible(objects), size.Width, func(o fyne.CanvasObject, at fyne.Position, s fyne.Size) {
		o.Move(at)
		o.Resize(s)
	})
}

// long is how long a line of objects is.
func (l *flowLayout) long(objects []fyne.CanvasObject) float32 {
	long := -l.gap
	for _, o := range objects {
		long += o.MinSize().Width + l.gap
	}
	return long
}

// walk calls place for each object and returns the height of all.
func (l *columnsLayout) walk(
	objects []fyne.CanvasObject, width float32,
	place func(fyne.CanvasObject, fyne.Position, fyne.Size),
) float32 {
	n := l.count(width)
	each := floor((width - l.gap*float32(n-1)) / float32(n))
	y := float32(0)
	for first := 0; first < len(objects); first += n {
		row := objects[first:min(first+n, len(objects))]
		height := float32(0)
		for i, o := range row {
			h := heightOf(o, each)
			place(o, fyne.NewPos(float32(i)*(each+l.gap), y), fyne.NewSize(each, h))
			height = max(height, h)
		}
		y += height + l.rowGap
	}
	return max(y-l.rowGap, 0)
}

// NewRow puts objects side by side, gap units apart, centred vertically; a nil pushes what follows
// to the right edge.
func NewRow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	l := &rowLayout{gap: gap, push: -1}
	var kept []fyne.CanvasObject
	for _, o := range objects {
		if o == nil {
			l.push = len(kept)
			continue
		}
		kept = append(kept, o)
	}
	return container.New(l, kept...)
}

type rowLayout struct {
	gap  float32
	push int // From this object on, everything is at the right edge; -1 for nothing.
}

func (l *rowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size, shown := fyne.NewSize(0, 0), 0
	for _, o := range objects {
		if o.Visible() {
			m := o.MinSize()
			size.Width += m.Width
			size.Height = max(size.Height, m.Height)
			shown++
		}
	}
	size.Width += l.gap * float32(max(shown-1, 0))
	return size
}

func (l *rowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	spare := max(size.Width-l.MinSize(objects).Width, 0)
	x := float32(0)
	for i, o := range objects {
		if i == l.push {
			x += spare
		}
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		// One that can be cut shows as much as there is room for.
		if _, text := o.(*Text); text && i == l.push-1 {
			m.Width, spare = m.Width+spare, 0
		}
		if left := size.Width - x; m.Width > left {
			m.Width = max(left, 0)
		}
		o.Move(fyne.NewPos(x, floor((size.Height-m.Height)/2)))
		o.Resize(m)
		x += m.Width + l.gap
	}
}

// NewSides puts one object at the left edge and one at the right. The right one keeps its width;
// the left one has what is left, and is as high as it needs to be at that width.
func NewSides(gap float32, left, right fyne.CanvasObject) *fyne.Container {
	return container.New(&sidesLayout{gap: gap}, left, right)
}

type sidesLayout struct{ gap, last float32 }

func (l *sidesLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := objects[0].MinSize().Width + l.gap + objects[1].MinSize().Width
	return fyne.NewSize(width, l.heightFor(objects, max(l.last, width)))
}

func (l *sidesLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	right := objects[1].MinSize()
	return max(right.Height, heightOf(objects[0], width-right.Width-l.gap))
}

func (l *sidesLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.last = size.Width
	right := objects[1].MinSize()
	left := fyne.NewSize(max(size.Width-right.Width-l.gap, 0), 0)
	left.Height = heightOf(objects[0], left.Width)
	for i, s := range []fyne.Size{left, right} {
		objects[i].Move(fyne.NewPos(
			float32(i)*(size.Width-right.Width), floor((size.Height-s.Height)/2),
		))
		objects[i].Resize(s)
	}
}

// NewHinted puts a hint at the right edge of a line with a text while there is room for both.
func NewHinted(gap float32, text, hint *Text) *fyne.Container {
	return container.New(hintedLayout{gap}, text, hint)
}

type hintedLayout struct{ gap float32 }

func (l hintedLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	text := objects[0].MinSize()
	return fyne.NewSize(text.Width, max(text.Height, objects[1].MinSize().Height))
}

func (l hintedLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	text, hint := objects[0].(*Text), objects[1].(*Text)
	left := size.Width - hint.whole()
	fits := left >= 0 && (text.full == "" || text.whole()+l.gap <= left)
	hint.Hidden = !fits
	hint.Move(fyne.NewPos(left, 0))
	hint.Resize(fyne.NewSize(size.Width-left, size.Height))
	if fits {
		size.Width = left - l.gap
	}
	text.Resize(size)
}

// NewPadded puts space around an object: above, right, below and left. Around one that is hidden
// there is none.
func NewPadded(top, right, bottom, left float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&padLayout{top, right, bottom, left}, o)
}

type padLayout struct{ top, right, bottom, left float32 }

func (l *padLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if !objects[0].Visible() {
		return fyne.Size{}
	}
	return objects[0].MinSize().AddWidthHeight(l.left+l.right, l.top+l.bottom)
}

func (l *padLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if !objects[0].Visible() {
		return 0
	}
	return heightOf(objects[0], width-l.left-l.right) + l.top + l.bottom
}

func (l *padLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(l.left, l.top))
	objects[0].Resize(fyne.NewSize(size.Width-l.left-l.right, size.Height-l.top-l.bottom))
}

// NewAtLeast gives an object a least width, which it keeps while the object is hidden.
func NewAtLeast(width float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&leastLayout{width}, o)
}

type leastLayout struct{ width float32 }

func (l *leastLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[0].MinSize()
	size.Width = max(size.Width, l.width)
	return size
}

func (l *leastLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	least := objects[0].MinSize()
	objects[0].Resize(least)
	objects[0].Move(fyne.NewPos(0, floor((size.Height-least.Height)/2)))
}

// NewSized gives an object a fixed width and height; 0 keeps its own.
func NewSized(width, height float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&sizedLayout{width, height}, o)
}

type sizedLayout struct{ width, height float32 }

func (l *sizedLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[0].MinSize()
	if l.width > 0 {
		size.Width = l.width
	}
	if l.height > 0 {
		size.Height = l.height
	}
	return size
}

func (l *sizedLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if l.height > 0 {
		return l.height
	}
	if l.width > 0 {
		width = l.width
	}
	return heightOf(objects[0], width)
}

func (l *sizedLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if l.width > 0 {
		size.Width = min(size.Width, l.width)
	}
	objects[0].Resize(size)
}

// NewCentered puts an object of a given width in the middle, as high as it needs to be.
func NewCentered(width float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&centerLayout{width}, o)
}

type centerLayout struct{ width float32 }

func (l *centerLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(min(l.width, 320), heightOf(objects[0], l.width))
}

func (l *centerLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(l.width, size.Width-32)
	height := heightOf(objects[0], width)
	objects[0].Resize(fyne.NewSize(width, height))
	objects[0].Move(fyne.NewPos(
		floor((size.Width-width)/2), max(floor((size.Height-height)*0.42), 16),
	))
}

// Ground is a filled area behind other things, with rounded corners and an outline if wanted.
type Ground struct {
	widget.BaseWidget
	Fill, Outline fyne.ThemeColorName
	Radius        float32
}

// NewGround returns an area in a colour of the theme, outlined in another ("" for none).
func NewGround(fill, outline fyne.ThemeColorName, radius float32) *Ground {
	g := &Ground{Fill: fill, Outline: outline, Radius: radius}
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer is called by Fyne.
func (g *Ground) CreateRenderer() fyne.WidgetRenderer {
	var stroke float32
	if g.Outline != "" {
		stroke = 1
	}
	p := newPlate(g.Radius, stroke)
	refresh := func() {
		outline := g.Fill
		if g.Outline != "" {
			outline = g.Outline
		}
		p.paint(theme.Color(g.Fill), theme.Color(outline))
		canvas.Refresh(g)
	}
	return newSimpleRenderer(
		g, func(size fyne.Size) { p.place(fyne.Position{}, size) },
		func() fyne.Size { return fyne.NewSize(1, 1) }, refresh, p.objects()...,
	)
}

// NewCard puts content onto a card with padding.
func NewCard(padding float32, content fyne.CanvasObject) *fyne.Container {
	return NewOver(
		NewGround(ColorSurface, ColorBorder, radiusCard),
		NewPadded(padding, padding, padding, padding, content),
	)
}

// overLayout puts objects over each other; the last one decides how high it is.
type overLayout struct{}

func (overLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, 0)
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}

func (overLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return heightOf(objects[len(objects)-1], width)
}

func (overLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}

// NewOver puts objects over each other, each as large as all.
func NewOver(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(overLayout{}, objects...)
}

// newMiddle centres an object of its own size.
func newMiddle(o fyne.CanvasObject) *fyne.Container { return container.New(middleLayout{}, o) }

type middleLayout struct{}

func (middleLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (middleLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	own := objects[0].MinSize()
	objects[0].Resize(own)
	objects[0].Move(fyne.NewPos(floor((size.Width-own.Width)/2), floor((size.Height-own.Height)/2)))
}

// NewFlow puts objects side by side, gap units apart, and goes on in another line when they do not
// fit. Each is centred in the height of its line; a nil pushes what follows in its line to the
// right edge.
func NewFlow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	l := &flowLayout{gap: gap}
	kept := make([]fyne.CanvasObject, 0, len(objects))
	for i, o := range objects {
		if o == nil {
			l.pushed = objects[i+1]
			continue
		}
		kept = append(kept, o)
	}
	return container.New(l, kept...)
}

// NewGroupedFlow is a flow in which the objects of a group stand behind the others in their line
// when all of them fit there, else on lines of their own.
func NewGroupedFlow(gap float32, objects, group []fyne.CanvasObject) *fyne.Container {
	l := &flowLayout{gap: gap}
	if len(group) > 0 {
		l.together = group[0]
	}
	return container.New(l, slices.Concat(objects, group)...)
}

type flowLayout struct {
	gap, last float32
	together  fyne.CanvasObject // From here on, all stand in one line with what is before, or none.
	pushed    fyne.CanvasObject // From here on, its line is at the right edge; nil for nothing.
}

func (l *flowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, 0)
	for _, o := range visible(objects) {
		size.Width = max(size.Width, o.MinSize().Width)
	}
	size.Height = l.heightFor(objects, max(l.last, size.Width))
	return size
}

func (l *flowLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.walk(visible(objects), width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

func (l *flowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.last = size.Width
	l.walk(visible(objects), size.Width, func(o fyne.CanvasObject, at fyne.Position, s fyne.Size) {
		o.Move(at)
		o.Resize(s)
	})
}

// walk calls place for each object and returns the height of all lines.
func (l *flowLayout) walk(
	objects []fyne.CanvasObject, width float32,
	place func(fyne.CanvasObject, fyne.Position, fyne.Size),
) float32 {
	y := float32(0)
	for first := 0; first < len(objects); {
		line, used, height := first, float32(0), float32(0)
		for ; line < len(objects); line++ {
			m := objects[line].MinSize()
			if line > first && used+m.Width > width {
				break
			}
			if line > first && objects[line] == l.together && used+l.long(objects[line:]) > width {
				break
			}
			used += m.Width + l.gap
			height = max(height, m.Height)
		}
		x := float32(0)
		for _, o := range objects[first:line] {
			m := o.MinSize()
			if o == l.pushed {
				x += max(width-used+l.gap, 0)
			}
			place(o, fyne.NewPos(x, y+floor((height-m.Height)/2)), m)
			x += m.Width + l.gap
		}
		y += height + l.gap
		first = line
	}
	return max(y-l.gap, 0)
}
