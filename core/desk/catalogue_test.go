package desk_test

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/letter"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/storage/storetest"
)

// governed says what an action of desk.Desk takes, in a case of its arguments.
type governed struct {
	method   string
	features []permission.Key // Each of them; what they need as well is not named.
	of       string           // What in the workspace it is done to: a name in walk.things.
	// By the parameter's name; what is not here is worked out from of, or zero.
	args map[string]any
}

// args are arguments by the parameter's name.
type args map[string]any

func takes(method string, f permission.Key, of string, a ...args) governed {
	g := governed{method: method, features: []permission.Key{f}, of: of}
	if len(a) > 0 {
		g.args = a[0]
	}
	return g
}

// and adds features that the same case takes besides.
func (g governed) and(f ...permission.Key) governed {
	g.features = append(slices.Clone(g.features), f...)
	return g
}

// testTemplate is a text of the test mail.
func testTemplate() letter.Template {
	return letter.Template{
		Kind: letter.KindTest, Language: "en", Subject: "It works", Text: "{sender company} can.",
	}
}

// reads are the actions that only look.
func (w *walk) reads() []governed {
	list := []governed{
		takes("Dashboard", permission.DashboardView, ""),
		takes("Subscription", permission.SubscriptionView, ""),
		takes("Terms", permission.SubscriptionView, ""),
		takes("UsageHistory", permission.SubscriptionView, "", args{"r": capacity.Extensions}),
		takes(
			"Statement", permission.SubscriptionView, "",
			args{"q": desk.StatementQuery{Resource: capacity.Extensions}},
		),
		takes(
			"Statement", permission.UserView, "",
			args{"q": desk.StatementQuery{
				Resource: capacity.Extensions, Reseller: w.things["reseller"],
			}},
		),
		takes("Prove", permission.SubscriptionView, ""),
		takes("Usage", permission.UsageView, "", usageBy(desk.UsageByReseller)).
			and(permission.UserView),
		takes("Usage", permission.UsageView, "", usageBy(desk.UsageByPBX)).and(permission.PBXView),
		takes("Usage", permission.UsageView, "", usageBy(desk.UsageByCustomer)).
			and(permission.PBXView, permission.CustomerView),
		takes("PBXs", permission.PBXView, ""),
		takes(
			"PBXs", permission.CustomerView, "", args{"q": desk.PBXQuery{Customer: "somebody"}},
		).and(permission.PBXView),
		takes("PBXsByID", permission.PBXView, "pbx"),
		takes("PBXChips", permission.PBXView, ""),
		takes("CountPBXs", permission.PBXView, ""),
		takes("PBXIDs", permission.PBXView, ""),
		takes("PBXSums", permission.PBXView, "pbx"),
		takes("PBXPosition", permission.PBXView, "pbx"),
		takes("PBX", permission.PBXView, "pbx"),
		takes("PBXRefs", permission.PBXView, "pbx"),
		takes("PBXLimits", permission.PBXView, "pbx"),
		takes("PBXAt", permission.PBXView, ""),
		takes("KeptForMe", permission.PBXView, ""),
		takes("PreviewDeletePBXs", permission.PBXDelete, "pbx"),
		takes("PBXOwners", permission.PBXView, ""),
		takes("Regions", permission.PBXView, ""),
		takes("NewPBX", permission.PBXAdd, ""),
		takes("PreviewMovePBXs", permission.PBXResize, "pbx"),
		takes("PBXContacts", permission.PBXSendActivation, "pbx"),
		takes("Customers", permission.CustomerView, ""),
		takes("CustomersByID", permission.CustomerView, "customer"),
		takes("CountCustomers", permission.CustomerView, ""),
		takes("CustomerIDs", permission.CustomerView, ""),
		takes("CustomerPosition", permission.CustomerView, "customer"),
		takes("Customer", permission.CustomerView, "customer"),
		takes("CustomerRefs", permission.CustomerView, "customer"),
		takes("Handover", permission.HandoverView, ""),
		takes("Alarms", permission.AlarmView, ""),
		takes("AlarmsFound", permission.AlarmView, ""),
		takes("AlarmSettings", permission.AlarmView, ""),
		takes("Resellers", permission.UserView, ""),
		takes("ResellersByID", permission.UserView, "reseller"),
		takes("ResellerChips", permission.UserView, ""),
		takes("CountResellers", permission.UserView, ""),
		takes("ResellerIDs", permission.UserView, ""),
		takes("ResellerSums", permission.UserView, "reseller"),
		takes("ResellerPosition", permission.UserView, "reseller"),
		takes("Reseller", permission.UserView, "reseller"),
		takes("EmailOwner", permission.UserView, "", args{"email": colleagueEmail}),
		takes("ViewAs", permission.UserView, "reseller"),
		takes("Colleague", permission.UserView, "colleague"),
		takes("Colleagues", permission.UserView, ""),
		takes("Presets", permission.UserView, ""),
		takes("NewReseller", permission.UserAdd, ""),
		takes("PreviewPreset", permission.UserEdit, "reseller"),
		takes("CheckImport", permission.UserImport, ""),
		takes("CheckImport", permission.UserEdit, "", args{
			"how": desk.ImportOptions{Update: account.FieldEmail},
		}).and(permission.UserImport),
		takes("ImportFields", permission.UserImport, ""),
		takes("ImportFields", permission.PBXAdd, "", args{
			"how": desk.ImportOptions{Kind: desk.ImportPBXs},
		}),
		takes("ImportFields", permission.CustomerAdd, "", args{
			"how": desk.ImportOptions{Kind: desk.ImportCustomers},
		}),
		takes("ImportExample", permission.UserImport, ""),
		compares("CompareWith", permission.HandoverView, desk.ImportResellers, "how"),
		compares("CompareWith", permission.HandoverView, desk.ImportPBXs, "how"),
		takes("MailReady", permission.UserSendActivation, ""),
		takes("Exchange", permission.UserExchange, ""),
		takes("SavedFile", permission.UserExchange, "message"),
		takes("Confirmation", permission.UserExchange, ""),
		takes("Logs", permission.LogsView, ""),
		takes("LogIDs", permission.LogsView, ""),
		takes("CountLogs", permission.LogsView, ""),
		takes("LogCounts", permission.LogsView, ""),
		takes("History", permission.LogsView, ""),
		takes("MailSettings", permission.EmailSettings, ""),
		takes("MailTemplates", permission.EmailSettings, ""),
		takes("MailBrand", permission.EmailSettings, ""),
		takes("PreviewMail", permission.EmailSettings, "", args{"t": testTemplate()}),
		takes("PreviewsFor", permission.EmailSettings, "", args{"kind": letter.KindActivation}),
		takes("MailPasswordKept", permission.EmailSettings, ""),
		takes("MailCertificate", permission.EmailSettings, "", args{"of": mailSettings()}),
		takes("FindMailServer", permission.EmailSettings, "", args{"address": "a@a.example"}),
		takes("MailSignIn", permission.EmailSettings, ""),
		takes("UsePasswordOnce", permission.EmailSettings, ""), // For this run of the program.
		takes("Outbox", permission.EmailOutbox, ""),
		takes("CountMails", permission.EmailOutbox, ""),
	}
	for _, undone := range w.undone() {
		list = append(
			list, takes("CanUndo", undone.features[0], undone.of).and(undone.features[1:]...),
		)
		if !slices.Contains([]string{customDomain, recording, typeOf, runAfterExpiry}, undone.of) {
			list = append(list, takes("Past", undone.features[0], undone.of))
		}
	}
	return list
}

