package main

import (
	"strings"

	"resellerdesk/core/pbx"
)

// regionsAnswer is where PBXs can run.
type regionsAnswer struct {
	Regions []pbx.Region `json:"regions"`
	saved   bool
}

func (a regionsAnswer) text(p *page) {
	if a.saved {
		p.line(p.t("toast.regions"))
		return
	}
	for line := range strings.Lines(pbx.RegionLines(a.Regions)) {
		p.line(strings.TrimSpace(line))
	}
}

func regionsShow(flags) action {
	return withDesk(func(c *call) (answer, error) {
		list, err := c.desk.Regions(c.ctx)
		return whole(regionsAnswer{Regions: list}, err)
	})
}

// regionsSet replaces the list by what the arguments say, each as a line of "regions show".
func regionsSet(flags) action {
	return withDesk(func(c *call) (answer, error) {
		if err := c.desk.SetRegions(
			c.ctx, pbx.ReadRegions(strings.Join(c.args, "\n")),
		); err != nil {
			return nil, err
		}
		list, err := c.desk.Regions(c.ctx)
		return whole(regionsAnswer{list, true}, err)
	})
}
