package desk_test

import (
	"bytes"
	"fmt"
	"html"
	netmail "net/mail"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
)

// blocked are endings of files that Gmail, Outlook and Exchange Online never let pass, as they list
// them.
var blocked = strings.Fields(`.ade .adp .apk .app .appcontent-ms .application .appref-ms .appx .appxbundle .asp
	.aspx .asx .bas .bat .bgi .cab .cer .chm .cmd .cnt .com .cpl .crt .csh .der .diagcab .diagcfg .diagpkg .dll
	.dmg .ex .ex_ .exe .fxp .gadget .grp .hlp .hpj .hta .htc .img .inf .ins .iso .isp .its .jar .jnlp .js .jse
	.ksh .lib .lnk .mad .maf .mag .mam .maq .mar .mas .mat .mau .mav .maw .mcf .mda .mdb .mde .mdt .mdw .mdz .msc
	.msh .msi .msix .msixbundle .msp .mst .msu .nsh .ops .osd .pcd .pif .pl .plg .prf .prg .printerexport .ps1
	.psc1 .psd1 .pst .py .pyc .pyo .pyw .pyz .reg .scf .scr .sct .settingcontent-ms .shb .shs .sys .theme .tmp
	.udl .url .vb .vbe .vbp .vbs .vhd .vhdx .vsmacros .vsw .vxd .webpnp .website .wim .ws .wsb .wsc .wsf .wsh
	.xbap .xll .xnk .zip .7z .rar .gz .html .htm .svg`)

var (
	// A time, as in "09.00", is no ending.
	twoEndings = regexp.MustCompile(`\.[a-z][^.]*\.[^.]*$`)
	tag        = regexp.MustCompile(`(?s)<head>.*?</head>|<[^>]*>`)
	loads      = regexp.MustCompile(`(?i)<(?:img|script|link|iframe|object|embed|video|audio|form)\b|` +
		`\b(?:src|srcset|background)\s*=|url\(|@import`)
	target = regexp.MustCompile(`(?i)href="([^"]*)"`)
)

// undeliverable are the things about a rendered mail that large receivers mind.
func undeliverable(t testing.TB, raw []byte) (faults []string) {
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Sprintf(format, args...))
	}
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	require.NoError(t, err)
	for _, name := range []string{
		"Date", "Message-Id", "From", "To", "Subject", "Mime-Version", "Auto-Submitted",
		"Content-Type",
	} {
		if n := len(m.Header[name]); n != 1 {
			fault("%d times %s", n, name)
		}
	}
	if _, err := m.Header.Date(); err != nil {
		fault("date: %v", err)
	}
	from, err := m.Header.AddressList("From")
	if err != nil || len(from) != 1 {
		fault("from: %v %v", from, err)
	} else if _, domain, _ := strings.Cut(from[0].Address, "@"); !strings.HasSuffix(
		m.Header.Get("Message-Id"), "@"+domain+">",
	) {
		fault("%s is not of the domain of %s", m.Header.Get("Message-Id"), from[0].Address)
	}
	if m.Header.Get("Auto-Submitted") != "auto-generated" {
		fault("auto-submitted: %s", m.Header.Get("Auto-Submitted"))
	}
	for line := range bytes.SplitSeq(raw, []byte("\r\n")) {
		isASCII := !bytes.ContainsFunc(line, func(r rune) bool { return r > unicode.MaxASCII })
		if len(line) > 998 || !isASCII {
			fault("line of %d bytes: %.60q", len(line), line)
		}
	}
	_, byType, attached := parts(t, raw)
	faults = append(faults, unequal(byType["text/plain"], byType["text/html"])...)
	if attached != "" && !strings.Contains(string(raw), "application/octet-stream") {
		fault("the attachment has another type")
	}
	for _, name := range regexp.MustCompile(`filename="?([^";\r\n]*)`).FindAllStringSubmatch(string(raw), -1) {
		file := strings.ToLower(name[1])
		if slices.Contains(blocked, filepath.Ext(file)) || twoEndings.MatchString(file) ||
			len(file) > 150 {
			fault("the attachment is called %q", name[1])
		}
	}
	return faults
}

