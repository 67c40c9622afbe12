package kit

import (
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"image"
	"image/color"
	"maps"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWidgetsLookTheSameAfterAMinute lets the toolkit forget how each widget was drawn, as it does
// with what was not seen for a minute, and draws it again: the picture must be the same. Every
// widget of the package has to be among them.
func TestWidgetsLookTheSameAfterAMinute(t *testing.T) {
	types := widgetTypes(t)
	missing := maps.Clone(types)
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeDark))
	for name, show := range shownWidgets() {
		w := test.NewTempWindow(t, container.NewStack())
		w.SetPadded(false)
		w.Resize(fyne.NewSize(480, 360))
		stage := &stage{canvas: w.Canvas(), modals: NewModals(w.Canvas(), noLater)}
		host, _ := NewWindowHost(nil)
		if o := show(stage); o != nil {
			host.Attach(o)
			w.SetContent(NewStack(0, o))
		}
		if stage.then != nil {
			stage.then()
		}
		before := picture(w.Canvas())
		t.Run(name, func(t *testing.T) { // Its end destroys the renderers that it asks for.
			for _, root := range append(
				[]fyne.CanvasObject{w.Content()}, w.Canvas().Overlays().List()...,
			) {
				eachWidget(root, func(o fyne.Widget) fyne.WidgetRenderer {
					own := types[typeName(o)]
					delete(missing, typeName(o))
					if _, clicked := o.(fyne.Tappable); clicked && own && typeName(o) != "Modal" {
						assert.Implements(
							t, (*desktop.Mouseable)(nil), o,
							"a press on it must hold back what comes late",
						)
					}
					return test.TempWidgetRenderer(t, o)
				})
			}
		})
		assert.Equal(t, before, picture(w.Canvas()), name)
	}
	require.Empty(t, missing, "widgets that no case of the test shows")
}

// stage is what a case of the test shows its widget on. then is done once it is there.
type stage struct {
	canvas fyne.Canvas
	modals *Modals
	then   func()
}

func picture(c fyne.Canvas) string {
	return fmt.Sprintf("%x", sha256.Sum256(c.Capture().(*image.NRGBA).Pix))
}

// eachWidget calls see for each widget below an object; see returns its renderer.
func eachWidget(o fyne.CanvasObject, see func(fyne.Widget) fyne.WidgetRenderer) {
	children := []fyne.CanvasObject{}
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		children = see(o).Objects()
	}
	for _, child := range children {
		eachWidget(child, see)
	}
}

func typeName(o any) string {
	name, _, _ := strings.Cut(reflect.TypeOf(o).Elem().Name(), "[")
	return name
}

// widgetTypes returns the types of this package that have a renderer.
func widgetTypes(t *testing.T) map[string]bool {
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	types := map[string]bool{}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		require.NoError(t, err)
		for _, d := range parsed.Decls {
			if f, is := d.(*ast.FuncDecl); is && f.Recv != nil && f.Name.Name == "CreateRenderer" {
				of := f.Recv.List[0].Type.(*ast.StarExpr).X
				if generic, is := of.(*ast.IndexExpr); is {
					of = generic.X
				}
				types[of.(*ast.Ident).Name] = true
			}
		}
	}
	require.Greater(t, len(types), 20)
	return types
}

// Words that go over lines in every case.
const longWords = "Kranich Telefonie GmbH pays the invoice of October at the end of the month, and asks to be called before " +
	"every change of its package, for it sells the extensions one by one."

// shownWidgets is every widget in its states.
func shownWidgets() map[string]func(*stage) fyne.CanvasObject {
	all := map[string]func(*stage) fyne.CanvasObject{}
	for _, more := range []map[string]func(*stage) fyne.CanvasObject{
		shownTexts(), shownControls(), shownFields(), shownDrawings(), shownLayers(),
	} {
		for name, show := range more {
			all[name] = show
		}
	}
	return all
}

