package filedialog

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Options are what is asked for.
type Options struct {
	Title string
	Kind  page.FileKind
	Save  bool
	Name  string // That is offered when a file is saved.
}

// Ask shows the dialog and waits for the answer, "" when the person does not want to. It runs
// beside the UI.
func Ask(env *page.Env, o Options) string {
	answer := make(chan string, 1)
	folder := firstFolder(env.Settings.Folder())
	list := places()
	env.Run.UI(func() {
		d := &dialog{env: env, options: o, answer: answer, filtered: true, places: list}
		d.show(folder)
	})
	return <-answer
}

// dialog is an open dialog.
type dialog struct {
	env      *page.Env
	options  Options
	answer   chan string
	places   []place
	folder   string
	entries  []entry
	filtered bool // Only files of the kind are shown.
	hidden   bool
	reading  page.Latest[[]entry]
	looking  page.Latest[found] // At what was typed.
	answered bool
	typed    string
	typedAt  time.Time

	modal   *kit.Modal
	path    *kit.Field
	name    *kit.Field
	table   *kit.Table[entry]
	message *kit.Text
	ok      *kit.Button
	items   []*kit.NavItem
}

const (
	dialogWidth  = 860
	dialogHeight = 600
	placesWidth  = 150
	typePause    = time.Second // After it letters begin another name.
)

func (d *dialog) show(folder string) {
	env := d.env
	d.path = kit.NewTextField(env.T("file.folder"))
	d.path.SetOnEnter(func() { d.goTo(d.path.Text()) })
	d.path.OnChanged = func(string) { d.permit() }
	d.message = kit.NewText("", kit.Secondary)
	d.buildTable()
	words := "file.open"
	if d.options.Save {
		words = "button.save"
	}
	d.ok = kit.NewButton(env.T(words), kit.ButtonPrimary, d.submit)
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, d.cancel)
	foot := []fyne.CanvasObject{d.kinds(), nil, cancel, d.ok}
	first := fyne.Focusable(d.table)
	below := fyne.CanvasObject(kit.NewStack(0))
	if d.options.Save {
		d.name = kit.NewTextField(env.T("file.name")).SetRequired()
		d.name.SetText(filepath.Base(d.options.Name))
		d.name.SetOnEnter(d.submit)
		first, below = d.name.Focusable(), kit.NewPadded(10, 0, 0, 0, d.name)
	}
	center := container.NewBorder(kit.NewPadded(0, 0, 10, 0, d.head()), below, nil, nil,
		container.NewStack(d.table, kit.NewPadded(48, 0, 0, 16, kit.NewStack(0, d.message))))
	body := container.NewBorder(
		nil, nil, kit.NewPadded(0, 14, 0, 0, kit.NewSized(placesWidth, 0, d.placeList())), nil,
		center,
	)
	d.modal = env.Modals.Show(kit.ModalOptions{
		Title: d.options.Title, Topic: "files", Width: dialogWidth, Height: dialogHeight,
		Body: kit.NewPadded(16, 20, 16, 20, body),
		Foot: kit.NewRow(8, foot...), First: first, Primary: d.ok, OnCancel: d.cancel, OnKey: d.key,
		Missing: func() { env.Toasts.Tell(d.ok.Tip()) },
	})
	d.permit()
	d.open(folder, "")
}

// head is the path of the folder, with the way up and, for saving, a new folder.
func (d *dialog) head() fyne.CanvasObject {
	env := d.env
	buttons := []fyne.CanvasObject{kit.NewIconButton(kit.IconArrowUp, env.T("file.up"), d.up)}
	if d.options.Save {
		buttons = append(
			buttons, kit.NewIconButton(kit.IconPlus, env.T("file.new_folder"), d.newFolder),
		)
	}
	return container.NewBorder(
		nil, nil, nil, kit.NewPadded(20, 0, 0, 8, kit.NewRow(4, buttons...)), d.path,
	)
}

// kinds chooses which files are shown.
func (d *dialog) kinds() fyne.CanvasObject {
	env, kind := d.env, d.options.Kind
	patterns := "*" + strings.Join(kind.Endings(), ", *")
	choice := kit.NewSelect([]kit.Option{
		{Key: "kind", Text: kind.Name + " (" + patterns + ")"},
		{Key: "all", Text: env.T("file.all")},
	}, func(key string) {
		d.filtered = key == "kind"
		d.open(d.folder, "")
	})
	hidden := kit.NewCheckbox(env.T("file.hidden"), func(on bool) {
		d.hidden = on
		d.open(d.folder, "")
	})
	return kit.NewRow(16, kit.NewSized(340, 0, choice), hidden)
}

func (d *dialog) placeList() fyne.CanvasObject {
	list := kit.NewStack(0)
	for _, p := range d.places {
		item := kit.NewNavItem(
			kit.IconNone, d.env.T("file.place."+p.key), func() { d.open(p.folder, "") },
		)
		d.items = append(d.items, item)
		list.Add(item)
	}
	return list
}