// compares is an action of a comparison of a kind.
func compares(method string, f permission.Key, kind desk.ImportKind, arg string) governed {
	g := takes(method, f, "", args{arg: desk.Comparison{Kind: kind}})
	if arg == "how" {
		g.args[arg] = desk.ImportOptions{Kind: kind}
	}
	add, edit := permission.UserImport, permission.UserEdit
	if kind == desk.ImportPBXs {
		add, edit = permission.PBXAdd, permission.PBXEdit
	}
	if f != edit {
		g = g.and(edit)
	}
	return g.and(add)
}

// usageBy asks for the usage of a day.
func usageBy(by desk.UsageBy) args {
	day := core.NewDay(2026, 11, 24)
	return args{"q": desk.UsageQuery{By: by, Period: desk.UsagePeriod{From: day, To: day}}}
}

// Operations that need a second feature for what they change; seeing them needs no second one.
const (
	customDomain   = "custom domain"
	recording      = "recording"
	typeOf         = "type"
	runAfterExpiry = "run after expiry"
)

// undone says what undoing each kind of operation takes: what doing it takes.
func (w *walk) undone() []governed {
	list := []governed{
		takes("Undo", permission.PBXAdd, string(capacity.PBXAdded)),
		takes("Undo", permission.PBXAdd, string(capacity.PBXImported)),
		takes("Undo", permission.PBXEdit, string(capacity.PBXChanged)),
		takes("Undo", permission.PBXResize, customDomain),
		takes("Undo", permission.PBXResize, string(capacity.PBXResized)),
		takes("Undo", permission.PBXRecording, recording).and(permission.PBXResize),
		takes("Undo", permission.PBXResize, string(capacity.PBXConsumed)),
		takes("Undo", permission.PBXExpiry, string(capacity.PBXTermChanged)),
		takes("Undo", permission.PBXType, typeOf).and(permission.PBXEdit, permission.PBXExpiry),
		takes("Undo", permission.PBXRunAfterExpiry, runAfterExpiry).and(permission.PBXEdit),
		takes("Undo", permission.PBXStartStop, string(capacity.PBXStarted)),
		takes("Undo", permission.PBXStartStop, string(capacity.PBXStopped)),
		takes("Undo", permission.PBXDelete, string(capacity.PBXDeleted)),
		takes("Undo", permission.CustomerAdd, string(capacity.CustomerAdded)),
		takes("Undo", permission.CustomerAdd, string(capacity.CustomerImported)),
		takes("Undo", permission.CustomerEdit, string(capacity.CustomerChanged)),
		takes("Undo", permission.CustomerDelete, string(capacity.CustomerDeleted)),
		takes("Undo", permission.UserAdd, string(capacity.ColleagueAdded)),
		takes("Undo", permission.UserDelete, string(capacity.ColleagueDeleted)),
	}
	if w.sells {
		list = append(list,
			takes("Undo", permission.SubscriptionChange, string(capacity.SubscriptionSet)),
			takes("Undo", permission.PBXResize, string(capacity.PBXMoved)),
			takes("Undo", permission.UserAdd, string(capacity.ResellerAdded)),
			takes("Undo", permission.UserEdit, string(capacity.ResellerChanged)),
			takes("Undo", permission.UserSuspend, string(capacity.Suspended)),
			takes("Undo", permission.UserSuspend, string(capacity.Resumed)),
			takes("Undo", permission.UserDelete, string(capacity.Deleted)),
			takes("Undo", permission.UserDelete, string(capacity.Restored)),
		)
	}
	return list
}

