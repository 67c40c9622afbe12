package page

import (
	"strings"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/ui/kit"
)

// Selected says beside a list how many rows are selected, and ends the selection. It keeps its
// room, so that nothing moves under the pointer when a row is clicked.
type Selected struct {
	Object fyne.CanvasObject

	env  *Env
	chip *kit.Chip
}

// NewSelected returns the chip; clear ends the selection.
func NewSelected(env *Env, clear func()) *Selected {
	s := &Selected{env: env}
	s.chip = kit.NewChip("", clear).SetClosing().SetTip(env.T("list.select_none"))
	widest := kit.NewChip(env.T("list.selected", core.Args{"Count": 888}), nil).SetClosing()
	s.Object = kit.NewAtLeast(widest.MinSize().Width, s.chip)
	s.Set(0)
	return s
}

// Set says how many rows are selected.
func (s *Selected) Set(n int) {
	SetVisible(s.chip, n > 0)
	if n > 0 {
		s.chip.Set(s.env.T("list.selected", core.Args{"Count": n}), false)
	}
	s.Object.Refresh()
}

// SetCount writes behind the words of a button how many it acts on, when there are several.
func SetCount(env *Env, b *kit.Button, words string, n int) {
	count := ""
	if n > 1 {
		count = env.Words.Number(int64(n))
	}
	b.SetCounted(words, count)
}

// mostNames is how many of several a question names.
const mostNames = 3

// Names lists the first few of several names, and counts the others.
func Names(env *Env, names []string, total int) string {
	switch others := total - min(len(names), mostNames); {
	case len(names) == 0:
		return env.Words.Number(int64(total))
	case others > 0:
		return env.T(
			"names.others",
			core.Args{
				"Names": strings.Join(names[:min(len(names), mostNames)], ", "), "Count": others,
			},
		)
	case len(names) == 1:
		return names[0]
	default:
		last := len(names) - 1
		return env.T(
			"names.last", core.Args{"Names": strings.Join(names[:last], ", "), "Last": names[last]},
		)
	}
}
