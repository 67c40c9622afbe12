package mail_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/mail"
	"resellerdesk/core/oauth"
)

func settings() mail.Settings {
	return mail.Settings{
		Host: "smtp.nordlicht.example", Port: 465, Security: mail.SecurityTLS, User: "ida",
		FromAddress: "ida@nordlicht.example", FromName: "Ida", ReplyTo: "desk@nordlicht.example",
		ProgramSource: "https://nordlicht.example/desk",
	}
}

// TestSettings_EachField changes one at a time, on both sides of what is allowed.
func TestSettings_EachField(t *testing.T) {
	address := func(n int) string {
		domain := strings.Repeat(strings.Repeat("y", 46)+".", 4) // 188 bytes.
		return strings.Repeat("x", 64) + "@" + domain + strings.Repeat("y", n-65-len(domain))
	}
	tooLong := func(n int) *core.Error {
		return &core.Error{Key: "field.too_long", Args: core.Args{"Max": n}}
	}
	is := func(key string) *core.Error { return &core.Error{Key: key} }
	port := &core.Error{
		Key: "field.range", Args: core.Args{"Min": int64(1), "Max": int64(65535)},
	}
	for field, cases := range map[string][]struct {
		change func(s *mail.Settings)
		want   *core.Error
	}{
		mail.FieldFromAddress: {
			{func(s *mail.Settings) { s.FromAddress = address(254) }, nil},
			{func(s *mail.Settings) { s.FromAddress = address(255) }, tooLong(254)},
			{func(s *mail.Settings) { s.FromAddress = "" }, is("field.required")},
			{func(s *mail.Settings) { s.FromAddress = "ida" }, is("field.email")},
			{func(s *mail.Settings) { s.FromAddress = "ida@x.example\n" }, is("field.control")},
		},
		mail.FieldFromName: {
			{func(s *mail.Settings) { s.FromName = "" }, nil},
			{func(s *mail.Settings) { s.FromName = strings.Repeat("ö", 120) }, nil},
			{func(s *mail.Settings) { s.FromName = strings.Repeat("ö", 121) }, tooLong(120)},
			{func(s *mail.Settings) { s.FromName = "a\nb" }, is("field.control")},
		},
		mail.FieldHost: {
			{func(s *mail.Settings) { s.Host = strings.Repeat("x.", 126) + "x" }, nil},
			{func(s *mail.Settings) { s.Host = "smtp.bücher.example" }, nil},
			{func(s *mail.Settings) { s.Host = "smtp.example:tls" }, is("mail.host")},
			{func(s *mail.Settings) { s.Host = strings.Repeat("x", 64) }, is("mail.host")},
			{func(s *mail.Settings) { s.Host = strings.Repeat("x", 254) }, tooLong(253)},
			{func(s *mail.Settings) { s.Host = "" }, is("field.required")},
			{func(s *mail.Settings) { s.Host = "192.0.2.1" }, nil},
			{func(s *mail.Settings) { s.Host = "2001:db8::1" }, nil},
			{func(s *mail.Settings) { s.Host = "a b" }, is("mail.host")},
			{func(s *mail.Settings) { s.Host = "https://a" }, is("mail.host")},
			{func(s *mail.Settings) { s.Host = "ida@a" }, is("mail.host")},
			{func(s *mail.Settings) { s.Host = "a\tb" }, is("field.control")},
		},
		mail.FieldPort: {
			{func(s *mail.Settings) { s.Port = -1 }, port},
			{func(s *mail.Settings) { s.Port = 0 }, port},
			{func(s *mail.Settings) { s.Port = 1 }, nil},
			{func(s *mail.Settings) { s.Port = 65535 }, nil},
			{func(s *mail.Settings) { s.Port = 65536 }, port},
		},
		mail.FieldSecurity: {
			{func(s *mail.Settings) { s.Security = mail.SecuritySTARTTLS }, nil},
			{func(s *mail.Settings) { s.Security = "" }, is("field.choose")},
			{func(s *mail.Settings) { s.Security = "ssl" }, is("field.choose")},
			{func(s *mail.Settings) { s.Security = mail.SecurityNone }, is("mail.security_none")},
		},
		mail.FieldUser: {
			{func(s *mail.Settings) { s.User = "" }, nil},
			{func(s *mail.Settings) { s.User = strings.Repeat("ö", 255) }, nil},
			{func(s *mail.Settings) { s.User = strings.Repeat("ö", 256) }, tooLong(255)},
			{func(s *mail.Settings) { s.User = "a\nb" }, is("field.control")},
		},
		mail.FieldReplyTo: {
			{func(s *mail.Settings) { s.ReplyTo = "" }, nil},
			{func(s *mail.Settings) { s.ReplyTo = address(254) }, nil},
			{func(s *mail.Settings) { s.ReplyTo = address(255) }, tooLong(254)},
			{func(s *mail.Settings) { s.ReplyTo = "desk" }, is("field.email")},
		},
		mail.FieldProgramSource: {
			{func(s *mail.Settings) { s.ProgramSource = "" }, nil},
			{func(s *mail.Settings) { s.ProgramSource = strings.Repeat("ö", 500) }, nil},
			{func(s *mail.Settings) { s.ProgramSource = strings.Repeat("ö", 501) }, tooLong(500)},
			{func(s *mail.Settings) { s.ProgramSource = "a\nb" }, is("field.control")},
		},
	} {
		for i, c := range cases {
			s := settings()
			c.change(&s)
			var want core.Problems
			if c.want != nil {
				c.want.Code, c.want.Field = core.Invalid, field
				want = core.Problems{c.want}
			}
			require.Equal(t, want, s.Validate(), "%s %d", field, i)
		}
	}
}