// changing are the actions that change something, what deletes last. A refused one stands in the
// log.
func (w *walk) changing() []governed {
	runs := w.owner.praxis("runs", 5)
	runs.Term = w.owner.large("").Term
	runs.Type = pbx.Commercial
	trial, recorded := w.owner.praxis("trial", 5), w.owner.praxis("recorded", 5)
	trial.Type = pbx.Trial
	recorded.SetRecording(true)
	custom := w.owner.praxis("custom", 5)
	custom.CustomDomain, custom.Domain = true, "tel.custom.example"
	renamed := w.owner.praxis("form", 5) // Each goes on from the one before.
	renamed.Name = "renamed"
	runsOn := renamed
	runsOn.Term = runs.Term
	tried := runsOn
	tried.Type = pbx.Trial
	sized := tried
	sized.Extensions++
	records := sized
	records.SetRecording(true)
	added := w.draft
	added.Profile.Email = "lina@reiher.example"
	jan := colleagueDraft()
	jan.Profile.Email = "jan@nordlicht.example"
	list := []governed{
		takes("SetSubscription", permission.SubscriptionChange, ""),
		takes("AddPBX", permission.PBXAdd, "", args{"draft": w.owner.praxis("another", 5)}),
		takes(
			"AddPBX", permission.PBXAdd, "", args{"draft": runs},
		).and(permission.PBXRunAfterExpiry),
		takes("AddPBX", permission.PBXAdd, "", args{"draft": trial}).and(permission.PBXType),
		takes(
			"AddPBX", permission.PBXAdd, "", args{"draft": recorded},
		).and(permission.PBXRecording),
		takes(
			"ChangePBX", permission.PBXResize, "pbx", args{"draft": custom},
		).and(permission.PBXEdit),
		takes("ChangePBX", permission.PBXEdit, "form", args{"draft": renamed}),
		takes(
			"ChangePBX", permission.PBXRunAfterExpiry, "form", args{"draft": runsOn},
		).and(permission.PBXEdit, permission.PBXExpiry),
		takes(
			"ChangePBX", permission.PBXType, "form", args{"draft": tried},
		).and(permission.PBXEdit, permission.PBXExpiry),
		takes("ChangePBX", permission.PBXResize, "form", args{"draft": sized}),
		takes(
			"ChangePBX", permission.PBXRecording, "form", args{"draft": records},
		).and(permission.PBXResize),
		takes(
			"TickHandover", permission.HandoverTick, "",
			args{"ids": []string{w.things["entry"]}},
		),
		takes(
			"TickAllHandover", permission.HandoverTick, "", args{"counted": desk.HandoverAnyCount},
		),
		takes("UntickHandover", permission.HandoverTick, "tick"),
		compares("TakeOverDifferences", permission.PBXEdit, desk.ImportPBXs, "c"),
		compares("HandOverDifferences", permission.HandoverTick, desk.ImportPBXs, "c"),
		compares("MarkMeant", permission.HandoverTick, desk.ImportPBXs, "c"),
		compares("UnmarkMeant", permission.HandoverTick, desk.ImportPBXs, "c"),
		compares("TakeOverDifferences", permission.UserEdit, desk.ImportResellers, "c"),
		compares("HandOverDifferences", permission.HandoverTick, desk.ImportResellers, "c"),
		compares("MarkMeant", permission.HandoverTick, desk.ImportResellers, "c"),
		compares("UnmarkMeant", permission.HandoverTick, desk.ImportResellers, "c"),
		takes("SetRegions", permission.PBXEdit, ""),
		takes("RecordConsumption", permission.PBXResize, "pbx", args{"minutes": int64(1)}),
		takes("MovePBXs", permission.PBXResize, "pbx"),
		takes("StartPBXs", permission.PBXStartStop, "pbx"),
		takes("StopPBXs", permission.PBXStartStop, "pbx"),
		takes(
			"SendPBXActivation", permission.PBXSendActivation, "pbx",
			args{"customers": []string{w.things["customer"]}},
		),
		takes("AddCustomer", permission.CustomerAdd, "", args{"draft": adaWeber()}),
		takes("EditCustomer", permission.CustomerEdit, "customer", args{"draft": adaWeber()}),
		takes("SetAlarmSettings", permission.AlarmThresholds, ""),
		takes("Snooze", permission.AlarmSnooze, "", args{"ids": []string{"no_kit/1"}}),
		takes("AddReseller", permission.UserAdd, "", args{"draft": added}),
		takes(
			"AddReseller", permission.UserAdd, "", args{"draft": added, "send": true},
		).and(permission.UserSendActivation),
		takes("AddExamples", permission.UserAdd, ""),
		takes("KeepPBXsHere", permission.UserExchange, "reseller"),
		takes("AddColleague", permission.UserAdd, "", args{"draft": jan}),
		takes("EditReseller", permission.UserEdit, "reseller", args{"draft": w.draft}),
		takes(
			"EditReseller", permission.UserEdit, "reseller", args{"draft": w.draft, "send": true},
		).and(permission.UserSendActivation),
		takes("EditColleague", permission.UserEdit, "colleague", args{"draft": jan}),
		takes("ResetColleague", permission.UserEdit, "colleague"),
		takes(
			"SavePreset", permission.UserEdit, "",
			args{"p": account.Preset{Kind: account.PermissionPreset, Name: "Usual"}},
		),
		takes(
			"RenamePreset", permission.UserEdit, "",
			args{"kind": account.PermissionPreset, "from": "Usual", "to": "Small"},
		),
		takes("ApplyPreset", permission.UserEdit, "reseller"),
		takes(
			"DeletePreset", permission.UserEdit, "",
			args{"p": account.Preset{Kind: account.PermissionPreset, Name: "Small"}},
		),
		takes("SuspendResellers", permission.UserSuspend, "reseller", args{"reason": "unpaid"}),
		takes("ResumeResellers", permission.UserSuspend, "reseller"),
		takes("SuspendColleagues", permission.UserSuspend, "colleague", args{"reason": "away"}),
		takes("ResumeColleagues", permission.UserSuspend, "colleague"),
		takes("Import", permission.UserImport, "", args{"plan": w.plan}),
		takes("SendActivation", permission.UserSendActivation, "reseller"),
		takes("SendPasswordReset", permission.UserSendActivation, "reseller"),
		takes("SendForNewDesktop", permission.UserSendActivation, "reseller"),
		takes("Receive", permission.UserExchange, ""),
		takes("AcceptInvitation", permission.UserExchange, ""),
		takes("Confirm", permission.UserExchange, "reseller"),
		takes("ResolveWarning", permission.UserExchange, "active"),
		takes("SendWaiting", permission.UserExchange, "active"),
		takes("SaveWaiting", permission.UserExchange, "active"),
		takes("SetMailTemplate", permission.EmailSettings, "", args{"t": testTemplate()}),
		takes(
			"ResetMailTemplate", permission.EmailSettings, "",
			args{"kind": letter.KindTest, "lang": "en"},
		),
		takes("SetMailBrand", permission.EmailSettings, "", args{"b": letter.Brand{Color: "#123456"}}),
		takes("SetMailSettings", permission.EmailSettings, "", args{"to": mailSettings()}),
		takes("SignInMail", permission.EmailSettings, "", args{"to": mailSettings()}),
		takes("SignOutMail", permission.EmailSettings, ""),
		takes(
			"SendTest", permission.EmailSettings, "",
			args{"with": mailSettings(), "password": "mail secret"},
		),
		takes("ResolveMails", permission.EmailOutbox, "mail", args{"what": desk.SendNow}),
		takes("ReleaseOutbox", permission.EmailOutbox, ""),
		takes("ExportSubscription", permission.SubscriptionExport, ""),
		takes(
			"ExportStatement", permission.SubscriptionExport, "",
			args{"q": desk.StatementQuery{Resource: capacity.Extensions}},
		),
		takes(
			"ExportStatement", permission.UserExport, "",
			args{"q": desk.StatementQuery{
				Resource: capacity.Extensions, Reseller: w.things["reseller"],
			}},
		),
		takes("ExportUsage", permission.UsageExport, "", usageBy(desk.UsageByReseller)).
			and(permission.UserView),
		takes("ExportUsage", permission.UsageExport, "", usageBy(desk.UsageByPBX)).
			and(permission.PBXView),
		takes("ExportUsage", permission.UsageExport, "", usageBy(desk.UsageByCustomer)).
			and(permission.PBXView, permission.CustomerView),
		takes("ExportPBXs", permission.PBXExport, ""),
		takes("ExportCustomers", permission.CustomerExport, ""),
		takes("ExportHandover", permission.HandoverExport, ""),
		takes("ExportResellers", permission.UserExport, ""),
		takes("ExportColleagues", permission.UserExport, ""),
		takes("ExportLogs", permission.LogsExport, ""),
		takes("ExportOutbox", permission.EmailOutbox, ""),
	}
	list = append(list, w.undone()...)
	return append(list,
		takes("DeletePBXs", permission.PBXDelete, "pbx"),
		takes("DeleteCustomers", permission.CustomerDelete, "customer"),
		takes("DeleteColleagues", permission.UserDelete, "colleague"),
		takes("DeleteResellers", permission.UserDelete, "reseller"),
		takes("RestoreResellers", permission.UserDelete, "reseller"),
		takes("ReturnNow", permission.UserDelete, "reseller"),
	)
}