// unequal is what only one of the two parts of a mail says, and what the HTML would load.
func unequal(text, rich string) (faults []string) {
	carried := regexp.MustCompile(`<img src="cid:[^"]*"`) // It comes with the mail.
	if found := loads.FindString(carried.ReplaceAllString(rich, "")); found != "" {
		faults = append(faults, "loads something: "+found)
	}
	for _, to := range target.FindAllStringSubmatch(rich, -1) {
		if !regexp.MustCompile(`^(?:https?://|mailto:)`).MatchString(html.UnescapeString(to[1])) {
			faults = append(faults, "a link to "+to[1])
		}
	}
	said := func(s string) map[string]bool {
		set := map[string]bool{}
		for word := range strings.FieldsFuncSeq(s, func(r rune) bool {
			return unicode.IsSpace(r) || strings.ContainsRune(`.,:;()"“”„!?<>`, r)
		}) {
			set[word] = true
		}
		return set
	}
	inText, inHTML := said(text), said(html.UnescapeString(tag.ReplaceAllString(rich, " ")))
	var only []string
	for _, one := range []struct{ has, lacks map[string]bool }{{inText, inHTML}, {inHTML, inText}} {
		for word := range one.has {
			isNumber := len(word) == 1 && unicode.IsDigit(rune(word[0])) // Of a step in the text.
			if !one.lacks[word] && !isNumber {
				only = append(only, word)
			}
		}
	}
	// The parts point to the text to paste in other words.
	if len(only) > 16 || slices.ContainsFunc(only, func(word string) bool {
		return strings.ContainsFunc(word, unicode.IsDigit) || strings.Contains(word, "@")
	}) {
		slices.Sort(only)
		faults = append(faults, fmt.Sprintf("only one part says %v", only))
	}
	return faults
}

// TestWhatLargeReceiversMindIsNoticed makes a good mail bad in each way.
func TestWhatLargeReceiversMindIsNoticed(t *testing.T) {
	good := mail.Message{
		ID: "1@nordlicht.example", Date: time.Now(), From: "ida@nordlicht.example", To: "n@k.example",
		Subject: "S", Text: "Hello 12", HTML: `<body><p>Hello <a href="https://a.example">12</a></p></body>`,
		Attachments: []mail.Attachment{{
			Name: "a.activation", ContentType: "application/octet-stream", Data: []byte("x"),
		}},
	}
	for what, spoil := range map[string]func(m *mail.Message){
		"":             func(*mail.Message) {},
		"other domain": func(m *mail.Message) { m.ID = "1@other.example" },
		"picture":      func(m *mail.Message) { m.HTML += `<img src="https://a.example/p.png">` },
		"style":        func(m *mail.Message) { m.HTML += `<p style="background:url(https://a.example)">` },
		"link":         func(m *mail.Message) { m.HTML += `<a href="javascript:x">` },
		"a number":     func(m *mail.Message) { m.Text += " 13" },
		"a paragraph":  func(m *mail.Message) { m.Text += " a b c d e f g h i j k l m n o p q r" },
		"program":      func(m *mail.Message) { m.Attachments[0].Name = "a.exe" },
		"two endings":  func(m *mail.Message) { m.Attachments[0].Name = "a.pdf.activation" },
		"type":         func(m *mail.Message) { m.Attachments[0].ContentType = "application/x-dosexec" },
	} {
		m := good
		m.Attachments = slices.Clone(good.Attachments)
		spoil(&m)
		raw, err := m.Bytes()
		require.NoError(t, err)
		require.Equal(t, what != "", len(undeliverable(t, raw)) > 0, "%s: %v", what, undeliverable(t, raw))
	}
}

func refusedAttachment() mail.Answer {
	return mail.Answer{
		Outcome: mail.Permanent, Code: 554, Text: "5.7.0 BANNED: .activation",
		Fault: &core.Error{Code: core.Unavailable, Key: "smtp.attachment"},
	}
}

// TestAMailWhoseAttachmentIsRefusedGoesAgainWithoutIt: the same mail, once, only by a person's
// word, with the file as text in both parts.
func TestAMailWhoseAttachmentIsRefusedGoesAgainWithoutIt(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(true)
	h.server.answers = []mail.Answer{refusedAttachment(), refusedAttachment()}
	h.sendDue()
	m := h.mails()[0]
	require.Equal(t, desk.MailFailed, m.State)
	require.True(t, m.CanGoWithout)
	h.clock.Add(24 * time.Hour)
	h.sendDue()
	require.Len(t, h.server.raw, 1, "nothing goes by itself")

	require.NoError(t, h.ResolveMails(t.Context(), []string{m.ID}, desk.SendText))
	h.sendDue()
	require.Len(t, h.server.raw, 2)
	header, byType, attachment := parts(t, h.server.raw[1])
	require.Empty(t, attachment)
	first, _, _ := parts(t, h.server.raw[0])
	require.Equal(t, first.Get("Message-Id"), header.Get("Message-Id"), "it is the same mail")
	for _, part := range []string{"text/plain", "text/html"} {
		require.Contains(t, byType[part], "Diese E-Mail hat keinen Anhang", "%s, in their language", part)
		i := h.invitation(byType[part])
		require.Equal(t, saved.ID, i.Account.ID)
		require.Equal(t, h.clock.Now().Add(7*24*time.Hour), i.ExpiresAt, "made when it went")
	}
	m = h.mails()[0]
	require.Equal(t, desk.MailFailed, m.State, "that one was refused as well")
	require.True(t, m.TextInside)
	require.False(t, m.CanGoWithout, "there is no attachment to leave out")
	err := h.ResolveMails(t.Context(), []string{m.ID}, desk.SendText)
	require.Equal(t, core.Conflict, core.CodeOf(err))
}

