package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/letter"
	"resellerdesk/core/mail"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Now is when everything happens in the workspaces of the suite.
var Now = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// Today is the day of Now.
var Today = core.DayOf(Now)

// SetUp gives a new workspace an owner and 500 extensions.
func SetUp(t testing.TB, w store.Store) {
	owner := account.Account{
		ID: "owner", Kind: account.Distributor, State: account.Active, CreatedAt: Now,
		Profile: account.Profile{
			Company: "Nordlicht", FirstName: "Ida", Email: "ida@nordlicht.example", Language: "en",
		},
	}
	require.NoError(t, w.Write(func(tx store.Tx) error {
		if err := tx.CreateWorkspace(store.Workspace{
			ID: "w", CreatedAt: Now, Public: make([]byte, 32), SealedSeed: []byte("s"),
			EncryptionKey: "age1", SealedIdentity: []byte("i"),
		}); err != nil {
			return err
		}
		if err := tx.AddAccount(owner); err != nil {
			return err
		}
		if err := tx.SetSubscribed(capacity.Extensions, true); err != nil {
			return err
		}
		return tx.Post(capacity.Operation{
			ID: "buy", At: Now, Actor: "owner", Verb: capacity.SubscriptionSet,
			Transfers: capacity.SetTotal(capacity.Extensions, capacity.Usage{}, 500),
		})
	}))
}

// Reseller is a reseller with a number of extensions, r1 with one.
func Reseller(n int) account.Account {
	return account.Account{
		ID: fmt.Sprintf("r%d", n), Parent: "owner", Kind: account.Reseller,
		State: account.NotInvited, CreatedAt: Now.Add(time.Duration(n) * time.Minute),
		Profile: account.Profile{
			Company: fmt.Sprintf("Größe %03d", n), FirstName: "Jörg",
			LastName: fmt.Sprint("Koch", n), Email: fmt.Sprintf("p%d@partner.example", n),
			Language: "de",
		},
		Package: capacity.Package{
			MinExtensions: 5, Amounts: capacity.Amounts{capacity.Extensions: int64(n)},
		},
		Permissions: permission.Default(),
	}
}

// Add adds a reseller with what its package has.
func Add(w store.Store, a account.Account) error {
	return w.Write(func(tx store.Tx) error {
		if err := tx.AddAccount(a); err != nil {
			return err
		}
		return tx.Post(capacity.Operation{
			ID: a.ID, At: Now, Actor: "owner", Verb: capacity.ResellerAdded, Object: a.ID,
			Transfers: capacity.Grant(a.ID, nil, a.Package.Amounts),
		})
	})
}

// PBX is a PBX of the reseller r100 that takes n extensions.
func PBX(id string, n int64) pbx.PBX {
	return pbx.PBX{
		ID: id, Owner: pbx.Ref{ID: "r100"}, State: pbx.Stopped, CreatedAt: Now, Version: 1,
		Draft: pbx.Draft{
			Name: "Praxis " + id, Size: pbx.Size{Plan: pbx.Enterprise, Extensions: n},
			Address: pbx.Address{Region: "North", SubDomain: id, Domain: "a.example"},
			Term:    pbx.Term{Type: pbx.Commercial},
		},
	}
}

// AddPraxis adds the reseller r100 and its PBX praxis, which has 20 extensions.
func AddPraxis(t testing.TB, w store.Store) {
	require.NoError(t, Add(w, Reseller(100)))
	p := PBX("praxis", 20)
	require.NoError(t, w.Write(func(tx store.Tx) error {
		if err := tx.AddPBX(p); err != nil {
			return err
		}
		return tx.Post(capacity.Operation{
			ID: "made", At: Now, Actor: "owner", Verb: capacity.PBXAdded,
			Transfers: capacity.Use("r100", p.ID, nil, p.Takes()),
		})
	}))
}

// Entry is an entry of the log.
func Entry(operation string) store.LogEntry {
	return store.LogEntry{
		At: Now, Actor: "owner", Module: store.ModuleUser, Operation: operation, Object: "r1",
		Name: "Größe", Result: store.ResultOK,
	}
}

// FillEveryTable writes into a new workspace, so that each table that is proven has a row, except
// that of the successor.
func FillEveryTable(t testing.TB, w store.Store) {
	SetUp(t, w)
	AddPraxis(t, w)
	require.NoError(t, Add(w, Reseller(1)))
	for _, fill := range []func(tx store.Tx) error{
		fillPBXs, fillSettings, fillAlarms, fillMails, fillExchange, fillPersonal, fillHandover,
		func(tx store.Tx) error { return tx.AddLogEntry(Entry("reseller.added")) },
		func(tx store.Tx) error { return tx.AddLogEntry(Entry("reseller.changed")) },
	} {
		require.NoError(t, w.Write(fill))
	}
}

func fillPBXs(tx store.Tx) error {
	customer := pbx.Customer{
		ID: "c1", Owner: pbx.Ref{ID: "owner"}, CreatedAt: Now, Version: 1,
		CustomerDraft: pbx.CustomerDraft{
			FirstName: "Ada", Company: "Praxis", Email: "a@a.example",
		},
	}
	if err := tx.AddCustomer(customer); err != nil {
		return err
	}
	p := PBX("praxis", 20)
	p.Customers = []pbx.Ref{{ID: "c1"}}
	if err := tx.ChangePBX(p); err != nil {
		return err
	}
	if err := tx.SetRegions([]pbx.Region{{Name: "North"}, {Name: "South"}}); err != nil {
		return err
	}
	for _, name := range []string{"A", "B"} {
		err := tx.SavePreset(account.Preset{Kind: account.PackagePreset, Name: name})
		if err != nil {
			return err
		}
	}
	return nil
}

