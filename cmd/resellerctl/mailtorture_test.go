package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/mail"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
)

// postOffice is a workspace whose mails meet with faults, and whose programs are killed meanwhile.
type postOffice struct {
	*house
	kills, faults int
	doubts        int
	sentAgain     map[string]bool // By the recipients: a person had it sent again.
}

// TestNoMailIsLostOrSentTwiceUnasked sends mails to a server at which each step fails in each way,
// by programs that are killed at each step. What the server took is sent or in doubt, what it did
// not take is not sent, and it takes none twice that a person did not decide about.
func TestNoMailIsLostOrSentTwiceUnasked(t *testing.T) {
	h := newHouse(t)
	h.clock.now = time.Now()
	h.ok("subscription", "set", "--extensions", "900000", "--concurrent-calls", "900000")
	p := &postOffice{house: h, sentAgain: map[string]bool{}}
	steps := alternating(mailSteps())
	for n := range howOften("MAIL_FAULTS", len(steps)/3) {
		p.round(n, steps[n%len(steps)])
	}
	p.finish()
	require.NotZero(t, p.kills)
	require.NotZero(t, p.faults)
	t.Logf("%d faults, %d kills, %d mails were in doubt, %d taken by the server",
		p.faults, p.kills, p.doubts, h.server.taken())
}

// alternating puts faults and kills into an order of chance, one of each after the other while
// there are both.
func alternating(steps []mailStep) (mixed []mailStep) {
	rand.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
	kills := slices.DeleteFunc(slices.Clone(steps), func(s mailStep) bool { return !s.kills })
	faults := slices.DeleteFunc(slices.Clone(steps), func(s mailStep) bool { return s.kills })
	for i := range max(len(kills), len(faults)) {
		mixed = append(mixed, faults[min(i, len(faults)):min(i+1, len(faults))]...)
		mixed = append(mixed, kills[min(i, len(kills)):min(i+1, len(kills))]...)
	}
	return mixed
}

// mailStep is a fault, or that the program is killed there.
type mailStep struct {
	step, answer string
	kills        bool
}

func mailSteps() []mailStep {
	list := []mailStep{
		{"greeting", "421 busy", false},
		{"greeting", "554 go away", false},
		{"auth", "454 4.7.0 later", false},
		{"auth", "535 5.7.8 authentication failed", false},
		{"mail", "451 later", false},
		{"mail", "550 5.7.1 not your address", false},
		{"rcpt", "450 4.2.0 greylisted", false},
		{"rcpt", "550 5.1.1 no such user", false},
		{"data", "451 later", false},
		{"data", "554 no", false},
		{"dot", "451 later", false},
		{"dot", "554 spam", false},
	}
	for _, step := range []string{
		"greeting", "ehlo", "auth", "mail", "rcpt", "data", "dot", "quit",
	} {
		list = append(list,
			mailStep{step, "", false}, mailStep{step, "", true}, mailStep{step, "250 ok", true})
	}
	return list
}

// round has one new mail sent, at which something goes wrong.
func (p *postOffice) round(n int, s mailStep) {
	email := fmt.Sprintf("m%d@partner.example", n)
	p.ok("reseller", "add", "--company", email, "--first-name", "Nina", "--email", email,
		"--extensions", "1", "--concurrent-calls", "1", "--recording-minutes", "1")
	program := ownersProgram(p.dir, "reseller", "send", email)
	p.keyring.mu.Lock()
	secrets, err := json.Marshal(p.keyring.secrets)
	p.keyring.mu.Unlock()
	require.NoError(p.t, err)
	program.Env = append(program.Env, programKeyring+"="+string(secrets))
	var said strings.Builder
	program.Stdout, program.Stderr = &said, &said
	var kill sync.WaitGroup
	fault := &mailFault{step: s.step, answer: s.answer, refuses: strings.HasPrefix(s.answer, "4") ||
		strings.HasPrefix(s.answer, "5")}
	if s.kills {
		fault.before = func() {
			if s.answer == "" {
				_ = program.Process.Kill() // Before the answer.
				return
			}
			kill.Go(func() {
				time.Sleep(rand.N(10 * time.Millisecond)) // While the program has the answer.
				_ = program.Process.Kill()
			})
		}
	}
	p.server.mu.Lock()
	p.server.fault = fault
	p.server.mu.Unlock()
	err = program.Run()
	kill.Wait()
	p.mu.Lock()
	p.said.WriteString(said.String())
	p.mu.Unlock()
	if wasKilled(err) {
		p.kills++
	} else {
		p.faults++
	}
	p.check(fmt.Sprintf("%+v", s))
	p.desk(func(d *desk.Desk) { // What stops all mails goes on once a person saved the settings.
		require.NoError(p.t, d.ResumeSession(p.t.Context()))
		p.canSend(d, ownerEmail)
	})
}

