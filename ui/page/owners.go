package page

import (
	"context"

	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// FindOwners finds who can have PBXs, except one of them, for a field that picks one.
func FindOwners(env *Env, without string) func(text string, found func([]kit.Pick)) {
	return func(text string, found func([]kit.Pick)) {
		Read(env, func(ctx context.Context) ([]desk.PBXOwner, error) {
			return env.Desk.PBXOwners(ctx, text)
		}, func(owners []desk.PBXOwner) {
			var picks []kit.Pick
			for _, o := range owners {
				p := kit.Pick{Key: o.ID, Text: o.Name}
				switch {
				case o.Own:
					p.Note = env.T("pbx.owner_own")
				case o.Kept:
					p.Note = env.T("pbx.owner_kept")
				}
				if o.ID != without {
					picks = append(picks, p)
				}
			}
			found(picks)
		})
	}
}
