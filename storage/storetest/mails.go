package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/letter"
	"resellerdesk/core/mail"
	"resellerdesk/core/oauth"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

// oneProgramSendsMails opens one workspace twice, as two programs do.
func oneProgramSendsMails(t *testing.T, e Engine) {
	oneProgramTakes(t, e, "outbox.elsewhere", func(w Workspace) (func(), error) {
		return w.TakeOutbox()
	})
}

// oneProgramSignsIn does the same with the sign-in of the mails.
func oneProgramSignsIn(t *testing.T, e Engine) {
	oneProgramTakes(t, e, "outbox.sign_in_elsewhere", func(w Workspace) (func(), error) {
		return w.TakeSignIn()
	})
}

func oneProgramTakes(
	t *testing.T, e Engine, elsewhere string, take func(w Workspace) (release func(), err error),
) {
	w, place := open(t, e)
	other := OpenAt(t, e, place)
	release, err := take(w)
	require.NoError(t, err)
	_, err = take(other)
	require.Equal(t, core.Busy, core.CodeOf(err))
	require.Equal(t, elsewhere, key(err))
	release()
	release, err = take(other)
	require.NoError(t, err)
	_, err = take(w)
	require.Equal(t, elsewhere, key(err))
	require.NoError(t, other.Close(), "a program that ends gives it back")
	release()
	release, err = take(w)
	require.NoError(t, err)
	release()
}

// theSignInOfTheMailsIsKept writes where the user signs in, and takes it back.
func theSignInOfTheMailsIsKept(t *testing.T, e Engine) {
	w, _ := open(t, e)
	s := mailSettings()
	s.Client = oauth.Client{
		Provider: oauth.Other, Tenant: "t", ClientID: "c", AuthURL: "https://a.example",
		TokenURL: "https://t.example", Scopes: "x y",
	}
	s.Trust = mail.Trust{Authority: "a", Server: "smtp.example", Certificate: "c"}
	s.TextInside, s.CopyToSender, s.PerMinute, s.PerDay = true, true, 3, 400
	s.Pause = &mail.Pause{
		Until: time.UnixMilli(Now.UnixMilli()), Why: &core.Error{Code: core.Busy, Key: "k", Args: core.Args{}},
	}
	for _, want := range []store.MailSettings{s, mailSettings()} {
		write(t, w, func(tx store.Tx) error { return tx.SetMailSettings(want) })
		have, err := w.MailSettings(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, have)
	}
}

// theNthOfTheMailsThatWereSent counts only those, from the newest.
func theNthOfTheMailsThatWereSent(t *testing.T, e Engine) {
	w, _ := open(t, e)
	require.NoError(t, Add(w, Reseller(1)))
	write(t, w, func(tx store.Tx) error {
		for i, state := range []store.MailState{
			store.MailSent, store.MailFailed, store.MailSent, store.MailQueued, store.MailSent,
		} {
			m := Mail(fmt.Sprint(i), store.MailReset, state)
			m.ChangedAt = Now.Add(time.Duration(i) * time.Minute)
			if err := tx.AddMail(m); err != nil {
				return err
			}
		}
		return nil
	})
	for n, want := range []time.Duration{4 * time.Minute, 2 * time.Minute, 0} {
		at, err := w.NthSent(t.Context(), int64(n+1), Now.Add(-time.Second))
		require.NoError(t, err)
		require.Equal(t, Now.Add(want), at.UTC())
	}
	for n, since := range map[int64]time.Time{4: Now.Add(-time.Hour), 3: Now} {
		at, err := w.NthSent(t.Context(), n, since)
		require.NoError(t, err)
		require.Nil(t, at)
	}
}

// whatIsKnownOfAMailIsKept writes what is known of a mail besides its state, and takes it back.
func whatIsKnownOfAMailIsKept(t *testing.T, e Engine) {
	w, _ := open(t, e)
	require.NoError(t, Add(w, Reseller(1)))
	m := Mail("m", store.MailPackage, store.MailFailed)
	m.Spare, m.CopyFault = []byte("sealed"), &core.Error{Code: core.Busy, Key: "k", Args: core.Args{}}
	write(t, w, func(tx store.Tx) error { return tx.AddMail(m) })
	for range 2 {
		have, err := w.Mail(t.Context(), "m")
		require.NoError(t, err)
		require.Equal(t, m.Spare, have.Spare)
		require.Equal(t, m.Spare != nil, have.CanGoWithout)
		require.Equal(t, m.TextInside, have.TextInside)
		require.Equal(t, m.CopyFault, have.CopyFault)
		listed, err := w.Outbox(t.Context(), nil, 1)
		require.NoError(t, err)
		require.Nil(t, listed[0].Spare, "no body in a list")
		require.Equal(t, m.Spare != nil, listed[0].CanGoWithout)
		m.Spare, m.TextInside = nil, true
		write(t, w, func(tx store.Tx) error { return tx.ChangeMail(m) })
	}
	m.TextInside, m.CopyFault = false, nil
	write(t, w, func(tx store.Tx) error { return tx.ChangeMail(m) })
	have, err := w.Mail(t.Context(), "m")
	require.NoError(t, err)
	require.False(t, have.TextInside)
}

