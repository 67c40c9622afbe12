//go:build linux

package main

import (
	"context"
	"fmt"
	"image"
	"os/exec"
	"slices"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/damage"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// probe sees and touches programs as a person does: what is drawn on the display (the X extension
// DAMAGE, and pictures of parts of it), keys and the wheel (XTEST).
type probe struct {
	conn  *xgb.Conn
	root  xproto.Window
	seen  chan sight
	codes map[xproto.Keysym]xproto.Keycode
}

// sight is something that happened on the display.
type sight struct {
	at    time.Time
	event xgb.Event
}

func newProbe(display string) (*probe, error) {
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, err
	}
	p := &probe{
		conn: conn, root: xproto.Setup(conn).DefaultScreen(conn).Root, seen: make(chan sight, 4096),
	}
	if err := p.watch(); err != nil {
		conn.Close()
		return nil, err
	}
	go func() {
		for {
			event, err := conn.WaitForEvent()
			if event == nil && err == nil {
				close(p.seen)
				return
			}
			if event != nil { // An error is of a window that ended.
				p.seen <- sight{time.Now(), event}
			}
		}
	}()
	return p, nil
}

func (p *probe) close() { p.conn.Close() }

// watch asks for what is drawn and which windows come, and reads the keyboard.
func (p *probe) watch() error {
	if err := damage.Init(p.conn); err != nil {
		return err
	}
	if err := xtest.Init(p.conn); err != nil {
		return err
	}
	if _, err := damage.QueryVersion(p.conn, 1, 1).Reply(); err != nil {
		return err
	}
	id, err := damage.NewDamageId(p.conn)
	if err != nil {
		return err
	}
	err = damage.CreateChecked(
		p.conn, id, xproto.Drawable(p.root), damage.ReportLevelRawRectangles,
	).Check()
	if err != nil {
		return err
	}
	err = xproto.ChangeWindowAttributesChecked(
		p.conn, p.root, xproto.CwEventMask, []uint32{xproto.EventMaskSubstructureNotify},
	).Check()
	if err != nil {
		return err
	}
	setup := xproto.Setup(p.conn)
	first := setup.MinKeycode
	keys, err := xproto.GetKeyboardMapping(
		p.conn, first, byte(setup.MaxKeycode-setup.MinKeycode+1),
	).Reply()
	if err != nil {
		return err
	}
	p.codes = map[xproto.Keysym]xproto.Keycode{}
	each := int(keys.KeysymsPerKeycode)
	for i := 0; i < len(keys.Keysyms); i += each {
		if _, known := p.codes[keys.Keysyms[i]]; !known {
			p.codes[keys.Keysyms[i]] = first + xproto.Keycode(i/each)
		}
	}
	return nil
}

// picture is a part of the display, four bytes a pixel.
func (p *probe) picture(part image.Rectangle) ([]byte, error) {
	reply, err := xproto.GetImage(
		p.conn, xproto.ImageFormatZPixmap, xproto.Drawable(p.root),
		int16(part.Min.X), int16(part.Min.Y), uint16(part.Dx()), uint16(part.Dy()), ^uint32(0),
	).Reply()
	if err != nil {
		return nil, err
	}
	return reply.Data, nil
}

// filled is from how many colours on a part of the display shows text, and not only a ground with
// lines: letters have soft edges.
const filled = 8

func colours(picture []byte) int {
	known := map[[3]byte]bool{}
	for i := 0; i+3 < len(picture) && len(known) < filled; i += 4 {
		known[[3]byte(picture[i:i+3])] = true
	}
	return len(known)
}

// changed is how many pixels differ.
func changed(a, b []byte) (n int) {
	for i := 0; i+3 < len(a) && i+3 < len(b); i += 4 {
		if !slices.Equal(a[i:i+3], b[i:i+3]) {
			n++
		}
	}
	return n
}

// started is what somebody saw who started a program, since then.
type started struct {
	process *exec.Cmd
	window  image.Rectangle
	filled  time.Duration // The first picture with text in the part that was looked at.
	settled time.Duration // The last change before a pause of quiet.
	cpu     time.Duration // Of the program, until then.
	memory  float64       // MB (PSS), after it.
}

const (
	quiet      = 1500 * time.Millisecond // A program that draws nothing for so long has settled.
	leastPixel = 100                     // Width and height of what counts as the program's window.
)

// start starts a program and watches until it has settled. part is where its content will be, as
// a share of the window.
func (p *probe) start(ctx context.Context, c *exec.Cmd, part share) (s started, err error) {
	p.forget()
	begun := time.Now()
	if err := c.Start(); err != nil {
		return s, err
	}
	s.process = c
	windows := map[xproto.Window]bool{}
	rest := time.NewTimer(patience)
	defer rest.Stop()
	for {
		select {
		case <-ctx.Done():
			return s, ctx.Err()
		case <-rest.C:
			if s.filled == 0 {
				return s, fmt.Errorf("%s showed nothing in its window", c.Path)
			}
			s.memory, err = memoryOf(c.Process.Pid)
			return s, err
		case saw := <-p.seen:
			since := saw.at.Sub(begun)
			switch e := saw.event.(type) {
			case xproto.MapNotifyEvent:
				s.window = p.grown(e.Window, s.window, windows)
			case xproto.ConfigureNotifyEvent:
				if windows[e.Window] {
					s.window = p.grown(e.Window, s.window, windows)
				}
			case damage.NotifyEvent:
				if s.window.Empty() {
					continue
				}
				s.settled = since
				if s.cpu, err = processorTime(c.Process.Pid); err != nil {
					return s, err
				}
				if s.filled == 0 {
					now, err := p.picture(part.of(s.window))
					if err != nil {
						return s, err
					}
					if colours(now) >= filled {
						s.filled = time.Since(begun)
					}
				}
				rest.Reset(quiet)
			}
		}
	}
}