func TestSettings_Trim(t *testing.T) {
	for typed, want := range map[string]struct {
		host string
		port int
	}{
		"smtp.nordlicht.example":        {"smtp.nordlicht.example", 465},
		" smtp.nordlicht.example\t":     {"smtp.nordlicht.example", 465},
		"smtp.nordlicht.example:587":    {"smtp.nordlicht.example", 587},
		" smtp.nordlicht.example:2525 ": {"smtp.nordlicht.example", 2525},
		"[::1]:25":                      {"::1", 25},
		"::1":                           {"::1", 465},
		"smtp.nordlicht.example:":       {"smtp.nordlicht.example:", 465},
		"smtp.nordlicht.example:tls":    {"smtp.nordlicht.example:tls", 465},
		"smtp.nordlicht.example:99999":  {"smtp.nordlicht.example:99999", 465},
		":587":                          {":587", 465},
	} {
		s := mail.Settings{Host: typed, Port: 465}.Trim()
		require.Equal(t, want.host, s.Host, "%q", typed)
		require.Equal(t, want.port, s.Port, "%q", typed)
	}
	s := mail.Settings{
		User: " ida ", FromAddress: "ida@a.example ", FromName: " Ida\u00a0", ReplyTo: "\tb@b.example",
		ProgramSource: " here ",
	}.Trim()
	require.Equal(t, mail.Settings{
		User: "ida", FromAddress: "ida@a.example", FromName: "Ida", ReplyTo: "b@b.example",
		ProgramSource: "here",
	}, s)
}

// TestSettings_WithoutProtectionOnThisComputerAlone takes a host by its name or number, whatever a
// name server says.
func TestSettings_WithoutProtectionOnThisComputerAlone(t *testing.T) {
	for host, here := range map[string]bool{
		"localhost": true, "LOCALHOST": true, "127.0.0.1": true, "127.255.255.254": true,
		"::1": true, "localhost.example": false, "127.0.0.1.example": false, "10.0.0.1": false,
		"128.0.0.1": false, "::2": false, "0.0.0.0": false, "": false,
	} {
		s := settings()
		s.Host, s.Security = host, mail.SecurityNone
		require.Equal(t, here, s.Validate().Of(mail.FieldSecurity) == nil, host)
	}
}

