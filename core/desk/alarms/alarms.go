package alarms

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/clock"
	"resellerdesk/core/desk/exchange"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/keys"
	"resellerdesk/core/desk/outbox"
	"resellerdesk/core/desk/templates"
	"resellerdesk/core/i18n"
	"resellerdesk/core/mail"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
	"resellerdesk/core/wording"
)

// AlarmKind says what an alarm is about; its words have the keys "alarm." and "alarm.do." with it.
type AlarmKind string

// The kinds of alarms.
const (
	AlarmShortfall AlarmKind = "shortfall"
	// Of the subscription; in a reseller's workspace of its package.
	AlarmGivenOut       AlarmKind = "given_out"
	AlarmSubscription   AlarmKind = "subscription"   // The subscription ends.
	AlarmPackageUsed    AlarmKind = "package_used"   // Of a reseller.
	AlarmPackageEnds    AlarmKind = "package_ends"   // Of a reseller.
	AlarmMailFailed     AlarmKind = "mail_failed"    // And nothing was sent to that account since.
	AlarmMailInDoubt    AlarmKind = "mail_in_doubt"  // A person has to decide.
	AlarmMailStopped    AlarmKind = "mail_stopped"   // The server refused the settings.
	AlarmInvitation     AlarmKind = "invitation"     // Runs out soon.
	AlarmInvitationOut  AlarmKind = "invitation_out" // Ran out.
	AlarmNeverActivated AlarmKind = "asleep"         // Resellers hold capacity and never activated.
	AlarmPBXOver        AlarmKind = "pbx_over"
	AlarmPBXWeek        AlarmKind = "pbx_week"
	AlarmPBXMonth       AlarmKind = "pbx_month"
	AlarmExchange       AlarmKind = "exchange" // What a reseller's desktop says does not fit.
	// Of a reseller's workspace: its distributor is silent.
	AlarmLease AlarmKind = "lease"
	AlarmNoKit AlarmKind = "no_kit"
)

// Alarm is something that needs attention. It is not stored: it lasts as long as its cause does.
type Alarm struct {
	// The same as long as it is about the same; what was snoozed and mailed is known by it.
	ID      string
	Kind    AlarmKind
	Level   store.AlarmLevel
	Args    core.Args
	Object  string      // Id of the account or mail that it is about, "" for none.
	Fault   *core.Error // What the cause says, nil for nothing.
	Snoozed *time.Time  // Until when it is not to be shown.
}

// Text says the alarm in the words of a language.
func (a Alarm) Text(p *i18n.Printer) string {
	text := p.T("alarm."+string(a.Kind), a.Args)
	if a.Fault != nil {
		text += " " + p.Error(a.Fault)
	}
	return text
}

// name is what the log calls the alarm.
func (a Alarm) name() string { return wording.WordsName("alarm."+string(a.Kind), a.Args, a.Fault) }

const (
	invitationSoon = 48 * time.Hour
	weekAhead      = 7 * 24 * time.Hour
	leaseSoon      = 7 * 24 * time.Hour
	doubtFor       = 15 * time.Minute // As long as a server may take for its answer.
)

// AlarmsListed is how many alarms of a kind are listed at most.
const AlarmsListed = 200

// AlarmSettings returns the settings, with thresholds for every resource.
func (d *Desk) AlarmSettings(ctx context.Context) (store.AlarmSettings, error) {
	if _, err := d.k.Authorize(permission.AlarmView); err != nil {
		return store.AlarmSettings{}, err
	}
	s, err := d.k.Store.AlarmSettings(ctx)
	return s.Complete(), err
}

// SetAlarmSettings saves the settings.
func (d *Desk) SetAlarmSettings(ctx context.Context, to store.AlarmSettings) error {
	to.MailTo = strings.TrimSpace(to.MailTo)
	entry := store.LogEntry{Module: store.ModuleAlarm, Operation: "alarm.settings"}
	permit := d.k.Holding(permission.AlarmThresholds)
	return d.k.PerformWrite(permit, &entry, func(s *action.Session, tx store.Tx) error {
		if err := to.Validate().Err(); err != nil {
			return err
		}
		before, err := tx.AlarmSettings(ctx)
		if err != nil {
			return err
		}
		if err := tx.SetAlarmSettings(to); err != nil {
			return err
		}
		entry.Before, entry.After = alarmFields(before), alarmFields(to)
		return d.k.LogDone(tx, s, entry)
	}, action.AlarmsChanged)
}