// focused shows an object with the focus.
func focused[T interface {
	fyne.CanvasObject
	fyne.Focusable
}](o T) func(*stage) fyne.CanvasObject {
	return func(s *stage) fyne.CanvasObject {
		s.then = func() { s.canvas.Focus(o) }
		return o
	}
}

// plain shows what make makes.
func plain(make func() fyne.CanvasObject) func(*stage) fyne.CanvasObject {
	return func(*stage) fyne.CanvasObject { return make() }
}

func shownTexts() map[string]func(*stage) fyne.CanvasObject {
	show := Action{Text: "Show", Do: func() {}}
	return map[string]func(*stage) fyne.CanvasObject{
		"backdrop": func(*stage) fyne.CanvasObject { return NewBackdrop() },
		"text":     plain(func() fyne.CanvasObject { return NewText("words", Title) }),
		"cut": plain(func() fyne.CanvasObject {
			return NewSized(80, 0, NewCutText(longWords, Body, 20))
		}),
		"prose": plain(func() fyne.CanvasObject {
			return NewProse(
				Body, Run{Text: longWords}, Run{Text: " searched", Bold: true, Mark: true},
			).SetBullet("1.")
		}),
		"paragraph": plain(func() fyne.CanvasObject { return NewParagraph(longWords, Body) }),
		"centered": plain(func() fyne.CanvasObject {
			p := NewParagraph(longWords, Secondary)
			p.Centered = true
			return p
		}),
		"links": plain(func() fyne.CanvasObject {
			p := NewParagraph("", Caption)
			p.SetText(longWords, show, Action{Text: "Explain", Do: func() {}})
			return p
		}),
		"link": plain(func() fyne.CanvasObject { return NewLink("Show", func() {}) }),
		"focused link": func(s *stage) fyne.CanvasObject {
			return focused(NewLink("Show", func() {}))(s)
		},
		"banner": plain(func() fyne.CanvasObject {
			b := NewBanner()
			b.Set(Warn, "Title", "550 5.7.1 refused", longWords, show)
			return b
		}),
		"short banner": plain(func() fyne.CanvasObject {
			b := NewBanner()
			b.Set(Bad, "Title", "", "", show)
			return b
		}),
		"mistake": plain(func() fyne.CanvasObject {
			m := NewMistake(1)
			m.SetError(longWords, show)
			m.Explain(longWords)
			return m
		}),
		"badge": plain(func() fyne.CanvasObject {
			return NewRow(4, NewBadge(OK, IconCheck, "active"), NewToneIcon(IconEye, Warn))
		}),
		"strip": plain(func() fyne.CanvasObject {
			s := NewStrip(2)
			s.Set(
				Line{Name: "pool", Before: "500", After: "380", Unit: "free"},
				Line{Name: "reseller", Before: "0", After: "-3", Wrong: true},
			)
			return s
		}),
	}
}

