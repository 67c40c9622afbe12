package help

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Key is a key and what it does.
type Key struct{ Keys, Does string }

// view is the open help.
type view struct {
	env      *page.Env
	articles []article
	keys     []Key // Where the help was opened.
	all      []Key
	chosen   int
	words    []string // That are searched for.

	modal    *kit.Modal
	search   *kit.Search
	found    *kit.Text
	contents *fyne.Container
	items    []*kit.NavItem // One for each article.
	list     *container.Scroll
	body     *fyne.Container
	scroll   *container.Scroll
	frame    *fyne.Container
}

const (
	helpWidth     = 1180
	helpHeight    = 760
	contentsWidth = 244
	keysWidth     = 264
	keysFrom      = 940 // Narrower windows leave the keys to their own page.
	helpGap       = 16
)

// Show opens the help at a page. keys are those of the place where it was opened, all those of the
// whole window.
func Show(env *page.Env, topic string, keys, all []Key) *kit.Modal {
	v := &view{env: env, articles: readAll(env.Words), keys: keys, all: all}
	v.search = kit.NewSearch(env.T("help.search"), "", v.searched)
	v.search.OnDown = func() { v.move(1) }
	v.search.OnEnter = func() { v.move(1) }
	v.found = kit.NewText("", kit.Caption)
	v.contents, v.body = kit.NewStack(0), kit.NewStack(8)
	for i, a := range v.articles {
		v.items = append(v.items, kit.NewNavItem(kit.IconNone, a.title, func() { v.choose(i) }))
		if a.topic == topic {
			v.chosen = i
		}
	}
	v.list = container.NewVScroll(v.contents)
	v.scroll = container.NewVScroll(kit.NewPadded(18, 24, 24, 24, v.body))
	left := container.NewBorder(
		kit.NewPadded(0, 0, 8, 0, kit.NewStack(4, v.search, kit.NewSized(0, 16, v.found))), nil,
		nil, nil, v.list,
	)
	middle := kit.NewOver(kit.NewGround(kit.ColorBackground, kit.ColorBorder, 8), v.scroll)
	v.frame = container.New(&frameLayout{}, left, middle, v.keyPanel())
	v.modal = env.Modals.Show(kit.ModalOptions{
		Title: env.T("command.help"), Width: helpWidth, Height: helpHeight,
		Body:  kit.NewPadded(14, 14, 14, 14, v.frame),
		First: v.search.Focusable(), OnKey: v.key, Topic: TopicFirst,
	})
	v.showContents()
	v.choose(v.chosen)
	return v.modal
}

// key moves through contents and page by keys that the search does not need.
func (v *view) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyUp:
		v.move(-1)
	case fyne.KeyDown:
		v.move(1)
	case fyne.KeyPageDown:
		v.scrollBy(v.scroll.Size().Height * 0.8)
	case fyne.KeyPageUp:
		v.scrollBy(-v.scroll.Size().Height * 0.8)
	default:
		return false
	}
	return true
}

func (v *view) scrollBy(by float32) {
	most := max(v.scroll.Content.MinSize().Height-v.scroll.Size().Height, 0)
	v.scroll.ScrollToOffset(fyne.NewPos(0, min(max(v.scroll.Offset.Y+by, 0), most)))
}

// move chooses the next page that is shown in the contents.
func (v *view) move(by int) {
	for i := v.chosen + by; i >= 0 && i < len(v.items); i += by {
		if v.items[i].Visible() {
			v.choose(i)
			return
		}
	}
}

// searched shows which pages have the words, and goes to one that has when the present one has not.
func (v *view) searched(text string) {
	v.words = strings.Fields(text)
	v.showContents()
	if len(v.words) > 0 && v.articles[v.chosen].count(v.words) == 0 {
		best, most := v.chosen, 0
		for i, a := range v.articles {
			if n := a.count(v.words); n > most {
				best, most = i, n
			}
		}
		v.chosen = best
	}
	v.choose(v.chosen)
}

