package activation

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
)

// said is the one thing that a file says.
func said(t *testing.T, f File) signable {
	var all []signable
	if f.Invitation != nil {
		all = append(all, *f.Invitation)
	}
	if f.Receipt != nil {
		all = append(all, *f.Receipt)
	}
	if f.State != nil {
		all = append(all, *f.State)
	}
	if f.Report != nil {
		all = append(all, *f.Report)
	}
	require.Len(t, all, 1)
	return all[0]
}

func TestEveryKindComesBackAsItWas(t *testing.T) {
	mine := identity(t, resellerIdentity)
	for kind, k := range kinds(t) {
		text, hash, err := k.says.Sign(k.by)
		require.NoError(t, err, kind)
		for _, form := range []string{string(text), sealFor(t, resellerIdentity, string(text))} {
			got, err := Open([]byte(form), mine)
			require.NoError(t, err, kind)
			require.Equal(t, k.says, said(t, got))
			require.Equal(t, kind, got.Kind)
			require.Equal(t, k.by.Public(), got.Signer)
			require.Equal(t, hash, got.Hash)
			again, err := Open([]byte(form), mine)
			require.NoError(t, err)
			require.Equal(t, got, again, "looking consumes nothing")
		}
	}
}

func TestHoweverAMailWrapsIt(t *testing.T) {
	for name, f := range map[string]string{
		"plain": file(t, KindReceipt), "sealed": sealFor(t, resellerIdentity, file(t, KindReceipt)),
	} {
		lines := strings.Split(strings.TrimSpace(f), "\n")
		first, body, last := lines[0], inner(f), lines[len(lines)-1]
		cases := map[string]string{
			"as it is":      f,
			"inside a text": "Hello,\r\n\r\n" + f + "\r\nKind regards",
			"DOS lines":     strings.ReplaceAll(f, "\n", "\r\n"),
			"quoted":        "> " + strings.Join(lines, "\n> "),
			"quoted twice":  ">> " + strings.Join(lines, "\n>> "),
			"indented":      "    " + strings.Join(lines, "\n    "),
			"HTML, quoted": "&gt;&nbsp;" + strings.ReplaceAll(
				strings.Join(lines, "\n&gt; "), "+", "&#43;",
			),
			"one long line":      first + "\n" + body + "\n" + last,
			"no line at all":     first + " " + body + " " + last,
			"other wrapping":     first + "\n" + body[:10] + "\n" + body[10:37] + " \n" + body[37:] + "\n" + last,
			"told of before":     "Paste all from " + first + " on:\n" + f,
			"another one behind": f + file(t, Activate),
		}
		for how, text := range cases {
			got, err := Open([]byte(text), identity(t, resellerIdentity))
			require.NoError(t, err, "%s, %s", name, how)
			require.Equal(t, KindReceipt, got.Kind, how)
		}
	}
}

func TestEveryChangedByteIsRefused(t *testing.T) {
	for kind := range kinds(t) {
		f := file(t, kind)
		raw := bare(t, f)
		for at := range raw {
			changed := append([]byte{}, raw...)
			changed[at] ^= 1
			_, err := Open(armor(ours+kind.label(), changed), nil)
			want := "activation.changed"
			if at == 0 {
				want = "activation.newer"
			}
			require.Equal(t, want, refusal(t, err), "%s, byte %d", kind, at)
		}
		for _, other := range []Kind{Activate, KindReceipt, KindPackage, KindReport} {
			if other.label() != kind.label() {
				raw[0] = newest(other.label())
				_, err := Open(armor(ours+other.label(), raw), nil)
				require.Equal(
					t, "activation.changed", refusal(t, err), "the signature fits the kind alone",
				)
			}
		}
	}
}

func TestEveryChangedByteOfASealedFileIsRefused(t *testing.T) {
	raw := bare(t, sealFor(t, resellerIdentity, file(t, KindReceipt)))
	for at := range raw {
		changed := append([]byte{}, raw...)
		changed[at] ^= 1
		_, err := Open(armor(ours+sealed, changed), identity(t, resellerIdentity))
		require.Contains(
			t, []string{"activation.damaged", "activation.not_for_you"}, refusal(t, err), "byte %d",
			at,
		)
	}
}