func shownControls() map[string]func(*stage) fyne.CanvasObject {
	button := func() *Button {
		return NewButton("Save", ButtonPrimary, func() {}).SetIcon(IconMail)
	}
	tabs := func() *Tabs {
		return NewTabs(
			[]TabItem{
				{Key: "a", Title: "A", Count: "1/2"},
				{Key: "b", Title: longWords},
				{Key: "c", Title: longWords},
			},
			func(string) {},
		)
	}
	item := func() *NavItem {
		n := NewNavItem(IconCard, "My Subscription", func() {}).SetNote("note")
		n.SetChosen(true)
		n.SetWrong(true)
		n.SetCount("3")
		return n
	}
	return map[string]func(*stage) fyne.CanvasObject{
		"button":         plain(func() fyne.CanvasObject { return button() }),
		"focused button": func(s *stage) fyne.CanvasObject { return focused(button())(s) },
		"disabled button": plain(func() fyne.CanvasObject {
			b := button()
			b.Disable("not now")
			return b
		}),
		"icon button": plain(func() fyne.CanvasObject {
			return NewRow(4, NewIconButton(IconClose, "Close", func() {}))
		}),
		"hovered button": plain(func() fyne.CanvasObject {
			b := NewButton("Quiet", ButtonQuiet, func() {})
			b.MouseIn(&desktop.MouseEvent{})
			return b
		}),
		"checkbox": plain(func() fyne.CanvasObject {
			c := NewCheckbox("On", nil)
			c.SetNote(longWords)
			c.SetState(Some)
			return c
		}),
		"focused checkbox": func(s *stage) fyne.CanvasObject {
			c := NewCheckbox("On", nil)
			c.SetOn(true)
			return focused(c)(s)
		},
		"disabled checkbox": plain(func() fyne.CanvasObject {
			c := NewCheckbox("On", nil)
			c.Disable()
			return c
		}),
		"chip": func(s *stage) fyne.CanvasObject {
			c := NewChip("All", func() {})
			c.Set("All 12", true)
			return focused(c)(s)
		},
		"choice": plain(func() fyne.CanvasObject {
			return NewChoice(IconCard, "A", longWords, func() {})
		}),
		"focused choice": func(s *stage) fyne.CanvasObject {
			return focused(NewChoice(IconCard, "A", "b", func() {}))(s)
		},
		"nav": plain(func() fyne.CanvasObject { return item() }),
		"narrow nav": func(s *stage) fyne.CanvasObject {
			n := item()
			n.SetNarrow(true)
			return focused(n)(s)
		},
		"tabs":         plain(func() fyne.CanvasObject { return tabs() }),
		"focused tabs": func(s *stage) fyne.CanvasObject { return focused(tabs())(s) },
		"select": plain(func() fyne.CanvasObject {
			return NewSelect([]Option{{"en", "English"}, {"de", "Deutsch"}}, func(string) {})
		}),
		"search": plain(func() fyne.CanvasObject {
			return NewSearch("Search", "Ctrl+F", func(string) {})
		}),
		"typed search": func(s *stage) fyne.CanvasObject {
			search := NewSearch("Search", "Ctrl+F", func(string) {})
			search.SetText("kranich")
			return search
		},
	}
}

func shownFields() map[string]func(*stage) fyne.CanvasObject {
	field := func(make func() *Field) func(*stage) fyne.CanvasObject {
		return plain(func() fyne.CanvasObject { return make() })
	}
	return map[string]func(*stage) fyne.CanvasObject{
		"field": field(
			func() *Field { return NewTextField("Company").SetHint(longWords).SetRequired() },
		),
		"typed field": field(func() *Field {
			f := NewTextField("Company")
			f.SetText(longWords)
			return f
		}),
		"wrong field": field(func() *Field {
			f := NewTextField("Extensions").SetHint("hint").SetStrip(NewStrip(2))
			f.SetText("-4")
			f.SetError(longWords, Action{Text: "Use 5", Do: func() {}})
			f.Explain(longWords)
			return f
		}),
		"disabled field": field(func() *Field {
			f := NewTextField("Company")
			f.SetText("Kranich")
			f.Disable()
			return f
		}),
		"suffix field": field(func() *Field {
			f := NewSuffixField("Host")
			f.SetText("kranich")
			f.SetSuffix(".example.net")
			return f
		}),
		"password field": field(func() *Field {
			f := NewPasswordField("Password")
			f.SetText("seven lamps")
			return f
		}),
		"lines": field(func() *Field {
			f := NewMultilineField("Remark", 3)
			f.SetText(longWords + "\n" + longWords)
			return f
		}),
		"number": field(func() *Field {
			return NewNumberField("Port", readWhole, showWhole).SetPlaceholder("465")
		}),
		"date": field(func() *Field { return NewDateField("Valid until", dateOptions()) }),
		"calendar": func(s *stage) fyne.CanvasObject {
			f := NewDateField("Valid until", dateOptions())
			s.then = func() { test.Tap(f.opener.(*fieldIcon)) }
			return f
		},
		"readonly": field(func() *Field { return NewReadOnlyField("Password", "set later") }),
		"select field": field(func() *Field {
			f := NewSelectField("Language", []Option{{"en", "English"}, {"de", "Deutsch"}})
			f.SetText("de")
			f.SetError("wrong")
			return f
		}),
		"pick field": field(func() *Field {
			p := NewPickField(
				"Customers",
				PickOptions{Many: true, Empty: "none", Find: func(string, func([]Pick)) {}},
			)
			p.SetPicked([]Pick{{Key: "a", Text: "Möwe"}, {Key: "b", Text: "Kranich"}})
			return p.Field
		}),
	}
}

