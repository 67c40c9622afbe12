package kit

import (
	"bytes"
	"fmt"
	"image"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"

	"resellerdesk/assets"
)

// IconName names one of the program's outline icons, which are files of assets/icons, one for each
// size in which it is drawn.
type IconName string

// The icons.
const (
	IconNone         IconName = ""
	IconDashboard    IconName = "dashboard"
	IconCard         IconName = "card"
	IconPhone        IconName = "phone"
	IconPeople       IconName = "people"
	IconBell         IconName = "bell"
	IconList         IconName = "list"
	IconMail         IconName = "mail"
	IconSend         IconName = "send"
	IconEdit         IconName = "edit"
	IconMore         IconName = "more"
	IconPlus         IconName = "plus"
	IconSearch       IconName = "search"
	IconCheck        IconName = "check"
	IconClock        IconName = "clock"
	IconAlert        IconName = "alert"
	IconPause        IconName = "pause"
	IconPlay         IconName = "play"
	IconLock         IconName = "lock"
	IconKey          IconName = "key"
	IconInfo         IconName = "info"
	IconUndo         IconName = "undo"
	IconClose        IconName = "close"
	IconChevronDown  IconName = "chevron-down"
	IconChevronRight IconName = "chevron-right"
	IconArrowUp      IconName = "arrow-up"
	IconArrowDown    IconName = "arrow-down"
	IconSun          IconName = "sun"
	IconMoon         IconName = "moon"
	IconFile         IconName = "file"
	IconBuilding     IconName = "building"
	IconLogout       IconName = "logout"
	IconSettings     IconName = "settings"
	IconHelp         IconName = "help"
	IconRefresh      IconName = "refresh"
	IconTrash        IconName = "trash"
	IconSliders      IconName = "sliders"
	IconCopy         IconName = "copy"
	IconEye          IconName = "eye"
	IconFilter       IconName = "filter"
	IconCalendar     IconName = "calendar"
	IconChevronLeft  IconName = "chevron-left"
	IconArchive      IconName = "archive"
	IconFolder       IconName = "folder"
	IconTicked       IconName = "ticked"
	IconUnticked     IconName = "unticked"
	IconHandover     IconName = "handover"
)

// Icon is an icon in a colour of the theme. Fyne's own coloured resources change fills only, and
// ours are outlines.
type Icon struct {
	name   IconName
	colour fyne.ThemeColorName
	drawn  int // Pixels to whose grid it is drawn.
}

// Sizes of icons in units.
const (
	iconSmall = 12 // In badges, boxes and headers.
	iconUsual = 16
	iconLarge = 20
	iconHuge  = 32
)

// drawnFor is the size to whose grid an icon is drawn that is shown in a size: one that goes into
// it without a rest, so that its lines are whole pixels.
func drawnFor(size int) int {
	for _, drawn := range []int{iconLarge, iconUsual, iconSmall} {
		if size%drawn == 0 {
			return drawn
		}
	}
	return iconUsual
}

// drawnColour is the colour in which the files are drawn.
const drawnColour = "#1A2330"

// Name names the picture; it differs for each size and colour, so that a cache keeps them apart.
func (i Icon) Name() string { return fmt.Sprintf("%s-%d%s.svg", i.name, i.drawn, i.hex()) }

// Content returns the picture in the colour that the theme has now.
func (i Icon) Content() []byte { return i.in(i.hex()) }

func (i Icon) in(hex string) []byte {
	content, err := assets.Icons.ReadFile(fmt.Sprintf("icons/%d/%s.svg", i.drawn, i.name))
	if err != nil {
		fyne.LogError("icon "+string(i.name), err)
		return nil
	}
	return bytes.ReplaceAll(content, []byte(drawnColour), []byte(hex))
}

func (i Icon) hex() string {
	red, green, blue, _ := theme.Color(i.colour).RGBA()
	return fmt.Sprintf("#%02X%02X%02X", red>>8, green>>8, blue>>8)
}

// drawnIcon is an icon as an image shows it; hex tells whether the theme changed since.
type drawnIcon struct {
	Icon
	hex string
}

// iconImage shows an icon. What is drawn, and belongs among the objects of a widget, is its object.
type iconImage struct {
	object *canvas.Raster
	size   int
	icon   Icon
	hex    string // The colour that it had when it was set.
}

// newIconImage returns an image of an icon that is shown in a size, hidden when there is none.
func newIconImage(name IconName, colour fyne.ThemeColorName, size int) *iconImage {
	i := &iconImage{size: size}
	i.object = canvas.NewRaster(func(width, height int) image.Image {
		scale := float64(width) / float64(i.object.Size().Width)
		// The colour that the theme has now: it may be another one since the icon was set.
		as := drawnAs{i.icon, i.icon.hex(), width, height, float64(size), scale}
		return iconPictures.of(as)
	})
	i.object.SetMinSize(fyne.NewSquareSize(float32(size)))
	i.set(name, colour)
	return i
}

// set changes what is shown; it does nothing when that is shown already.
func (i *iconImage) set(name IconName, colour fyne.ThemeColorName) {
	if name == IconNone {
		i.object.Hide()
		return
	}
	i.object.Show()
	icon := Icon{name, colour, drawnFor(i.size)}
	if hex := icon.hex(); i.icon != icon || i.hex != hex {
		i.icon, i.hex = icon, hex
		i.object.Refresh()
	}
}

// pictureMargin is an empty edge of small pictures. A software renderer has a program of its own
// for pictures whose sides are powers of two, as 8 and 16: making it is a part of the first frame.
const pictureMargin = 1

// place puts the icon where it is shown, in its own size.
func (i *iconImage) place(at fyne.Position) {
	i.object.Move(at.SubtractXY(pictureMargin, pictureMargin))
	i.object.Resize(fyne.NewSquareSize(float32(i.size + 2*pictureMargin)))
}

// drawnIcons are the icons that were drawn, each once in a size and colour.
type drawnIcons struct {
	mu       sync.Mutex
	pictures map[drawnAs]image.Image
}

type drawnAs struct {
	icon          Icon
	hex           string
	width, height int     // Pixels of the picture.
	size          float64 // Units of the icon in its middle.
	scale         float64 // Pixels of a unit.
}

var iconPictures = drawnIcons{pictures: map[drawnAs]image.Image{}}

// of returns an icon as it is drawn.
func (d *drawnIcons) of(as drawnAs) image.Image {
	d.mu.Lock()
	defer d.mu.Unlock()
	picture, drawn := d.pictures[as]
	if !drawn {
		picture = as.draw()
		d.pictures[as] = picture
	}
	return picture
}

func (a drawnAs) draw() image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, a.width, a.height))
	icon, err := oksvg.ReadIconStream(bytes.NewReader(a.icon.in(a.hex)))
	if err != nil {
		fyne.LogError("icon "+string(a.icon.name), err)
		return picture
	}
	for i := range icon.SVGPaths {
		icon.SVGPaths[i].LineWidth *= a.scale
	}
	size := a.size * a.scale
	left, top := (float64(a.width)-size)/2, (float64(a.height)-size)/2
	icon.SetTarget(left, top, size, size)
	icon.Draw(rasterx.NewDasher(
		a.width, a.height, rasterx.NewScannerGV(a.width, a.height, picture, picture.Bounds()),
	), 1)
	return picture
}

// IconResource is an icon as Fyne's own widgets take it.
func IconResource(name IconName, colour fyne.ThemeColorName) fyne.Resource {
	icon := Icon{name, colour, iconLarge}
	return drawnIcon{icon, icon.hex()}
}
