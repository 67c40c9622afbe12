package desk_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// modelReseller is what the plain model knows of a reseller.
type modelReseller struct {
	extensions int64
	available  bool // High Availability.
	state      account.State
	before     account.State // Of a suspension.
	binned     account.State // Before the bin.
	until      time.Time     // Of the bin.
}

// model is what the ledger should come to, by plain arithmetic on one resource and one switch.
type model struct {
	total     int64
	available bool // High Availability.
	resellers map[string]modelReseller
}

func (m model) clone() model { return model{m.total, m.available, maps.Clone(m.resellers)} }

// usage is where the extensions should be.
func (m model) usage() capacity.Usage {
	var u capacity.Usage
	for _, r := range m.resellers {
		switch r.state {
		case account.InBin:
			u.Held += r.extensions
		case account.Closed:
		default:
			u.Unused += r.extensions
		}
	}
	u.Free = max(m.total-u.Unused-u.Held, 0)
	u.Shortfall = max(u.Unused+u.Held-m.total, 0)
	return u
}

// machine drives the desk and the model with the same commands.
type machine struct {
	*house
	rt    *rapid.T
	model model
	undo  []model // What stood before each action that can be undone.
	redo  []model
	added int
}

// TestNothingIsLostCreatedOrOversold drives random sequences of commands, and compares the ledger
// with a plain model after each.
func TestNothingIsLostCreatedOrOversold(t *testing.T) {
	template := newDistributor(t)
	require.NoError(t, template.store.Close())
	rapid.Check(t, func(rt *rapid.T) {
		m := &machine{
			rt: rt,
			house: &house{
				t: t, place: engine.NewPlace(t), clock: newClock(), keyring: template.keyring,
				server: &scriptedServer{},
			},
		}
		engine.Copy(t, template.place, m.place)
		m.open()
		defer func() {
			require.NoError(rt, m.store.Close())
			engine.RemovePlace(t, m.place)
		}()
		require.NoError(rt, m.SignIn(t.Context(), ownerEmail, ownerPassword))
		m.model = model{total: 500, available: true, resellers: map[string]modelReseller{}}
		for range rapid.IntRange(1, 10).Draw(rt, "commands") {
			m.command()
			m.compare()
		}
		m.proved()
	})
}

func (m *machine) command() {
	commands := []struct {
		name string
		run  func()
	}{
		{"add", m.addOne},
		{"edit", m.edit},
		{"suspend", m.suspend},
		{"resume", m.resume},
		{"delete", func() { m.deleteOne(false) }},
		{"delete and return", func() { m.deleteOne(true) }},
		{"restore", m.restore},
		{"return now", m.returnNow},
		{"subscription", m.subscription},
		{"wait", m.wait},
		{"undo", m.undoOne},
		{"redo", m.redoOne},
		{"undo an older one", m.undoAny},
	}
	i := rapid.IntRange(0, len(commands)-1).Draw(m.rt, "command")
	m.rt.Logf("%s", commands[i].name)
	commands[i].run()
}

// expect takes over what the model should be after a command that succeeds, and checks that a
// command that must be refused is.
func (m *machine) expect(err error, possible bool, after func(model)) {
	if possible != (err == nil) {
		m.rt.Fatalf("possible is %v, but: %v", possible, err)
	}
	if err != nil {
		return
	}
	before := m.model.clone()
	after(m.model)
	m.undo, m.redo = append(m.undo, before), nil
}

func (m *machine) compare() {
	if got, want := m.usage(), m.model.usage(); got != want {
		m.rt.Fatalf("the extensions are %+v, the model says %+v", got, want)
	}
	for id, r := range m.model.resellers {
		if a := m.account(id); a.State != r.state {
			m.rt.Fatalf("%s is %s, the model says %s", a.Profile.Company, a.State, r.state)
		} else if a.State != account.Closed && a.Package.HighAvailability != r.available {
			m.rt.Fatalf(
				"%s has High Availability: %v, the model says %v", a.Profile.Company, !r.available,
				r.available,
			)
		}
	}
}

// some draws a reseller of the model, "" when there is none.
func (m *machine) some() string {
	ids := slices.Sorted(maps.Keys(m.model.resellers))
	if len(ids) == 0 {
		return ""
	}
	return ids[rapid.IntRange(0, len(ids)-1).Draw(m.rt, "reseller")]
}

func (m *machine) set(id string, change func(r *modelReseller)) func(model) {
	return func(to model) {
		r := to.resellers[id]
		change(&r)
		to.resellers[id] = r
	}
}

func (m *machine) addOne() {
	n := rapid.Int64Range(0, 300).Draw(m.rt, "extensions")
	m.added++
	d := m.kranich()
	d.Profile.Email, d.Package.MinExtensions = fmt.Sprintf("p%d@partner.example", m.added), 1
	d.Package.Amounts = capacity.Amounts{
		capacity.Extensions: n, capacity.ConcurrentCalls: 0, capacity.RecordingMinutes: 0,
	}
	d.Package.HighAvailability = m.switched()
	saved, err := m.AddReseller(m.t.Context(), desk.NewID(), d, false)
	on := d.Package.HighAvailability
	m.expect(
		err,
		n >= 1 && n <= m.model.usage().Free && (!on || m.model.available),
		func(to model) {
			to.resellers[saved.ID] = modelReseller{
				extensions: n, available: on, state: account.NotInvited,
			}
		},
	)
}

