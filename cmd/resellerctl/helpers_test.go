package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"resellerdesk"
	"resellerdesk/cmd/internal/wiring"
	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/autoconfig"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/mail"
	"resellerdesk/core/permission"
	"resellerdesk/storage/sqlite"
)

func TestMain(m *testing.M) {
	asProgram()
	// The library of the log never ends what removes the oldest files.
	goleak.VerifyTestMain(
		m, goleak.IgnoreAnyFunction("gopkg.in/natefinch/lumberjack%2ev2.(*Logger).millRun"),
	)
}

const (
	ownerEmail    = "ida@nordlicht.example"
	ownerPassword = "seven lamps over the harbour"
	mailPassword  = "canary-mail-password"

	colleagueEmail    = "karl@nordlicht.example"
	colleaguePassword = "nine quiet boats at the pier"

	partnerEmail    = "nina@kranichtel.example"
	partnerPassword = "nine quiet herons at dawn"
)

// clock is a time that only moves when a test moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

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
}

func (k *memoryKeyring) Get(_ context.Context, name string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	value, has := k.secrets[name]
	if k.fail == nil && !has {
		return "", &core.Error{Code: core.NotFound, Key: "keyring.not_found"}
	}
	return value, k.fail
}

func (k *memoryKeyring) Set(_ context.Context, name, value string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.secrets[name] = value
	return k.fail
}

func (k *memoryKeyring) Delete(_ context.Context, name string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.secrets, name)
	return k.fail
}

// mailServer speaks SMTP and answers each mail with the next answer, "250 taken" when there is
// none; "hang" never answers.
type mailServer struct {
	port     int
	mu       sync.Mutex
	answers  []string
	content  []string
	onDot    func()        // Called when a mail is whole, before the answer; nil for nothing.
	fault    *mailFault    // What goes wrong with the next client, nil for nothing.
	hanging  chan struct{} // Gets a value when a client waits in vain.
	listener net.Listener
}

func newMailServer(t *testing.T) *mailServer {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &mailServer{
		port: listener.Addr().(*net.TCPAddr).Port, listener: listener,
		hanging: make(chan struct{}, 1),
	}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			open.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		open.Wait()
	})
	return s
}

// mailFault is what goes wrong at a step of SMTP: greeting, ehlo, auth, mail, rcpt, data, dot,
// quit.
type mailFault struct {
	step    string
	answer  string // What is said there, "" to hang up.
	before  func() // Called before the answer, nil for nothing.
	refuses bool   // The mail is not taken.
}

func (s *mailServer) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	s.mu.Lock()
	fault := s.fault
	s.fault = nil
	s.mu.Unlock()
	r := bufio.NewReader(conn)
	say := func(step, text string) (going bool) {
		if fault != nil && fault.step == step {
			if fault.before != nil {
				fault.before()
			}
			if text = fault.answer; text == "" {
				return false
			}
		}
		_, err := fmt.Fprint(conn, text+"\r\n")
		return err == nil
	}
	going := say("greeting", "220 localhost")
	for going {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		switch word := strings.ToUpper(strings.Fields(line + " x")[0]); word {
		case "EHLO":
			going = say("ehlo", "250-localhost\r\n250 AUTH PLAIN")
		case "AUTH":
			answer := "235 2.7.0 welcome"
			if !strings.Contains(
				line, base64.StdEncoding.EncodeToString([]byte("\x00ida\x00"+mailPassword)),
			) {
				answer = "535 5.7.8 wrong"
			}
			going = say("auth", answer)
		case "RCPT":
			answer := s.answer()
			if answer == "hang" {
				s.hanging <- struct{}{}
				_, _ = r.ReadString('\n') // Until the client gives up.
				return
			}
			going = say("rcpt", answer)
		case "DATA":
			going = say("data", "354 go on")
			if going && (fault == nil || fault.step != "data") {
				refused := fault != nil && fault.step == "dot" && fault.refuses
				going = s.take(r, refused) && say("dot", "250 2.0.0 Ok: queued")
			}
		case "QUIT":
			say("quit", "221 bye")
			return
		default:
			going = say(strings.ToLower(word), "250 ok")
		}
	}
}

