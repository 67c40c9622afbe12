package storetest

import (
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/letter"
	"resellerdesk/core/oauth"
	"resellerdesk/core/store"
)

// setMail writes other mail settings.
func setMail(edit func(s *store.MailSettings)) func(tx store.Tx) error {
	return func(tx store.Tx) error {
		other := mailSettings()
		edit(&other)
		return tx.SetMailSettings(other)
	}
}

func signInElsewhere(s *store.MailSettings) {
	s.Client = oauth.Client{Provider: oauth.Microsoft, ClientID: "other"}
}

func attachNothing(s *store.MailSettings) { s.TextInside = true }

func trustAnother(s *store.MailSettings) { s.Trust.Authority = "other" }

func dropText(tx store.Tx) error { return tx.DropMailTemplate(letter.KindPBX, "de") }

func plainLooks(tx store.Tx) error { return tx.SetMailBrand(letter.Brand{}) }

// changes are writes of a workspace that FillEveryTable filled, one of each kind that a copy with a
// successor refuses.
func changes() map[string]func(tx store.Tx) error {
	return map[string]func(tx store.Tx) error{
		"an operation": func(tx store.Tx) error {
			return tx.Post(capacity.Operation{
				ID: "late", At: Now, Actor: "owner", Verb: capacity.ResellerChanged,
			})
		},
		"a reseller": func(tx store.Tx) error { return tx.AddAccount(Reseller(2)) },
		"a PBX":      func(tx store.Tx) error { return tx.AddPBX(PBX("late", 5)) },
		"a customer": func(tx store.Tx) error {
			return tx.AddCustomer(customer("late", "owner", "Late"))
		},
		"another version": func(tx store.Tx) error {
			p := PBX("praxis", 20)
			p.Version = 2
			return tx.ChangePBX(p)
		},
		"a subscription": func(tx store.Tx) error {
			return tx.SetSubscribed(capacity.ConcurrentCalls, true)
		},
		"regions": func(tx store.Tx) error { return tx.SetRegions(nil) },
		"a preset": func(tx store.Tx) error {
			return tx.DeletePreset(account.PackagePreset, "A")
		},
		"mail settings":          setMail(func(s *store.MailSettings) { s.Host = "other.example" }),
		"a sign-in of the mails": setMail(signInElsewhere),
		"the trust of the mails": setMail(trustAnother),
		"how the mails are sent": setMail(attachNothing),
		"a text of the mails":    dropText,
		"the looks of the mails": plainLooks,
		"alarm settings": func(tx store.Tx) error {
			return tx.SetAlarmSettings(store.AlarmSettings{})
		},
		"an alarm": func(tx store.Tx) error { return tx.SetSnoozed("low/extensions", nil) },
		"a reminder": func(tx store.Tx) error {
			return tx.SetReminded(store.Reminder{Object: "praxis", Ends: Today, Days: 0}, Now)
		},
		"a mail": func(tx store.Tx) error {
			return tx.AddMail(Mail("late", store.MailReset, store.MailQueued))
		},
		"an invitation": func(tx store.Tx) error {
			return tx.ChangeInvitation(store.Invitation{ID: "i1", VoidedAt: &Now})
		},
		"a partner": func(tx store.Tx) error { return tx.AllPartnersChanged() },
		"keys": func(tx store.Tx) error {
			return tx.SetKeys(store.Workspace{
				Public: make([]byte, 32), EncryptionKey: "k", SealedIdentity: []byte("i"),
			})
		},
		"a retention": func(tx store.Tx) error { return tx.SetPersonalRetention(0) },
		"an erasure": func(tx store.Tx) error {
			_, err := tx.Erase(store.Erasure{ID: "e2", Object: "r0", At: Now, Actor: "owner"})
			return err
		},
		"a tick":    func(tx store.Tx) error { return tx.AddHandedOver(ticked("h2", "praxis", 21)) },
		"an untick": func(tx store.Tx) error { return tx.DropHandedOver("h1") },
		"a deviation": func(tx store.Tx) error {
			return tx.KeepDeviation(deviation("plan", "v2"))
		},
		"no deviation": func(tx store.Tx) error {
			return tx.DropDeviation(store.HandoverPBX, "praxis", "name")
		},
		"an epoch": func(tx store.Tx) error { return tx.SetEpoch(9) },
	}
}