// theTextsOfTheMailsAreKept writes a text and looks of mails, other ones, and takes them back.
func theTextsOfTheMailsAreKept(t *testing.T, e Engine) {
	w, _ := open(t, e)
	have, err := w.MailTemplates(t.Context())
	require.NoError(t, err)
	require.Empty(t, have)
	brand, err := w.MailBrand(t.Context())
	require.NoError(t, err)
	require.Equal(t, letter.Brand{}, brand)

	other := mailTemplate("de")
	other.Subject, other.Text, other.ChangedBy = "", "Other", "somebody"
	other.ChangedAt = Now.Add(time.Hour)
	for _, want := range []letter.Stored{mailTemplate("en"), mailTemplate("de"), other} {
		write(t, w, func(tx store.Tx) error { return tx.SetMailTemplate(want) })
		have, err := w.MailTemplate(t.Context(), want.Kind, want.Language)
		require.NoError(t, err)
		require.True(t, want.ChangedAt.Equal(have.ChangedAt))
		have.ChangedAt = want.ChangedAt
		require.Equal(t, want, have)
	}
	have, err = w.MailTemplates(t.Context())
	require.NoError(t, err)
	require.Len(t, have, 2)
	for range 2 {
		write(t, w, func(tx store.Tx) error { return tx.DropMailTemplate(letter.KindPBX, "de") })
		_, err = w.MailTemplate(t.Context(), letter.KindPBX, "de")
		require.True(t, core.IsNotFound(err))
	}
	for _, want := range []letter.Brand{{Logo: []byte{1, 0}, Color: "#000000"}, {}} {
		write(t, w, func(tx store.Tx) error { return tx.SetMailBrand(want) })
		brand, err = w.MailBrand(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, brand)
	}
}

// addMails adds mails that wait, by when they may go.
func addMails(t *testing.T, w store.Store, notBefore map[string]time.Time) {
	require.NoError(t, Add(w, Reseller(1)))
	write(t, w, func(tx store.Tx) error {
		for id, at := range notBefore {
			m := Mail(id, store.MailReset, store.MailQueued)
			m.NotBefore = at
			if err := tx.AddMail(m); err != nil {
				return err
			}
		}
		return nil
	})
}

func theMailThatIsDueFirst(t *testing.T, e Engine) {
	w, _ := open(t, e)
	_, next, err := w.NextMail(t.Context(), Now)
	require.Equal(t, core.NotFound, core.CodeOf(err))
	require.Nil(t, next)
	addMails(t, w, map[string]time.Time{
		"later": Now.Add(time.Hour), "first": Now.Add(-2 * time.Hour), "second": Now,
	})
	for passed, want := range map[string]string{"first": "second", "second": "first"} {
		m, _, err := w.NextMail(t.Context(), Now, passed)
		require.NoError(t, err)
		require.Equal(t, want, m.ID)
	}
	_, next, err = w.NextMail(t.Context(), Now, "first", "second", "later")
	require.Equal(t, core.NotFound, core.CodeOf(err))
	require.Nil(t, next)
	for _, want := range []string{"first", "second"} {
		m, _, err := w.NextMail(t.Context(), Now)
		require.NoError(t, err)
		require.Equal(t, want, m.ID)
		require.Equal(t, []byte{1}, m.Body)
		m.State, m.Body = store.MailSent, nil
		write(t, w, func(tx store.Tx) error { return tx.ChangeMail(m) })
	}
	_, next, err = w.NextMail(t.Context(), Now)
	require.Equal(t, core.NotFound, core.CodeOf(err))
	require.True(t, next.Equal(Now.Add(time.Hour)), next)
	m, _, err := w.NextMail(t.Context(), Now.Add(-store.LongestBackoff))
	require.NoError(t, err, "a wrong clock put it off")
	require.Equal(t, "later", m.ID)

	m.State = store.MailSending
	write(t, w, func(tx store.Tx) error { return tx.ChangeMail(m) })
	waiting, err := w.CountWaiting(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, waiting)
	_, _, err = w.NextMail(t.Context(), Now.Add(2*time.Hour))
	require.Equal(t, core.NotFound, core.CodeOf(err), "it is being sent")
	write(t, w, func(tx store.Tx) error { return tx.RequeueSending() })
	m, _, err = w.NextMail(t.Context(), Now.Add(2*time.Hour))
	require.NoError(t, err)
	require.Equal(t, "later", m.ID)
}

