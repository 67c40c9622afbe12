// Package autoconfigtest has a real name server and a real web server on this computer, at which
// tests look for mail servers.
package autoconfigtest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"resellerdesk/core/autoconfig"
)

// NameServer answers questions for services out of a list, that there is none to all others, or
// that it fails to all.
type NameServer struct {
	Services map[string]dnsmessage.SRVResource // By names such as "_submission._tcp.a.example.".
	Fails    bool
}

// Service is a service on a port of a computer, whose name ends in a dot.
func Service(target string, port uint16) dnsmessage.SRVResource {
	return dnsmessage.SRVResource{Target: dnsmessage.MustNewName(target), Port: port}
}

// Finder returns a finder that asks this name server, and a web server that has files under their
// addresses without "https://", of example.com and its sub-domains.
func (n NameServer) Finder(t testing.TB, there map[string]string) autoconfig.Finder {
	return autoconfig.Finder{Resolver: n.resolver(t), Client: files(t, there)}
}

// resolver starts the name server on the loopback.
func (n NameServer) resolver(t testing.TB) *net.Resolver {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() {
		conn.Close()
		<-done
	})
	go func() {
		defer close(done)
		packet := make([]byte, 1500)
		for {
			size, from, err := conn.ReadFrom(packet)
			if err != nil {
				return
			}
			if answer, err := n.answer(packet[:size]); err == nil {
				conn.WriteTo(answer, from)
			}
		}
	}()
	return &net.Resolver{
		PreferGo: true,
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
		},
	}
}

func (n NameServer) answer(packet []byte) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(packet); err != nil {
		return nil, err
	}
	m.Response, m.Additionals = true, nil
	asked := m.Questions[0]
	service, there := n.Services[asked.Name.String()]
	switch {
	case n.Fails:
		m.RCode = dnsmessage.RCodeServerFailure
	case asked.Type == dnsmessage.TypeSRV && there:
		m.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: asked.Name, Class: dnsmessage.ClassINET},
			Body:   &service,
		}}
	default:
		m.RCode = dnsmessage.RCodeNameError
	}
	return m.Pack()
}

// files is a client that finds files of example.com and autoconfig.example.com on a real server
// with TLS.
func files(t testing.TB, there map[string]string) *http.Client {
	server := httptest.NewTLSServer(http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			if text, is := there[r.Host+r.URL.RequestURI()]; is {
				fmt.Fprint(w, text)
				return
			}
			http.NotFound(w, r)
		},
	))
	t.Cleanup(server.Close)
	client := server.Client()
	client.Transport.(*http.Transport).DialContext = func(
		ctx context.Context, network, _ string,
	) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}
	client.CheckRedirect = autoconfig.New().Client.CheckRedirect
	return client
}
