package letter

import (
	"bytes"
	"image"
	_ "image/jpeg" // A logo may be one.
	_ "image/png"  // A logo may be one.
	"math"
	"regexp"
	"strconv"
	"strings"

	"resellerdesk/core"
)

// Brand is how the mails of a sender look.
type Brand struct {
	Logo  []byte // A PNG or JPEG picture, which the mails carry along; nil for none.
	Color string // Of headings and links, as #rrggbb; "" for that of the mail program.
}

// The fields of a brand.
const (
	FieldLogo  = "logo"
	FieldColor = "color"
)

// What a logo may have at most: each mail carries it.
const (
	MaxLogoBytes  = 100_000
	MaxLogoWidth  = 1200 // Pixels.
	MaxLogoHeight = 600
)

// How large a mail shows a logo at most, in pixels.
const (
	shownWidth  = 240
	shownHeight = 60
)

// leastContrast is that of text on its ground (WCAG 2.2, 1.4.3).
const leastContrast = 4.5

var hexColor = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// Trim is the brand as it is stored.
func (b Brand) Trim() Brand {
	b.Color = strings.ToLower(strings.TrimSpace(b.Color))
	if len(b.Logo) == 0 {
		b.Logo = nil
	}
	return b
}

// Validate says what is wrong with a brand.
func (b Brand) Validate() core.Problems {
	var problems core.Problems
	if len(b.Logo) > 0 {
		if _, err := readLogo(b.Logo); err != nil {
			problems.AddError(FieldLogo, err)
		}
	}
	switch {
	case b.Color == "":
	case !hexColor.MatchString(b.Color):
		problems.Add(FieldColor, "mail_brand.color", nil)
	default:
		if b.contrast() < leastContrast {
			problems.Add(FieldColor, "mail_brand.contrast", nil)
		}
	}
	return problems
}

// contrast is that of the colour on white (WCAG 2.2), from 1 to 21.
func (b Brand) contrast() float64 {
	light := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(b.Color[1+2*i:3+2*i], 16, 8) // hexColor has matched.
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		light += weight * c
	}
	return 1.05 / (light + 0.05)
}

// LogoSize is how large a mail shows the logo, in pixels, 0 and 0 for none. It reads the whole
// picture. The errors are those of Validate for the field.
func (b Brand) LogoSize() (width, height int, err error) {
	if len(b.Logo) == 0 {
		return 0, 0, nil
	}
	l, err := readLogo(b.Logo)
	if err != nil {
		return 0, 0, err
	}
	width, height = l.shown()
	return width, height, nil
}

// logo is what is known of a picture.
type logo struct {
	format        string // "png" or "jpeg".
	width, height int
}

// readLogo reads a picture, or says why it is no logo.
func readLogo(data []byte) (logo, error) {
	refused := func(key string, args core.Args) (logo, error) {
		return logo{}, &core.Error{Code: core.Invalid, Field: FieldLogo, Key: key, Args: args}
	}
	if len(data) > MaxLogoBytes {
		return refused("mail_brand.logo_bytes", core.Args{
			"Size": (len(data) + 999) / 1000, "Max": MaxLogoBytes / 1000,
		})
	}
	head, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || format != "png" && format != "jpeg" { // Others are known once they are linked.
		return refused("mail_brand.logo_format", nil)
	}
	if head.Width > MaxLogoWidth || head.Height > MaxLogoHeight || head.Width < 1 ||
		head.Height < 1 {
		return refused("mail_brand.logo_pixels", core.Args{
			"Width": head.Width, "Height": head.Height, "MaxWidth": MaxLogoWidth,
			"MaxHeight": MaxLogoHeight,
		})
	}
	if _, _, err := image.Decode(bytes.NewReader(data)); err != nil {
		return refused("mail_brand.logo_format", nil)
	}
	return logo{format, head.Width, head.Height}, nil
}

// shown is how large a mail shows the logo: as it is, or smaller.
func (l logo) shown() (width, height int) {
	scale := min(
		1, float64(shownWidth)/float64(l.width), float64(shownHeight)/float64(l.height),
	)
	return max(1, int(math.Round(float64(l.width)*scale))),
		max(1, int(math.Round(float64(l.height)*scale)))
}