// mailsWrong leaves out what was sent again since.
func mailsWrong(t *testing.T, e Engine) {
	w, _ := open(t, e)
	require.NoError(t, Add(w, Reseller(1)))
	write(t, w, func(tx store.Tx) error {
		for i, c := range []struct {
			id    string
			kind  store.MailKind
			state store.MailState
		}{
			{"again", store.MailActivation, store.MailFailed},
			{"failed", store.MailActivation, store.MailFailed},
			{"reset", store.MailReset, store.MailFailed},
			{"doubt", store.MailPackage, store.MailInDoubt},
			{"fresh doubt", store.MailPackage, store.MailInDoubt},
			{"queued", store.MailReport, store.MailQueued},
		} {
			m := Mail(c.id, c.kind, c.state)
			m.CreatedAt = Now.Add(time.Duration(i) * time.Minute)
			m.ChangedAt = m.CreatedAt
			if err := tx.AddMail(m); err != nil {
				return err
			}
		}
		return nil
	})
	list, all, err := w.MailsWrong(t.Context(), Now.Add(4*time.Minute), 10)
	require.NoError(t, err)
	var ids []string
	for _, m := range list {
		ids = append(ids, m.ID)
	}
	require.Equal(t, []string{"doubt", "reset", "failed"}, ids)
	require.Equal(t, 3, all)
	list, all, err = w.MailsWrong(t.Context(), Now.Add(4*time.Minute), 1)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, 3, all)
}

// eachReminderIsDueOnce compares what is due to be reminded of, at every time around an end, with
// what store.DueReminder says.
func eachReminderIsDueOnce(t *testing.T, e Engine) {
	w, _ := open(t, e)
	ends := Today + 61
	a := Reseller(100)
	a.Profile.ValidUntil = ends
	require.NoError(t, Add(w, a))
	p := PBX("praxis", 5)
	p.Expiry, p.Customers = ends, []pbx.Ref{{ID: "c1"}}
	write(t, w, func(tx store.Tx) error {
		if err := tx.AddCustomer(customer("c1", "r100", "Hafen")); err != nil {
			return err
		}
		return tx.AddPBX(p)
	})
	due := func(now time.Time, id string, most int) []string {
		of := w.PBXsToRemind
		if id == a.ID {
			of = w.ResellersToRemind
		}
		ids, err := of(t.Context(), now, most)
		require.NoError(t, err)
		return ids
	}
	for _, id := range []string{a.ID, p.ID} {
		went := []int{}
		for _, now := range []time.Time{
			(ends - 31).Start(), (ends - 31).End(), (ends - 30).Start(), (ends - 8).Start(),
			(ends - 8).End(), (ends - 7).Start(), (ends - 2).Start(), (ends - 1).End(),
			ends.Start(), ends.End(), (ends + 6).End(),
		} {
			r, is := store.DueReminder(id, ends, now)
			if is {
				done, err := w.Reminded(t.Context(), r)
				require.NoError(t, err)
				is = !done
			}
			if !is {
				require.Empty(t, due(now, id, 10), fmt.Sprint(id, now))
				continue
			}
			require.Equal(t, []string{id}, due(now, id, 10), fmt.Sprint(id, now))
			went = append(went, r.Days)
			write(t, w, func(tx store.Tx) error { return tx.SetReminded(r, now) })
		}
		require.Equal(t, []int{30, 7, 0}, went, id)
	}
	late := PBX("late", 5)
	late.Expiry, late.Customers = ends, p.Customers
	write(t, w, func(tx store.Tx) error { return tx.AddPBX(late) })
	require.Equal(t, []string{"late"}, due((ends+7).End(), p.ID, 10))
	require.Empty(t, due((ends+8).Start(), p.ID, 10), "it is too late")
}

// whatAnotherProgramWroteIsNoticed opens one workspace twice.
func whatAnotherProgramWroteIsNoticed(t *testing.T, e Engine) {
	w, place := open(t, e)
	other := OpenAt(t, e, place)
	look := func() int64 {
		n, err := w.ForeignChanges(t.Context())
		require.NoError(t, err)
		return n
	}
	before := look()
	require.NoError(t, Add(w, Reseller(1)))
	require.Equal(t, before, look(), "its own writing is no news")
	require.NoError(t, Add(other, Reseller(2)))
	require.NotEqual(t, before, look())
	before = look()
	_, err := other.Account(t.Context(), "r1")
	require.NoError(t, err, "and each sees what the other one wrote")
	require.Equal(t, before, look(), "reading is no change")
}
