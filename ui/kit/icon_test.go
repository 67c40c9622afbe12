package kit

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
)

// drawing is an icon as it is drawn in a size: how much of each pixel is covered, from 0 to 1.
func drawing(name string, size int) func(x, y int) float64 {
	icon := Icon{IconName(name), ColorText, drawnFor(size)}
	picture := drawnAs{icon, drawnColour, size, size, float64(size), 1}.draw()
	return func(x, y int) float64 {
		_, _, _, alpha := picture.At(x, y).RGBA()
		return float64(alpha) / 0xFFFF
	}
}

// axisStroke is a stroke parallel to an axis, in pixels of the drawing.
type axisStroke struct{ x1, y1, x2, y2, width float64 }

// edges are where the stroke ends when the drawing is enlarged. The toolkit does not enlarge the
// width of strokes.
func (s axisStroke) edges(scale float64) (left, right, top, bottom float64) {
	half := s.width / 2
	return s.x1*scale - half, s.x2*scale + half, s.y1*scale - half, s.y2*scale + half
}

var pathPoint = regexp.MustCompile(`([MLCAz])([-\d. ]*)`)

// straight are the strokes of a drawing that are parallel to an axis, and at least three pixels
// long.
func straight(t *testing.T, content []byte) []axisStroke {
	var found []axisStroke
	for decoder := xml.NewDecoder(bytes.NewReader(content)); ; {
		token, err := decoder.Token()
		if err == io.EOF {
			return found
		}
		require.NoError(t, err)
		e, is := token.(xml.StartElement)
		if !is {
			continue
		}
		text, number := map[string]string{}, map[string]float64{}
		for _, a := range e.Attr {
			text[a.Name.Local] = a.Value
			number[a.Name.Local], _ = strconv.ParseFloat(a.Value, 64)
		}
		var x, y, beginX, beginY float64
		line := func(toX, toY float64) {
			if (x == toX) != (y == toY) && max(x-toX, toX-x, y-toY, toY-y) >= 3 {
				found = append(
					found,
					axisStroke{
						min(x, toX), min(y, toY), max(x, toX), max(y, toY), number["stroke-width"],
					},
				)
			}
			x, y = toX, toY
		}
		switch e.Name.Local {
		case "rect":
			x, y = number["x"], number["y"]
			right, bottom := x+number["width"], y+number["height"]
			line(right, y)
			line(right, bottom)
			line(number["x"], bottom)
			line(number["x"], number["y"])
		case "path":
			for _, part := range pathPoint.FindAllStringSubmatch(text["d"], -1) {
				var toX, toY float64
				switch part[1] {
				case "M":
					_, err := fmt.Sscan(part[2], &x, &y)
					require.NoError(t, err)
					beginX, beginY = x, y
				case "L":
					_, err := fmt.Sscan(part[2], &toX, &toY)
					require.NoError(t, err)
					line(toX, toY)
				case "z":
					line(beginX, beginY)
				default:
					values := bytes.Fields([]byte(part[2]))
					x, _ = strconv.ParseFloat(string(values[len(values)-2]), 64)
					y, _ = strconv.ParseFloat(string(values[len(values)-1]), 64)
				}
			}
		}
	}
}

// TestStraightStrokesOfIconsAreWholePixels draws each icon in each size in which the program shows
// it. The pixels below a stroke that is parallel to an axis are covered wholly, in its middle,
// where it has neither caps nor corners: 2 % are left for the rounding of the rasteriser. Beside
// the stroke other lines may run, so that nothing is demanded there: a stroke of whole width whose
// pixels are covered wholly has no half ones.
func TestStraightStrokesOfIconsAreWholePixels(t *testing.T) {
	test.NewTempApp(t)
	files, err := fs.Glob(assets.Icons, "icons/*/*.svg")
	require.NoError(t, err)
	sizes, strokes := map[string]map[int]bool{}, 0
	for _, size := range []int{iconSmall, iconUsual, iconLarge, iconHuge} {
		for _, file := range files {
			if path.Base(path.Dir(file)) != strconv.Itoa(drawnFor(size)) {
				continue
			}
			if sizes[path.Base(file)] == nil {
				sizes[path.Base(file)] = map[int]bool{}
			}
			sizes[path.Base(file)][size] = true
			content, err := assets.Icons.ReadFile(file)
			require.NoError(t, err)
			covered, scale := drawing(strings.TrimSuffix(path.Base(file), ".svg"), size), float64(size)/float64(drawnFor(size))
			for _, s := range straight(t, content) {
				strokes++
				require.Equal(
					t, float64(int(s.width)), s.width, "%s: a straight stroke is whole pixels wide",
					file,
				)
				left, right, top, bottom := s.edges(scale)
				away := 1 + s.width // Of the ends, which are round.
				if s.x1 == s.x2 {
					top, bottom = top+away, bottom-away
				} else {
					left, right = left+away, right-away
				}
				for y := int(top); float64(y) < bottom; y++ {
					for x := int(left); float64(x) < right; x++ {
						assert.Greater(
							t, covered(x, y), 0.98, "%s in %d: pixel %d, %d of %v", file, size, x,
							y, s,
						)
					}
				}
			}
		}
	}
	require.Greater(t, strokes, 150)
	for name, in := range sizes {
		require.Len(t, in, 4, "%s is there in every size", name)
	}
}