// columns are name, size and time of what is in a folder.
func (d *dialog) columns() []kit.Column[entry] {
	env := d.env
	return []kit.Column[entry]{
		{
			Key: "name", Title: env.T("file.column.name"), Width: 330, MinWidth: 120,
			Cell: func(e entry) kit.Cell {
				if e.folder {
					return kit.Cell{Text: e.name + string(filepath.Separator), Bold: true}
				}
				return kit.Cell{Text: e.name}
			},
		},
		{
			Key: "size", Title: env.T("file.column.size"), Width: 90, MinWidth: 60, Right: true,
			Priority: 1,
			Cell: func(e entry) kit.Cell {
				return kit.Cell{Text: d.sizeText(e), Secondary: true}
			},
		},
		{
			Key: "at", Title: env.T("file.column.at"), Width: 150, MinWidth: 100, Priority: 2,
			Cell: func(e entry) kit.Cell {
				return kit.Cell{Text: env.Words.DateTime(e.at), Secondary: true}
			},
		},
	}
}

func (d *dialog) buildTable() {
	d.table = page.NewTable(
		d.env, d.columns(), func() []entry { return d.entries },
		func(e entry) string { return e.name },
	)
	d.table.OnOpen = d.openRow
	d.table.OnRune = d.find
	d.table.OnSelected = func() {
		d.permit()
		i := d.table.Current()
		if d.name != nil && i >= 0 && i < len(d.entries) && !d.entries[i].folder {
			d.name.SetText(d.entries[i].name)
		}
	}
}

// sizeText is a size as people read it, "" of a folder.
func (d *dialog) sizeText(e entry) string {
	const kilo, mega = 1000, 1000 * 1000
	switch {
	case e.folder:
		return ""
	case e.size >= 10*mega:
		return d.env.Words.Number(e.size/mega) + " MB"
	default:
		return d.env.Words.Number((e.size+kilo-1)/kilo) + " kB"
	}
}

// key acts on keys: in the list Backspace goes up, and from the fields Down leads to the list.
func (d *dialog) key(e *fyne.KeyEvent) bool {
	focused := d.env.Canvas.Focused()
	switch {
	case e.Name == fyne.KeyBackspace && focused == fyne.Focusable(d.table):
		d.up()
	case e.Name == fyne.KeyDown &&
		(focused == d.path.Focusable() || d.name != nil && focused == d.name.Focusable()):
		d.env.Canvas.Focus(d.table)
	default:
		return false
	}
	return true
}

// find goes to the next name that begins with the letters that are typed.
func (d *dialog) find(r rune) {
	if r == '~' || r == '/' || r == filepath.Separator {
		d.typeFolder(r)
		return
	}
	now := time.Now()
	if now.Sub(d.typedAt) > typePause {
		d.typed = ""
	}
	d.typedAt = now
	d.typed += string(r)
	if i := starting(d.entries, d.typed); i >= 0 {
		d.table.Select(i)
		d.table.OnSelected()
	}
}

func (d *dialog) up() {
	if parent := filepath.Dir(d.folder); parent != d.folder {
		d.open(parent, filepath.Base(d.folder))
	}
}

// open shows a folder, with the row of a name selected.
func (d *dialog) open(folder, name string) {
	hidden, lang := d.hidden, d.env.Words.Language()
	kind := &d.options.Kind
	if !d.filtered {
		kind = nil
	}
	d.reading.Read(d.env, func(context.Context) ([]entry, error) {
		return readFolder(folder, kind, hidden, lang)
	}, func(err error) {
		d.shown(folder, name, nil, err)
	}, func(entries []entry) {
		d.shown(folder, name, entries, nil)
	})
}

// shown takes what was read of a folder.
func (d *dialog) shown(folder, name string, entries []entry, err error) {
	d.folder, d.entries, d.typed = folder, entries, ""
	d.path.SetText(folder)
	for i, p := range d.places {
		d.items[i].SetChosen(p.folder == folder)
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		d.message.SetText(d.env.T("file.not_permitted"))
	case err != nil:
		d.message.SetText(d.env.T("file.unreadable"))
	case len(entries) == 0:
		d.message.SetText(d.env.T("file.empty"))
	default:
		d.message.SetText("")
	}
	d.table.SetCount(len(entries))
	d.table.ScrollToTop()
	row := 0
	for i, e := range entries {
		if e.name == name {
			row = i
		}
	}
	if len(entries) > 0 {
		d.table.Select(row)
		d.table.ScrollTo(row)
	}
	d.table.Refresh()
	d.permit()
}

// permit lets the button be pressed when there is something to open, and else says why not.
func (d *dialog) permit() {
	row := d.table.Current()
	chosen := row >= 0 && row < len(d.entries)
	switch {
	case d.options.Save || chosen || d.chosenFolder() != filepath.Clean(d.folder):
		d.ok.Enable()
	case len(d.entries) == 0 && d.message.Text() != "":
		d.ok.Disable(d.message.Text())
	default:
		d.ok.Disable(d.env.T("file.choose_first"))
	}
}

