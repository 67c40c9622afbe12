// Package assets holds the files that the program carries: icons, translations, mail templates and
// example data.
package assets

import "embed"

// Icons holds the outline icons, drawn to the pixel grid of each size: icons/16/bell.svg is 16
// pixels wide.
//
//go:embed icons/*/*.svg
var Icons embed.FS

// Icon is the program's own icon, a PNG picture of 512 by 512.
//
//go:embed icon.png
var Icon []byte

// Translations holds one JSON file a language.
//
//go:embed translations/*.json
var Translations embed.FS

// Example holds the words that example data is made of.
//
//go:embed example/*.txt
var Example embed.FS

// Mail holds the texts of the mails, one for each kind and language.
//
//go:embed mail/*.txt
var Mail embed.FS

// Help holds the pages of the help, a folder a language.
//
//go:embed help/*/*.md
var Help embed.FS