// showContents lists the pages that have the words, each with how many.
func (v *view) showContents() {
	v.contents.Objects = nil
	total, at := 0, 0
	for _, g := range contents {
		head := kit.NewPadded(10, 0, 4, 8, kit.NewText(v.env.T("help.group."+g.key), kit.Caption))
		v.contents.Add(head)
		any := false
		for range g.topics {
			if at >= len(v.articles) {
				break
			}
			n, note := v.articles[at].count(v.words), ""
			if n > 0 {
				note = strconv.Itoa(n)
			}
			item := v.items[at].SetNote(note)
			item.Hidden = len(v.words) > 0 && n == 0
			any = any || !item.Hidden
			v.contents.Add(item)
			total, at = total+n, at+1
		}
		head.Hidden = !any
	}
	v.found.SetText("")
	if len(v.words) > 0 {
		v.found.SetText(v.env.T("help.found", core.Args{"Count": total}))
	}
	v.modal.Attach(v.list)
	v.contents.Refresh()
	v.list.Refresh()
}

// choose shows a page.
func (v *view) choose(i int) {
	v.chosen = i
	for j, item := range v.items {
		item.SetChosen(i == j)
	}
	a := v.articles[i]
	v.body.Objects = nil
	var first *kit.Prose
	for _, b := range a.blocks {
		o, prose := v.show(b)
		v.body.Add(o)
		if prose != nil && first == nil && prose.Marked() {
			first = prose
		}
	}
	if a.topic == TopicKeys {
		v.body.Add(kit.NewPadded(10, 0, 0, 0, keyList(v.all)))
	}
	v.modal.Attach(v.scroll)
	v.body.Refresh()
	v.scroll.Refresh()
	v.scroll.ScrollToTop()
	if first != nil {
		v.scrollBy(max(first.Position().Y-60, 0))
	}
	v.reveal(i)
}

// reveal scrolls the contents to a page.
func (v *view) reveal(i int) {
	top, height, offset := v.items[i].Position().Y, v.items[i].Size().Height, v.list.Offset
	offset.Y = max(min(offset.Y, top), top+height-v.list.Size().Height, 0)
	v.list.ScrollToOffset(offset)
}

// show returns what shows a block of a page, and its text.
func (v *view) show(b block) (fyne.CanvasObject, *kit.Prose) {
	if b.kind == see {
		return v.leads(b.topic), nil
	}
	runs := b.runs
	if len(v.words) > 0 {
		runs = kit.MarkRuns(runs, hits(b.text(), v.words))
	}
	style := map[blockKind]kit.TextStyle{title: kit.Title, heading: kit.Heading}[b.kind]
	prose := kit.NewProse(style, runs...).SetBullet(b.bullet)
	if b.kind == heading {
		return kit.NewPadded(10, 0, 0, 0, prose), prose
	}
	return prose, prose
}

// leads is a link to another page.
func (v *view) leads(topic string) fyne.CanvasObject {
	for i, a := range v.articles {
		if a.topic == topic {
			return kit.NewRow(0, kit.NewLink("› "+a.title, func() { v.choose(i) }))
		}
	}
	return kit.NewText(topic, kit.Danger)
}

// keyPanel lists the keys of the place where the help was opened.
func (v *view) keyPanel() fyne.CanvasObject {
	keys := kit.NewStack(12, kit.NewText(v.env.T("help.keys_here"), kit.Heading), keyList(v.keys))
	return container.NewVScroll(kit.NewPadded(18, 8, 8, 8, keys))
}

// keyList is a table of keys.
func keyList(keys []Key) fyne.CanvasObject {
	rows := kit.NewStack(8)
	for _, k := range keys {
		cap := kit.NewOver(kit.NewGround(kit.ColorSurface, kit.ColorFieldBorder, 4),
			kit.NewPadded(2, 6, 2, 6, kit.NewText(k.Keys, kit.Caption)))
		rows.Add(kit.NewSides(
			10, kit.NewProse(kit.Secondary, kit.Run{Text: k.Does}), kit.NewRow(0, cap),
		))
	}
	return rows
}

// frameLayout puts contents, page and keys side by side; a narrow one leaves the keys out.
type frameLayout struct{}

func (*frameLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, 200) }

func (*frameLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left, middle, keys := objects[0], objects[1], objects[2]
	left.Resize(fyne.NewSize(contentsWidth, size.Height))
	width := size.Width - contentsWidth - helpGap
	keys.Hide()
	if size.Width >= keysFrom {
		width -= keysWidth + helpGap
		keys.Show()
		keys.Resize(fyne.NewSize(keysWidth, size.Height))
		keys.Move(fyne.NewPos(size.Width-keysWidth, 0))
	}
	middle.Resize(fyne.NewSize(width, size.Height))
	middle.Move(fyne.NewPos(contentsWidth+helpGap, 0))
}
