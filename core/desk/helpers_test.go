package desk_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/mail"
	"resellerdesk/core/pbx"
	"resellerdesk/core/wording"
	"resellerdesk/storage/storetest"
)

// clock is a time that only moves when a test moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// memoryKeyring is a keyring that can be made to fail; the real one has its own tests.
type memoryKeyring struct {
	mu      sync.Mutex
	secrets map[string]string
	fail    error
	failSet error  // What writing fails with, when reading does not.
	asked   func() // Called whenever something is read; nil for nothing.
}

func newKeyring() *memoryKeyring { return &memoryKeyring{secrets: map[string]string{}} }

func (k *memoryKeyring) Get(_ context.Context, name string) (string, error) {
	if k.asked != nil {
		k.asked()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	value, has := k.secrets[name]
	if k.fail == nil && !has {
		return "", &core.Error{Code: core.NotFound, Key: "keyring.not_found"}
	}
	return value, k.fail
}

func (k *memoryKeyring) Set(_ context.Context, name, value string) error {
	if len(value) > 2000 { // As the real one.
		return &core.Error{Code: core.Invalid, Key: "keyring.too_long"}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.failSet != nil {
		return k.failSet
	}
	if k.fail == nil {
		k.secrets[name] = value
	}
	return k.fail
}

func (k *memoryKeyring) Delete(_ context.Context, name string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.secrets, name)
	return k.fail
}

// scriptedServer answers each delivery with the next answer, and keeps what it was given.
type scriptedServer struct {
	mu        sync.Mutex
	answers   []mail.Answer
	raw       [][]byte
	passwords []string
	to        []mail.Envelope
	refuse    int // How many sign-ins are refused.
	beforeDot func()
	onRaw     func() // Called before the end of each mail.
	t         testing.TB
	minded    []string // What large receivers would mind about the mails.
}

func (*scriptedServer) Certificate(context.Context, mail.Settings) (mail.Shown, error) {
	return mail.Shown{}, &core.Error{Code: core.Unavailable, Key: "smtp.lost"}
}

func (s *scriptedServer) Batch(mail.Settings) mail.Batch { return s }

func (s *scriptedServer) Close() {}

func (s *scriptedServer) Deliver(
	_ context.Context, password string, to mail.Envelope, raw []byte,
	beforeDot func() error,
) mail.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.passwords, s.to = append(s.passwords, password), append(s.to, to)
	if s.refuse > 0 {
		s.refuse--
		return mail.NotSignedIn(
			&core.Error{Code: core.Unavailable, Key: "smtp.token_refused"}, true,
		)
	}
	s.raw = append(s.raw, raw)
	if s.t != nil {
		s.minded = append(s.minded, undeliverable(s.t, raw)...)
	}
	if s.onRaw != nil {
		s.onRaw()
	}
	if err := beforeDot(); err != nil {
		return mail.Answer{
			Outcome: mail.Temporary,
			Fault:   &core.Error{Code: core.Unavailable, Key: "smtp.lost", Err: err},
		}
	}
	if s.beforeDot != nil {
		s.beforeDot()
	}
	if len(s.answers) == 0 {
		return mail.Answer{Outcome: mail.Sent, Code: 250, Text: "2.0.0 Ok"}
	}
	answer := s.answers[0]
	s.answers = s.answers[1:]
	return answer
}

// house is a desk on a real workspace.
type house struct {
	*desk.Desk
	t       testing.TB
	place   string
	store   storetest.Workspace
	clock   *clock
	keyring *memoryKeyring
	server  *scriptedServer
}

const (
	ownerEmail    = "ida@nordlicht.example"
	ownerPassword = "seven lamps over the harbour"
)

// quick is a cost of deriving keys that tests can afford.
var quick = account.Cost{Time: 1, Memory: 64, Threads: 1}

func newHouse(t testing.TB) *house {
	h := &house{
		t: t, place: engine.NewPlace(t), clock: newClock(), keyring: newKeyring(),
		server: &scriptedServer{t: t},
	}
	t.Cleanup(func() { require.Empty(t, h.server.minded, "of all mails") })
	h.open()
	return h
}

// open starts the program on the house's workspace, as after a restart.
func (h *house) open() {
	store, err := engine.Open(h.t.Context(), h.place)
	require.NoError(h.t, err)
	h.t.Cleanup(func() { _ = store.Close() })
	h.store = store
	h.Desk = desk.New(desk.Options{
		Store: store, Keyring: h.keyring, Deliverer: h.server, Printer: printer, Now: h.clock.Now,
		Cost: quick,
	})
}

// printers are made once, as the program does.
var printers = sync.OnceValue(func() map[string]*i18n.Printer {
	all := map[string]*i18n.Printer{}
	for _, lang := range append([]string{""}, i18n.Languages...) {
		p, err := i18n.New(assets.Translations, lang)
		if err != nil {
			panic(err)
		}
		all[lang] = p
	}
	return all
})

func printer(lang string) *i18n.Printer { return printers()[lang] }

func setUp() desk.SetUp {
	return desk.SetUp{
		Company: "Nordlicht Distribution", FirstName: "Ida", LastName: "Brandt", Email: ownerEmail,
		Password: ownerPassword, Language: "en",
		Subscription: capacity.Subscription{
			Total: capacity.Amounts{
				capacity.Extensions: 500, capacity.ConcurrentCalls: 84,
				capacity.RecordingMinutes: 31000,
			},
			HighAvailability: true,
		},
	}
}