// reason says why no feature governs an action.
type reason string

const (
	beforeSignIn reason = "is done before anybody is signed in, and shows who may"
	ofOneself    reason = "is about the person alone: his session, his password, what he typed, what he did"
	ownerAlone   reason = "is for the owner of the workspace, whose keys it handles, whatever others hold"
	ownerLooks   reason = "shows the owner of the workspace what only he decides on"
	nothing      reason = "tells nothing to whoever does not hold the feature, without failing"
	byItself     reason = "is done by the program, whoever is signed in"
	ofTheFile    reason = "says how the workspace stands, which everybody who works in it has to know"
	ofTheAction  reason = "does nothing but try another action, which asks"
	typed        reason = "looks at what was handed over, and at nothing else"
)

var ungoverned = map[string]reason{
	"Activate": beforeSignIn, "Distributor": beforeSignIn, "Owner": beforeSignIn,
	"Recover": beforeSignIn, "ResetPassword": beforeSignIn, "ResumeSession": beforeSignIn,
	"SetUp": beforeSignIn, "SignIn": beforeSignIn, "TakeOver": beforeSignIn,
	"Workspace": beforeSignIn,

	"Actor": ofOneself, "IsView": ofOneself, "Offers": ofOneself, "MailOutcomes": ofOneself,
	"OwnOperation": ofOneself, "QueuedMails": ofOneself, "ChangePassword": ofOneself,
	"DropForm": ofOneself, "KeepForm": ofOneself, "KeptForm": ofOneself, "Explains": ofOneself,
	"Why":     ofOneself,
	"MayStay": ofOneself, "MustChoosePassword": ofOneself, "NextRedo": ofOneself,
	"NextUndo": ofOneself, "SignOut": ofOneself, "StaySignedIn": ofOneself,

	"Continue": ownerAlone, "OwnBackupCode": ownerAlone, "Move": ownerAlone,
	"TrustClock": ownerAlone, "NewRecoveryKit": ownerAlone, "UseRecoveryKit": ownerAlone,
	"NewRecoveryCode": ownerAlone, "ReplaceSigningKey": ownerAlone,
	"RestoreSigningKey": ownerAlone, "ErasePersonal": ownerAlone, "MayErase": ownerLooks,
	"Retention": ownerLooks, "SetRetention": ownerAlone, "PersonalData": ownerAlone,

	"AlarmCount": nothing, "ExchangeDue": nothing,

	"BackUp": byItself, "CatchUp": byItself, "CheckFile": byItself, "Notices": byItself,
	"KeepMark": byItself, "KeepTime": byItself, "KeepUp": byItself, "Listen": byItself,
	"RunDue": byItself, "RunOutbox": byItself, "WakeOutbox": byItself,
	"SendDue": byItself, "FinishSending": byItself, "AwaitsAnswer": ofTheFile,

	"ClockWrong": ofTheFile, "Holds": ofTheFile, "KnownReseller": ofTheFile,
	"LogPosition": ofTheFile, "TrustedTime": ofTheFile, "Fingerprint": ofTheFile,
	"KitMade": ofTheFile, "OutboxState": ofTheFile, "OwnFingerprint": ofTheFile,
	"Restored": ofTheFile, "Superseded": ofTheFile, "BackupCode": ofTheFile,
	"IsDistributor": ofTheFile, "SigningKeyHere": ofTheFile, "WorkspaceStatus": ofTheFile,

	"Check": ofTheAction,

	"IsPresetNamed": typed, "OpenFile": typed, "ValidateColleague": typed,
}