// grown is where the program's window is once a window came or changed; windows are those that are
// known to be large enough to be it.
func (p *probe) grown(
	w xproto.Window, known image.Rectangle, windows map[xproto.Window]bool,
) image.Rectangle {
	g, err := xproto.GetGeometry(p.conn, xproto.Drawable(w)).Reply()
	if err != nil || g.Width < leastPixel || g.Height < leastPixel {
		return known
	}
	windows[w] = true
	at, err := xproto.TranslateCoordinates(p.conn, w, p.root, 0, 0).Reply()
	if err != nil {
		return known
	}
	corner := image.Pt(int(at.DstX), int(at.DstY))
	return image.Rectangle{corner, corner.Add(image.Pt(int(g.Width), int(g.Height)))}
}

// share is a part of a window, in hundredths of its width and height.
type share struct{ left, top, right, bottom int }

var (
	whole = share{1, 4, 97, 97}
	upper = share{1, 1, 97, 30}   // Where a list has its search.
	lower = share{30, 55, 95, 90} // Where it has rows, and nothing else.
	form  = share{10, 5, 90, 45}  // Where a form has its first field.
)

func (s share) of(window image.Rectangle) image.Rectangle {
	x := func(n int) int { return window.Min.X + window.Dx()*n/100 }
	y := func(n int) int { return window.Min.Y + window.Dy()*n/100 }
	return image.Rect(x(s.left), y(s.top), x(s.right), y(s.bottom))
}

// forget drops what was seen so far.
func (p *probe) forget() {
	for {
		select {
		case <-p.seen:
		default:
			return
		}
	}
}

// Keysyms of the keys that are no letters.
const (
	keyControl xproto.Keysym = 0xffe3
	keyBack    xproto.Keysym = 0xff08
	keyEscape  xproto.Keysym = 0xff1b
)

// press presses keys together and lets go of them.
func (p *probe) press(keys ...xproto.Keysym) {
	for _, k := range keys {
		xtest.FakeInput(p.conn, xproto.KeyPress, byte(p.codes[k]), 0, p.root, 0, 0, 0)
	}
	for _, k := range slices.Backward(keys) {
		xtest.FakeInput(p.conn, xproto.KeyRelease, byte(p.codes[k]), 0, p.root, 0, 0, 0)
	}
	p.conn.Sync()
}

// echo presses a key and returns how long it took until so many pixels of a part of the display
// were other ones.
func (p *probe) echo(
	part image.Rectangle, pixels int, keys ...xproto.Keysym,
) (time.Duration, error) {
	before, err := p.picture(part)
	if err != nil {
		return 0, err
	}
	p.forget()
	start := time.Now()
	p.press(keys...)
	late := time.After(patience)
	for {
		select {
		case <-late:
			return 0, fmt.Errorf("no answer to a key within %v", patience)
		case saw := <-p.seen:
			if _, is := saw.event.(damage.NotifyEvent); !is {
				continue
			}
			now, err := p.picture(part)
			if err != nil {
				return 0, err
			}
			if changed(before, now) >= pixels {
				return time.Since(start), nil
			}
		}
	}
}

const (
	notches   = 90
	wheelRate = time.Second / 30
	sameFrame = 4 * time.Millisecond // What is drawn within it is one picture.
)

// wheel turns the wheel over the middle of a part of the display, notch after notch, and returns
// how long each picture stood until the next one.
func (p *probe) wheel(part image.Rectangle) ([]time.Duration, error) {
	middle := part.Min.Add(part.Size().Div(2))
	xtest.FakeInput(
		p.conn, xproto.MotionNotify, 0, 0, p.root, int16(middle.X), int16(middle.Y), 0,
	)
	p.conn.Sync()
	if err := p.rest(part); err != nil {
		return nil, err
	}
	p.forget()
	var gaps []time.Duration
	var last time.Time
	turn := time.NewTicker(wheelRate)
	defer turn.Stop()
	for turned := 0; ; {
		select {
		case <-turn.C:
			if turned == notches {
				if len(gaps) == 0 {
					return nil, fmt.Errorf("the wheel moved nothing")
				}
				return gaps, nil
			}
			turned++
			const down = 5
			xtest.FakeInput(p.conn, xproto.ButtonPress, down, 0, p.root, 0, 0, 0)
			xtest.FakeInput(p.conn, xproto.ButtonRelease, down, 0, p.root, 0, 0, 0)
			p.conn.Sync()
		case saw := <-p.seen:
			if _, is := saw.event.(damage.NotifyEvent); !is {
				continue
			}
			if gap := saw.at.Sub(last); gap > sameFrame {
				if !last.IsZero() {
					gaps = append(gaps, gap)
				}
				last = saw.at
			}
		}
	}
}

// rest waits until a part of the display stays as it is; a cursor that blinks is to be elsewhere.
func (p *probe) rest(part image.Rectangle) error {
	const pause = 250 * time.Millisecond
	before, err := p.picture(part)
	for start := time.Now(); err == nil && time.Since(start) < patience; {
		time.Sleep(pause)
		now, failed := p.picture(part)
		if failed != nil || changed(before, now) == 0 {
			return failed
		}
		before = now
	}
	return err
}
