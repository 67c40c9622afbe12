package kit

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"github.com/stretchr/testify/require"
)

// luminance is the relative luminance of WCAG 2.2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// TestTheme_Contrast holds text at 4.5:1 and outlines that matter at 3:1 (WCAG 2.2, 1.4.3 and
// 1.4.11), in light and dark.
func TestTheme_Contrast(t *testing.T) {
	test.NewTempApp(t)
	pairs := []struct {
		front, ground fyne.ThemeColorName
		least         float64
	}{
		{ColorText, ColorBackground, 4.5},
		{ColorText, ColorSurface, 4.5},
		{ColorText, ColorSide, 4.5},
		{ColorText, ColorSoft, 4.5},
		{ColorText2, ColorBackground, 4.5},
		{ColorText2, ColorSurface, 4.5},
		{ColorText2, ColorSide, 4.5},
		{ColorText2, ColorSoft, 4.5},
		{ColorAccent, ColorSurface, 4.5},
		{ColorAccent, ColorSoft, 4.5},
		{ColorOnAccent, ColorAccent, 4.5},
		{ColorOK, ColorOKSoft, 4.5},
		{ColorWarn, ColorWarnSoft, 4.5},
		{ColorDanger, ColorDangerSoft, 4.5},
		{ColorHeld, ColorHeldSoft, 4.5},
		{ColorDanger, ColorSurface, 4.5},
		{ColorOnInverse, ColorInverse, 4.5},
		{ColorFieldBorder, ColorField, 3},
		{ColorFieldBorder, ColorSurface, 3},
		{ColorFocus, ColorSurface, 3},
		{ColorFocus, ColorBackground, 3},
	}
	for mode, variant := range map[Mode]fyne.ThemeVariant{
		ModeLight: theme.VariantLight, ModeDark: theme.VariantDark,
	} {
		th := NewTheme(mode)
		for _, p := range pairs {
			got := contrast(th.Color(p.front, variant), th.Color(p.ground, variant))
			require.GreaterOrEqual(t, got, p.least, "%s on %s in mode %d", p.front, p.ground, mode)
		}
	}
}