// alarmFields are the settings as the log keeps them.
func alarmFields(s store.AlarmSettings) string {
	fields := map[string]any{
		store.FieldMailTo: s.MailTo, store.FieldRemindCustomers: s.RemindCustomers,
		store.FieldRemindResellers: s.RemindResellers,
	}
	for r, list := range s.Complete().Thresholds {
		texts := make([]string, len(list))
		for i, n := range list {
			texts[i] = fmt.Sprintf("%d %%", n)
		}
		fields[string(r)] = strings.Join(texts, ", ")
	}
	return action.AsJSON(fields)
}

// SnoozeFor is how long an alarm is not shown when somebody snoozes it.
const SnoozeFor = 7 * 24 * time.Hour

// Snooze does not show alarms until a time, all or none; nil shows them again. What they are about
// goes on. It refuses to snooze one that is over; to show that again there is nothing to do.
func (d *Desk) Snooze(ctx context.Context, ids []string, until *time.Time) error {
	ids = action.UniqueIDs(ids)
	entry := store.LogEntry{
		Module: store.ModuleAlarm, Operation: "alarm.snoozed", Name: strings.Join(ids, " "),
	}
	if until == nil {
		entry.Operation = "alarm.woken"
	} else {
		entry.After = action.AsJSON(map[string]any{"until": until.UTC()})
	}
	return d.k.Perform(d.k.Holding(permission.AlarmSnooze), &entry, func(s *action.Session) error {
		list, err := d.alarmsOf(ctx, s, ids)
		if over := len(ids) - len(list); err == nil && over > 0 && until != nil {
			err = &core.Error{
				Code: core.Conflict, Key: "alarm.over", Args: core.Args{"Count": over},
			}
		}
		if err != nil {
			return err
		}
		return d.k.Store.Write(func(tx store.Tx) error {
			return d.snoozeEach(
				tx, s, list, until, entry,
			)
		})
	}, action.AlarmsChanged)
}

// alarmsOf are the alarms with some ids that the person sees.
func (d *Desk) alarmsOf(ctx context.Context, s *action.Session, ids []string) ([]Alarm, error) {
	all, _, err := Alarms(ctx, d.k, s)
	return slices.DeleteFunc(all, func(a Alarm) bool { return !slices.Contains(ids, a.ID) }), err
}

// snoozeEach writes until when alarms are not shown, and a log entry for each.
func (d *Desk) snoozeEach(
	tx store.Tx, s *action.Session, list []Alarm, until *time.Time, entry store.LogEntry,
) error {
	for _, a := range list {
		if err := tx.SetSnoozed(a.ID, until); err != nil {
			return err
		}
		entry.Object, entry.Name = a.Object, a.name()
		if err := d.k.LogDone(tx, s, entry); err != nil {
			return err
		}
	}
	return nil
}

// Alarms returns what needs attention, the most urgent first, as far as the person may see the
// place where it is fixed. What is snoozed comes last.
func (d *Desk) Alarms(ctx context.Context) ([]Alarm, error) {
	list, _, err := d.AlarmsFound(ctx)
	return list, err
}

// AlarmsFound does likewise, and tells how many there are with those that are not listed: of each
// kind there are AlarmsListed at most.
func (d *Desk) AlarmsFound(ctx context.Context) (list []Alarm, found int, err error) {
	s, err := d.k.Authorize(permission.AlarmView)
	if err != nil {
		return nil, 0, err
	}
	list, left, err := Alarms(ctx, d.k, s)
	return list, len(list) + left, err
}

// AlarmCount returns how many alarms there are that are not snoozed; 0 for anyone who may not see
// them.
func (d *Desk) AlarmCount(ctx context.Context) (int, error) {
	list, found, err := d.AlarmsFound(ctx)
	if core.CodeOf(err) == core.Forbidden {
		return 0, nil
	}
	return found - len(list) + len(Awake(list)), err
}

// Awake are the alarms that are not snoozed.
func Awake(list []Alarm) []Alarm {
	return slices.DeleteFunc(slices.Clone(list), func(a Alarm) bool { return a.Snoozed != nil })
}