// walk is a small workspace in which a person tries every action.
type walk struct {
	t      *testing.T
	owner  *house     // Of the workspace, before anything is taken from him.
	desk   *desk.Desk // Where the person is signed in.
	person string     // His id.
	sells  bool
	most   permission.Set            // All that he can be given.
	give   func(held permission.Set) // Gives him this and nothing else.
	// Ids by what they are: a thing, or an operation by what it did.
	things map[string]string
	draft  account.Draft // Of a reseller.
	plan   desk.ImportPlan
	names  map[string][]string // Parameters by method.
}

// newDistributorWalk is walked by a colleague of the distributor.
func newDistributorWalk(t *testing.T) *walk {
	two := newRichTwo(t)
	h := two.distributor
	w := &walk{
		t: t, owner: h, sells: true, most: permission.All(),
		things: map[string]string{"active": two.id}, names: parameters(t),
	}
	w.draft = h.kranich()
	w.draft.Package.Amounts, w.draft.Permissions = capacity.Amounts{
		capacity.Extensions: 10, capacity.ConcurrentCalls: 1, capacity.RecordingMinutes: 0,
	}, permission.Set{}
	w.draft.Profile.Email = "ole@moewe.example"
	w.plan = h.plan(
		"company;first name;email;extensions;concurrent_calls;recording_minutes;permissions\nReiher;Uwe;uwe@reiher.example;5;1;0;none\n",
	)
	w.resellers()
	w.fill()

	w.person = desk.NewID()
	first, err := h.AddColleague(t.Context(), w.person, colleagueDraft(permission.UserView))
	require.NoError(t, err)
	w.desk = desk.New(desk.Options{
		Store: h.store, Keyring: h.keyring, Deliverer: h.server, Printer: printer, Now: h.clock.Now,
		Cost: quick,
	})
	require.NoError(t, w.desk.SignIn(t.Context(), colleagueEmail, first))
	require.NoError(t, w.desk.ChangePassword(t.Context(), first, ownPassword))
	w.give = func(held permission.Set) {
		draft := colleagueDraft(held.Keys()...)
		require.NoError(
			t,
			h.EditColleague(
				t.Context(), desk.NewID(), w.person, h.account(w.person).Version, draft,
			),
		)
	}
	return w
}

