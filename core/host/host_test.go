package host_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/host"
)

func TestIPNumbersAreNoDomains(t *testing.T) {
	for text, want := range map[string]bool{
		"a.example": true, "localhost": true, "3com.example": true, "1.2.3.x0": true,
		"10.0.0.1": false, "10.0.0.300": false, "127.0.0.0x1": false, "127.0.0.0X": false,
		"0x7f000001": false, "2130706433": false, "１２７.0.0.1": false, "::1": false, "": false,
	} {
		require.Equal(t, want, host.IsDomain(text), text)
	}
}

func TestASCII(t *testing.T) {
	for name, want := range map[string]string{
		"mail.example": "mail.example", "MAIL.Example": "mail.example",
		"bücher.example": "xn--bcher-kva.example", "BÜCHER.example": "xn--bcher-kva.example",
		"bu\u0308cher.example": "xn--bcher-kva.example", "xn--bcher-kva.example": "xn--bcher-kva.example",
		"straße.example": "xn--strae-oqa.example", "STRAẞE.example": "xn--strae-oqa.example",
		"strasse.example": "strasse.example", "münchen。example": "xn--mnchen-3ya.example",
		"почта.рф": "xn--80a1acny.xn--p1ai", "localhost": "localhost", "10.0.0.1": "10.0.0.1",
	} {
		got, ok := host.ASCII(name)
		require.True(t, ok, name)
		require.Equal(t, want, got, name)
	}
	for _, name := range []string{
		"", ".", "a..b", ".a", "a.", "-a.example", "a-.example", "a b.example", "a/b", "a.example/",
		"a_b.example", "xn--\u00e4.example", strings.Repeat("a", 64) + ".example",
		strings.Repeat("a.", 127) + "example", "a@b",
	} {
		got, ok := host.ASCII(name)
		require.False(t, ok, "%q is %q", name, got)
	}
}

func TestIsDomain(t *testing.T) {
	for name, is := range map[string]bool{
		"mail.example": true, "bücher.example": true, "b": true, "1.example": true, "a.b2": true,
		"10.0.0.1": false, "1": false, "[::1]": false, "::1": false, "a.1": false, "": false,
	} {
		require.Equal(t, is, host.IsDomain(name), name)
	}
}

func TestUnicode(t *testing.T) {
	for name, want := range map[string]string{
		"xn--bcher-kva.example": "bücher.example", "XN--BCHER-KVA.Example": "bücher.Example",
		"a.xn--bcher-kva.example": "a.bücher.example", "xn--80a1acny.xn--p1ai": "почта.рф",
		"mail.example": "mail.example", "xn--.example": "xn--.example",
		"xn--99999999.example": "xn--99999999.example", "": "", "bücher.example": "bücher.example",
	} {
		require.Equal(t, want, host.Unicode(name), name)
	}
	for text, want := range map[string]string{
		"Ana <ana@xn--bcher-kva.example>, xn--bcher-kva": "Ana <ana@bücher.example>, bücher",
		"no-xn--name": "no-xn--name", "xn--": "xn--", "plain": "plain",
	} {
		require.Equal(t, want, host.UnicodeIn(text), text)
	}
}