func (m *machine) edit() {
	id := m.some()
	if id == "" {
		return
	}
	r, n := m.model.resellers[id], rapid.Int64Range(0, 300).Draw(m.rt, "extensions")
	form, err := m.Reseller(m.t.Context(), id)
	require.NoError(m.rt, err)
	on := m.switched()
	form.Draft.Package.Amounts[capacity.Extensions], form.Draft.Package.HighAvailability = n, on
	_, err = m.EditReseller(m.t.Context(), desk.NewID(), id, form.Version, form.Draft, false)
	editable := r.state != account.InBin && r.state != account.Closed
	fits := n >= 1 && (n <= r.extensions || n <= r.extensions+m.model.usage().Free) &&
		(!on || m.model.available)
	if editable && fits && n == r.extensions &&
		on == r.available { // Nothing is changed, and no operation.
		require.NoError(m.rt, err)
		return
	}
	m.expect(
		err, editable && fits,
		m.set(id, func(r *modelReseller) { r.extensions, r.available = n, on }),
	)
}

func (m *machine) switched() bool {
	return rapid.IntRange(0, 3).Draw(m.rt, "High Availability") == 0
}

func (m *machine) suspend() {
	id := m.some()
	if id == "" {
		return
	}
	err := m.SuspendResellers(m.t.Context(), desk.NewID(), []string{id}, "unpaid", core.NoDay)
	m.expect(
		err,
		m.model.resellers[id].state == account.NotInvited,
		m.set(id, func(r *modelReseller) {
			r.before, r.state = r.state, account.Suspended
		}),
	)
}

func (m *machine) resume() {
	id := m.some()
	if id == "" {
		return
	}
	err := m.ResumeResellers(m.t.Context(), desk.NewID(), []string{id})
	m.expect(
		err, m.model.resellers[id].state == account.Suspended,
		m.set(id, func(r *modelReseller) { r.state = r.before }),
	)
}

func (m *machine) deleteOne(returnNow bool) {
	id := m.some()
	if id == "" {
		return
	}
	err := m.DeleteResellers(m.t.Context(), desk.NewID(), []string{id}, returnNow)
	state := m.model.resellers[id].state
	m.expect(
		err,
		state != account.InBin && state != account.Closed,
		m.set(id, func(r *modelReseller) {
			if returnNow {
				r.state, r.extensions = account.Closed, 0
				return
			}
			r.binned, r.state, r.until = r.state, account.InBin, m.clock.Now().Add(account.BinTime)
		}),
	)
}

func (m *machine) restore() {
	id := m.some()
	if id == "" {
		return
	}
	err := m.RestoreResellers(m.t.Context(), desk.NewID(), []string{id})
	m.expect(
		err, m.model.resellers[id].state == account.InBin,
		m.set(id, func(r *modelReseller) { r.state = r.binned }),
	)
}

func (m *machine) returnNow() {
	id := m.some()
	if id == "" {
		return
	}
	err := m.ReturnNow(m.t.Context(), desk.NewID(), []string{id})
	m.expect(
		err, m.model.resellers[id].state == account.InBin,
		m.set(id, func(r *modelReseller) { r.state, r.extensions = account.Closed, 0 }),
	)
}

func (m *machine) subscription() {
	before := m.model.clone()
	m.model.total, m.model.available = rapid.Int64Range(0, 800).Draw(
		m.rt, "total",
	), rapid.Bool().Draw(m.rt, "High Availability")
	require.NoError(m.rt, m.changeSubscription(func(s *capacity.Subscription) {
		s.Total[capacity.Extensions], s.HighAvailability = m.model.total, m.model.available
	}))
	for id, r := range m.model.resellers {
		if !m.model.available && r.state != account.Closed {
			r.available = false
			m.model.resellers[id] = r
		}
	}
	if before.total != m.model.total ||
		before.available != m.model.available { // Else it was no operation.
		m.undo, m.redo = append(m.undo, before), nil
	}
}

// wait lets time pass: bins whose time is over are emptied by the program, which nobody undoes
// here.
func (m *machine) wait() {
	m.clock.Add(time.Duration(rapid.IntRange(1, 40).Draw(m.rt, "days")) * 24 * time.Hour)
	require.NoError(m.rt, m.RunDue(m.t.Context()))
	for id, r := range m.model.resellers {
		if r.state == account.InBin && !m.clock.Now().Before(r.until) {
			r.state, r.extensions = account.Closed, 0
			m.model.resellers[id] = r
			m.undo, m.redo = nil, nil
		}
	}
}

