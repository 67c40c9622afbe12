// Package autoconfig finds the mail server of an address where its domain says it: in DNS (RFC
// 6186, RFC 8314 §5.1), or in the file that mail programs ask for.
package autoconfig

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/host"
	"resellerdesk/core/mail"
)

// Server is where a domain wants mails to be handed in.
type Server struct {
	Host     string
	Port     int
	Security mail.Security
	User     string
	// Elsewhere tells that the server is in another domain. Its record may be forged, so a person
	// has to know the server (RFC 6186 §6).
	Elsewhere bool
}

// Finder asks the network for servers. It tells nobody but the domain and its name servers which
// address it is about.
type Finder struct {
	Resolver *net.Resolver
	Client   *http.Client
}

const (
	longestFind = 8 * time.Second // A person waits for it no longer.
	longestFile = 256 << 10       // Bytes.
)

// New returns a finder that uses the name servers of the computer.
func New() Finder {
	client := &http.Client{CheckRedirect: func(to *http.Request, before []*http.Request) error {
		if to.URL.Scheme != "https" || len(before) > 3 {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	return Finder{net.DefaultResolver, client}
}

// Find returns the server for an address. It fails with Invalid "field.email" for what is no
// address, NotFound "mail.no_server_known" (Domain) where the domain says none, and Unavailable
// "mail.domain_unreached" (Domain) where it cannot be asked.
func (f Finder) Find(ctx context.Context, address string) (Server, error) {
	var problems core.Problems
	address = strings.TrimSpace(address)
	account.CheckEmail(&problems, mail.FieldFromAddress, address)
	if err := problems.Err(); err != nil {
		return Server{}, err
	}
	_, domain, _ := strings.Cut(address, "@")
	domain, _ = host.ASCII(domain) // It was checked.
	ctx, stop := context.WithTimeout(ctx, longestFind)
	defer stop()
	found, err := f.inDNS(ctx, domain)
	if found.Host == "" {
		found = f.inFile(ctx, domain, address)
	}
	if found.Host == "" {
		return Server{}, notFound(domain, err)
	}
	if found.User == "" {
		found.User = address // RFC 6186 §4.
	}
	found.Host = host.Unicode(strings.ToLower(strings.TrimSuffix(found.Host, ".")))
	found.Elsewhere = !within(found.Host, domain)
	return found, nil
}

// notFound is why there is no server: the domain names none, or its name servers could not be
// asked.
func notFound(domain string, err error) error {
	key, code := "mail.no_server_known", core.NotFound
	if err != nil {
		key, code = "mail.domain_unreached", core.Unavailable
	}
	return &core.Error{
		Code: code, Key: key, Args: core.Args{"Domain": host.Unicode(domain)}, Err: err,
	}
}

// within tells whether a server is in a domain.
func within(server, domain string) bool {
	server, _ = host.ASCII(server)
	return server == domain || strings.HasSuffix(server, "."+domain)
}

// inDNS asks for the services of a domain; TLS from the start comes first (RFC 8314 §5.1).
func (f Finder) inDNS(ctx context.Context, domain string) (Server, error) {
	for _, service := range []struct {
		name     string
		security mail.Security
	}{{"submissions", mail.SecurityTLS}, {"submission", mail.SecuritySTARTTLS}} {
		_, records, err := f.Resolver.LookupSRV(ctx, service.name, "tcp", domain)
		var none *net.DNSError
		if err != nil && (!errors.As(err, &none) || !none.IsNotFound) {
			return Server{}, err
		}
		for _, r := range records {
			if r.Target != "." && r.Port > 0 && host.IsDomain(strings.TrimSuffix(r.Target, ".")) {
				return Server{Host: r.Target, Port: int(r.Port), Security: service.security}, nil
			}
		}
	}
	return Server{}, nil
}

// file is what is read of the file of a domain.
type file struct {
	Servers []struct {
		Type     string `xml:"type,attr"`
		Host     string `xml:"hostname"`
		Port     string `xml:"port"`
		Security string `xml:"socketType"`
		User     string `xml:"username"`
	} `xml:"emailProvider>outgoingServer"`
}

// inFile reads the file of a domain at its two places.
func (f Finder) inFile(ctx context.Context, domain, address string) Server {
	for _, place := range []string{
		"https://autoconfig." + domain + "/mail/config-v1.1.xml?emailaddress=" +
			url.QueryEscape(address),
		"https://" + domain + "/.well-known/autoconfig/mail/config-v1.1.xml",
	} {
		if found := read(f.get(ctx, place), address); found.Host != "" {
			return found
		}
	}
	return Server{}
}

// get reads a file, "" where there is none: few domains have one.
func (f Finder) get(ctx context.Context, place string) string {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, place, nil)
	if err != nil {
		return ""
	}
	answer, err := f.Client.Do(request)
	if err != nil {
		return ""
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(answer.Body, longestFile))
	if err != nil || answer.StatusCode != http.StatusOK {
		return ""
	}
	return string(raw)
}

// read returns the first server of a file that mails can be handed to with TLS.
func read(raw, address string) Server {
	var all file
	if xml.Unmarshal([]byte(raw), &all) != nil {
		return Server{}
	}
	local, domain, _ := strings.Cut(address, "@")
	named := strings.NewReplacer(
		"%EMAILADDRESS%", address, "%EMAILLOCALPART%", local, "%EMAILDOMAIN%", domain,
	)
	kinds := map[string]mail.Security{
		"SSL": mail.SecurityTLS, "STARTTLS": mail.SecuritySTARTTLS,
	}
	for _, s := range all.Servers {
		name := strings.TrimSpace(named.Replace(s.Host))
		port, err := strconv.ParseUint(strings.TrimSpace(s.Port), 10, 16)
		security, known := kinds[strings.ToUpper(strings.TrimSpace(s.Security))]
		if s.Type == "smtp" && err == nil && port > 0 && known && host.IsDomain(name) {
			return Server{
				Host: name, Port: int(port), Security: security,
				User: strings.TrimSpace(named.Replace(s.User)),
			}
		}
	}
	return Server{}
}