// signed signs any payload under a label, as another program might.
func signed(label, payload string) string {
	raw := append([]byte{newest(label)}, public(0)...)
	raw = append(raw, sigOf(label, payload)...)
	return string(armor(ours+label, append(raw, payload...)))
}

func TestWhatIsRefused(t *testing.T) {
	f, nobody := file(t, Activate), (*Identity)(nil)
	mine := identity(t, resellerIdentity)
	lines := strings.Split(f, "\n")
	begin, end := lines[0]+"\n", "\n"+lines[len(lines)-2]
	lost := strings.Join(append(append([]string{}, lines[:3]...), lines[4:]...), "\n")
	forMe, forAnother := sealFor(t, resellerIdentity, f), sealFor(t, strangerIdentity, f)
	cases := map[string]struct {
		text string
		with *Identity
		key  string
	}{
		"nothing":  {"", nobody, "activation.none"},
		"a letter": {"Dear Nina, …", nobody, "activation.none"},
		"no end":   {strings.Split(f, "-----END")[0], nobody, "activation.damaged"},
		"no beginning": {
			strings.SplitAfter(f, "ACTIVATION-----")[1] + end, nobody, "activation.damaged",
		},
		"ends as another": {
			strings.Replace(f, "END RESELLER DESK ACTIVATION", "END RESELLER DESK RECEIPT", 1),
			nobody, "activation.damaged",
		},
		"a line lost":       {lost, nobody, "activation.changed"},
		"another beginning": {strings.Replace(f, "A", "", 1), nobody, "activation.damaged"},
		"not base64":        {begin + "????" + end, nobody, "activation.damaged"},
		"empty":             {begin + end, nobody, "activation.damaged"},
		"short":             {begin + "AQID" + end, nobody, "activation.damaged"},
		"too big a text":    {strings.Repeat("x", MaxText+1), nobody, "activation.too_big"},
		"too big": {
			begin + strings.Repeat("A", MaxFile) + end, nobody, "activation.too_big",
		},
		"too big a report": {
			string(armor(ours+"REPORT", make([]byte, MaxReport))), nobody, "activation.too_big",
		},
		"too big, sealed": {
			sealFor(t, resellerIdentity, begin+strings.Repeat("A", MaxFile)+end), mine,
			"activation.too_big",
		},
		"newer": {begin + "AwICAg==" + end, nobody, "activation.newer"},
		"a label to come": {
			strings.ReplaceAll(f, "ACTIVATION", "TRANSFER"), nobody, "activation.kind",
		},
		"kind of another label": {
			signed("PACKAGE", `{"kind":"receipt"}`), nobody, "activation.kind",
		},
		"sealed, signed out": {forMe, nobody, "activation.sealed"},
		"sealed for another": {forAnother, mine, "activation.not_for_you"},
		"sealed for a crowd": {
			string(armor(ours+sealed, crowd(t, maxStanzas+1, f))), mine, "activation.damaged",
		},
		"sealed twice": {sealFor(t, resellerIdentity, forMe), mine, "activation.kind"},
		"nothing sealed": {
			sealFor(t, resellerIdentity, "Dear Nina, …"), mine, "activation.none",
		},
		"sealed by nobody": {
			string(armor(ours+sealed, []byte("age-encryption.org/v1\n"))), mine,
			"activation.damaged",
		},
		"unknown name": {
			signed("RECEIPT", `{"kind":"receipt","surprise":1}`), nobody, "activation.content",
		},
		"name twice": {
			signed("RECEIPT", `{"kind":"receipt","kind":"receipt"}`), nobody, "activation.content",
		},
		"name twice, escaped": {
			signed("RECEIPT", `{"kind":"receipt","\u006bind":"receipt"}`), nobody,
			"activation.content",
		},
		"name in capitals": {
			signed("RECEIPT", `{"kind":"receipt","Account":"a"}`), nobody, "activation.content",
		},
		"more behind": {
			signed("RECEIPT", `{"kind":"receipt"} {}`), nobody, "activation.content",
		},
		"not an object": {signed("RECEIPT", `[]`), nobody, "activation.content"},
		"not UTF-8": {
			signed("RECEIPT", "{\"kind\":\"receipt\",\"account\":\"\xff\"}"), nobody,
			"activation.content",
		},
		"nested deeply": {
			signed("PACKAGE", strings.Repeat(`{"package":`, 20)+"1"+strings.Repeat("}", 20)),
			nobody, "activation.content",
		},
		"says nothing": {
			signed("RECEIPT", `{"kind":"receipt"}`), nobody, "activation.content",
		},
	}
	for name, c := range cases {
		_, err := Open([]byte(c.text), c.with)
		require.Equal(t, c.key, refusal(t, err), name)
	}
}