func shownDrawings() map[string]func(*stage) fyne.CanvasObject {
	table := func() *Table[partner] {
		list := partners(30)
		t := NewTable(
			partnerColumns(),
			Source[partner]{Row: func(i int) (partner, bool) { return list[i], i < 12 }}, Words{},
		)
		t.Boxes = true
		t.SetCount(30)
		t.SetSort("name", true)
		return t
	}
	return map[string]func(*stage) fyne.CanvasObject{
		"ground": plain(func() fyne.CanvasObject {
			return NewSized(60, 40, NewGround(ColorSide, ColorBorder, 4))
		}),
		"card": plain(func() fyne.CanvasObject {
			return NewCard(12, NewParagraph(longWords, Body))
		}),
		"bar": plain(func() fyne.CanvasObject {
			b := NewBar(18)
			b.Set(
				10, BarPart{Value: 4, Colour: ColorAccent}, BarPart{Value: 3, Colour: ColorUnused},
			)
			return b
		}),
		"paper": plain(func() fyne.CanvasObject {
			p := NewPaper()
			p.Set(nil, fyne.Size{}, color.NRGBA{R: 0xc8, A: 0xff}, "Headings")
			return p
		}),
		"course": plain(func() fyne.CanvasObject {
			c := NewCourse("used", "limit", func(n int64) string { return fmt.Sprint(n) })
			c.Set(coursePoints())
			return NewSized(400, 200, c)
		}),
		"marked course": plain(func() fyne.CanvasObject {
			c := NewCourse("used", "limit", func(n int64) string { return fmt.Sprint(n) })
			c.Set(coursePoints())
			c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
			return NewSized(400, 200, c)
		}),
		"table": plain(func() fyne.CanvasObject { return NewSized(0, 300, table()) }),
		"scrolled table": func(s *stage) fyne.CanvasObject {
			list := table()
			s.then = func() {
				s.canvas.Focus(list)
				list.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -100)})
				list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
			}
			return NewSized(0, 300, list)
		},
	}
}

func shownLayers() map[string]func(*stage) fyne.CanvasObject {
	return map[string]func(*stage) fyne.CanvasObject{
		"modal": func(s *stage) fyne.CanvasObject {
			s.modals.Show(ModalOptions{
				Title: longWords, Width: 400, Body: NewParagraph(longWords, Body),
				Foot: NewFoot(
					NewText("words", Caption), NewButton("Cancel", ButtonSecondary, nil),
					NewButton("Save", ButtonPrimary, nil),
				),
			})
			return nil
		},
		"question": func(s *stage) fyne.CanvasObject {
			s.modals.Confirm(Confirmation{
				Title: "Delete?", Text: longWords, OK: "Delete", Cancel: "Cancel", Danger: true,
			})
			return nil
		},
		"toast": func(*stage) fyne.CanvasObject {
			toasts := NewToasts(func(time.Duration, func()) func() { return func() {} })
			toasts.Say(longWords, "Undo", func() {})
			return toasts
		},
		"picks": func(s *stage) fyne.CanvasObject {
			var found []Pick
			for i := range 20 {
				found = append(
					found,
					Pick{
						Key: fmt.Sprint(i), Text: fmt.Sprint("Customer ", i), Note: "note",
						Off: i%3 == 0,
					},
				)
			}
			p := NewPickField(
				"Customers",
				PickOptions{Many: true, Find: func(_ string, show func([]Pick)) { show(found) }},
			)
			p.SetPicked(found[:1])
			s.then = func() { p.box.open("") }
			return p.Field
		},
	}
}
