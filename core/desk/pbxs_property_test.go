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
	"resellerdesk/core/pbx"
)

// modelled are the resources that the model of PBXs follows.
var modelled = []capacity.Resource{
	capacity.Extensions, capacity.UltimateExtensions, capacity.RecordingMinutes,
	capacity.TranscriptionMinutes,
}

// modelPBX is what the plain model knows of a PBX.
type modelPBX struct {
	owner    string
	size     pbx.Size
	consumed int64
	running  bool
	deleted  bool
}

// takes is what it holds, by plain arithmetic.
func (p modelPBX) takes(r capacity.Resource) int64 {
	switch {
	case p.deleted:
		return 0
	case r == capacity.Extensions, r == capacity.UltimateExtensions && p.size.Plan == pbx.Ultimate:
		return p.size.Extensions
	case r == capacity.RecordingMinutes && p.size.RecordingMinutes > 500:
		return p.size.RecordingMinutes - 500
	case r == capacity.TranscriptionMinutes:
		return p.size.TranscriptionMinutes - p.consumed
	}
	return 0
}

// pbxModel is what is left to each owner, and the PBXs. The owner "" is that of the workspace.
type pbxModel struct {
	left map[string]map[capacity.Resource]int64
	pbxs map[string]modelPBX
}

func (m pbxModel) clone() pbxModel {
	c := pbxModel{left: map[string]map[capacity.Resource]int64{}, pbxs: maps.Clone(m.pbxs)}
	for owner, left := range m.left {
		c.left[owner] = maps.Clone(left)
	}
	return c
}

// put replaces a PBX, and moves what it takes between its owners.
func (m pbxModel) put(id string, p modelPBX) {
	before, was := m.pbxs[id]
	for _, r := range modelled {
		if was {
			m.left[before.owner][r] += before.takes(r)
		}
		m.left[p.owner][r] -= p.takes(r)
	}
	m.pbxs[id] = p
}

// fits tells whether a PBX could be put: nothing is below zero then, but where less is taken than
// before.
func (m pbxModel) fits(id string, p modelPBX) bool {
	after := m.clone()
	after.put(id, p)
	for _, r := range modelled {
		before, was := m.pbxs[id]
		if after.left[p.owner][r] < 0 &&
			!(was && before.owner == p.owner && p.takes(r) <= before.takes(r)) {
			return false
		}
	}
	return true
}

func (m pbxModel) count(owner string) int64 {
	var n int64
	for _, p := range m.pbxs {
		if p.owner == owner && !p.deleted {
			n++
		}
	}
	return n
}

// pbxMachine drives the desk and the model with the same commands.
type pbxMachine struct {
	*house
	rt     *rapid.T
	owners []string
	limit  int64 // Of PBXs of an owner who is not "".
	model  pbxModel
	undo   []pbxModel // What stood before each action.
	final  []bool     // Whether that action cannot be undone.
	redo   []pbxModel
	made   int
}

const modelMinimum = 5 // Extensions of a PBX of a reseller.

// TestPBXsOfADistributor drives random lives of PBXs of a distributor and two resellers.
func TestPBXsOfADistributor(t *testing.T) {
	h, kranich := newRich(t)
	limit := int64(3)
	h.change(kranich, func(d *account.Draft) { d.Package.PBXLimit = &limit }, false)
	d := h.kranich()
	d.Profile.Company, d.Profile.Email = "Seeblick", "s@seeblick.example"
	d.Package.PBXLimit = &limit
	for _, r := range modelled {
		d.Package.Amounts[r] = map[capacity.Resource]int64{
			capacity.Extensions: 60, capacity.UltimateExtensions: 30,
			capacity.RecordingMinutes: 300, capacity.TranscriptionMinutes: 80,
		}[r]
	}
	saved, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)
	livesOfPBXs(t, h, ownerEmail, ownerPassword, []string{"", kranich, saved.ID}, limit)
}

// TestPBXsOfAReseller drives random lives of PBXs in the workspace of a reseller.
func TestPBXsOfAReseller(t *testing.T) {
	w := newRichTwo(t)
	livesOfPBXs(t, w.partner, "nina@kranichtel.example", partnerPassword, []string{""}, 0)
}

