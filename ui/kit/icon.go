package kit

import (
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"resellerdesk/assets"
)

// IconName names one of the program's outline icons, which are files of assets/icons.
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
)

// iconFiles are the icons that were read, by name and colour.
type iconFiles struct {
	mu    sync.Mutex
	known map[iconKey]fyne.Resource
}

type iconKey struct {
	name   IconName
	colour fyne.ThemeColorName
}

var icons = iconFiles{known: map[iconKey]fyne.Resource{}}

// Icon returns an icon that is drawn in a colour of the theme.
func Icon(name IconName, colour fyne.ThemeColorName) fyne.Resource {
	icons.mu.Lock()
	defer icons.mu.Unlock()
	key := iconKey{name, colour}
	if r, ok := icons.known[key]; ok {
		return r
	}
	content, err := assets.Icons.ReadFile("icons/" + string(name) + ".svg")
	if err != nil {
		fyne.LogError("icon "+string(name), err)
		return nil
	}
	r := theme.NewColoredResource(fyne.NewStaticResource(string(name)+".svg", content), colour)
	icons.known[key] = r
	return r
}

// newIconImage returns an image of an icon, hidden when there is none.
func newIconImage(name IconName, colour fyne.ThemeColorName) *canvas.Image {
	image := canvas.NewImageFromResource(nil)
	image.FillMode = canvas.ImageFillContain
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
	if r := Icon(name, colour); image.Resource != r {
		image.Resource = r
		image.Refresh()
	}
}