func (m *machine) undoOne() {
	if len(m.undo) == 0 {
		return
	}
	next, err := m.NextUndo(m.t.Context())
	require.NoError(m.rt, err)
	last := len(m.undo) - 1
	err = m.Undo(m.t.Context(), desk.NewID(), next.ID)
	if m.binOver(m.undo[last]) {
		require.Equal(m.rt, "undo.bin_over", key(err))
		return
	}
	require.NoError(m.rt, err)
	m.redo = append(m.redo, m.model.clone())
	m.undo, m.model = m.undo[:last], m.keepClosed(m.undo[last])
}

// binOver tells whether a reseller would come back into a bin whose time is over by now, which is
// refused.
func (m *machine) binOver(back model) bool {
	for id, r := range back.resellers {
		if r.state == account.InBin && m.model.resellers[id].state != account.InBin &&
			!m.clock.Now().Before(r.until) {
			return true
		}
	}
	return false
}

// keepClosed is a model as it stood before an action, in which a reseller that was not there is
// closed.
func (m *machine) keepClosed(before model) model {
	back := before.clone()
	for id := range m.model.resellers {
		if _, was := back.resellers[id]; !was {
			back.resellers[id] = modelReseller{state: account.Closed}
		}
	}
	return back
}

func (m *machine) redoOne() {
	next, err := m.NextRedo(m.t.Context())
	if len(m.redo) == 0 {
		return
	}
	require.NoError(m.rt, err)
	last := len(m.redo) - 1
	err = m.Undo(m.t.Context(), desk.NewID(), next.ID)
	if m.binOver(m.redo[last]) {
		require.Equal(m.rt, "undo.bin_over", key(err))
		return
	}
	require.NoError(m.rt, err)
	m.undo = append(m.undo, m.model.clone())
	m.redo, m.model = m.redo[:last], m.redo[last].clone()
}

// undoAny undoes any operation, or is refused. What the model cannot foresee it reads: that all is
// consistent is compared as ever.
func (m *machine) undoAny() {
	past := m.past()
	if len(past) == 0 {
		return
	}
	err := m.Undo(
		m.t.Context(), desk.NewID(),
		past[rapid.IntRange(0, len(past)-1).Draw(m.rt, "operation")].ID,
	)
	if err != nil {
		require.Equal(m.rt, core.Conflict, core.CodeOf(err), err)
		return
	}
	terms, err := m.Terms(m.t.Context())
	require.NoError(m.rt, err)
	m.model.total, m.model.available = terms.Total[capacity.Extensions], terms.HighAvailability
	for id, r := range m.model.resellers {
		a := m.account(id)
		r.extensions = a.Package.Amounts[capacity.Extensions]
		r.available = a.Package.HighAvailability
		r.state = a.State
		if a.Suspension != nil {
			r.before = a.Suspension.From
		}
		if a.Bin != nil {
			r.binned, r.until = a.Bin.From, a.Bin.Until
		}
		if r.available && r.state != account.Closed && !m.model.available {
			m.rt.Fatalf("%s has High Availability, which nobody subscribed", a.Profile.Company)
		}
		m.model.resellers[id] = r
	}
	m.undo, m.redo = nil, nil
}

// TestRefusedCommandsChangeNothing compares the whole file before and after refusals of every kind.
func TestRefusedCommandsChangeNothing(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	before := h.dump()
	d := h.kranich()
	for name, err := range map[string]error{
		"email in use": func() error {
			_, err := h.AddReseller(t.Context(), desk.NewID(), d, true)
			return err
		}(),
		"too much": func() error {
			big := h.kranich()
			big.Profile.Email, big.Package.Amounts[capacity.Extensions] = "x@partner.example", 381
			_, err := h.AddReseller(t.Context(), desk.NewID(), big, true)
			return err
		}(),
		"not suspended": h.ResumeResellers(t.Context(), desk.NewID(), []string{saved.ID}),
		"not in bin":    h.RestoreResellers(t.Context(), desk.NewID(), []string{saved.ID}),
		"unknown": h.DeleteResellers(
			t.Context(), desk.NewID(), []string{saved.ID, "nobody"}, false,
		),
		"undo": h.Undo(t.Context(), desk.NewID(), "nothing"),
	} {
		require.Error(t, err, name)
		require.NotEqual(t, core.Internal, core.CodeOf(err), name)
	}
	require.Equal(t, before, h.dump(), "but for the log")
}

// dump is the content of every table that an action may change, but the log.
func (h *house) dump() string {
	text := fmt.Sprintln(h.past())
	rows, err := h.Resellers(h.t.Context(), desk.ResellerQuery{Limit: 100})
	require.NoError(h.t, err)
	usage, err := h.store.Usage(h.t.Context())
	require.NoError(h.t, err)
	mails, err := h.Outbox(h.t.Context(), 100)
	require.NoError(h.t, err)
	for _, r := range rows {
		text += fmt.Sprintln(h.account(r.ID))
	}
	return text + fmt.Sprint(rows, usage, mails)
}
