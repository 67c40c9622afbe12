package importing

import (
	"slices"

	"resellerdesk/core/desk"
	"resellerdesk/ui/page"
)

// remembered is how a table with such columns was read when it was imported last.
func (i *Importer) remembered(columns []desk.ImportColumn) (desk.ImportOptions, bool) {
	how := desk.ImportOptions{Kind: i.kind}
	titles := titlesOf(columns)
	for _, shape := range i.env.Settings.TableShapes(i.env.Folder) {
		if shape.Kind == string(i.kind) && slices.Equal(shape.Titles, titles) {
			how.Columns, how.Update = shape.Columns, shape.Update
			how.Dates, how.Numbers = desk.DateForm(shape.Dates), desk.NumberForm(shape.Numbers)
			return how, isChosen(how)
		}
	}
	return how, false
}

// isChosen tells whether a person decided anything that is remembered.
func isChosen(how desk.ImportOptions) bool {
	return how.Columns != nil || how.Update != "" || how.Dates != "" || how.Numbers != ""
}

// remember keeps how a table was read, for the next one with such columns. What new resellers get
// is chosen each time.
func (i *Importer) remember(how desk.ImportOptions, columns []desk.ImportColumn) {
	i.env.Settings.RememberTableShape(i.env.Folder, page.TableShape{
		Kind: string(i.kind), Titles: titlesOf(columns), Columns: how.Columns, Update: how.Update,
		Dates: string(how.Dates), Numbers: string(how.Numbers),
	})
}

func titlesOf(columns []desk.ImportColumn) []string {
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.Title
	}
	return titles
}

// SameTitles tells whether tables have the same columns, whatever these go to.
func SameTitles(a, b []desk.ImportColumn) bool { return slices.Equal(titlesOf(a), titlesOf(b)) }