func livesOfPBXs(
	t *testing.T, template *house, email, password string, owners []string, limit int64,
) {
	require.NoError(t, template.store.Close())
	rapid.Check(t, func(rt *rapid.T) {
		m := &pbxMachine{
			rt: rt, owners: owners, limit: limit,
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
		require.NoError(rt, m.SignIn(t.Context(), email, password))
		m.model = pbxModel{
			left: map[string]map[capacity.Resource]int64{}, pbxs: map[string]modelPBX{},
		}
		m.readLeft()
		before := m.everything()
		for range rapid.IntRange(6, 30).Draw(rt, "commands") {
			m.command()
			m.compare()
			require.Equal(rt, before, m.everything(), "nothing is lost or created")
		}
		m.proved()
		m.deleteAll()
		m.proved()
	})
}

// everything is how much there is of each resource, wherever it is.
func (m *pbxMachine) everything() map[capacity.Resource]int64 {
	usage, err := m.store.Usage(m.t.Context())
	require.NoError(m.rt, err)
	all := map[capacity.Resource]int64{}
	for _, r := range modelled {
		all[r] = usage[r].Total()
	}
	return all
}

// readLeft takes over what the ledger says is left.
func (m *pbxMachine) readLeft() {
	for _, owner := range m.owners {
		left := m.left(owner)
		m.model.left[owner] = map[capacity.Resource]int64{}
		for _, r := range modelled {
			m.model.left[owner][r] = left[r]
		}
	}
}

func (m *pbxMachine) command() {
	commands := []struct {
		name string
		run  func()
	}{
		{"add", m.add},
		{"move", m.move},
		{"resize", m.resize},
		{"undo an older one", m.undoAny},
		{"consume", m.consume},
		{"undo", m.undoOne},
		{"redo", m.redoOne},
		{"delete", m.delete},
		{"add", m.add},
		{"edit", m.edit},
		{"expiry", m.expire},
		{"start or stop", m.switchState},
	}
	i := rapid.IntRange(0, len(commands)-1).Draw(m.rt, "command")
	m.rt.Logf("%s", commands[i].name)
	commands[i].run()
}

// expect takes over what the model should be after a command that succeeds, and checks that a
// command that must be refused is.
func (m *pbxMachine) expect(err error, possible, changes, final bool, after func()) {
	if possible != (err == nil) {
		m.rt.Fatalf("possible is %v, but: %v", possible, err)
	}
	if err != nil {
		if code := core.CodeOf(err); code == core.Internal {
			m.rt.Fatalf("refused by a fault: %v", err)
		}
		return
	}
	if !changes {
		return
	}
	m.undo, m.final, m.redo = append(m.undo, m.model.clone()), append(m.final, final), nil
	after()
}

func (m *pbxMachine) size() pbx.Size {
	s := pbx.Size{
		Plan: rapid.SampledFrom([]pbx.Plan{pbx.Enterprise, pbx.Ultimate}).
			Draw(m.rt, "plan"),
		Extensions:           rapid.Int64Range(3, 70).Draw(m.rt, "extensions"),
		TranscriptionMinutes: rapid.Int64Range(0, 60).Draw(m.rt, "transcription"),
	}
	if rapid.Bool().Draw(m.rt, "recording") {
		s.Recording, s.RecordingMinutes = true, rapid.Int64Range(1, 900).Draw(m.rt, "minutes")
	}
	return s
}

// right tells whether a size is allowed for an owner, whatever is left.
func (m *pbxMachine) right(owner string, s pbx.Size, stands int64) bool {
	minimum := int64(1)
	if owner != "" {
		minimum = modelMinimum
	}
	return s.Extensions >= minimum || s.Extensions == stands && stands > 0
}

func (m *pbxMachine) own() string {
	owner, err := m.store.Owner(m.t.Context())
	require.NoError(m.rt, err)
	return owner.ID
}

func (m *pbxMachine) roomFor(owner string) bool {
	return owner == "" || m.model.count(owner) < m.limit
}

func (m *pbxMachine) add() {
	m.made++
	owner := rapid.SampledFrom(m.owners).Draw(m.rt, "owner")
	d := m.praxis(fmt.Sprint("p", m.made), 1)
	d.Size = m.size()
	p := modelPBX{owner: owner, size: d.Size}
	saved, err := m.AddPBX(m.t.Context(), desk.NewID(), owner, d)
	m.expect(
		err, m.right(owner, d.Size, 0) && m.roomFor(owner) && m.model.fits("new", p), true, false,
		func() { m.model.put(saved.ID, p) },
	)
}

// some draws a PBX of the model that is there, "" when there is none.
func (m *pbxMachine) some() string {
	ids := slices.Sorted(maps.Keys(m.model.pbxs))
	ids = slices.DeleteFunc(ids, func(id string) bool { return m.model.pbxs[id].deleted })
	if len(ids) == 0 {
		return ""
	}
	return rapid.SampledFrom(ids).Draw(m.rt, "pbx")
}

func (m *pbxMachine) resize() {
	id := m.some()
	if id == "" {
		return
	}
	was := m.model.pbxs[id]
	p := was
	p.size = m.size()
	_, err := m.resizePBX(m.t.Context(), desk.NewID(), id, m.pbx(id).Version, p.size)
	possible := m.right(p.owner, p.size, was.size.Extensions) &&
		p.size.TranscriptionMinutes >= p.consumed && m.model.fits(id, p)
	m.expect(err, possible, p != was, false, func() { m.model.put(id, p) })
}

func (m *pbxMachine) edit() {
	id := m.some()
	if id == "" {
		return
	}
	d := m.pbx(id).Form()
	m.made++
	d.Remark = fmt.Sprint("edited ", m.made)
	_, err := m.editPBX(m.t.Context(), desk.NewID(), id, m.pbx(id).Version, d)
	m.expect(err, true, true, false, func() {})
}

func (m *pbxMachine) expire() {
	id := m.some()
	if id == "" {
		return
	}
	m.made++
	at := m.clock.Now().Add(time.Duration(m.made) * 24 * time.Hour)
	_, err := m.changeTerm(
		m.t.Context(),
		desk.NewID(),
		id,
		m.pbx(id).Version,
		pbx.Term{Type: pbx.Trial, Expiry: core.DayOf(at)},
	)
	m.expect(err, true, true, false, func() {})
}

func (m *pbxMachine) consume() {
	id := m.some()
	if id == "" {
		return
	}
	p, n := m.model.pbxs[id], rapid.Int64Range(0, 60).Draw(m.rt, "consumed")
	_, err := m.RecordConsumption(m.t.Context(), desk.NewID(), id, n)
	m.expect(err, n >= 1 && n <= p.takes(capacity.TranscriptionMinutes), true, true, func() {
		p.consumed += n
		m.model.pbxs[id] = p
	})
}

func (m *pbxMachine) switchState() {
	id := m.some()
	if id == "" {
		return
	}
	p := m.model.pbxs[id]
	on := rapid.Bool().Draw(m.rt, "running")
	do := m.StopPBXs
	if on {
		do = m.StartPBXs
	}
	changes := p.running != on
	p.running = on
	m.expect(
		do(m.t.Context(), desk.NewID(), []string{id}), true, changes, false,
		func() { m.model.pbxs[id] = p },
	)
}

func (m *pbxMachine) delete() {
	id := m.some()
	if id == "" {
		return
	}
	p := m.model.pbxs[id]
	p.deleted = true
	m.expect(
		m.DeletePBXs(m.t.Context(), desk.NewID(), []string{id}), true, true, false,
		func() { m.model.put(id, p) },
	)
}

func (m *pbxMachine) move() {
	id := m.some()
	if id == "" || len(m.owners) == 1 {
		return
	}
	p := m.model.pbxs[id]
	from := p.owner
	p.owner = rapid.SampledFrom(m.owners).Draw(m.rt, "to")
	moved, err := m.MovePBXs(m.t.Context(), desk.NewID(), []string{id}, p.owner)
	possible := from == p.owner || m.right(p.owner, p.size, 0) && m.roomFor(p.owner) &&
		m.model.fits(id, p)
	m.expect(err, possible, from != p.owner, false, func() {
		m.model.put(id, p)
		for _, r := range modelled {
			require.Equal(m.rt, m.model.left[p.owner][r], moved.To.After[r])
			require.Equal(m.rt, m.model.left[from][r], moved.From.After[r])
		}
	})
}

func (m *pbxMachine) undoOne() {
	if len(m.undo) == 0 {
		return
	}
	next, err := m.NextUndo(m.t.Context())
	require.NoError(m.rt, err)
	err = m.Undo(m.t.Context(), desk.NewID(), next.ID)
	last := len(m.undo) - 1
	if m.final[last] {
		require.Equal(m.rt, "undo.consumed", key(err))
		return
	}
	require.NoError(m.rt, err)
	m.redo = append(m.redo, m.model.clone())
	m.model = m.keepDeleted(m.undo[last])
	m.undo, m.final = m.undo[:last], m.final[:last]
}

// keepDeleted is a model as it stood before an action, in which a PBX that was not there is
// deleted.
func (m *pbxMachine) keepDeleted(before pbxModel) pbxModel {
	back := before.clone()
	for id, p := range m.model.pbxs {
		if _, was := back.pbxs[id]; !was {
			p.deleted = true
			back.pbxs[id] = p
		}
	}
	return back
}

func (m *pbxMachine) redoOne() {
	if len(m.redo) == 0 {
		return
	}
	next, err := m.NextRedo(m.t.Context())
	require.NoError(m.rt, err)
	require.NoError(m.rt, m.Undo(m.t.Context(), desk.NewID(), next.ID))
	last := len(m.redo) - 1
	m.undo, m.final = append(m.undo, m.model.clone()), append(m.final, false)
	m.redo, m.model = m.redo[:last], m.redo[last].clone()
}

// undoAny undoes any operation on PBXs, or is refused. What the model cannot foresee it reads: that
// all is consistent is compared as ever.
func (m *pbxMachine) undoAny() {
	verbs := []capacity.Verb{
		capacity.PBXResized,
		capacity.PBXMoved,
		capacity.PBXDeleted,
		capacity.PBXConsumed,
	} // What moves what was moved before.
	if rapid.Bool().Draw(m.rt, "of any kind") {
		verbs = append(
			verbs, capacity.PBXAdded, capacity.PBXChanged, capacity.PBXTermChanged,
			capacity.PBXStarted, capacity.PBXStopped,
		)
	}
	past := slices.DeleteFunc(
		m.past(),
		func(p desk.PastOperation) bool {
			return p.Undone || !slices.Contains(verbs, p.Verb.Root())
		},
	)
	if len(past) == 0 {
		return
	}
	one := rapid.SampledFrom(past).Draw(m.rt, "operation")
	err := m.Undo(m.t.Context(), desk.NewID(), one.ID)
	if err != nil {
		require.NotEqual(m.rt, core.Internal, core.CodeOf(err), err)
		return
	}
	for id, p := range m.model.pbxs {
		now := m.pbx(id)
		p.size = now.Size
		p.running = now.State == pbx.Running
		p.deleted = now.Deleted
		p.owner = now.Owner.ID
		if p.owner == m.own() {
			p.owner = ""
		}
		m.model.pbxs[id] = p
	}
	m.readLeft()
	m.undo, m.final, m.redo = nil, nil, nil
}

// compare compares what is left to each owner, and each PBX, with the model.
func (m *pbxMachine) compare() {
	for _, owner := range m.owners {
		left := m.left(owner)
		for _, r := range modelled {
			if left[r] != m.model.left[owner][r] || left[r] < 0 {
				m.rt.Fatalf(
					"%q has %d %s left, the model says %d", owner, left[r], r,
					m.model.left[owner][r],
				)
			}
		}
	}
	for id, want := range m.model.pbxs {
		p := m.pbx(id)
		got := modelPBX{want.owner, p.Size, p.Consumed, p.State == pbx.Running, p.Deleted}
		owner := want.owner
		if owner == "" {
			owner = m.own()
		}
		if got != want || p.Owner.ID != owner {
			m.rt.Fatalf("the PBX is %+v of %s, the model says %+v", got, p.Owner.Name, want)
		}
	}
}

// deleteAll deletes every PBX: everything is back then but what was consumed.
func (m *pbxMachine) deleteAll() {
	ids := slices.DeleteFunc(
		slices.Sorted(maps.Keys(m.model.pbxs)),
		func(id string) bool { return m.model.pbxs[id].deleted },
	)
	require.NoError(m.rt, m.DeletePBXs(m.t.Context(), desk.NewID(), ids))
	usage, err := m.store.Usage(m.t.Context())
	require.NoError(m.rt, err)
	var consumed int64
	for _, p := range m.model.pbxs {
		consumed += p.consumed
	}
	for _, r := range modelled {
		require.Zero(m.rt, usage[r].InPBX)
	}
	require.Equal(m.rt, consumed, usage[capacity.TranscriptionMinutes].Consumed)
}
