package pbxs

import (
	"strings"

	"resellerdesk/core"
)

// tellKept says in a reseller's workspace which PBXs its distributor keeps for it.
func (p *Page) tellKept() {
	env := p.env
	env.Run.Go(func() {
		company, kept, err := env.Desk.KeptForMe(env.Context())
		env.Run.UI(func() {
			var names []string
			for _, k := range kept {
				names = append(
					names,
					env.T(
						"pbx.kept_one",
						core.Args{"Name": k.Name, "Extensions": k.Resources["extensions"]},
					),
				)
			}
			text := ""
			if err == nil && len(names) > 0 {
				text = env.T(
					"pbx.kept",
					core.Args{
						"Company": company, "Count": len(names), "Names": strings.Join(names, ", "),
					},
				)
			}
			p.kept.SetText(text)
			if text == "" {
				p.kept.Hide()
			} else {
				p.kept.Show()
			}
			p.content.Refresh()
		})
	})
}