func wasKilled(err error) bool {
	e, is := err.(*exec.ExitError)
	return is && !e.Exited()
}

// check compares what the outbox says with what the server took.
func (p *postOffice) check(what string) {
	taken := map[string]int{}
	p.server.mu.Lock()
	for _, content := range p.server.content {
		message, err := mail.ReadMessage(strings.NewReader(content))
		require.NoError(p.t, err)
		to, err := mail.ParseAddress(message.Header.Get("To"))
		require.NoError(p.t, err)
		taken[to.Address]++
	}
	p.server.mu.Unlock()
	for _, m := range p.mails() {
		is := fmt.Sprintf("%s: %s is %s, and the server took it %d times", what, m.Recipient, m.State,
			taken[m.Recipient])
		switch {
		case taken[m.Recipient] > 0:
			require.Contains(p.t, []desk.MailState{desk.MailSent, desk.MailInDoubt}, m.State, is)
		default:
			require.NotEqual(p.t, desk.MailSent, m.State, is)
		}
		if !p.sentAgain[m.Recipient] {
			require.LessOrEqual(p.t, taken[m.Recipient], 1, is)
		}
	}
}

func (p *postOffice) mails() []mailRow {
	var answer outboxAnswer
	out := p.ok("outbox", "list", "--limit", "100000", "--json").out
	require.NoError(p.t, json.Unmarshal([]byte(out), &answer))
	return answer.Mails
}

// finish has everything sent that waits, and a person decide about what is in doubt.
func (p *postOffice) finish() {
	for range 4 {
		p.clock.Add(desk.LongestBackoff)
		p.run("outbox", "send", "--json")
		p.check("at the end")
	}
	for _, m := range p.mails() {
		switch m.State {
		case desk.MailInDoubt:
			p.doubts++
			p.sentAgain[m.Recipient] = true
			p.ok("outbox", "send-again", m.ID)
		case desk.MailSent, desk.MailFailed:
		default:
			require.Fail(p.t, "a mail still waits", "%+v", m)
		}
	}
	p.ok("outbox", "send")
	p.check("after a person decided")
	for _, m := range p.mails() {
		require.Contains(p.t, []desk.MailState{desk.MailSent, desk.MailFailed}, m.State)
	}
}

// TestFourProgramsNeverOversell lets four programs at a time give away what is free, until each is
// refused: what they said they had given is what the ledger says, and no more than there was.
func TestFourProgramsNeverOversell(t *testing.T) {
	h := newHouse(t)
	h.clock.now = time.Now()
	const total, each = 200, 7
	h.ok("subscription", "set", "--extensions", fmt.Sprint(total))
	var mu sync.Mutex
	given := map[string]bool{}
	var programs sync.WaitGroup
	for n := range 4 {
		programs.Go(func() {
			for i := 0; ; i++ {
				email := fmt.Sprintf("w%d.%d@partner.example", n, i)
				program := ownersProgram(h.dir, "reseller", "add", "--company", email, "--first-name", "Nina",
					"--email", email, "--extensions", fmt.Sprint(each), "--concurrent-calls", "1",
					"--recording-minutes", "1")
				out, err := program.CombinedOutput()
				if err == nil {
					mu.Lock()
					given[email] = true
					mu.Unlock()
					continue
				}
				var answer struct{ Error problem }
				if json.Unmarshal(out, &answer) != nil ||
					answer.Error.Key != "capacity.not_enough" ||
					program.ProcessState.ExitCode() != exitInvalid {
					t.Errorf("%s: %s", err, out)
				}
				return
			}
		})
	}
	programs.Wait()
	there := phonesIn(t, h.dir)
	require.Len(t, there, len(given))
	for email := range given {
		require.Contains(t, there, email)
	}
	require.Len(t, given, total/each)
	t.Logf("four programs gave away %d of %d", len(given)*each, total)
	free := h.ok("subscription", "show", "--json").at("resources.extensions.free")
	require.EqualValues(t, total%each, free)
	h.ok("ledger", "verify")
}