func (s *mailServer) answer() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.answers) == 0 {
		return "250 taken"
	}
	answer := s.answers[0]
	s.answers = s.answers[1:]
	return answer
}

// take reads a mail up to its dot, and keeps it unless it is refused.
func (s *mailServer) take(r *bufio.Reader, refused bool) bool {
	var content strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		content.WriteString(line)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !refused {
		s.content = append(s.content, content.String())
	}
	if s.onDot != nil {
		s.onDot()
	}
	return true
}

func (s *mailServer) taken() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.content)
}

// house is a computer, and what a person does at its terminal.
type house struct {
	t       *testing.T
	dir     string
	clock   *clock
	keyring *memoryKeyring
	server  *mailServer
	servers autoconfig.Finder
	behind  desk.Store // The workspace that was opened last.
	// Puts another workspace in the place of the real one, nil for none.
	store    func(desk.Store) desk.Store
	language string
	typed    []string // Passwords that the person at the terminal types; nil for no terminal.
	shown    bool     // Standard error is a terminal.
	onErr    func()   // Called after each write to standard error; nil for nothing.
	waited   time.Duration
	// Sees what is written to standard error; nil for nobody.
	seesErr func(io.Writer) io.Writer

	mu   sync.Mutex
	said strings.Builder // All that the program ever said.
}

// newComputer is a computer without a workspace.
func newComputer(t *testing.T) *house {
	h := &house{
		t: t, dir: ownFolder(t), clock: &clock{now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)},
		keyring: &memoryKeyring{secrets: map[string]string{}}, server: newMailServer(t),
		language: "en",
	}
	t.Cleanup(h.noSecrets)
	return h
}

// newHouse is a computer with a workspace of a distributor who stays signed in.
func newHouse(t *testing.T) *house {
	return newHouseThen(t, func(h *house, d *desk.Desk) { h.canSend(d, ownerEmail) })
}

// newHouseWithoutMail is one that has no settings of outgoing mail.
func newHouseWithoutMail(t *testing.T) *house {
	return newHouseThen(t, func(*house, *desk.Desk) {})
}

func newHouseThen(t *testing.T, then func(h *house, d *desk.Desk)) *house {
	h := newComputer(t)
	h.desk(func(d *desk.Desk) {
		require.NoError(t, d.SetUp(t.Context(), desk.SetUp{
			Company: "Nordlicht Distribution", FirstName: "Ida", LastName: "Brandt",
			Email: ownerEmail, Password: ownerPassword, Language: "en",
			Subscription: capacity.Subscription{
				Total: capacity.Amounts{
					capacity.Extensions: 5000, capacity.ConcurrentCalls: 840,
					capacity.RecordingMinutes: 31000,
				},
				HighAvailability: true,
			},
		}))
		then(h, d)
		require.NoError(t, d.StaySignedIn(t.Context()))
	})
	return h
}

// canSend lets the person who is signed in send mails from an address.
func (h *house) canSend(d *desk.Desk, address string) {
	kept, err := d.SetMailSettings(h.t.Context(), mail.Settings{
		Host: "localhost", Port: h.server.port, Security: mail.SecurityNone, User: "ida",
		FromAddress:   address,
		ProgramSource: "https://nordlicht.example/desk",
	}, mailPassword)
	require.NoError(h.t, err)
	require.NoError(h.t, kept)
}

// noSecrets looks for secrets in everything that the program said.
func (h *house) noSecrets() {
	secrets := []string{
		ownerPassword, mailPassword, colleaguePassword, newPassword, partnerPassword,
	}
	once := []string{} // What is shown once.
	for name, s := range h.keyring.secrets {
		if strings.HasSuffix(name, "/backup-code") {
			once = append(once, s)
			require.LessOrEqual(h.t, strings.Count(h.said.String(), s), 1)
			continue
		}
		secrets = append(secrets, s)
	}
	for _, s := range secrets {
		require.NotContains(h.t, h.said.String(), s)
	}
	h.noneInFiles(append(secrets, once...)...)
}