// newDistributor is a house whose distributor has signed in and set up mail.
func newDistributor(t testing.TB) *house {
	h := newHouse(t)
	require.NoError(t, h.SetUp(t.Context(), setUp()))
	kept, err := h.SetMailSettings(t.Context(), mailSettings(), "mail secret")
	require.NoError(t, err)
	require.NoError(t, kept)
	return h
}

func mailSettings() mail.Settings {
	return mail.Settings{
		Host: "smtp.nordlicht.example", Port: 465, Security: mail.SecurityTLS, User: ownerEmail,
		FromAddress: ownerEmail,
		FromName:    "Nordlicht Distribution", ProgramSource: "https://nordlicht.example/desk",
	}
}

// kranich is a draft that fits.
func (h *house) kranich() account.Draft {
	form, err := h.NewReseller(h.t.Context())
	require.NoError(h.t, err)
	d := form.Draft
	d.Profile.Company = "Kranich Telefonie GmbH"
	d.Profile.FirstName, d.Profile.LastName = "Nina", "Albrecht"
	d.Profile.Email, d.Profile.Language = "nina@kranichtel.example", "de"
	d.Package.Amounts = capacity.Amounts{
		capacity.Extensions: 120, capacity.ConcurrentCalls: 16, capacity.RecordingMinutes: 2000,
	}
	d.Package.MinExtensions = 5
	return d
}

func (h *house) add(send bool) desk.Saved {
	saved, err := h.AddReseller(h.t.Context(), desk.NewID(), h.kranich(), send)
	require.NoError(h.t, err)
	return saved
}

// changeSubscription changes the subscription as it is now.
func (h *house) changeSubscription(change func(s *capacity.Subscription)) error {
	seen, err := h.Terms(h.t.Context())
	require.NoError(h.t, err)
	to := seen
	to.Total = seen.Total.Clone()
	change(&to)
	return h.SetSubscription(h.t.Context(), desk.NewID(), seen, to)
}

func (h *house) free(r capacity.Resource) int64 {
	usage, err := h.store.Usage(h.t.Context())
	require.NoError(h.t, err)
	return usage[r].Free
}

func (h *house) row() desk.ResellerRow {
	rows, err := h.Resellers(h.t.Context(), desk.ResellerQuery{Limit: 10})
	require.NoError(h.t, err)
	require.Len(h.t, rows, 1)
	return rows[0]
}

func (h *house) sendDue() {
	_, err := h.SendDue(h.t.Context())
	require.NoError(h.t, err)
}

// addNamed adds a reseller of a company.
func (h *house) addNamed(company string) (id string) {
	d := h.kranich()
	d.Profile.Company, d.Profile.Email = company, strings.ToLower(company)+"@partner.example"
	d.Package.Amounts[capacity.Extensions] = 10
	saved, err := h.AddReseller(h.t.Context(), desk.NewID(), d, false)
	require.NoError(h.t, err)
	return saved.ID
}

// makeKit makes a recovery kit that is kept.
func (h *house) makeKit() (desk.RecoveryKit, error) {
	k, err := h.NewRecoveryKit(h.t.Context())
	if err != nil {
		return k, err
	}
	return k, h.UseRecoveryKit(h.t.Context(), k)
}

// content is every byte that is kept of the workspace.
func (h *house) content() string { return string(engine.Content(h.t, h.place)) }

// sendPBX puts the activation mails of a PBX into the outbox.
func sendPBX(ctx context.Context, d *desk.Desk, id string, customers []string) error {
	_, err := d.SendPBXActivation(ctx, id, customers)
	return err
}

// lines are changes as one reads them.
func lines(lang, before, after string) []string {
	list := []string{}
	for _, c := range wording.Changes(printer(lang), before, after) {
		list = append(list, c.String())
	}
	return list
}

// editPBX changes what does not decide the size of a PBX: size and term stay as they are.
func (h *house) editPBX(
	ctx context.Context, operationID, id string, version int64, draft pbx.Draft,
) (desk.Saved, error) {
	now := h.draftOf(id)
	draft.Size, draft.Term = now.Size, now.Term
	return h.ChangePBX(ctx, operationID, id, version, draft)
}

// resizePBX changes the size of a PBX and nothing else.
func (h *house) resizePBX(
	ctx context.Context, operationID, id string, version int64, size pbx.Size,
) (desk.Saved, error) {
	draft := h.draftOf(id)
	draft.Size = size
	return h.ChangePBX(ctx, operationID, id, version, draft)
}

// changeTerm changes type and expiry of a PBX, and whether it runs on, and nothing else.
func (h *house) changeTerm(
	ctx context.Context, operationID, id string, version int64, term pbx.Term,
) (desk.Saved, error) {
	draft := h.draftOf(id)
	draft.Term = term
	return h.ChangePBX(ctx, operationID, id, version, draft)
}

// draftOf returns the draft of a PBX, whoever is signed in; an empty one when there is no such PBX.
func (h *house) draftOf(id string) pbx.Draft {
	p, err := h.store.PBX(h.t.Context(), id)
	if err != nil {
		require.True(h.t, core.IsNotFound(err), err)
	}
	return p.Form()
}
