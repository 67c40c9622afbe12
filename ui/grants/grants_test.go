package grants

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// section is a section for everything that a reseller can have, and what is granted in it.
func section(t *testing.T, lang string, granted permission.Set) (*View, *permission.Set) {
	test.NewTempApp(t)
	words, err := i18n.New(assets.Translations, lang)
	require.NoError(t, err)
	set := &granted
	v := New(
		&page.Env{Words: words}, permission.Offered(), "", func() permission.Set { return *set },
		func() {}, func(fyne.CanvasObject) {},
	)
	return v, set
}

func TestUntickingAndTickingBringsBackWhatHungOnIt(t *testing.T) {
	all := permission.All().ForReseller()
	for _, f := range permission.Offered() {
		if f.Value != "" {
			all[f.Value] = true
		}
	}
	v, set := section(t, "en", all.Clone())
	for _, f := range permission.Offered() {
		v.toggle(f.Key, false)
		require.False(t, (*set)[f.Key])
		v.toggle(f.Key, true)
		require.Equal(t, all, *set, "%s", f.Key)
	}
	v.toggle(permission.PBXView, false)
	*set = permission.NewSet(permission.AlarmView) // A preset was applied in between.
	v.toggle(permission.PBXView, true)
	require.Equal(t, permission.NewSet(permission.AlarmView, permission.PBXView), *set)
}

func TestHeadingsAreTickedByHalf(t *testing.T) {
	v, set := section(t, "en", permission.NewSet(permission.PBXView, permission.PBXType))
	v.tabs.Choose(string(permission.TabCloudPBX))
	headings := map[permission.Heading]*group{}
	for _, g := range v.groups {
		headings[g.Heading] = g
	}
	pbx := headings[permission.HeadingPBX]
	v.toggle(permission.PBXTypeTrial, true)
	require.Equal(t, 2, set.Count(pbx.Features), "a value is not counted")
	test.Tap(pbx.box)
	require.Equal(t, len(pbx.Features), set.Count(pbx.Features), "some become all")
	require.True(t, pbx.box.IsOn())
	customer := headings[permission.HeadingCustomer]
	require.Equal(t, 1, set.Count(customer.Features), "sending needs to view customers")
	test.Tap(pbx.box)
	require.Zero(t, set.Count(pbx.Features))
	require.False(t, (*set)[permission.PBXTypeTrial])
	v.toggleAll(v.ofTab(), true)
	require.True(t, pbx.box.IsOn() && customer.box.IsOn())
}

// TestTheSearchFindsByEveryWord finds each feature by its title, that of its value and its heading.
func TestTheSearchFindsByEveryWord(t *testing.T) {
	for _, lang := range i18n.Languages {
		v, _ := section(t, lang, permission.Set{})
		for _, g := range v.groups {
			for _, f := range g.Features {
				for _, key := range f.Keys() {
					v.search.SetText(v.env.T("feature." + string(key)))
					v.fill()
					require.Contains(t, shownBoxes(v), v.boxes[f.Key], "%s in %s", key, lang)
				}
			}
		}
		v.search.SetText("")
		v.fill()
		require.True(t, v.tabs.Visible())
	}
}

func shownBoxes(v *View) (list []*kit.Checkbox) {
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Checkbox:
			list = append(list, o)
		case *fyne.Container:
			for _, inner := range o.Objects {
				walk(inner)
			}
		}
	}
	walk(v.shown)
	return list
}

// TestTheWordsOfTheSearchAreClearOfItsIcon measures what the search for permissions says of itself.
func TestTheWordsOfTheSearchAreClearOfItsIcon(t *testing.T) {
	const before, icon, gap = 6, 28, 12
	for _, lang := range i18n.Languages {
		v, _ := section(t, lang, permission.NewSet(permission.PBXView))
		fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.ModeLight))
		test.NewTempWindow(t, v.Head).Resize(fyne.NewSize(900, 100))
		find := v.env.T("permission.find")
		words := fyne.MeasureText(find, theme.TextSize(), fyne.TextStyle{}).Width
		require.GreaterOrEqual(t, v.search.Size().Width, before+words+gap+icon, lang)
	}
}