// newResellerWalk is walked by a reseller, to whom its distributor sends what it may.
func newResellerWalk(t *testing.T) *walk {
	two := newRichTwo(t)
	h := two.partner
	kept, err := h.SetMailSettings(t.Context(), mailSettings(), "mail secret")
	require.NoError(t, err)
	require.NoError(t, kept)
	w := &walk{
		t: t, owner: h, desk: h.Desk, person: two.id, most: permission.All().ForReseller(),
		names:  parameters(t),
		things: map[string]string{"reseller": "another"},
	}
	w.most[permission.UserExchange] = true // Who sells to it has to hear from it.
	w.fill()
	w.give = func(held permission.Set) {
		held = held.ForReseller()
		if slices.Equal(two.distributor.account(two.id).Permissions.Keys(), held.Keys()) {
			return // Nothing would wait to be sent.
		}
		two.grant(func(d *account.Draft) { d.Permissions = held })
		two.send()
	}
	return w
}

// resellers does with resellers what can be undone.
func (w *walk) resellers() {
	h, ctx, t := w.owner, w.t.Context(), w.t
	id := w.done(capacity.ResellerAdded)
	_, err := h.AddReseller(ctx, id, w.draft, true)
	require.NoError(t, err)
	w.things["reseller"] = id
	form, err := h.Reseller(ctx, id)
	require.NoError(t, err)
	w.draft = form.Draft
	w.draft.Profile.Remark = "north"
	_, err = h.EditReseller(ctx, w.done(capacity.ResellerChanged), id, form.Version, w.draft, false)
	require.NoError(t, err)
	require.NoError(
		t, h.SuspendResellers(ctx, w.done(capacity.Suspended), []string{id}, "unpaid", core.NoDay),
	)
	require.NoError(t, h.ResumeResellers(ctx, w.done(capacity.Resumed), []string{id}))
	require.NoError(t, h.DeleteResellers(ctx, w.done(capacity.Deleted), []string{id}, false))
	require.NoError(t, h.RestoreResellers(ctx, w.done(capacity.Restored), []string{id}))
	seen, err := h.Terms(ctx)
	require.NoError(t, err)
	to := seen
	to.Total = seen.Total.Clone()
	to.Total[capacity.Extensions]++
	require.NoError(t, h.SetSubscription(ctx, w.done(capacity.SubscriptionSet), seen, to))
	moved := h.addPBX("", h.praxis("moved", 5))
	_, err = h.MovePBXs(ctx, w.done(capacity.PBXMoved), []string{moved}, id)
	require.NoError(t, err)
}

// done names the operation that does something next.
func (w *walk) done(v capacity.Verb) string {
	id := desk.NewID()
	w.things[string(v)] = id
	return id
}

// fill makes what every workspace has, and does with it what can be undone.
func (w *walk) fill() {
	h, ctx, t := w.owner, w.t.Context(), w.t
	ada, err := h.AddCustomer(ctx, w.done(capacity.CustomerAdded), "", adaWeber())
	require.NoError(t, err)
	w.things["customer"] = ada
	other := adaWeber()
	other.City = "Husum"
	require.NoError(t, h.EditCustomer(ctx, w.done(capacity.CustomerChanged), ada, 1, other))
	gone, err := h.AddCustomer(ctx, desk.NewID(), "", other)
	require.NoError(t, err)
	require.NoError(t, h.DeleteCustomers(ctx, w.done(capacity.CustomerDeleted), []string{gone}))

	for verb, plan := range map[capacity.Verb]desk.ImportPlan{
		capacity.PBXImported:      h.planOf(desk.ImportPBXs, "Name,Sub-domain,Extensions\nquay,quay,5\n"),
		capacity.CustomerImported: h.planOf(desk.ImportCustomers, "Company,Name,Email\nKai,Uwe Kai,u@k.example\n"),
	} {
		require.NoError(t, h.Import(ctx, w.done(verb), plan))
	}

	draft := h.praxis("praxis", 5)
	draft.Customers = []pbx.Ref{{ID: ada}}
	w.things["pbx"] = h.addPBX("", draft)
	w.things["form"] = h.addPBX("", h.praxis("form", 5))
	w.operatePBX()
	ticked := h.addPBX("", h.praxis("ticked", 5))
	entry := "pbx:" + h.addPBX("", h.praxis("entry", 5))
	w.things["tick"] = h.tick("pbx:" + ticked)
	w.things["entry"] = h.toDo(entry).ID

	eva := colleagueDraft()
	eva.Profile.Email = "eva@nordlicht.example"
	w.things["colleague"] = w.done(capacity.ColleagueAdded)
	_, err = h.AddColleague(ctx, w.things["colleague"], eva)
	require.NoError(t, err)
	tom := eva
	tom.Profile.Email = "tom@nordlicht.example"
	id := desk.NewID()
	_, err = h.AddColleague(ctx, id, tom)
	require.NoError(t, err)
	require.NoError(t, h.DeleteColleagues(ctx, w.done(capacity.ColleagueDeleted), []string{id}))

	require.NoError(t, sendPBX(ctx, h.Desk, w.things["pbx"], []string{ada}))
	mails, err := h.Outbox(ctx, 1)
	require.NoError(t, err)
	w.things["mail"] = mails[0].ID
	e, err := h.Exchange(ctx)
	require.NoError(t, err)
	w.things["message"] = e.Passed[0].ID
}

