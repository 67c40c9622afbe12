package autoconfig_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"

	"resellerdesk/core"
	"resellerdesk/core/autoconfig"
	"resellerdesk/core/autoconfig/autoconfigtest"
	"resellerdesk/core/mail"
)

func TestTheServerIsFoundInDNS(t *testing.T) {
	for name, c := range map[string]struct {
		address  string
		services map[string]dnsmessage.SRVResource
		want     autoconfig.Server
	}{
		"TLS from the start comes first": {
			" ida@nordlicht.example ",
			map[string]dnsmessage.SRVResource{
				"_submissions._tcp.nordlicht.example.": autoconfigtest.Service("Smtp.Nordlicht.example.", 465),
				"_submission._tcp.nordlicht.example.":  autoconfigtest.Service("old.nordlicht.example.", 587),
			},
			autoconfig.Server{"smtp.nordlicht.example", 465, mail.SecurityTLS, "ida@nordlicht.example", false},
		},
		"STARTTLS, at a provider": {
			"ida@nordlicht.example",
			map[string]dnsmessage.SRVResource{
				"_submissions._tcp.nordlicht.example.": autoconfigtest.Service(".", 0), // Not offered.
				"_submission._tcp.nordlicht.example.":  autoconfigtest.Service("mx.provider.example.", 2587),
			},
			autoconfig.Server{"mx.provider.example", 2587, mail.SecuritySTARTTLS, "ida@nordlicht.example", true},
		},
		"in letters of its own": {
			"ida@bücher.example",
			map[string]dnsmessage.SRVResource{
				"_submissions._tcp.xn--bcher-kva.example.": autoconfigtest.Service("mail.xn--bcher-kva.example.", 465),
			},
			autoconfig.Server{"mail.bücher.example", 465, mail.SecurityTLS, "ida@bücher.example", false},
		},
		"a name that only ends alike": {
			"ida@licht.example",
			map[string]dnsmessage.SRVResource{
				"_submission._tcp.licht.example.": autoconfigtest.Service("smtp.nordlicht.example.", 587),
			},
			autoconfig.Server{"smtp.nordlicht.example", 587, mail.SecuritySTARTTLS, "ida@licht.example", true},
		},
	} {
		f := autoconfigtest.NameServer{Services: c.services}.Finder(t, nil)
		got, err := f.Find(t.Context(), c.address)
		require.NoError(t, err, name)
		require.Equal(t, c.want, got, name)
	}
}

const configuration = `<?xml version="1.0"?>
<clientConfig version="1.1"><emailProvider id="example.com">
<incomingServer type="imap"><hostname>imap.example.com</hostname><port>993</port></incomingServer>
<outgoingServer type="smtp"><hostname>plain.example.com</hostname><port>25</port>
<socketType>plain</socketType></outgoingServer>
<outgoingServer type="smtp"><hostname>smtp.%EMAILDOMAIN%</hostname><port>587</port>
<socketType>STARTTLS</socketType><username>%EMAILLOCALPART%</username></outgoingServer>
</emailProvider></clientConfig>`

func TestTheServerIsFoundInTheFileOfTheDomain(t *testing.T) {
	want := autoconfig.Server{"smtp.example.com", 587, mail.SecuritySTARTTLS, "ida", false}
	for _, place := range []string{
		"autoconfig.example.com/mail/config-v1.1.xml?emailaddress=ida%40example.com",
		"example.com/.well-known/autoconfig/mail/config-v1.1.xml",
	} {
		f := autoconfigtest.NameServer{}.Finder(t, map[string]string{place: configuration})
		got, err := f.Find(t.Context(), "ida@example.com")
		require.NoError(t, err, place)
		require.Equal(t, want, got, place)
	}
}

func TestWhereNothingIsFoundItIsSaidWhy(t *testing.T) {
	place := "example.com/.well-known/autoconfig/mail/config-v1.1.xml"
	for name, text := range map[string]string{
		"no file": "", "no XML": "<html><p>Not found", "no TLS": strings.Replace(
			configuration, "STARTTLS", "plain", 1,
		),
		"no name":  strings.Replace(configuration, "smtp.%EMAILDOMAIN%", "10.0.0.300", 1),
		"no port":  strings.Replace(configuration, ">587<", ">99999<", 1),
		"too long": strings.Repeat(" ", 256<<10) + configuration,
	} {
		there := map[string]string{place: text}
		f := autoconfigtest.NameServer{}.Finder(t, there)
		_, err := f.Find(t.Context(), "ida@example.com")
		require.Equal(t, "mail.no_server_known", keyOf(err), name)
	}
	f := autoconfigtest.NameServer{Fails: true}.Finder(t, nil)
	_, err := f.Find(t.Context(), "ida@example.com")
	require.Equal(t, "mail.domain_unreached", keyOf(err))
	require.Equal(t, core.Unavailable, core.CodeOf(err))
	_, err = f.Find(t.Context(), "ida")
	require.Equal(t, core.Invalid, core.CodeOf(err))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err = f.Find(ctx, "ida@example.com")
	require.ErrorIs(t, err, context.Canceled)
}

// keyOf is the key of an error.
func keyOf(err error) string {
	var e *core.Error
	if !errors.As(err, &e) {
		return ""
	}
	return e.Key
}
