package kit

import (
	"bytes"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

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
func (i Icon) Content() []byte {
	content, err := assets.Icons.ReadFile(fmt.Sprintf("icons/%d/%s.svg", i.drawn, i.name))
	if err != nil {
		fyne.LogError("icon "+string(i.name), err)
		return nil
	}
	return bytes.ReplaceAll(content, []byte(drawnColour), []byte(i.hex()))
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

// newIconImage returns an image of an icon that is shown in a size, hidden when there is none.
func newIconImage(name IconName, colour fyne.ThemeColorName, size int) *canvas.Image {
	image := canvas.NewImageFromResource(nil)
	image.FillMode = canvas.ImageFillContain
	image.SetMinSize(fyne.NewSquareSize(float32(size)))
	setIconImage(image, name, colour)
	return image
}

// setIconImage changes what an image shows; it does nothing when it shows it already.
func setIconImage(image *canvas.Image, name IconName, colour fyne.ThemeColorName) {
	if name == IconNone {
		image.Hide()
		return
	}
	image.Show()
	icon := Icon{name, colour, drawnFor(int(image.MinSize().Width))}
	if drawn, ok := image.Resource.(drawnIcon); !ok || drawn.Icon != icon ||
		drawn.hex != icon.hex() {
		image.Resource = drawnIcon{icon, icon.hex()}
		image.Refresh()
	}
}

// IconResource is an icon as Fyne's own widgets take it.
func IconResource(name IconName, colour fyne.ThemeColorName) fyne.Resource {
	icon := Icon{name, colour, iconLarge}
	return drawnIcon{icon, icon.hex()}
}