// operatePBX does everything with a PBX that can be undone.
func (w *walk) operatePBX() {
	h, ctx, t := w.owner, w.t.Context(), w.t
	id := w.done(capacity.PBXAdded)
	_, err := h.AddPBX(ctx, id, "", h.praxis("mill", 5))
	require.NoError(t, err)
	edit := func(op string, change func(d *pbx.Draft)) {
		d := h.pbx(id).Form()
		change(&d)
		_, err := h.editPBX(ctx, op, id, h.pbx(id).Version, d)
		require.NoError(t, err)
	}
	edit(w.done(capacity.PBXChanged), func(d *pbx.Draft) { d.Remark = "north" })
	edit(
		w.done(customDomain),
		func(d *pbx.Draft) { d.CustomDomain, d.Domain = true, "tel.mill.example" },
	)
	size := h.pbx(id).Size
	size.TranscriptionMinutes = 20
	_, err = h.resizePBX(ctx, w.done(capacity.PBXResized), id, h.pbx(id).Version, size)
	require.NoError(t, err)
	size.SetRecording(true)
	_, err = h.resizePBX(ctx, w.done(recording), id, h.pbx(id).Version, size)
	require.NoError(t, err)
	_, err = h.RecordConsumption(ctx, w.done(capacity.PBXConsumed), id, 10)
	require.NoError(t, err)
	term := h.large("").Term
	term.Type, term.RunAfterExpiry = pbx.Commercial, false
	_, err = h.changeTerm(ctx, w.done(capacity.PBXTermChanged), id, h.pbx(id).Version, term)
	require.NoError(t, err)
	term.Type = pbx.Trial
	_, err = h.changeTerm(ctx, w.done(typeOf), id, h.pbx(id).Version, term)
	require.NoError(t, err)
	term.RunAfterExpiry = true
	_, err = h.changeTerm(ctx, w.done(runAfterExpiry), id, h.pbx(id).Version, term)
	require.NoError(t, err)
	require.NoError(t, h.StartPBXs(ctx, w.done(capacity.PBXStarted), []string{id}))
	require.NoError(t, h.StopPBXs(ctx, w.done(capacity.PBXStopped), []string{id}))
	require.NoError(
		t,
		h.DeletePBXs(ctx, w.done(capacity.PBXDeleted), []string{h.addPBX("", h.praxis("gone", 5))}),
	)
}

// all tries everything: without a feature what it governs is refused, and with nothing but it and
// what it needs it is not.
func (w *walk) all() {
	reads, changing := w.reads(), w.changing()
	for _, f := range permission.Catalogue() {
		held := w.most.Clone()
		if held[f.Key] {
			held.Take(f.Key)
		}
		if w.give(held); w.holds(f.Key) {
			continue // Nobody can take it from him.
		}
		for _, g := range reads {
			w.refused(g, f.Key, false)
		}
		for _, g := range changing {
			w.refused(g, f.Key, true)
		}
	}
	looks, changes, does := w.useful(reads), permission.Set{}, w.useful(changing)
	for _, g := range changing {
		changes = changes.With(permission.NewSet(g.features...))
	}
	// One that lets people change something is of no use for what it shows besides.
	for _, f := range w.most.Keys() {
		assert.True(
			w.t, does[f] || looks[f] && !changes[f], "the checkbox %s does something here", f,
		)
	}
	w.withoutFeatures()
}

func (w *walk) holds(f permission.Key) bool { return w.owner.account(w.person).Holds()[f] }

// refused does what a feature governs, without it.
func (w *walk) refused(g governed, f permission.Key, logged bool) {
	lacking := slices.DeleteFunc(slices.Clone(g.features), w.holds)
	if !slices.Equal(lacking, []permission.Key{f}) {
		return
	}
	before := w.newest()
	err := w.call(g)
	assert.Equal(w.t, f, lacks(err), "%s without %s: %v", g.method, f, err)
	if !logged {
		return
	}
	e := w.newest()
	assert.Greater(w.t, e.Number, before.Number, "the refused %s stands in the log", g.method)
	assert.Equal(
		w.t, []string{w.person, string(core.Forbidden)}, []string{e.Actor, e.Result}, g.method,
	)
}

// useful does everything with no more features than it takes, and returns those with which
// something was done.
func (w *walk) useful(list []governed) permission.Set {
	useful := permission.Set{}
	for _, g := range list {
		held := permission.Set{}
		for _, f := range g.features {
			held.Give(f)
		}
		if len(held.Within(w.most).Keys()) < len(held.Keys()) {
			continue // He cannot be given it.
		}
		w.give(held)
		err := w.call(g)
		assert.Empty(w.t, lacks(err), "%s with %v", g.method, held.Keys())
		if err == nil {
			useful = useful.With(permission.NewSet(g.features...))
		}
	}
	return useful
}

// withoutFeatures tries what takes none.
func (w *walk) withoutFeatures() {
	w.give(permission.Set{})
	for method, why := range ungoverned {
		if why == nothing && !w.holds(permission.UserExchange) {
			assert.NoError(w.t, w.call(governed{method: method}), method)
		}
	}
	w.give(w.most)
	for method, why := range ungoverned {
		if why != ownerAlone && why != ownerLooks ||
			w.owner.account(w.person).Kind != account.Colleague {
			continue
		}
		before := w.newest()
		assert.Equal(w.t, "recovery.owner_only", key(w.call(governed{method: method})), method)
		if why == ownerLooks {
			continue
		}
		assert.Greater(
			w.t, w.newest().Number, before.Number, "the refused %s stands in the log", method,
		)
	}
}

