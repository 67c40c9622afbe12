package mail_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/mail"
)

// TestDoubts says what rarely goes together, and nothing about what usually does.
func TestDoubts(t *testing.T) {
	const tls, starttls, none = mail.SecurityTLS, mail.SecuritySTARTTLS, mail.SecurityNone
	for _, c := range []struct {
		sender, user, host string
		port               int
		security           mail.Security
		want               map[string]string
	}{
		{"ida@gmx.de", "ida@gmx.de", "mail.gmx.net", 465, tls, nil},
		{"ida@gmx.de", "Ida@GMX.de ", "mail.gmx.net", 587, starttls, nil},
		{"ida@gmx.de", "ida@gmx.com", "mail.gmx.com", 465, tls, map[string]string{
			mail.FieldUser: "mail.doubt_sender",
		}},
		{"ida@gmail.com", "ida@gmx.de", "mail.gmx.net", 465, tls, map[string]string{
			mail.FieldHost: "mail.doubt_server", mail.FieldUser: "mail.doubt_sender",
		}},
		{"ida@gmx.de", "ida@web.de", "mail.gmx.net", 465, tls, map[string]string{
			mail.FieldUser: "mail.doubt_user",
		}},
		{"ida@gmx.de", "ida", "smtp.nordlicht.example", 465, tls, map[string]string{
			mail.FieldHost: "mail.doubt_server",
		}},
		{"ida@outlook.com", "ida@outlook.com", "smtp.office365.com", 587, starttls, nil},
		{"ida@nordlicht.example", "ida@nordlicht.example", "smtp.ionos.de", 465, tls, nil},
		{"ida@nordlicht.example", "mail-user-7", "smtp.strato.de", 465, tls, nil},
		{"ida@gmx.de", "ida@gmx.de", "", 465, tls, nil},
		{"ida@a.example", "ida", "smtp.a.example", 465, starttls, map[string]string{
			mail.FieldPort: "mail.doubt_port_tls",
		}},
		{"ida@a.example", "ida", "smtp.a.example", 587, tls, map[string]string{
			mail.FieldPort: "mail.doubt_port_starttls",
		}},
		{"ida@a.example", "ida", "smtp.a.example", 25, starttls, map[string]string{
			mail.FieldPort: "mail.doubt_port_25",
		}},
		{"ida@a.example", "", "localhost", 25, none, nil},
		{"ida@a.example", "ida", "smtp.a.example", 2525, starttls, nil},
	} {
		s := mail.Settings{
			FromAddress: c.sender, User: c.user, Host: c.host, Port: c.port, Security: c.security,
		}
		have := map[string]string{}
		for _, doubt := range s.Doubts() {
			have[doubt.Field] = doubt.Key
		}
		if c.want == nil {
			c.want = map[string]string{}
		}
		require.Equal(t, c.want, have, "%+v", s)
		if c.host != "" {
			require.Empty(t, s.Validate(), "a doubt forbids nothing")
		}
	}
}
