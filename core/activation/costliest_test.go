//go:build !race

package activation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/bounds"
)

// upTo is a text over and over, as often as it has room.
func upTo(size int, unit string) string { return strings.Repeat(unit, size/len(unit)) }

// TestCostliestTexts opens texts as long as they may be, in which nothing is found, or only after a
// search.
func TestCostliestTexts(t *testing.T) {
	const begin, end = "-----BEGIN RESELLER DESK SEALED-----\n", "-----END RESELLER DESK SEALED-----\n"
	age := func(header string) string {
		return string(armor(ours+sealed, []byte("age-encryption.org/v1\n"+header)))
	}
	between := func(unit string) string {
		return begin + upTo(MaxText-len(begin)-len(end), unit) + end
	}
	half := MaxText / 2
	for name, c := range map[string]struct{ text, want string }{
		"one letter": {upTo(MaxText, "a"), "activation.none"},
		"hyphens":    {upTo(MaxText, "-"), "activation.none"},
		"half a line": {
			upTo(MaxText, "-----BEGIN RESELLER DESK AAAAAAAAAAAAAAAAAAAAA"), "activation.none",
		},
		"only beginnings": {
			upTo(MaxText, "-----BEGIN RESELLER DESK A-----"), "activation.damaged",
		},
		"never the same": {
			upTo(MaxText, "-----BEGIN RESELLER DESK A----------END RESELLER DESK B-----"),
			"activation.damaged",
		},
		"references": {between("&nbsp;"), "activation.damaged"},
		"one long reference": {
			begin + "&" + upTo(MaxText-len(begin)-len(end)-1, "a") + end, "activation.damaged",
		},
		"quotation":        {between(" \n>"), "activation.damaged"},
		"no age file":      {between("AAAA"), "activation.damaged"},
		"many recipients":  {age(upTo(half, "-> a\n\n")), "activation.damaged"},
		"a long recipient": {age("-> " + upTo(half, "a ")), "activation.damaged"},
		"a long body": {
			age("-> X25519 a\n" + upTo(half, strings.Repeat("A", 64)+"\n")), "activation.damaged",
		},
		"nothing sealed": {sealFor(t, resellerIdentity, upTo(half, "a")), "activation.none"},
		"sealed beginnings": {
			sealFor(t, resellerIdentity, upTo(half, "-----BEGIN RESELLER DESK A-----")),
			"activation.damaged",
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.LessOrEqual(t, len(c.text), MaxText)
			_, err := within(
				t,
				func() (File, error) { return Open([]byte(c.text), identity(t, resellerIdentity)) },
			)
			require.Equal(t, c.want, refusal(t, err))
		})
	}
}

// TestCostliestReports opens well signed reports as long as they may be, open and sealed.
func TestCostliestReports(t *testing.T) {
	size := MaxReport*64/65/4*3 - headSize - 3*len(changed(t, KindReport, "kind", KindReport))
	list := func(unit string) string {
		return "[" + strings.TrimSuffix(upTo(size, unit), ",") + "]"
	}
	var amounts strings.Builder
	for i := 0; amounts.Len() < size; i++ {
		fmt.Fprintf(&amounts, `"a%d":1,`, i)
	}
	for name, payload := range map[string]string{
		"PBXs":          saying(t, "pbxs", list("{},")),
		"PBXs in lists": saying(t, "pbxs", list("[],")),
		"no PBXs":       saying(t, "pbxs", list("1,")),
		"null":          saying(t, "pbxs", list("null,")),
		"amounts":       saying(t, "pbxs", list(`{"resources":{"a":1}},`)),
		"many amounts":  saying(t, "consumed", "{"+strings.TrimSuffix(amounts.String(), ",")+"}"),
		"digits":        saying(t, "customers", upTo(size, "9")),
		"decimals":      saying(t, "customers", "0."+upTo(size, "9")),
		"exponent":      saying(t, "customers", "1e"+upTo(size, "9")),
		"a long text":   saying(t, "reset_key", `"`+upTo(size, "a")+`"`),
		"escaped":       saying(t, "reset_key", `"`+upTo(size, `\u0061`)+`"`),
		"a long time":   saying(t, "issued_at", `"`+upTo(size, "0")+`"`),
		"a long name":   `{"` + upTo(size, "a") + `":1}`,
		"deep lists":    upTo(size, "["),
		"deep objects":  upTo(size, `{"a":`),
		"spaces":        upTo(size, " ") + "{}",
		"objects":       upTo(size, "{}"),
		"no text":       upTo(size, "\xff"),
	} {
		t.Run(name, func(t *testing.T) {
			text := signed(KindReport.label(), payload)
			for _, form := range []string{text, sealFor(t, resellerIdentity, text)} {
				_, err := within(
					t,
					func() (
						File, error,
					) {
						return Open([]byte(form), identity(t, resellerIdentity))
					},
				)
				require.Contains(
					t, []string{"activation.content", "activation.kind"}, refusal(t, err),
				)
			}
		})
	}
}

// saying is the payload of a report with the JSON of one member as it is given.
func saying(t *testing.T, member, raw string) string {
	return strings.Replace(changed(t, KindReport, member, "<raw>"), `"\u003craw\u003e"`, raw, 1)
}

func TestTheLargestReportIsReadWithinBounds(t *testing.T) {
	r := report()
	r.PBXs = make([]PBX, MaxPBXs)
	for i := range r.PBXs {
		r.PBXs[i] = PBX{
			ID: fmt.Sprint("pbx-", i), Name: strings.Repeat("x", 40),
			Resources: map[string]int64{
				"extensions": 1, "concurrent_calls": 1, "recording_minutes": 1,
			},
		}
	}
	text, _, err := r.Sign(key(1))
	require.NoError(t, err)
	_, err = within(t, func() (File, error) {
		return Open(
			[]byte(sealFor(t, resellerIdentity, string(text))), identity(t, resellerIdentity),
		)
	})
	require.NoError(t, err)
}

// TestACostlyKitIsRefusedUnread asks for the work of days, and for the most that is done.
func TestACostlyKitIsRefusedUnread(t *testing.T) {
	good := bare(t, sealedKit(t, "{}"))
	for factor, want := range map[int]string{
		30: "kit.damaged", 18: "kit.damaged", workFactor: "kit.code",
	} {
		text := armor(
			ageTitle,
			[]byte(strings.Replace(string(good), " 1\n", fmt.Sprintf(" %d\n", factor), 1)),
		)
		_, err := within(t, func() (Kit, error) { return OpenKit(text, code) })
		require.Equal(t, want, refusal(t, err), "work factor %d", factor)
	}
	huge := []byte(upTo(bounds.Memory, "a"))
	_, err := within(t, func() (Kit, error) { return OpenKit(huge, code) })
	require.Equal(t, "kit.too_big", refusal(t, err))
	_, err = within(t, func() (File, error) { return Open(huge, nil) })
	require.Equal(t, "activation.too_big", refusal(t, err))
}
