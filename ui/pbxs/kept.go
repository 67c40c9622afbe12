package pbxs

import (
	"context"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/ui/page"
)

// kept is which PBXs a reseller's distributor keeps for it.
type kept struct {
	company string
	pbxs    []activation.PBX
}

// tellKept says in a reseller's workspace which PBXs its distributor keeps for it.
func (p *Page) tellKept() {
	p.keeps.Read(p.env, func(ctx context.Context) (k kept, err error) {
		k.company, k.pbxs, err = p.env.Desk.KeptForMe(ctx)
		return k, err
	}, p.env.FailReloading, func(k kept) {
		text := p.keptText(k)
		p.kept.SetText(text)
		page.SetVisible(p.kept, text != "")
		p.content.Refresh()
	})
}

// keptText is that in a sentence, "" for none.
func (p *Page) keptText(k kept) string {
	if len(k.pbxs) == 0 {
		return ""
	}
	names := make([]string, len(k.pbxs))
	for i, one := range k.pbxs {
		names[i] = p.env.T("pbx.kept_one", core.Args{
			"Name": one.Name, "Extensions": one.Resources["extensions"],
		})
	}
	return p.env.T("pbx.kept", core.Args{
		"Company": k.company, "Count": len(names), "Names": strings.Join(names, ", "),
	})
}