// noneInFiles looks for secrets in every file of the data folder, also in the log, a draft and what
// is compressed.
func (h *house) noneInFiles(secrets ...string) {
	require.NoError(
		h.t,
		filepath.WalkDir(h.dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if unzip, err := gzip.NewReader(bytes.NewReader(content)); err == nil {
				content, _ = io.ReadAll(
					unzip,
				) // Of a backup that a test damaged as much as there is.
			}
			for _, s := range secrets {
				for _, form := range []string{
					s, hex.EncodeToString([]byte(s)), base64.StdEncoding.EncodeToString([]byte(s)),
				} {
					require.False(
						h.t,
						bytes.Contains(content, []byte(form)),
						"%s holds %s",
						path,
						s,
					)
				}
			}
			return nil
		}),
	)
}

// desk opens the workspace as the window does.
func (h *house) desk(use func(d *desk.Desk)) {
	d, closeDesk, err := h.open(h.t.Context(), h.dir)
	require.NoError(h.t, err)
	use(d)
	require.NoError(h.t, closeDesk())
}

func (h *house) open(ctx context.Context, dir string) (*desk.Desk, func() error, error) {
	opened, err := sqlite.Open(ctx, dir)
	if err != nil {
		return nil, nil, err
	}
	logger, closeLog := wiring.OpenLog(dir)
	var store desk.Store = opened
	if h.store != nil {
		store = h.store(store)
	}
	h.behind = store
	return desk.New(desk.Options{
		Store: store, Keyring: h.keyring,
		Deliverer: mail.SMTP{Timeouts: mail.Timeouts{
			Connect: 5 * time.Second, Step: 5 * time.Second, Final: 5 * time.Second,
		}},
		Servers: h.servers, Printer: printers, Now: h.clock.Now,
		Cost:   account.Cost{Time: 1, Memory: 64, Threads: 1},
		Logger: logger,
	}), func() error { defer closeLog(); return opened.Close() }, nil
}

// printers are the words of all houses: reading them again takes longer than most commands.
var printers = wiring.Printers(func() string { return "en" })

func (h *house) deps() deps {
	words := printers
	return deps{
		open: h.open, folder: func() (string, error) { return h.dir, nil }, now: h.clock.Now,
		metadata: resellerdesk.Metadata,
		printer:  func(string) *i18n.Printer { return words(h.language) },
		wait: func(ctx context.Context, d time.Duration) error {
			h.waited += d
			h.clock.Add(d)
			return ctx.Err()
		},
		terminal: terminal{
			present: func() bool { return h.typed != nil },
			shown:   func() bool { return h.shown },
			password: func(context.Context) (string, error) {
				next := h.typed[0]
				h.typed = h.typed[1:]
				return next, nil
			},
		},
	}
}

// result is what one run gave.
type result struct {
	t        *testing.T
	code     int
	out, err string
}

func (h *house) run(args ...string) result { return h.runWith(h.t.Context(), "", args...) }

// stderr is standard error, of which each write is seen as well.
type stderr struct {
	io.Writer
	seen func() // nil for nothing.
}

func (e stderr) Write(text []byte) (int, error) {
	n, err := e.Writer.Write(text)
	if e.seen != nil {
		e.seen()
	}
	return n, err
}

func (h *house) runWith(ctx context.Context, stdin string, args ...string) result {
	var out, err bytes.Buffer
	var toErr io.Writer = stderr{&err, h.onErr}
	if h.seesErr != nil {
		toErr = h.seesErr(toErr)
	}
	code := run(ctx, args, strings.NewReader(stdin), &out, toErr, h.deps())
	h.mu.Lock()
	defer h.mu.Unlock()
	h.said.WriteString(out.String() + err.String())
	return result{h.t, code, out.String(), err.String()}
}

// ok runs a command that must succeed.
func (h *house) ok(args ...string) result {
	r := h.run(args...)
	require.Zero(h.t, r.code, "%v: %s", args, r.err)
	require.Empty(h.t, r.err)
	return r
}

// json is the one document on standard output.
func (r result) json() map[string]any {
	var document map[string]any
	require.NoError(r.t, json.Unmarshal([]byte(r.out), &document), r.out)
	return document
}

// at is a member of the document, "." between the names.
func (r result) at(path string) any {
	var here any = r.json()
	for name := range strings.SplitSeq(path, ".") {
		if list, is := here.([]any); is {
			require.NotEmpty(r.t, list, path)
			here = list[0]
		}
		members, is := here.(map[string]any)
		require.True(r.t, is, "%s in %s", path, r.out)
		here = members[name]
		require.Contains(r.t, members, name, "%s in %s", path, r.out)
	}
	return here
}

