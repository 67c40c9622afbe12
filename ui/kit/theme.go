package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Mode says whether the program is light or dark.
type Mode int

// The modes.
const (
	ModeSystem Mode = iota // As the operating system says.
	ModeLight
	ModeDark
)

// The colours of the program by their role. Those that Fyne's own widgets use too are Fyne's names.
const (
	ColorBackground  = theme.ColorNameBackground
	ColorText        = theme.ColorNameForeground
	ColorText2       = theme.ColorNamePlaceHolder // Labels, hints, secondary columns.
	ColorAccent      = theme.ColorNamePrimary
	ColorOnAccent    = theme.ColorNameForegroundOnPrimary
	ColorSoft        = theme.ColorNameSelection // Selected row, chosen chip.
	ColorOK          = theme.ColorNameSuccess
	ColorWarn        = theme.ColorNameWarning
	ColorDanger      = theme.ColorNameError
	ColorField       = theme.ColorNameInputBackground
	ColorFieldBorder = theme.ColorNameInputBorder
	ColorLine        = theme.ColorNameSeparator // Between rows.
	ColorHover       = theme.ColorNameHover
	ColorSurface     = theme.ColorNameOverlayBackground

	// Fyne's own is drawn under text; ours is a ring.
	ColorFocus      fyne.ThemeColorName = "kitFocus"
	ColorSide       fyne.ThemeColorName = "kitSide"
	ColorBorder     fyne.ThemeColorName = "kitBorder"
	ColorOKSoft     fyne.ThemeColorName = "kitOKSoft"
	ColorWarnSoft   fyne.ThemeColorName = "kitWarnSoft"
	ColorDangerSoft fyne.ThemeColorName = "kitDangerSoft"
	ColorHeld       fyne.ThemeColorName = "kitHeld"
	ColorHeldSoft   fyne.ThemeColorName = "kitHeldSoft"
	ColorFree       fyne.ThemeColorName = "kitFree"
	ColorUnused     fyne.ThemeColorName = "kitUnused"
	ColorScrim      fyne.ThemeColorName = "kitScrim"
	ColorInverse    fyne.ThemeColorName = "kitInverse"   // Ground of a toast.
	ColorOnInverse  fyne.ThemeColorName = "kitOnInverse" // Text on it.
)

var transparent = color.Transparent

// shade is a colour in light and in dark.
type shade struct{ light, dark uint32 } // 0xRRGGBBAA.

func palette() map[fyne.ThemeColorName]shade {
	return map[fyne.ThemeColorName]shade{
		ColorBackground:  {0xF5F6F8FF, 0x15181CFF},
		ColorText:        {0x1A2330FF, 0xE8EBEFFF},
		ColorText2:       {0x56616FFF, 0xA5AFBBFF},
		ColorAccent:      {0x1D5FD1FF, 0x82B1FFFF},
		ColorOnAccent:    {0xFFFFFFFF, 0x0C1B33FF},
		ColorSoft:        {0xE3ECFBFF, 0x22324DFF},
		ColorOK:          {0x176B3FFF, 0x6BD39BFF},
		ColorWarn:        {0x855300FF, 0xE8B754FF},
		ColorDanger:      {0xB3261EFF, 0xFF938AFF},
		ColorField:       {0xFFFFFFFF, 0x15181CFF},
		ColorFieldBorder: {0x788492FF, 0x7D8895FF},
		ColorLine:        {0xE6E9EEFF, 0x2A2F36FF},
		ColorHover:       {0xF0F3F7FF, 0x252A31FF},
		ColorSurface:     {0xFFFFFFFF, 0x1D2126FF},
		ColorFocus:       {0x1D5FD1FF, 0x82B1FFFF},
		ColorSide:        {0xECEFF3FF, 0x191C21FF},
		ColorBorder:      {0xD3D9E0FF, 0x3A414BFF},
		ColorOKSoft:      {0xDFF3E7FF, 0x173527FF},
		ColorWarnSoft:    {0xFCEFD3FF, 0x3A2D12FF},
		ColorDangerSoft:  {0xFBE4E1FF, 0x451F1CFF},
		ColorHeld:        {0x6B4FB8FF, 0xB9A3F2FF},
		ColorHeldSoft:    {0xECE6F9FF, 0x2E2645FF},
		ColorFree:        {0xD9DEE6FF, 0x3A414BFF},
		ColorUnused:      {0x8FB3EEFF, 0x4C6EA8FF},
		ColorScrim:       {0x1218216B, 0x0000008C},
		ColorInverse:     {0x1A2330FF, 0xE8EBEFFF},
		ColorOnInverse:   {0xFFFFFFFF, 0x15181CFF},

		// Fyne's other names, so that its own menus and file dialogs fit in.
		theme.ColorNameMenuBackground:   {0xFFFFFFFF, 0x1D2126FF},
		theme.ColorNameHeaderBackground: {0xFFFFFFFF, 0x1D2126FF},
		// Headings and keys in menus, too.
		theme.ColorNameDisabled:  {0x6B7683FF, 0x8A94A0FF},
		theme.ColorNameButton:    {0xFFFFFFFF, 0x1D2126FF},
		theme.ColorNameFocus:     {0xE3ECFBFF, 0x22324DFF},
		theme.ColorNameHyperlink: {0x1D5FD1FF, 0x82B1FFFF},
		theme.ColorNameShadow:    {0x12182138, 0x00000099},
		theme.ColorNameScrollBar: {0x78849290, 0x7D889590},
	}
}

func sizes() map[fyne.ThemeSizeName]float32 {
	return map[fyne.ThemeSizeName]float32{
		theme.SizeNameText:            13,
		theme.SizeNameCaptionText:     12,
		theme.SizeNameSubHeadingText:  14,
		theme.SizeNameHeadingText:     18,
		theme.SizeNameInnerPadding:    7,
		theme.SizeNameInputRadius:     radiusField,
		theme.SizeNameSelectionRadius: radiusField,
		theme.SizeNameInputBorder:     1,
		// fyne 2.8.1: the blurred backdrop of a modal doubles the key echo without a GPU.
		theme.SizeNameModalBlurRadius: 0,
	}
}

// Radii and heights in units.
const (
	radiusField  = 6
	radiusCard   = 8
	radiusDialog = 10
	radiusBadge  = 4

	heightField = 32
	heightSmall = 26
)

// desktopTheme is Fyne's default theme with the program's colours and sizes.
type desktopTheme struct {
	fyne.Theme
	mode    Mode
	colours map[fyne.ThemeColorName]shade
	sizes   map[fyne.ThemeSizeName]float32
}

// NewTheme returns the theme of the program in a mode.
func NewTheme(mode Mode) fyne.Theme {
	return &desktopTheme{
		Theme: theme.DefaultTheme(), mode: mode, colours: palette(), sizes: sizes(),
	}
}

// Color returns a colour of the theme; the mode overrides the variant.
func (t *desktopTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.mode {
	case ModeLight:
		variant = theme.VariantLight
	case ModeDark:
		variant = theme.VariantDark
	}
	s, known := t.colours[name]
	if !known {
		return t.Theme.Color(name, variant)
	}
	c := s.light
	if variant == theme.VariantDark {
		c = s.dark
	}
	return color.NRGBA{R: uint8(c >> 24), G: uint8(c >> 16), B: uint8(c >> 8), A: uint8(c)}
}

// Size returns a size of the theme in units.
func (t *desktopTheme) Size(name fyne.ThemeSizeName) float32 {
	if s, known := t.sizes[name]; known {
		return s
	}
	return t.Theme.Size(name)
}
