package page

import (
	"context"
	"strings"

	"resellerdesk/core/desk"
	"resellerdesk/core/wording"
	"resellerdesk/ui/kit"
)

// Reload reads what there is now; take takes it over: what there is to give, and what somebody
// else changed in fields that the person did not. When it is to be saved over, it takes its version
// as well.
type Reload func(ctx context.Context) (take func(over bool) (wording.Meanwhile, error), err error)

// NothingElse is taken over where there is nothing that somebody else could have changed.
func NothingElse(bool) (wording.Meanwhile, error) { return wording.Meanwhile{}, nil }

// follow reads what there is again whenever somebody changed something, as long as the form is
// open.
func (f *Form) follow() {
	f.stop = func() {}
	if f.options.Reload == nil {
		return
	}
	open := true
	look := func() {
		if open && !f.saving {
			f.lookAgain()
		}
	}
	stop := f.env.Desk.Listen(func(events desk.Events) {
		if events.Any(
			desk.CapacityChanged, desk.ResellersChanged, desk.PBXsChanged, desk.CustomersChanged,
			desk.ColleaguesChanged,
		) {
			f.env.Run.UI(look)
		}
	})
	f.stop = func() {
		open = false
		f.looking.Drop()
		stop()
	}
}

// lookAgain shows what there is now. What cannot be read is said when it is saved.
func (f *Form) lookAgain() {
	f.looking.Read(f.env, f.options.Reload(), Silently, func(
		take func(over bool) (wording.Meanwhile, error),
	) {
		if f.saving {
			return
		}
		m, err := take(false)
		if err != nil {
			return
		}
		f.showReloaded(m)
		if m.Fresh {
			f.sayChanged(nil, m)
		}
	})
}

func (f *Form) showReloaded(m wording.Meanwhile) {
	if m.Fresh {
		f.options.Fill()
	}
	f.Refresh()
}

// sayChanged says beside the fields what somebody else changed meanwhile, and what saving makes of
// it. err is what refused a save, nil before one.
func (f *Form) sayChanged(err error, m wording.Meanwhile) {
	links := []kit.Action{{Text: f.env.T("form.save_anyway"), Do: f.saveAnyway}}
	text := strings.Join(m.Said, "\n")
	if err == nil {
		f.say(kit.Info, f.env.T("form.changed_meanwhile"), text, links...)
		return
	}
	f.say(kit.Bad, f.env.Words.Error(err), text, append(links, f.whyLink(err)...)...)
}

// notSaved says beside the fields that nothing was saved.
func (f *Form) notSaved(err error) {
	f.say(kit.Bad, f.env.T("form.not_saved"), f.env.Words.Error(err), f.whyLink(err)...)
}

// whyLink asks why something was refused, where there is something to say about it.
func (f *Form) whyLink(err error) []kit.Action {
	if !f.env.Explains("", err) {
		return nil
	}
	return []kit.Action{{Text: f.env.T("why.link"), Do: func() {
		f.env.why(err, "", func(text string) { f.inPlace(func() { f.banner.Explain(text) }) })
	}}}
}

// saveAnyway saves what was typed, over what somebody else changed of the same fields.
func (f *Form) saveAnyway() { f.reload(true, func(wording.Meanwhile) { f.Submit() }) }

// reload reads what there is now, shows it, and goes on.
func (f *Form) reload(over bool, then func(m wording.Meanwhile)) {
	f.looking.Drop() // What is read then is newer.
	read := f.options.Reload()
	f.env.Run.Go(func() {
		take, err := read(context.Background())
		f.env.Run.UI(func() {
			var m wording.Meanwhile
			if err == nil {
				m, err = take(over)
			}
			if err != nil {
				f.env.Fail(err)
				return
			}
			f.Operation = desk.NewID()
			f.showReloaded(m)
			then(m)
		})
	})
}