// TestWhatCannotGoWithoutAnAttachment: a mail that was taken, that was refused before it was given,
// or whose invitation is void.
func TestWhatCannotGoWithoutAnAttachment(t *testing.T) {
	h := newDistributor(t)
	ids := h.three()
	require.NoError(t, h.SendActivation(t.Context(), ids))
	h.server.answers = []mail.Answer{
		{Outcome: mail.Sent, Code: 250},
		refusedAttachment(),
		{Outcome: mail.Permanent, Code: 550, Fault: &core.Error{Key: "smtp.recipient_refused"}},
	}
	h.sendDue()
	without := 0
	for _, m := range h.mails() {
		if m.CanGoWithout {
			without++
			require.Equal(t, "smtp.attachment", m.Fault.Key)
			require.NoError(t, h.SendActivation(t.Context(), []string{m.Account}))
			again, err := h.store.Mail(t.Context(), m.ID)
			require.NoError(t, err)
			require.Nil(t, again.Spare, "its invitation is void")
			continue
		}
		err := h.ResolveMails(t.Context(), []string{m.ID}, desk.SendText)
		require.Equal(t, core.Conflict, core.CodeOf(err), m.State)
	}
	require.Equal(t, 1, without)
}

// TestFilesNeverAttached: with the setting the text is in the mail from the start, but a mail that
// may have been delivered goes as it went.
func TestFilesNeverAttached(t *testing.T) {
	h := newDistributor(t)
	h.add(true)
	h.server.answers = []mail.Answer{
		{Outcome: mail.Unknown, Fault: &core.Error{Code: core.Unavailable, Key: "smtp.unknown"}},
	}
	h.sendDue()
	s, err := h.MailSettings(t.Context())
	require.NoError(t, err)
	s.TextInside = true
	_, err = h.SetMailSettings(t.Context(), s.Settings, "")
	require.NoError(t, err)
	require.NoError(t, h.ResolveMails(t.Context(), []string{h.mails()[0].ID}, desk.SendAgain))
	h.sendDue()
	require.Equal(t, h.server.raw[0], h.server.raw[1], "the very same bytes")

	d := h.kranich()
	d.Profile.Email = "other@partner.example"
	_, err = h.AddReseller(t.Context(), desk.NewID(), d, true)
	require.NoError(t, err)
	h.sendDue()
	_, byType, attachment := parts(t, h.server.raw[2])
	require.Empty(t, attachment)
	require.Contains(t, byType["text/plain"], "-----BEGIN ")
	require.True(t, h.mails()[0].TextInside)
}

// TestAReceiptGoesWithoutAttachment: mails whose text holds no file get it.
func TestAReceiptGoesWithoutAttachment(t *testing.T) {
	file := "-----BEGIN RESELLER DESK RECEIPT-----\nab+/12==\n-----END RESELLER DESK RECEIPT-----\n"
	m := mail.Message{
		ID: "1@a.example", From: "a@a.example", To: "b@b.example", Subject: "S", Text: "Hello\n",
		HTML: "<html><body style=\"x\"><p>Hello</p></body></html>", Inside: "No <attachment>.",
		Attachments: []mail.Attachment{{Name: "a" + activation.Extension, Data: []byte(file)}},
	}
	raw, err := m.WithTextInside().Bytes()
	require.NoError(t, err)
	_, byType, attachment := parts(t, raw)
	require.Empty(t, attachment)
	text := strings.ReplaceAll(byType["text/plain"], "\r\n", "\n")
	require.Equal(t, "No <attachment>.\n\nHello\n\n"+file, text)
	require.Empty(t, unequal(text, byType["text/html"]))
	require.Contains(t, byType["text/html"], "No &lt;attachment&gt;.")
	require.Len(t, m.Attachments, 1, "the mail itself stays")
}