// openRow goes into a folder, or takes a file.
func (d *dialog) openRow(i int) {
	if i < 0 || i >= len(d.entries) {
		return
	}
	e := d.entries[i]
	path := filepath.Join(d.folder, e.name)
	switch {
	case e.folder:
		d.open(path, "")
	case d.options.Save:
		d.save(path)
	default:
		d.done(path)
	}
}

// typeFolder begins a path with a character that was typed into the list, as other dialogs do.
func (d *dialog) typeFolder(r rune) {
	d.path.SetText("")
	d.env.Canvas.Focus(d.path.Focusable())
	d.path.Focusable().TypedRune(r)
}

// chosenFolder is the folder that was typed, gone to or not.
func (d *dialog) chosenFolder() string { return resolve(d.folder, d.path.Text()) }

// submit does what the button at the foot says.
func (d *dialog) submit() {
	switch {
	case d.name == nil && d.chosenFolder() != filepath.Clean(d.folder):
		d.goTo(d.path.Text())
	case d.name == nil:
		d.openRow(d.table.Current())
	case strings.TrimSpace(d.name.Text()) == "":
		d.name.SetError(d.env.T("error.field.required"))
		d.env.Canvas.Focus(d.name.Focusable())
	default:
		d.save(resolve(d.chosenFolder(), d.name.Text()))
	}
}

// goTo goes to a folder that was typed, or takes the file.
func (d *dialog) goTo(typed string) {
	path := resolve(d.folder, typed)
	d.looking.Read(d.env, func(context.Context) (found, error) {
		info, err := os.Stat(path)
		return found{folder: err == nil && info.IsDir()}, err
	}, func(error) {
		d.path.SetError(d.env.T("file.no_such"))
	}, func(f found) {
		switch {
		case f.folder:
			d.path.SetError("")
			d.open(path, "")
			d.env.Canvas.Focus(d.table)
		case d.options.Save:
			d.save(path)
		default:
			d.done(path)
		}
	})
}

// found is what there is at a path that was typed: a folder, the folder around it, the file.
type found struct{ folder, parent, taken bool }

// save takes a name to save under, goes there when it is a folder, and asks before a file is
// replaced.
func (d *dialog) save(path string) {
	whole := withEnding(path, d.options.Kind)
	d.looking.Read(d.env, func(context.Context) (found, error) {
		return found{isFolder(path), isFolder(filepath.Dir(whole)), exists(whole)}, nil
	}, page.Silently, func(f found) {
		switch {
		case f.folder:
			d.name.SetText(filepath.Base(d.options.Name))
			d.open(path, "")
		case !f.parent:
			d.name.SetError(d.env.T("file.no_such"))
		case f.taken:
			d.askReplace(whole)
		default:
			d.done(whole)
		}
	})
}

func (d *dialog) askReplace(path string) {
	env, args := d.env, core.Args{"Name": filepath.Base(path)}
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T("file.replace_title", args), Text: env.T("file.replace_text"),
		OK:     env.T("file.replace"),
		Cancel: env.T("button.cancel"), Danger: true, OnOK: func() { d.done(path) },
	})
}

// newFolder asks for the name of a folder, makes it and goes there.
func (d *dialog) newFolder() {
	env := d.env
	name := kit.NewTextField(env.T("file.name")).SetRequired()
	var modal *kit.Modal
	parent := d.folder
	create := func() {
		typed := strings.TrimSpace(name.Text())
		if typed == "" || strings.ContainsAny(typed, `/\`) {
			name.SetError(env.T("file.bad_name"))
			return
		}
		path := filepath.Join(parent, typed)
		page.TryOr(env, func(context.Context) error {
			return makeFolder(path)
		}, func(error) {
			name.SetError(env.T("file.not_made"))
		}, func() {
			modal.Close()
			d.open(path, "")
		})
	}
	ok := kit.NewButton(env.T("file.make"), kit.ButtonPrimary, create)
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	modal = env.Modals.Show(kit.ModalOptions{
		Title: env.T("file.new_folder"), Topic: "files", Width: 420, Body: name,
		First: name.Focusable(), Primary: ok,
		Foot: kit.NewRow(8, nil, cancel, ok),
	})
}

// done closes the dialog with an answer, and remembers where it was.
func (d *dialog) done(path string) {
	d.env.Settings.SetFolder(filepath.Dir(path))
	d.close(path)
}

func (d *dialog) cancel() { d.close("") }

// close answers once: a second Enter may come while the first is still looked at.
func (d *dialog) close(path string) {
	if d.answered {
		return
	}
	d.answered = true
	d.reading.Drop()
	d.looking.Drop()
	d.modal.Close()
	d.answer <- path
}