// TestIconsStandOnWholePixels looks at each icon of each widget: it is shown in the size that it is
// drawn for, on whole units.
func TestIconsStandOnWholePixels(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	icons := 0
	for name, show := range shownWidgets() {
		w := test.NewTempWindow(t, container.NewStack())
		w.SetPadded(false)
		w.Resize(fyne.NewSize(480, 360))
		stage := &stage{canvas: w.Canvas(), modals: NewModals(w.Canvas(), noLater)}
		if o := show(stage); o != nil {
			w.SetContent(NewStack(0, o))
		}
		if stage.then != nil {
			stage.then()
		}
		for _, root := range append(
			[]fyne.CanvasObject{w.Content()}, w.Canvas().Overlays().List()...,
		) {
			eachIcon(root, fyne.Position{}, func(icon *canvas.Raster, at fyne.Position) {
				icons++
				size := int(icon.MinSize().Width)
				margin := (icon.Size().Width - icon.MinSize().Width) / 2
				assert.Contains(t, []float32{0, pictureMargin}, margin, "%s: an icon at %v", name, at)
				assert.Zero(t, size%drawnFor(size), "%s: an icon at %v", name, at)
				assert.Equal(t, fyne.NewPos(floor(at.X), floor(at.Y)), at, "%s: an icon", name)
			})
		}
	}
	require.Greater(t, icons, 20)
}

// eachIcon calls see for each icon that is shown below an object, with its place.
func eachIcon(o fyne.CanvasObject, at fyne.Position, see func(*canvas.Raster, fyne.Position)) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	children := []fyne.CanvasObject{}
	switch o := o.(type) {
	case *canvas.Raster:
		if o.MinSize().Width > 1 { // A course has none of its own.
			see(o, at)
		}
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, child := range children {
		eachIcon(child, at, see)
	}
}

// TestIconsFollowTheTheme makes each widget in the light and changes the theme below it, as a
// person or the system does: its icons look as those of one that is made in the dark.
func TestIconsFollowTheTheme(t *testing.T) {
	app := test.NewTempApp(t)
	shown := func(from Mode, show func(*stage) fyne.CanvasObject) fyne.CanvasObject {
		app.Settings().SetTheme(NewTheme(from))
		w := test.NewTempWindow(t, container.NewStack())
		o := show(&stage{canvas: w.Canvas(), modals: NewModals(w.Canvas(), noLater)})
		if o == nil {
			return nil
		}
		w.SetContent(NewStack(0, o))
		w.Resize(fyne.NewSize(480, 360))
		app.Settings().SetTheme(NewTheme(ModeDark))
		return w.Content()
	}
	icons := 0
	for name, show := range shownWidgets() {
		changed, fresh := shown(ModeLight, show), shown(ModeDark, show)
		if changed == nil {
			continue
		}
		var want []image.Image
		draw := func(icon *canvas.Raster) image.Image {
			size := int(icon.Size().Width)
			return icon.Generator(size, size)
		}
		eachIcon(fresh, fyne.Position{}, func(icon *canvas.Raster, _ fyne.Position) {
			want = append(want, draw(icon))
		})
		eachIcon(changed, fyne.Position{}, func(icon *canvas.Raster, _ fyne.Position) {
			icons++
			require.NotEmpty(t, want, name)
			assert.Equal(t, want[0], draw(icon), name)
			want = want[1:]
		})
		assert.Empty(t, want, name)
	}
	require.Greater(t, icons, 20)
}