// Alarms returns the alarms, and how many there are besides those that are listed.
func Alarms(
	ctx context.Context, k *action.Kernel, s *action.Session,
) (list []Alarm, left int, err error) {
	settings, err := k.Store.AlarmSettings(ctx)
	if err != nil {
		return nil, 0, err
	}
	l := &alarmCollector{
		desk: New(k), session: s, settings: settings, now: k.Time(), holds: s.Account.Holds(),
	}
	looks := []struct {
		feature permission.Key
		look    func(ctx context.Context) error
	}{
		{permission.SubscriptionView, l.subscription},
		{permission.UserView, l.resellers},
		{permission.EmailOutbox, l.mails},
		{permission.PBXView, l.pbxs},
		{permission.UserExchange, l.exchange},
		{permission.EmailSettings, l.mailSettings},
	}
	for _, look := range looks {
		if !l.holds[look.feature] {
			continue
		}
		if err := look.look(ctx); err != nil {
			return nil, 0, err
		}
	}
	if err := keys.New(k).KitMade(ctx); core.CodeOf(err) == core.Conflict {
		l.add(Alarm{ID: "no_kit", Kind: AlarmNoKit, Level: store.AlarmWarning})
	} else if err != nil {
		return nil, 0, err
	}
	list, err = l.sorted(ctx)
	return list, l.left, err
}

// alarmCollector collects alarms.
type alarmCollector struct {
	desk     *Desk
	session  *action.Session
	settings store.AlarmSettings
	now      time.Time
	holds    permission.Set
	found    []Alarm
	left     int // How many alarms are not among those that were found.
}

// add makes the level part of the id: what becomes more urgent is another alarm, which nobody
// snoozed or was informed of.
func (l *alarmCollector) add(a Alarm) {
	a.ID = fmt.Sprintf("%s/%d", a.ID, a.Level)
	l.found = append(l.found, a)
}

// sorted puts the most urgent first, and what is snoozed last.
func (l *alarmCollector) sorted(ctx context.Context) ([]Alarm, error) {
	snoozed, err := l.desk.k.Store.Snoozed(ctx, l.now)
	if err != nil {
		return nil, err
	}
	for i, a := range l.found {
		until, is := snoozed[a.ID]
		// Else a wrong clock put it off.
		if is && !until.After(l.now.Add(SnoozeFor+clock.Slack)) {
			l.found[i].Snoozed = &until
		}
	}
	slices.SortStableFunc(l.found, func(a, b Alarm) int {
		if (a.Snoozed == nil) != (b.Snoozed == nil) {
			if a.Snoozed == nil {
				return -1
			}
			return 1
		}
		return int(b.Level) - int(a.Level)
	})
	return l.found, nil
}

// subscription looks at the pool, and at when the subscription ends.
func (l *alarmCollector) subscription(ctx context.Context) error {
	usage, err := l.desk.k.Store.Usage(ctx)
	if err != nil {
		return err
	}
	for _, r := range capacity.Resources() {
		u, has := usage[r]
		if !has {
			continue
		}
		name := core.Key("field." + string(r))
		if u.Shortfall > 0 {
			// With how much, so that one that grows shows again.
			id := fmt.Sprintf("shortfall/%s/%d", r, u.Shortfall)
			l.add(Alarm{
				ID: id, Kind: AlarmShortfall, Level: store.AlarmAlert,
				Args: core.Args{"Resource": name, "Missing": u.Shortfall},
			})
			continue
		}
		if n, level := l.settings.Reached(r, u.Used(), u.Total()); n > 0 {
			l.add(Alarm{
				ID: fmt.Sprintf("given_out/%s/%d", r, n), Kind: AlarmGivenOut, Level: level,
				Args: core.Args{
					"Resource": name, "Percent": u.Used() * 100 / u.Total(), "Free": u.Free,
				},
			})
		}
	}
	w, err := l.desk.k.Store.Workspace(ctx)
	if err != nil || w.Expiry == core.NoDay || w.Expiry >= store.EndsBefore(l.now) {
		return err
	}
	l.add(Alarm{
		ID: "subscription/" + w.Expiry.String(), Kind: AlarmSubscription,
		Level: l.urgency(w.Expiry.End()), Args: core.Args{"At": w.Expiry},
	})
	return nil
}

// urgency is an alert from the end on, a warning in the week before.
func (l *alarmCollector) urgency(end time.Time) store.AlarmLevel {
	switch left := end.Sub(l.now); {
	case left <= 0:
		return store.AlarmAlert
	case left <= weekAhead:
		return store.AlarmWarning
	}
	return store.AlarmInfo
}