// TestWhatAFileMayNotSay changes one member at a time: a reader refuses it, and no sender makes it.
func TestWhatAFileMayNotSay(t *testing.T) {
	long := strings.Repeat("ä", maxText+1)
	crowd := make([]any, MaxPBXs+1)
	for i := range crowd {
		crowd[i] = map[string]any{"id": fmt.Sprint(i), "name": "x", "resources": nil}
	}
	pbx := func(id, name string, extensions any) map[string]any {
		return map[string]any{
			"id": id, "name": name, "resources": map[string]any{"extensions": extensions},
		}
	}
	cases := map[Kind]map[string][]any{
		Activate: {
			"id": {"", "../x", "a b", strings.Repeat("a", 65)}, "workspace": {""},
			"secret": {"", "ABC DEF"}, "reset_key": {"only for a reset"},
			"sequence": {
				0, -1, int64(capacity.MaxAmount + 1), 1.5, "1", json.Number("1e3"),
				json.Number("99999999999999999999"),
			},
			"issued_at":  {"1999-12-31T23:59:59Z", "yesterday", nil, 0},
			"expires_at": {"0001-01-01T00:00:00Z"}, "lease_until": {"1970-01-01T00:00:00Z"},
			"issuer.company": {
				"", long, "Nord\x1b[2Jlicht", "Nord\u202elicht", "Nord\nlicht",
			},
			"issuer.email":          {""},
			"issuer.encryption_key": {"age1x", resellerIdentity}, "account.id": {""},
			"account.first_name": {"", " "}, "account.language": {long},
			"package.resources": {
				map[string]any{"extensions": -1},
				map[string]any{"Extensions": 1},
				map[string]any{"": 1},
				map[string]any{"x": nil, "y": int64(capacity.MaxAmount + 1)},
			},
			"package.pbx_limit": {0, -1}, "package.min_extensions_per_pbx": {-1, 0, 501},
			"package.max_extensions_per_pbx": {0},
			"package.valid_until":            {"1999-12-31", "30.4.2027", "2027-02-30", 20000},
			"features": {
				[]any{""}, []any{"<b>"}, []any{strings.Repeat("x", 101)},
			},
		},
		Reset: {"reset_key": {"with spaces", strings.Repeat("x", 201)}},
		KindReceipt: {
			"account": {""}, "invitation": {""}, "secret": {""},
			"activated_at": {"1999-01-01T00:00:00Z"}, "encryption_key": {"", "age1x"},
		},
		KindPackage: {
			"previous": {"", strings.Repeat("A", 64), strings.Repeat("a", 63)},
			"status":   {"", "ACTIVE", "asleep"}, "reason": {long, "\x07"},
			"until": {"1999-01-01"}, "sequence": {0}, "lease_until": {nil},
			"rotations": {
				[]any{map[string]any{}},
				[]any{map[string]any{
					"old_key": "AA==", "new_key": "AA==", "signature": "AA==",
					"at": "2026-01-01T00:00:00Z",
				}},
				[]any{map[string]any{
					"old_key": public(0), "new_key": public(2), "signature": make([]byte, 64),
					"at": "2026-01-01T00:00:00.5Z",
				}},
			},
		},
		KindReport: {
			"package_sequence": {0}, "package_hash": {""}, "customers": {-1},
			"consumed": {map[string]any{"transcription_minutes": -1}},
			"pbxs": {
				crowd,
				[]any{pbx("", "x", 1)},
				[]any{pbx("a", "", 1)},
				[]any{pbx("a", "x", -1)},
				[]any{pbx("a", "x", 1), pbx("a", "y", 1)},
			},
		},
	}
	for kind, members := range cases {
		for member, values := range members {
			for _, v := range values {
				_, err := Open([]byte(signed(kind.label(), changed(t, kind, member, v))), nil)
				require.Equal(
					t, "activation.content", refusal(t, err), "%s.%s = %.60v", kind, member, v,
				)
			}
		}
	}
	i := invitation(t)
	i.Sequence = 0
	_, _, err := i.Sign(key(0))
	require.ErrorContains(t, err, "sequence is not allowed")
	require.NotPanics(t, func() { _, _, err = Invitation{}.Sign(key(0)) })
	require.Error(t, err)
}

