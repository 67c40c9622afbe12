package desk_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/bounds"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// forger holds the keys of both sides, so that what it makes up is signed as it must be.
type forger struct {
	*two
	key     ed25519.PrivateKey
	known   activation.Invitation // What the distributor sent.
	report  activation.Report     // The newest that the distributor took.
	hash    string                // Of it.
	state   activation.State      // The newest that the reseller took.
	stateOf string                // Hash of it.
}

// newForger are two desktops that take the forger for the other side.
func newForger(t testing.TB) *forger {
	g := &forger{
		two: newTwo(t), key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte("f"), ed25519.SeedSize)),
	}
	g.known = *g.distributor.invitation(g.activation)
	own, err := activation.NewIdentity()
	require.NoError(t, err)
	receipt, hash, err := activation.Receipt{
		Workspace: g.known.Workspace, Account: g.id, Invitation: g.known.ID, Secret: g.known.Secret,
		ActivatedAt:   g.distributor.clock.Now(),
		EncryptionKey: own.Recipient(),
	}.Sign(g.key)
	require.NoError(t, err)
	require.NoError(t, g.toDistributor(receipt))
	g.hash = hash
	text, hash, err := g.known.Sign(g.key)
	require.NoError(t, err)
	g.activation = string(text)
	g.activate()
	g.state, g.stateOf = activation.State{
		Sequence: g.known.Sequence, Package: g.known.Package,
	}, hash
	return g
}

// reports sends the next report, which says what r says.
func (g *forger) reports(t testing.TB, r activation.Report) error {
	r.Workspace = g.known.Workspace
	r.Account = g.id
	r.Sequence = g.report.Sequence + 1
	r.Previous = g.hash
	r.IssuedAt = g.distributor.clock.Now()
	r.PackageSequence, r.PackageHash = g.known.Sequence, g.hash
	text, hash, err := r.Sign(g.key)
	if err != nil {
		return nil // A reader would refuse it as well.
	}
	id := desk.NewID()
	bounds.Check(t, func() { _, err = g.distributor.Receive(t.Context(), id, text) })
	if err == nil {
		g.report, g.hash = r, hash
	}
	return err
}

// grants sends the next package, which says what s says.
func (g *forger) grants(t testing.TB, s activation.State) error {
	s.Workspace, s.Account, s.Issuer = g.known.Workspace, g.known.Account, g.known.Issuer
	s.Sequence = g.state.Sequence + 1
	s.Previous = g.stateOf
	s.IssuedAt = g.partner.clock.Now()
	s.LeaseUntil = g.known.LeaseUntil
	s.Rotations = nil
	text, hash, err := s.Sign(g.key)
	if err != nil {
		return nil
	}
	id := desk.NewID()
	bounds.Check(t, func() { _, err = g.partner.Receive(t.Context(), id, text) })
	if err == nil {
		g.state, g.stateOf = s, hash
	}
	return err
}

// FuzzReceive lets both sides take over whatever the other one signed: it is taken or refused, and
// the ledgers stay within what was given.
func FuzzReceive(f *testing.F) {
	for _, seed := range []string{
		`{"pbxs":[{"id":"a","name":"A","resources":{"extensions":50}}],"consumed":{"transcription_minutes":3},"customers":2}`,
		`{"pbxs":[{"id":"a","name":"A","resources":{"extensions":1000000000}},{"id":"b","name":"B","resources":{"extensions":1000000000}}]}`,
		`{"status":"suspended","reason":"unpaid","package":{"resources":{"extensions":0,"moon_minutes":5},"min_extensions_per_pbx":1,"max_extensions_per_pbx":500,"pbx_limit":1}}`,
		`{"status":"closed","package":{"resources":{},"min_extensions_per_pbx":1,"max_extensions_per_pbx":1,"valid_until":"2000-01-01T00:00:00Z"},"features":["pbx.add","x"]}`,
		`{"status":"active","package":{"resources":{"extensions":200,"custom_domains":4},"min_extensions_per_pbx":1,"max_extensions_per_pbx":500},"features":["pbx.view"]}`,
	} {
		f.Add([]byte(seed))
	}
	g := newForger(f)
	before, err := g.distributor.store.Usage(f.Context())
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, payload []byte) {
		var r activation.Report
		if json.Unmarshal(payload, &r) == nil {
			taken(t, g.reports(t, r))
			usage, err := g.distributor.store.Usage(t.Context())
			require.NoError(t, err)
			for resource, was := range before {
				now := usage[resource]
				require.Equal(t, was.Free, now.Free)
				require.Equal(
					t, was.Used(), now.Unused+now.InPBX+now.Consumed,
					"what was given to the only reseller",
				)
			}
		}
		var s activation.State
		if json.Unmarshal(payload, &s) == nil {
			taken(t, g.grants(t, s))
			usage, err := g.partner.store.Usage(t.Context())
			require.NoError(t, err)
			for _, resource := range capacity.Always() {
				require.Equal(
					t, g.state.Package.Resources[string(resource)], usage[resource].Total(),
				)
			}
		}
	})
}

// taken fails when a file was neither taken nor refused.
func taken(t *testing.T, err error) {
	if err != nil {
		require.NotContains(
			t, []core.Code{core.Internal, core.Corrupt}, core.CodeOf(err), "%v", err,
		)
	}
}