func TestSettings_ProblemsStandInTheOrderOfTheForm(t *testing.T) {
	s := mail.Settings{FromName: "\x07", User: "\x07", ReplyTo: "\x07", ProgramSource: "\x07"}
	var fields []string
	for _, p := range s.Validate() {
		fields = append(fields, p.Field)
	}
	require.Equal(t, []string{
		"from_address", "from_name", "host", "port", "security", "user", "reply_to",
		"program_source",
	}, fields)
}

// TestDefaultPort: RFC 8314 §7.3, RFC 6409 §3.1, RFC 5321.
func TestDefaultPort(t *testing.T) {
	for security, port := range map[mail.Security]int{
		mail.SecurityTLS: 465, mail.SecuritySTARTTLS: 587, mail.SecurityNone: 25, "": 25,
	} {
		require.Equal(t, port, mail.DefaultPort(security), security)
	}
}

func TestLongestSaysTheLengthsOfTheForm(t *testing.T) {
	require.Equal(t, map[string]int{
		"from_address": 254, "from_name": 120, "host": 253, "user": 255, "reply_to": 254,
		"program_source": 500, "tenant": 253, "client_id": 255, "auth_url": 1000,
		"token_url": 1000, "scopes": 1000,
	}, mail.Longest)
}

// TestSettings_SignInAtAProvider checks what each provider needs, in the order of the form.
func TestSettings_SignInAtAProvider(t *testing.T) {
	for _, c := range []struct {
		at   oauth.Client
		user string
		bad  []string
	}{
		{oauth.Client{}, "", nil},
		{oauth.Client{Provider: oauth.Microsoft, ClientID: "id"}, "ida", nil},
		{oauth.Client{Provider: oauth.Microsoft, ClientID: "id"}, "", []string{"user"}},
		{oauth.Client{Provider: oauth.Google}, "ida", []string{"client_id"}},
		{oauth.Client{Provider: "elsewhere", ClientID: "id"}, "ida", []string{"provider"}},
		{
			oauth.Client{Provider: oauth.Microsoft, ClientID: "id", Tenant: "../x"},
			"ida",
			[]string{"tenant"},
		},
		{
			oauth.Client{Provider: oauth.Other},
			"ida",
			[]string{"client_id", "auth_url", "token_url"},
		},
		{
			oauth.Client{
				Provider: oauth.Other, ClientID: "id", AuthURL: "https://login.example/auth",
				TokenURL: "http://login.example/token",
			}, "ida", []string{"token_url"},
		},
	} {
		s := mail.Settings{
			Host: "smtp.nordlicht.example", Port: 465, Security: mail.SecurityTLS, User: c.user,
			FromAddress: "ida@nordlicht.example", Client: c.at,
		}
		var bad []string
		for _, p := range s.Validate() {
			bad = append(bad, p.Field)
		}
		require.Equal(t, c.bad, bad, "%+v", c.at)
	}
}

func TestKnownProviders(t *testing.T) {
	for _, c := range []struct {
		s mail.Settings
		p oauth.Provider
	}{
		{mail.Settings{Host: "smtp.office365.com"}, oauth.Microsoft},
		{mail.Settings{Host: "smtp-mail.Outlook.com."}, oauth.Microsoft},
		{mail.Settings{Host: "smtp.gmail.com", User: "ida@outlook.com"}, oauth.Google},
		{mail.Settings{User: "ida@nordlicht.onmicrosoft.com"}, oauth.Microsoft},
		{mail.Settings{FromAddress: "ida@googlemail.com"}, oauth.Google},
		{mail.Settings{Host: "smtp.nordlicht.example", User: "ida@outlook.com"}, oauth.None},
		{mail.Settings{Host: "smtp.notoutlook.com"}, oauth.None},
		{mail.Settings{}, oauth.None},
	} {
		require.Equal(t, c.p, c.s.Known(), "%+v", c.s)
	}
	s := mail.Settings{User: "ida"}
	require.Equal(t, 587, s.Of(oauth.Microsoft).Port)
	require.Equal(t, mail.SecurityTLS, s.Of(oauth.Google).Security)
	require.Equal(t, s, s.Of(oauth.Other))
}
