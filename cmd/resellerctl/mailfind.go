package main

import (
	"strconv"

	"resellerdesk/core/mail"
)

// foundServer is the mail server that a domain names.
type foundServer struct {
	Host      string        `json:"host"`
	Port      int           `json:"port"`
	Security  mail.Security `json:"security"`
	User      string        `json:"user"`
	Elsewhere bool          `json:"elsewhere"` // The server is in another domain.
}

func (a foundServer) text(p *page) {
	p.line(p.t("field.host") + ": " + a.Host)
	p.line(p.t("field.port") + ": " + strconv.Itoa(a.Port))
	p.line(p.t("field.security") + ": " + p.t("security."+string(a.Security)))
	p.line(p.t("field.user") + ": " + a.User)
	if a.Elsewhere {
		p.line(p.t("email.found_elsewhere"))
	} else {
		p.line(p.t("email.found"))
	}
}

// mailFind asks the domain of an address for its mail server, and changes nothing.
func mailFind(flags) action {
	return withDesk(func(c *call) (answer, error) {
		found, err := c.desk.FindMailServer(c.ctx, c.args[0])
		return whole(foundServer{
			found.Host, found.Port, found.Security, found.User, found.Elsewhere,
		}, err)
	})
}
