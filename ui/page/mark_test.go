package page

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestFound(t *testing.T) {
	for _, c := range []struct{ text, searched, marked string }{
		{"Alster Telefonie GmbH", "tel", "Tel"},
		{"Lumière Télécom SARL", "telecom", "Télécom"},
		{"Lumière Télécom SARL", "LUMIERE T", "Lumière T"},
		{"Jörg Größe", "große", "Größe"},
		{"Jörg Größe", "grosse", "Größe"},
		{"a@b.example", "@b", "@b"},
		{"Nova", "x", ""},
		{"Nova", " ", ""},
		{"", "nova", ""},
		{"Ko Ko Kommunikation", "komm", "Komm"},
	} {
		from, to := found(c.text, c.searched)
		assert.Equal(t, c.marked, c.text[from:to], "%s in %s", c.searched, c.text)
	}
}