// newest is the last entry of the log.
func (w *walk) newest() desk.LogRow {
	rows, err := w.owner.store.Logs(w.t.Context(), desk.LogQuery{Limit: 1})
	require.NoError(w.t, err)
	return rows[0]
}

// lacks is the feature for want of which something was refused, "" when that was not the reason.
func lacks(err error) permission.Key {
	var e *core.Error
	if !errors.As(err, &e) || e.Key != "forbidden" {
		return ""
	}
	title, _ := e.Args["Feature"].(core.Key)
	return permission.Key(strings.TrimPrefix(string(title), "feature."))
}

// call does something in the person's name and returns its error.
func (w *walk) call(g governed) error {
	out := w.results(g)
	err, _ := out[len(out)-1].(error)
	return err
}

// results is call, and returns everything that the action returns.
func (w *walk) results(g governed) (results []any) {
	method := reflect.ValueOf(w.desk).MethodByName(g.method)
	require.True(w.t, method.IsValid(), g.method)
	in := make([]reflect.Value, method.Type().NumIn())
	for i := range in {
		in[i] = w.argument(g, w.names[g.method][i], method.Type().In(i))
	}
	for _, out := range method.Call(in) {
		results = append(results, out.Interface())
	}
	return results
}

// argument is a plausible argument of an action.
func (w *walk) argument(g governed, name string, typ reflect.Type) reflect.Value {
	value, given := g.args[name]
	switch {
	case given:
	case typ == reflect.TypeFor[context.Context]():
		value = w.t.Context()
	case typ == reflect.TypeFor[io.Reader]():
		value = strings.NewReader("company\n")
	case typ == reflect.TypeFor[desk.Store]():
		value = storetest.Open(w.t, engine)
	case name == "operationID" && g.method != "Past":
		value = desk.NewID()
	case slices.Contains(
		[]string{"id", "accountID", "target", "mailID", "messageID", "operationID"}, name,
	):
		value = w.things[g.of]
	case name == "ids":
		value = []string{w.things[g.of]}
	case name == "version":
		value = w.version(g.of)
	case name == "lang":
		value = "en"
	default:
		return reflect.Zero(typ)
	}
	return reflect.ValueOf(value)
}

// version is the present one of a thing.
func (w *walk) version(of string) int64 {
	ctx, store := w.t.Context(), w.owner.store
	if p, err := store.PBX(ctx, w.things[of]); err == nil {
		return p.Version
	}
	if c, err := store.Customer(ctx, w.things[of]); err == nil {
		return c.Version
	}
	a, err := store.Account(ctx, w.things[of])
	if err != nil {
		return 1
	}
	return a.Version
}

// parameters are the names of the parameters of every method of Desk: its own, and those of its
// rooms.
func parameters(t *testing.T) map[string][]string {
	var files []string
	for _, rooms := range []string{"*.go", "*/*.go", "internal/action/*.go"} {
		more, err := filepath.Glob(rooms)
		require.NoError(t, err)
		files = append(files, more...)
	}
	names := map[string][]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range file.Decls {
			f, is := d.(*ast.FuncDecl)
			if !is || !ofDesk(f) {
				continue
			}
			for _, p := range f.Type.Params.List {
				for _, n := range p.Names {
					names[f.Name.Name] = append(names[f.Name.Name], n.Name)
				}
			}
		}
	}
	return names
}

// ofDesk tells whether a function is a method of *Desk, or of what its kernel shows to everybody.
func ofDesk(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return false
	}
	pointer, is := f.Recv.List[0].Type.(*ast.StarExpr)
	if !is {
		return false
	}
	name, is := pointer.X.(*ast.Ident)
	return is && (name.Name == "Desk" || name.Name == "Face")
}

// TestEveryActionIsGoverned finds actions that no row says anything about, rows without an action,
// and checkboxes that nothing reads.
func TestEveryActionIsGoverned(t *testing.T) {
	named, read := map[string]bool{}, permission.Set{}
	w := newDistributorWalk(t)
	for _, g := range slices.Concat(w.reads(), w.changing()) {
		named[g.method] = true
		require.Empty(t, ungoverned[g.method], g.method)
		for _, f := range g.features {
			read[f] = true
		}
	}
	for method := range ungoverned {
		named[method] = true
	}
	typ := reflect.TypeFor[*desk.Desk]()
	for i := range typ.NumMethod() {
		require.True(t, named[typ.Method(i).Name], "nothing says what %s takes", typ.Method(i).Name)
		delete(named, typ.Method(i).Name)
	}
	require.Empty(t, named, "there are no such actions")
	require.Equal(t, permission.All(), read, "every checkbox is read by something")
}

// TestADistributorsColleagueDoesWhatHeMay walks the whole catalogue with a colleague of the
// distributor.
func TestADistributorsColleagueDoesWhatHeMay(t *testing.T) { newDistributorWalk(t).all() }

// TestAResellerDoesWhatItMay walks it with a reseller in its own workspace, who is given features
// by its distributor.
func TestAResellerDoesWhatItMay(t *testing.T) { newResellerWalk(t).all() }
