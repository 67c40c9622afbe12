package ui

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
	"resellerdesk/ui/backups"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// isDamage tells whether an error says that a file is not, or not any more, what the program wrote.
// That of a newer version is.
func isDamage(err error) bool {
	var damaged *desk.Damaged
	var known *core.Error
	if errors.As(err, &damaged) {
		return true
	}
	return errors.As(err, &known) && known.Code == core.Corrupt && known.Key != "workspace.newer"
}

// damagedWidth is how wide the card of a damaged workspace is.
const damagedWidth = 720

// faultRoom is how much room the list of faults has before it scrolls.
const faultRoom = 150

// damaged is the screen of a workspace that is damaged. It shows nothing of what is in it.
type damaged struct {
	window *Window
	env    *page.Env
	file   *kit.Paragraph
	newest *kit.Choice
	rest   []*kit.Choice // The choices after it.
	screen *container.Scroll
	// What the workspace held when it was looked at last, nil when nobody knows.
	last *backup.Holds
	good *backup.Backup
	list []backup.Backup
}

// showDamaged says what is damaged, that nothing was changed, and the ways back.
func (w *Window) showDamaged(err error) {
	w.redraw = func() { w.showDamaged(err) }
	w.env.Toasts.Clear() // They may say something of what is in it.
	v := &damaged{window: w, env: w.env}
	env := v.env
	v.file = kit.NewParagraph("", kit.Secondary)
	choice := func(icon kit.IconName, words, text string, do func()) *kit.Choice {
		return kit.NewChoice(icon, env.T(words), env.T(text), do)
	}
	v.newest = choice(kit.IconRefresh, "damaged.restore", "damaged.looking", v.restore)
	salvage := choice(kit.IconFile, "damaged.salvage", "damaged.salvage_text", v.salvage)
	if !v.readable(err) {
		salvage.Disable(env.T("damaged.salvage_none"))
	}
	folder := choice(kit.IconFolder, "damaged.folder", "damaged.folder_text",
		func() { w.showFolder(v.folder()) })
	v.rest = []*kit.Choice{salvage, folder}
	title := env.T(v.titleKey(err))
	nothing := kit.NewBanner()
	nothing.Set(kit.Info, env.T("damaged.nothing"), "", env.T("damaged.nothing_text"))
	card := kit.NewStack(12,
		marked(kit.IconAlert, kit.Bad, title, kit.Title), v.file,
		line(), v.faults(err), line(), nothing, kit.NewText(env.T("damaged.what"), kit.Heading),
		kit.NewStack(8, v.newest, salvage, folder), v.links(err))
	v.screen = container.NewVScroll(kit.NewCentered(damagedWidth, kit.NewCard(28, card)))
	w.screens.Other("damaged", v.screen, title, v.newest)
	v.look()
}

// folder is where the workspace file is.
func (v *damaged) folder() string { return filepath.Dir(v.env.Backups.Folder()) }

func line() fyne.CanvasObject {
	return kit.NewSized(0, 1, kit.NewGround(kit.ColorBorder, "", 0))
}

// marked is a sentence behind an icon.
func marked(icon kit.IconName, tone kit.Tone, text string, style kit.TextStyle) fyne.CanvasObject {
	above := float32(1)
	if style == kit.Title {
		above = 5
	}
	image := kit.NewPadded(above, 0, 0, 0, kit.NewToneIcon(icon, tone))
	sign := container.NewHBox(container.NewVBox(image))
	return kit.NewOver(sign, kit.NewPadded(0, 0, 0, 26, kit.NewParagraph(text, style)))
}

// titleKey says that the workspace is damaged, or that the file is none.
func (v *damaged) titleKey(err error) string {
	var known *core.Error
	if errors.As(err, &known) && known.Key == "workspace.not_ours" {
		return "damaged.title_foreign"
	}
	return "damaged.title"
}

// readable tells whether there may be something in the file that can be saved.
func (v *damaged) readable(err error) bool {
	var known *core.Error
	errors.As(err, &known)
	return known == nil || known.Key != "workspace.not_ours" && known.Key != "workspace.empty"
}

// faults are the sentences of what is damaged; many of them scroll.
func (v *damaged) faults(err error) fyne.CanvasObject {
	var of *desk.Damaged
	texts := []string{v.env.Words.Error(err)}
	if errors.As(err, &of) {
		texts = nil
		for _, fault := range of.Faults {
			texts = append(texts, v.env.Words.Error(fault))
		}
	}
	list := kit.NewStack(8)
	for _, text := range texts {
		list.Add(marked(kit.IconAlert, kit.Bad, text, kit.Body))
	}
	if len(texts) <= 4 {
		return list
	}
	return kit.NewSized(0, faultRoom, container.NewVScroll(list))
}

