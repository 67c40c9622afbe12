package kit

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
)

// clock runs what is to be run later when its time has come.
type clock struct {
	now   time.Duration
	tasks []*task
}

type task struct {
	at time.Duration
	do func()
}

func (c *clock) after(d time.Duration, do func()) (stop func()) {
	t := &task{c.now + d, do}
	c.tasks = append(c.tasks, t)
	return func() { t.do = nil }
}

func (c *clock) pass(d time.Duration) {
	end := c.now + d
	for {
		next := -1
		for i, t := range c.tasks {
			if t.do != nil && t.at <= end && (next < 0 || t.at < c.tasks[next].at) {
				next = i
			}
		}
		if next < 0 {
			c.now = end
			return
		}
		t := c.tasks[next]
		c.now = t.at
		do := t.do
		t.do = nil
		do()
	}
}

func newToastPage(t *testing.T) (*Toasts, *clock, fyne.Window) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	c := &clock{}
	toasts := NewToasts(c.after)
	w := test.NewTempWindow(t, container.NewCenter(toasts))
	w.Resize(fyne.NewSize(440, 120))
	return toasts, c, w
}

func TestToasts_Time(t *testing.T) {
	toasts, c, _ := newToastPage(t)
	assert.False(t, toasts.Visible())
	toasts.Say("one", "", nil)
	c.pass(toastTime - time.Millisecond)
	assert.True(t, toasts.Visible())
	c.pass(time.Millisecond)
	assert.False(t, toasts.Visible())
	assert.Empty(t, toasts.Text())
}

func TestToasts_StayWhilePointedAt(t *testing.T) {
	toasts, c, _ := newToastPage(t)
	toasts.Say("one", "", nil)
	toasts.MouseIn(nil)
	c.pass(time.Minute)
	toasts.Say("two", "", nil)
	assert.Equal(t, "one", toasts.Text(), "another one does not take it away")
	toasts.MouseOut()
	c.pass(toastLeast)
	assert.Equal(t, "two", toasts.Text())
}

func TestToasts_Queue(t *testing.T) {
	toasts, c, _ := newToastPage(t)
	for _, text := range []string{"one", "two", "three"} {
		toasts.Say(text, "", nil)
	}
	assert.Equal(t, "one", toasts.Text())
	c.pass(toastLeast)
	assert.Equal(t, "two", toasts.Text())
	c.pass(toastLeast)
	assert.Equal(t, "three", toasts.Text())
	c.pass(toastLeast)
	assert.Equal(t, "three", toasts.Text(), "the last one has all its time")
	toasts.Say("four", "", nil)
	assert.Equal(t, "four", toasts.Text(), "what was read gives way at once")
	c.pass(toastTime)
	assert.Empty(t, toasts.Text())
}

func TestToasts_GrowUpwards(t *testing.T) {
	toasts, _, _ := newToastPage(t)
	toasts.Resize(toasts.MinSize())
	bottom := toasts.Position().Y + toasts.Size().Height
	toasts.Say(strings.Repeat("Nothing was changed. ", 12), "", nil)
	assert.GreaterOrEqual(
		t, toasts.Size().Height, toasts.text.Size().Height+toastPad, "all lines are on the ground",
	)
	assert.Greater(t, toasts.text.Size().Height, float32(40))
	assert.Equal(t, bottom, toasts.Position().Y+toasts.Size().Height)
}

func TestToasts_Action(t *testing.T) {
	toasts, c, w := newToastPage(t)
	undone := 0
	toasts.Say("Kranich Telefonie GmbH added. 380 extensions left.", "Undo", func() { undone++ })
	shoot(t, w, "toast-light")
	assert.True(t, toasts.action.Visible())
	test.Tap(toasts.action)
	assert.Equal(t, 1, undone)
	assert.False(t, toasts.Visible())
	c.pass(time.Minute)
	toasts.Say("saved", "", nil)
	assert.False(t, toasts.action.Visible())
	fyne.CurrentApp().Settings().SetTheme(NewTheme(ModeDark))
	shoot(t, w, "toast-dark")
}

// TestToasts_OnlyASuccessHasATick says what was done, what was not, and what failed later.
func TestToasts_OnlyASuccessHasATick(t *testing.T) {
	toasts, c, _ := newToastPage(t)
	icon := func() IconName { return toasts.queue[0].icon }
	toasts.Say("Saved.", "", nil)
	assert.Equal(t, IconCheck, icon())
	toasts.Replace("Saved.", false, "The mail came back.", "Show", func() {})
	assert.Equal(t, IconAlert, icon())
	c.pass(toastTime)
	toasts.Tell("Cancelled.")
	assert.Equal(t, IconInfo, icon())
}

func TestToasts_AreWideBeforeTheyAreHigh(t *testing.T) {
	toasts, _, w := newToastPage(t)
	text := strings.Repeat("Nothing was changed. ", 12)
	w.Resize(fyne.NewSize(1280, 800))
	toasts.Say("Done.", "", nil)
	assert.Equal(t, fyne.NewSize(toastWidth, toastHeight), toasts.MinSize(), "one line")
	toasts.Clear()
	toasts.Say(text, "", nil)
	size := toasts.MinSize()
	assert.Less(t, size.Height, toasts.heightFor(toastWidth))
	assert.Equal(t, toasts.heightFor(toastWidest), size.Height, "as few lines as it can have")
	narrower := toasts.heightFor(size.Width - toastWiden)
	assert.Greater(t, narrower, size.Height, "no wider than that needs")
	w.Resize(fyne.NewSize(500, 400))
	assert.LessOrEqual(t, toasts.MinSize().Width, float32(500-2*toastSide))
}

func TestToasts_AreNarrowWhereNoPlaceIsWide(t *testing.T) {
	toasts, _, w := newToastPage(t)
	window := fyne.NewSize(1280, 800)
	w.Resize(window)
	toasts.Say(strings.Repeat("Nothing was changed. ", 12), "", nil)
	field := NewTextField("Name")
	field.Resize(fyne.NewSize(840, 800))
	at, size := toasts.Over(container.NewWithoutLayout(field), window, 40)
	assert.Equal(t, float32(toastWidth), size.Width)
	assert.GreaterOrEqual(t, at.X, float32(840))
	field.Resize(fyne.NewSize(640, 800))
	_, size = toasts.Over(container.NewWithoutLayout(field), window, 40)
	assert.Equal(t, toasts.MinSize(), size)
}