// fails checks exit code and key of a refusal with --json.
func (r result) fails(code int, key string) {
	r.t.Helper()
	require.Equal(r.t, code, r.code, r.out+r.err)
	var document struct {
		Error  problem
		Errors []problem
	}
	require.NoError(r.t, json.Unmarshal([]byte(r.err), &document), r.err)
	if len(document.Errors) > 0 {
		document.Error = document.Errors[0]
	}
	require.Equal(r.t, key, document.Error.Key)
	require.NotEmpty(r.t, document.Error.Message)
	require.NotContains(r.t, document.Error.Message, "error.")
}

// kranich adds a reseller and returns its id.
func (h *house) kranich(more ...string) string {
	return h.ok(append(kranich(), more...)...).at("reseller.id").(string)
}

func kranich() []string {
	return []string{
		"reseller", "add", "--json", "--company", "Kranich Telefonie GmbH", "--first-name", "Nina",
		"--last-name", "Albrecht",
		"--email", "nina@kranichtel.example", "--language", "de", "--extensions", "1200",
		"--concurrent-calls", "16",
		"--recording-minutes", "2000", "--min-extensions", "5",
	}
}

// colleague adds a colleague with features, who chose a password of his own.
func (h *house) colleague(features ...permission.Key) (id string) {
	id = desk.NewID()
	h.desk(func(d *desk.Desk) {
		require.NoError(h.t, d.ResumeSession(h.t.Context()))
		first, err := d.AddColleague(h.t.Context(), id, desk.ColleagueDraft{
			Profile: account.Profile{
				FirstName: "Karl", LastName: "Olsen", Email: colleagueEmail, Language: "en",
			},
			Permissions: permission.NewSet(features...),
		})
		require.NoError(h.t, err)
		require.NoError(h.t, d.SignIn(h.t.Context(), colleagueEmail, first))
		require.NoError(h.t, d.ChangePassword(h.t.Context(), first, colleaguePassword))
	})
	return id
}

// asColleague runs a command as the colleague.
func (h *house) asColleague(args ...string) result {
	return h.runWith(
		h.t.Context(), colleaguePassword+"\n",
		append(args, "--as", colleagueEmail, "--password-stdin", "--json")...,
	)
}

// file writes a file and returns its path.
func (h *house) file(name, content string) string {
	path := filepath.Join(h.t.TempDir(), name)
	require.NoError(h.t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

// praxis adds a PBX and returns its id.
func (h *house) praxis(more ...string) string {
	return h.ok(append(praxis(), more...)...).at("pbx.id").(string)
}

func praxis() []string {
	return []string{
		"pbx", "add", "--json", "--name", "Praxis am Hafen", "--sub-domain", "praxis",
		"--extensions", "20", "--concurrent-calls", "4",
	}
}

// ada adds a customer and returns its id.
func (h *house) ada(more ...string) string {
	return h.ok(append([]string{
		"customer", "add", "--json", "--company", "Hafenpraxis", "--first-name", "Ada",
		"--last-name", "Weber", "--email", "ada@hafen.example",
	}, more...)...).at("customer.id").(string)
}

// state is everything that a refusal must leave as it is.
func (h *house) state() string {
	return h.answers(
		"reseller list", "reseller list --only bin", "outbox list", "colleague list", "preset list",
		"subscription show",
	)
}

// answers is the head of the ledger, and what some commands answer.
func (h *house) answers(commands ...string) string {
	all := h.ok("ledger", "verify", "--json").at("head").(string)
	for _, command := range commands {
		all += h.ok(append(strings.Fields(command), "--json")...).out
	}
	return all
}

// pbxState is everything that a refusal about PBXs, customers and alarms must leave as it is.
func (h *house) pbxState() string {
	return h.answers(
		"pbx list", "customer list", "pbx regions show", "alarm list", "alarm thresholds show",
	)
}

// ownFolder is a folder that only this user can look into, as the program makes it.
func ownFolder(t *testing.T) string {
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o700))
	return dir
}