// links are the other ways, and what is often the cause.
func (v *damaged) links(err error) fyne.CanvasObject {
	env := v.env
	links := []fyne.CanvasObject{kit.NewLink(env.T("damaged.another"), v.another)}
	if v.readable(err) {
		links = append(links, kit.NewLink(env.T("damaged.whole"), v.whole))
	}
	links = append(links, kit.NewLink(env.T("button.retry"), v.window.Start),
		kit.NewLink(env.T("button.quit"), v.window.App.Quit))
	return kit.NewStack(
		8, kit.NewRow(16, links...), kit.NewParagraph(env.T("damaged.cause"), kit.Caption),
	)
}

// look reads beside the UI what there is to choose from. The damaged file is closed then, so that
// nothing of SQLite lies beside it while the screen is shown, however the program ends.
func (v *damaged) look() {
	env := v.env
	open, last := env.Desk, v.window.lastHeld
	env.Run.Go(func() {
		list, err := env.Backups.List()
		size, changed := env.Backups.File()
		if open != nil {
			if held, err := open.Holds(context.Background()); err == nil {
				last = &held
			}
			_ = env.Backups.Leave(open) // Of a damaged one it fails.
		}
		env.Run.UI(func() {
			if open != nil && env.Desk == open {
				env.Desk, v.window.lastHeld = nil, last
			}
			v.list, v.last = list, last
			facts := core.Args{"Name": "workspace.desk", "Folder": v.folder()}
			if v.file.SetText(env.T("damaged.file", facts)); !changed.IsZero() {
				facts["Size"], facts["When"] = env.Megabytes(size), env.When(changed)
				v.file.SetText(env.T("damaged.file_facts", facts))
			}
			v.showNewest(err)
			v.screen.Refresh()
		})
	})
}

// showNewest says which backup is the newest good one, and what is missing in it.
func (v *damaged) showNewest(err error) {
	env := v.env
	newest := backup.NewestGood(v.list)
	if err != nil || newest.Made.IsZero() {
		reason := env.T("damaged.restore_none")
		if err != nil {
			reason = env.Words.Error(err)
		}
		v.newest.Disable(reason)
		v.focusRest()
		return
	}
	v.good = &newest
	facts := core.Args{"When": env.When(newest.Made), "Checked": env.When(newest.Proved)}
	text := env.T("damaged.restore_text", facts)
	if since, known := backups.Since(newest, v.last); known {
		if since > 0 {
			text += " " + env.T("damaged.restore_since", core.Args{"Count": since})
		} else {
			text += " " + env.T("damaged.restore_all")
		}
	}
	v.newest.Enable(text)
}

// focusRest goes on to what can be chosen, if the focus is still where it was at first.
func (v *damaged) focusRest() {
	for _, choice := range v.rest {
		if v.env.Canvas.Focused() == v.newest && !choice.Disabled() {
			v.env.Canvas.Focus(choice)
		}
	}
}

func (v *damaged) restore() {
	if v.good != nil {
		v.window.restore(*v.good)
	}
}

// another lets a person choose among all backups.
func (v *damaged) another() {
	backups.Choose(v.env, v.list, v.last)
}

// salvage saves what can be read in a new file, and lists what is missing.
func (v *damaged) salvage() {
	env := v.env
	var saved desk.Salvaged
	work := func(ctx context.Context, _ *page.Progress) (err error) {
		saved, err = env.Backups.Salvage(ctx)
		return err
	}
	do := func(err error) {
		if env.Done(err, "toast.cancelled") {
			v.showSalvaged(saved)
		}
	}
	page.StartProgress(env, env.T("damaged.salvage"), env.T("damaged.salvaging"), work, do)
}

// whole lists what could be saved, by table, before anything is.
func (v *damaged) whole() {
	env := v.env
	var tables []desk.SalvagedTable
	work := func(ctx context.Context, _ *page.Progress) (err error) {
		tables, err = env.Backups.WhatIsWhole(ctx)
		return err
	}
	do := func(err error) {
		if env.Done(err, "toast.cancelled") {
			v.showWhole(tables)
		}
	}
	page.StartProgress(env, env.T("damaged.whole"), env.T("damaged.salvaging"), work, do)
}