// resellers looks at packages and invitations.
func (l *alarmCollector) resellers(ctx context.Context) error {
	if l.session.Upstream {
		return nil
	}
	if err := l.packages(ctx); err != nil {
		return err
	}
	lapsing, all, err := l.desk.k.Store.InvitationsEnding(
		ctx, l.now.Add(invitationSoon), AlarmsListed,
	)
	if err != nil {
		return err
	}
	l.left += all - len(lapsing)
	for _, i := range lapsing {
		a := Alarm{
			ID: "invitation/" + i.ID, Kind: AlarmInvitation, Level: store.AlarmWarning,
			Object: i.Account,
			Args:   core.Args{"Company": i.Company, "At": i.ExpiresAt},
		}
		if !l.now.Before(i.ExpiresAt) {
			a.ID, a.Kind, a.Level = a.ID+"/out", AlarmInvitationOut, store.AlarmInfo
		}
		l.add(a)
	}
	never, err := l.desk.k.Store.NeverActivated(ctx, l.now)
	if err == nil && never.Count > 0 && never.Amounts[capacity.Extensions] > 0 {
		l.add(Alarm{
			ID:   fmt.Sprintf("asleep/%d/%d", never.Count, never.Amounts[capacity.Extensions]),
			Kind: AlarmNeverActivated, Level: store.AlarmInfo,
			Args: core.Args{
				"Count": never.Count, "Extensions": never.Amounts[capacity.Extensions],
			},
		})
	}
	return err
}

func (l *alarmCollector) packages(ctx context.Context) error {
	least := map[capacity.Resource]int64{}
	for _, r := range capacity.Resources() {
		if list := l.settings.Of(r); len(list) > 0 {
			least[r] = list[0]
		}
	}
	near, all, err := l.desk.k.Store.PackagesNear(ctx, least, AlarmsListed)
	if err != nil {
		return err
	}
	l.left += all - len(near)
	for _, p := range near {
		n, level := l.settings.Reached(p.Resource, p.Used, p.Total)
		l.add(Alarm{
			ID:   fmt.Sprintf("package_used/%s/%s/%d", p.Account, p.Resource, n),
			Kind: AlarmPackageUsed, Level: level, Object: p.Account,
			Args: core.Args{
				"Company": p.Company, "Resource": core.Key("field." + string(p.Resource)),
				"Used": p.Used, "Total": p.Total,
			},
		})
	}
	ending, all, err := l.desk.k.Store.PackagesEnding(
		ctx, core.DayOf(l.now), store.EndsBefore(l.now), AlarmsListed,
	)
	l.left += all - len(ending)
	for _, p := range ending {
		l.add(Alarm{
			ID:   "package_ends/" + p.Account + "/" + p.LastDay.String(),
			Kind: AlarmPackageEnds, Level: l.urgency(p.LastDay.End()), Object: p.Account,
			Args: core.Args{"Company": p.Company, "At": p.LastDay},
		})
	}
	return err
}

// mails looks at what was not delivered.
func (l *alarmCollector) mails(ctx context.Context) error {
	wrong, all, err := l.desk.k.Store.MailsWrong(ctx, l.now.Add(-doubtFor), AlarmsListed)
	l.left += all - len(wrong)
	for _, m := range wrong {
		a := Alarm{
			ID: string(m.State) + "/" + m.ID, Kind: AlarmMailFailed, Level: store.AlarmWarning,
			Object: m.ID, Fault: m.Fault, Args: core.Args{"Recipient": m.Recipient},
		}
		if m.State == store.MailInDoubt {
			a.Kind, a.Fault = AlarmMailInDoubt, nil
		}
		l.add(a)
	}
	return err
}

func (l *alarmCollector) mailSettings(ctx context.Context) error {
	s, err := l.desk.k.Store.MailSettings(ctx)
	if err == nil && s.Stopped != nil {
		l.add(Alarm{
			ID: "mail_stopped/" + s.Stopped.Key, Kind: AlarmMailStopped, Level: store.AlarmAlert,
			Fault: s.Stopped,
		})
	}
	return err
}