func mailSettings() store.MailSettings {
	return store.MailSettings{Settings: mail.Settings{
		Host: "mail.example", Port: 587, Security: mail.SecurityTLS, User: "u",
		FromAddress: "a@a.example", FromName: "A",
	}}
}

func mailTemplate(lang string) letter.Stored {
	return letter.Stored{
		Template: letter.Template{
			Kind: letter.KindPBX, Language: lang, Subject: "Subject", Text: "{pbx}\n\nText",
		},
		ChangedAt: Now, ChangedBy: "owner",
	}
}

func fillSettings(tx store.Tx) error {
	if err := tx.SetMailSettings(mailSettings()); err != nil {
		return err
	}
	for _, lang := range []string{"en", "de"} {
		if err := tx.SetMailTemplate(mailTemplate(lang)); err != nil {
			return err
		}
	}
	if err := tx.SetMailBrand(letter.Brand{Logo: []byte{1}, Color: "#1a5cc8"}); err != nil {
		return err
	}
	if err := tx.SetTrustedTime(Now); err != nil {
		return err
	}
	if err := tx.SetPersonalRetention(24); err != nil {
		return err
	}
	return tx.SetSignInFailures("p1@partner.example", 2)
}

func fillAlarms(tx store.Tx) error {
	if err := tx.SetAlarmSettings(store.AlarmSettings{MailTo: "a@a.example"}); err != nil {
		return err
	}
	for days, ends := range map[int]core.Day{7: Today, 30: Today + 1} {
		r := store.Reminder{Object: "praxis", Ends: ends, Days: days}
		if err := tx.SetReminded(r, Now); err != nil {
			return err
		}
	}
	return tx.SetSnoozed("low/extensions", &Now)
}

func fillMails(tx store.Tx) error {
	if err := tx.AddInvitation(store.Invitation{
		ID: "i1", Kind: activation.Activate, Account: "r1", Sequence: 1,
		SecretHash: make([]byte, 32), CreatedAt: Now,
	}); err != nil {
		return err
	}
	refused := Mail("m2", store.MailPackage, store.MailFailed)
	refused.Spare = []byte{2}
	return errors.Join(
		tx.AddMail(Mail("m1", store.MailActivation, store.MailQueued)), tx.AddMail(refused),
	)
}

// Mail is a mail to the reseller r1 that was made now.
func Mail(id string, kind store.MailKind, state store.MailState) store.OutgoingMail {
	m := store.OutgoingMail{
		ID: id, Kind: kind, Account: "r1", MessageID: "<" + id + "@a.example>",
		Sender: "a@a.example", Recipient: "p1@partner.example", Subject: "Subject",
		State: state, NotBefore: Now, CreatedAt: Now, RenderedAt: Now, ChangedAt: Now,
	}
	if state.Waits() {
		m.Body = []byte{1}
	}
	return m
}

func fillExchange(tx store.Tx) error {
	if err := tx.SetPartner(store.Partner{
		Account: "r1", Invitation: "i1", ActivatedAt: Now, ConsumedBefore: capacity.Amounts{},
	}); err != nil {
		return err
	}
	if err := tx.SetUpstream(store.Upstream{
		Workspace: "w", Account: "a", Signer: make([]byte, 32), EncryptionKey: "k", Company: "C",
		Name: "N", Email: "e", Invitation: "i", SealedSecret: []byte{1}, ActivatedAt: Now,
		Sequence: 1, Hash: "h", IssuedAt: Now, LeaseUntil: Now.AddDate(0, 1, 0),
		Status: activation.StatusActive, SeenAt: Now,
	}); err != nil {
		return err
	}
	return tx.AddMessage(store.Message{
		ID: "e1", Incoming: true, Kind: activation.KindReport, Account: "r1", Sequence: 1,
		Hash: "h", At: Now, State: store.MessageTaken,
	}, []byte{1})
}

func fillPersonal(tx store.Tx) error {
	_, err := tx.Erase(store.Erasure{ID: "e", Object: "r0", At: Now, Actor: "owner"})
	return err
}

func fillHandover(tx store.Tx) error {
	if err := tx.KeepDeviation(deviation("name", "v1")); err != nil {
		return err
	}
	return tx.AddHandedOver(ticked("h1", "praxis", 20))
}

// deviation is a difference in a field of the PBX praxis that its owner means.
func deviation(field, values string) store.Deviation {
	return store.Deviation{
		Kind: store.HandoverPBX, Object: "praxis", Field: field, Values: values, Actor: "owner",
		At: Now.Local(),
	}
}

// ticked is a tick of the owner that a PBX with so many extensions was made.
func ticked(id, object string, extensions int) store.HandedOver {
	return store.HandedOver{
		ID: id, Kind: store.HandoverPBX, Object: object, Entry: "create", Actor: "owner",
		Person: "Ida Brandt", At: Now.Local(),
		Fields: core.Fields{"extensions": json.RawMessage(strconv.Itoa(extensions))},
	}
}

// NewEveryTable returns the place of a closed workspace that FillEveryTable filled.
func NewEveryTable(t testing.TB, e Engine) (place string) {
	place = e.NewPlace(t)
	w, err := e.Open(t.Context(), place)
	require.NoError(t, err)
	FillEveryTable(t, w)
	require.NoError(t, w.Close())
	return place
}
