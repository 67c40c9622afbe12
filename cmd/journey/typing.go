//go:build linux

package main

import (
	"fmt"
	"image"
	"strconv"
	"strings"
	"time"

	"github.com/jezek/xgb/xproto"
)

// spot is a place of the window in pixels.
type spot struct{ x, y int }

// Fields of the form of a new reseller, at its top.
var (
	firstNameField  = spot{540, 222}
	emailField      = spot{930, 149}
	extensionsField = spot{442, 576}
	remarkField     = spot{930, 445}
)

const (
	longestRemark = 2000                   // Characters, which the field takes at most.
	remarkPart    = "250x46+860+422"       // Right of the caret at the start of a line.
	fieldAnswers  = 100 * time.Millisecond // How much later than in a short text.
)

// point moves the pointer to a place.
func (w *window) point(at spot) error {
	_, err := w.output(
		"xdotool", "mousemove", "--window", w.id, strconv.Itoa(at.x), strconv.Itoa(at.y),
	)
	return err
}

// click presses and releases the button at a place, as slowly as a hand does: what is pressed may
// not move meanwhile.
func (w *window) click(at spot) error {
	if err := w.point(at); err != nil {
		return err
	}
	for _, what := range []string{"mousedown", "mouseup"} {
		if _, err := w.output("xdotool", what, "1"); err != nil {
			return err
		}
		time.Sleep(120 * time.Millisecond) // A click of a hand; the frames between show what moved.
	}
	return nil
}

// typeByPointer leaves a field that must be filled by clicking others, types there, and finds the
// text; the wheel over a field scrolls the form.
func (w *window) typeByPointer() error {
	if err := w.keys("ctrl+n"); err != nil {
		return err
	}
	if err := w.waitDialog(true); err != nil {
		return err
	}
	for _, field := range []struct {
		at   spot
		text string
	}{{firstNameField, "Nina"}, {extensionsField, "77"}} {
		if err := w.click(field.at); err != nil {
			return err
		}
		if err := w.text(field.text); err != nil {
			return err
		}
	}
	if err := w.shot("clicked-through"); err != nil {
		return err
	}
	typed := "SELECT count(*) FROM form_draft WHERE CAST(data AS TEXT) LIKE '%Nina%' AND CAST(data AS TEXT) LIKE '%77%'"
	if err := w.waitQuery(typed, "1"); err != nil {
		return err
	}
	if err := w.typeLongest(); err != nil {
		return err
	}
	if err := w.wheelOver(emailField); err != nil {
		return err
	}
	if err := w.keys("Escape", "Tab", "Return"); err != nil { // Discards what was typed.
		return err
	}
	return w.waitDialog(false)
}

// typeLongest types the longest remark, and demands that a key is seen about as soon as in a short
// one.
func (w *window) typeLongest() error {
	if err := w.click(remarkField); err != nil {
		return err
	}
	short, err := w.keyTimeAfter("longer longer longer longer longer ")
	if err != nil {
		return err
	}
	long, err := w.keyTimeAfter(strings.Repeat("longer ", longestRemark/len("longer ")-8))
	if err != nil {
		return err
	}
	if long-short > fieldAnswers {
		return fmt.Errorf(
			"a key takes %s longer in a full field than in a short one; the limit is %s",
			long-short,
			fieldAnswers,
		)
	}
	return w.shot("longest")
}

// keyTimeAfter types words at the end of the remark. It returns the usual time from a key at the
// start of its last line until the change is visible.
func (w *window) keyTimeAfter(words string) (time.Duration, error) {
	if err := w.keys("ctrl+End"); err != nil {
		return 0, err
	}
	if _, err := w.output("xdotool", "type", "--delay", "2", "--", words); err != nil {
		return 0, err
	}
	if err := w.settleIn(remarkPart); err != nil {
		return 0, err
	}
	if err := w.keys("Home"); err != nil {
		return 0, err
	}
	p, err := newProbe(w.display)
	if err != nil {
		return 0, err
	}
	defer p.close()
	part, err := w.onDisplay(p, remarkPart)
	if err != nil {
		return 0, err
	}
	return usual(func() (time.Duration, error) {
		if err := p.rest(part); err != nil {
			return 0, err
		}
		return p.echo(part, 1, 'x')
	})
}

// onDisplay is where a part of the window, as ImageMagick names it, is on the display.
func (w *window) onDisplay(p *probe, part string) (on image.Rectangle, err error) {
	id, err := strconv.ParseUint(w.id, 10, 32)
	if err != nil {
		return on, err
	}
	at, err := xproto.TranslateCoordinates(p.conn, xproto.Window(id), p.root, 0, 0).Reply()
	if err != nil {
		return on, err
	}
	var size image.Point
	_, err = fmt.Sscanf(part, "%dx%d+%d+%d", &size.X, &size.Y, &on.Min.X, &on.Min.Y)
	on.Max = on.Min.Add(size)
	return on.Add(image.Pt(int(at.DstX), int(at.DstY))), err
}

// settleIn waits until a part of the window does not change.
func (w *window) settleIn(part string) error {
	before := ""
	return w.waitFor(w.ctx, "the window to stand still", func() (bool, error) {
		now, err := w.look(part)
		still := err == nil && now == before
		before = now
		if !still {
			time.Sleep(60 * time.Millisecond)
		}
		return still, nil
	})
}

// formPart is where the fields of the form are.
const formPart = "700x100+360+400"

// wheelOver turns the wheel over a field, and demands that what is seen of the form moves.
func (w *window) wheelOver(field spot) error {
	if err := w.point(field); err != nil {
		return err
	}
	before, err := w.look(formPart)
	if err != nil {
		return err
	}
	if _, err := w.output("xdotool", "click", "--repeat", "3", "5"); err != nil {
		return err
	}
	if err := w.waitFor(w.ctx, "the form to scroll", func() (bool, error) {
		now, err := w.look(formPart)
		return err == nil && now != before, nil
	}); err != nil {
		return fmt.Errorf("the wheel over a field: %w", err)
	}
	return w.shot("wheel-over-a-field")
}

// suspendButton is where the list of resellers has its button, in a window of 1280 by 800.
var suspendButton = spot{508, 117}

// suspendByEnter suspends the reseller with a reason by Enter in the last field, and takes it back.
func (w *window) suspendByEnter() error {
	if err := w.goTo("User"); err != nil {
		return err
	}
	if err := w.keys("Home"); err != nil {
		return err
	}
	if err := w.click(suspendButton); err != nil {
		return err
	}
	if err := w.waitDialog(true); err != nil {
		return err
	}
	if err := w.fill("Invoice of October is not paid", ""); err != nil {
		return err
	}
	if err := w.keys("Return", "Return"); err != nil { // The second one opens nothing.
		return err
	}
	suspended := "SELECT count(*) FROM account WHERE kind = 'reseller' AND state = 'suspended'"
	if err := w.waitQuery(suspended, "1"); err != nil {
		return err
	}
	if err := w.shot("suspended-by-enter"); err != nil {
		return err
	}
	if err := w.keys("ctrl+z"); err != nil {
		return err
	}
	return w.waitQuery(suspended, "0")
}