// changed is the payload of a kind with another value for one member, which is named by its path.
func changed(t testing.TB, kind Kind, path string, v any) string {
	raw := bare(t, file(t, kind))
	whole := map[string]any{}
	require.NoError(t, json.Unmarshal(raw[headSize:], &whole))
	object, name := whole, path
	if outer, member, nested := strings.Cut(path, "."); nested {
		object, name = whole[outer].(map[string]any), member
	}
	object[name] = v
	payload, err := json.Marshal(whole)
	require.NoError(t, err)
	return string(payload)
}

func TestWhenAFileCanBeUsed(t *testing.T) {
	i, s := invitation(t), state(t)
	require.NoError(t, i.Usable(issued.Add(Lifetime-time.Second)))
	require.Equal(t, "activation.expired", refusal(t, i.Usable(issued.Add(Lifetime))))
	require.NoError(t, i.Usable(issued.Add(-24*time.Hour)), "the clocks of two computers differ")
	require.Equal(
		t, "activation.clock", refusal(t, i.Usable(issued.Add(-24*time.Hour-time.Second))),
	)
	require.NoError(t, s.Usable(issued.AddDate(10, 0, 0)), "it counts until a newer one comes")
	require.Equal(t, "activation.clock", refusal(t, s.Usable(issued.Add(-25*time.Hour))))
}

func TestAReaderPassesOverFeaturesOfALaterVersion(t *testing.T) {
	i, s := invitation(t), state(t)
	i.Features = append(i.Features, "of.a.later.version")
	s.Features = i.Features
	require.Equal(t, permission.NewSet(permission.PBXView), i.Granted())
	require.Equal(t, permission.NewSet(permission.PBXView), s.Granted())
}

// TestTheLargestReportPassesSealed measures a report of as many PBXs as it may list, with ordinary
// names.
func TestTheLargestReportPassesSealed(t *testing.T) {
	r := report()
	r.PBXs = make([]PBX, MaxPBXs)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range r.PBXs {
		r.PBXs[i] = PBX{
			ID: fmt.Sprintf(
				"0198c0de-%04x-7%03x-8%03x-%012x", i>>8, i&0xff, i&0xfff, random.Uint64()>>16,
			),
			Name: fmt.Sprintf("Bäckerei Möwe %d", i),
			Resources: map[string]int64{
				"extensions": 20, "concurrent_calls": 5, "recording_minutes": 0,
			},
		}
	}
	text, _, err := r.Sign(key(1))
	require.NoError(t, err)
	closed := sealFor(t, distributorIdentity, string(text))
	require.Less(t, len(closed), MaxText)
	got, err := Open([]byte(closed), identity(t, distributorIdentity))
	require.NoError(t, err)
	require.Equal(t, r, *got.Report)

	for i := range r.PBXs {
		r.PBXs[i].Name = strings.Repeat("x", maxText)
	}
	_, _, err = r.Sign(key(1))
	require.Equal(t, "activation.too_big", refusal(t, err), "the sender is told")
}