// pbxs looks at what runs out. Which PBXs it is about is part of the id: another one wakes the
// alarm.
func (l *alarmCollector) pbxs(ctx context.Context) error {
	today, soon := core.DayOf(l.now), store.EndsBefore(l.now)
	groups := []struct {
		kind        AlarmKind
		level       store.AlarmLevel
		first, last core.Day
	}{
		{AlarmPBXOver, store.AlarmWarning, core.NoDay, today - 1},
		{AlarmPBXWeek, store.AlarmWarning, today, today + 6},
		{AlarmPBXMonth, store.AlarmInfo, today + 7, soon - 1},
	}
	for _, g := range groups {
		ids, err := l.desk.k.Store.PBXsEnding(ctx, g.first, g.last)
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			sum := sha256.Sum256([]byte(strings.Join(ids, " ")))
			l.add(Alarm{
				ID: string(g.kind) + "/" + hex.EncodeToString(sum[:8]), Kind: g.kind,
				Level: g.level, Args: core.Args{"Count": len(ids)},
			})
		}
	}
	return nil
}

// exchange looks at what a reseller's desktop says, or at how long the distributor's word counts.
func (l *alarmCollector) exchange(ctx context.Context) error {
	if !l.session.Upstream {
		warnings, all, err := exchange.Warnings(ctx, l.desk.k, AlarmsListed)
		l.left += all - len(warnings)
		for _, w := range warnings {
			l.add(Alarm{
				ID: "exchange/" + w.Account + "/" + w.What.Key, Kind: AlarmExchange,
				Level: store.AlarmAlert, Object: w.Account, Fault: w.What,
				Args: core.Args{"Company": w.Company},
			})
		}
		return err
	}
	u, err := l.desk.k.Store.Upstream(ctx)
	if err == nil && u.LeaseUntil.Sub(l.now) <= leaseSoon {
		l.add(Alarm{
			ID: "lease/" + u.LeaseUntil.UTC().Format(time.DateOnly), Kind: AlarmLease,
			Level: l.urgency(u.LeaseUntil),
			Args:  core.Args{"Company": u.Company, "At": u.LeaseUntil},
		})
	}
	return err
}

// alarmMailPause is how long after one mail about alarms the next one may follow.
const alarmMailPause = time.Hour

// MailAlarms puts one mail about the warnings and alerts into the outbox that nobody was informed
// of yet, when somebody is to be informed.
func MailAlarms(ctx context.Context, k *action.Kernel) error {
	s, err := k.SignedIn()
	if err != nil {
		return nil // Nobody who could seal a mail.
	}
	settings, err := k.Store.AlarmSettings(ctx)
	if err != nil || settings.MailTo == "" {
		return err
	}
	outgoing, err := k.Store.MailSettings(ctx)
	if err != nil || !outgoing.Sends() {
		return err
	}
	list, _, err := Alarms(ctx, k, s)
	if err != nil {
		return err
	}
	sent := false
	err = k.Store.Write(func(tx store.Tx) error {
		sent = false
		mailed, last, err := tx.AlarmsMailed(ctx)
		if err != nil || k.Time().Sub(last).Abs() < alarmMailPause {
			return err
		}
		fresh := slices.DeleteFunc(
			Awake(list), func(a Alarm) bool { return a.Level < store.AlarmWarning || mailed[a.ID] },
		)
		if len(fresh) == 0 {
			return nil
		}
		sent = true
		return mailAbout(ctx, k, tx, s, settings.MailTo, outgoing, fresh)
	})
	if err != nil {
		return err
	}
	if sent {
		k.Publish(action.OutboxChanged)
		k.WakeOutbox()
	}
	return nil
}

// mailAbout puts one mail about alarms into the outbox.
func mailAbout(
	ctx context.Context, k *action.Kernel, tx store.Tx, s *action.Session, to string,
	outgoing store.MailSettings, list []Alarm,
) error {
	owner, err := tx.Owner(ctx)
	if err != nil {
		return err
	}
	p := k.Printer(owner.Profile.Language)
	texts := make([]string, len(list))
	ids := make([]string, len(list))
	for i, a := range list {
		texts[i], ids[i] = a.Text(p), a.ID
	}
	m := mail.Message{To: to}
	l := templates.AlarmLetter(p, owner.Profile, texts)
	if err := templates.WriteMail(ctx, k, tx, l, &m); err != nil {
		return err
	}
	err = outbox.QueueMail(k, tx, s, outgoing, store.MailAlarm, owner.ID, m)
	if err != nil {
		return err
	}
	return tx.SetAlarmsMailed(ids, k.Time())
}
