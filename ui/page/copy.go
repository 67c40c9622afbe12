package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/sheet"
	"resellerdesk/ui/kit"
)

// tabbed writes rows as tab-separated text, which a spreadsheet program puts into columns. No text
// in it is taken for a formula.
func tabbed(rows [][]string) string {
	var text strings.Builder
	clean := strings.NewReplacer("\t", " ", "\r\n", " ", "\n", " ", "\r", " ")
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				text.WriteByte('\t')
			}
			text.WriteString(sheet.Guard(clean.Replace(cell)))
		}
		text.WriteByte('\n')
	}
	return text.String()
}

// Copying makes Ctrl+C copy the selected rows of a table whose rows are all loaded.
func Copying[T any](env *Env, t *kit.Table[T]) {
	t.OnCopy = func() {
		rows, _ := t.SelectedTexts()
		copyRows(env, t.Titles(), rows)
	}
	if t.OnMenu == nil {
		t.OnMenu = func(_ int, at fyne.Position) {
			ShowMenu(env, at, Section{Commands: CopyCommands(env, t)})
		}
	}
}

func copyRows(env *Env, titles []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	fyne.CurrentApp().Clipboard().SetContent(tabbed(append([][]string{titles}, rows...)))
	env.Toasts.Say(env.T("toast.copied_rows", core.Args{"Count": len(rows)}), "", nil)
}

// copyStep is how many rows are read at once to be copied.
const copyStep = 2000

// CopyingPaged makes Ctrl+C copy the selected rows of a table, also those that are not loaded: they
// are read beside the UI.
func CopyingPaged[T any](env *Env, t *kit.Table[T], id func(T) string, reading func() Reading[T]) {
	t.OnCopy = func() {
		selected, count, titles := t.Selected(), t.Count(), t.Titles()
		texts, from := t.Texter(), reading()
		if rows, all := t.SelectedTexts(); all {
			copyRows(env, titles, rows)
			return
		}
		wanted := make(map[string]bool, len(selected))
		for _, id := range selected {
			wanted[id] = true
		}
		var rows [][]string
		Act(env, len(selected), func(ctx context.Context) error {
			for offset := 0; offset < count; offset += copyStep {
				part, err := from.Rows(ctx, offset, copyStep)
				if err != nil {
					return err
				}
				for _, row := range part {
					if wanted[id(row)] {
						rows = append(rows, texts(row))
					}
				}
			}
			return ctx.Err()
		}, func(err error) {
			if err != nil {
				env.Fail(err)
				return
			}
			copyRows(env, titles, rows)
		})
	}
}

// CopyText copies one text.
func CopyText(text string) { fyne.CurrentApp().Clipboard().SetContent(text) }

// TableWords are what a table says itself.
func TableWords(env *Env) kit.Words {
	return kit.Words{
		HideColumn: env.T("table.hide"), AllColumns: env.T("table.all"),
		UsualColumns: env.T("table.usual"),
		Filter:       env.T("table.filter"), NoFilter: env.T("table.no_filter"),
	}
}