// showWhole shows the list, which names no people, so that it can be sent to somebody who helps.
func (v *damaged) showWhole(tables []desk.SalvagedTable) {
	env := v.env
	rows, text := tableRows(env, tables, "damaged.whole")
	var modal *kit.Modal
	copies := kit.NewButton(env.T("damaged.whole_copy"), kit.ButtonSecondary, func() {
		page.CopyText(text)
		env.Toasts.Say(env.T("about.copied"), "", nil)
	}).SetIcon(kit.IconCopy)
	done := kit.NewButton(env.T("button.close"), kit.ButtonSecondary, func() { modal.Close() })
	saves := kit.NewButton(env.T("damaged.salvage"), kit.ButtonPrimary, func() {
		modal.Close()
		v.salvage()
	})
	said := kit.NewParagraph(env.T("damaged.whole_text"), kit.Body)
	scroll := container.NewVScroll(kit.NewPadded(16, 20, 16, 20, kit.NewStack(12, said, rows)))
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "damaged", Title: env.T("damaged.whole"),
		Body: scroll, Scroll: scroll, Height: 480, Width: 560,
		Foot: kit.NewRow(8, copies, nil, done, saves), First: done,
	})
}

// tableRows says of each table how much of it is whole, the worst first, also as one text. The keys
// of the words begin with key.
func tableRows(env *page.Env, all []desk.SalvagedTable, key string) (fyne.CanvasObject, string) {
	tables := slices.DeleteFunc(slices.Clone(all), func(t desk.SalvagedTable) bool {
		return t.Rows == 0 && t.Lost == 0
	})
	slices.SortStableFunc(tables, func(a, b desk.SalvagedTable) int {
		return cmp.Or(cmp.Compare(b.Lost, a.Lost), cmp.Compare(b.Altered, a.Altered))
	})
	rows := kit.NewStack(6)
	var text strings.Builder
	for _, t := range tables {
		args := core.Args{
			"Table": core.Key("table." + t.Name), "Rows": t.Rows, "Lost": t.Lost,
			"Altered": t.Altered,
		}
		icon, tone, how := kit.IconCheck, kit.OK, "_whole"
		if t.Altered > 0 {
			icon, tone, how = kit.IconAlert, kit.Warn, "_altered"
		}
		if t.Lost > 0 {
			icon, tone, how = kit.IconAlert, kit.Bad, "_lost"
		}
		words := env.T(key+how, args)
		rows.Add(marked(icon, tone, words, kit.Body))
		text.WriteString(words + "\n")
	}
	return rows, text.String()
}

// showSalvaged says where the new file is, and how much of each table is in it.
func (v *damaged) showSalvaged(saved desk.Salvaged) {
	env := v.env
	rows, _ := tableRows(env, saved.Tables, "damaged.salvaged")
	where, words := saved.Path, "damaged.salvaged_tables"
	if saved.Workspace {
		where, words = filepath.Dir(saved.Path), "damaged.salvaged_text"
	}
	var modal *kit.Modal
	show := func() { v.window.showFolder(where) }
	folder := kit.NewButton(env.T("damaged.folder"), kit.ButtonSecondary, show)
	done := kit.NewButton(env.T("button.close"), kit.ButtonPrimary, func() { modal.Close() })
	foot := kit.NewRow(8, folder, nil, done)
	if saved.Workspace {
		done = kit.NewButton(env.T("button.close"), kit.ButtonSecondary, func() { modal.Close() })
		use := kit.NewButton(env.T("damaged.use"), kit.ButtonPrimary, func() {
			modal.Close()
			v.use(saved)
		})
		foot = kit.NewRow(8, folder, nil, done, use)
	}
	said := kit.NewParagraph(env.T(words, core.Args{"Path": where}), kit.Body)
	scroll := container.NewVScroll(kit.NewPadded(16, 20, 16, 20, kit.NewStack(12, said, rows)))
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "damaged", Title: env.T("damaged.salvaged"),
		Body: scroll, Scroll: scroll, Height: 480, Width: 560,
		Foot: foot, First: done,
	})
}

// use puts the salvaged workspace in the place of the damaged one, and opens it.
func (v *damaged) use(saved desk.Salvaged) {
	w := v.window
	w.replace(v.env.T("damaged.using"), v.env.T("damaged.used"),
		func(ctx context.Context) (string, error) { return w.Backups.UseSalvaged(ctx, saved) })
}
