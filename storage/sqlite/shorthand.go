package sqlite

import (
	"database/sql"
	"fmt"
	"strings"

	"resellerdesk/core/permission"
)

// What an entry of the log says of a thing before and after is JSON, most of which is the names of
// fields and what new things usually have. Such parts are stored as a sign and a letter. JSON never
// holds the sign.
const (
	sign     = "\x01"
	verbatim = sign + "!" // Begins a text that holds the sign itself.
)

// parts are the texts that are stored as a letter, longer ones first. They are a part of the
// format: a letter never gets another text. A program that does not know a letter cannot read what
// it stands for, so a new one needs a migration, if only one that raises the version.
var parts = []struct{ letter, text string }{
	// Resellers and colleagues.
	{"a", `"permissions":["dashboard.view","subscription.view","subscription.export",` +
		`"usage.view","usage.export","pbx.view","pbx.add","pbx.edit","pbx.resize","pbx.expiry",` +
		`"pbx.start_stop","pbx.send_activation","pbx.export","pbx.recording","pbx.type",` +
		`"pbx.run_after_expiry","customer.view","customer.add","customer.edit",` +
		`"customer.export","handover.view","handover.tick","handover.export","alarm.view",` +
		`"alarm.snooze","alarm.thresholds","user.view","user.add","user.edit","user.suspend",` +
		`"user.export","logs.view","logs.export","email.settings","email.outbox"]`},
	{"b", `"permissions":["dashboard.view","subscription.view","subscription.export",` +
		`"usage.view","usage.export",`},
	{"c", `"pbx.view","pbx.add","pbx.edit","pbx.resize","pbx.expiry","pbx.start_stop",`},
	{"d", `"pbx.send_activation","pbx.export","pbx.recording","pbx.type","pbx.run_after_expiry",`},
	{"e", `"customer.view","customer.add","customer.edit",`},
	{"f", `"handover.view","handover.tick","handover.export",`},
	{"g", `"alarm.view","alarm.snooze","alarm.thresholds",`},
	{"h", `"user.view","user.add","user.edit","user.suspend",`},
	{"i", `"logs.view","logs.export","email.settings","email.outbox"]`},
	{"j", `{"state":"not_invited","company":"`},
	{"k", `{"state":"active","company":"`},
	{"l", `","first_name":"`},
	{"m", `","last_name":"`},
	{"n", `","email":"`},
	{"o", `","phone":"","mobile":"","address":"","remark":"","language":"`},
	{"p", `","phone":"`},
	{"q", `","mobile":"`},
	{"r", `","address":"`},
	{"s", `","language":"`},
	{"t", `","tags":"","external_number":"","valid_until":`},
	{"u", `","tags":"`},
	{"v", `","external_number":"`},
	{"w", `"valid_until":`},
	{"x", `,"pbx_limit":null,"high_availability":false,"white_label":false,`},
	{"y", `,"preset":"","suspension":null,"bin":null,"extensions":`},
	{"z", `,"suspension":{"from":"active","until":"`},
	{"A", `null,"min_extensions":5`},
	{"B", `,"extensions":`},
	{"C", `,"concurrent_calls":`},
	{"D", `,"recording_minutes":`},
	{"E", `"high_availability":`},
	{"F", `,"white_label":`},
	// PBXs.
	{"G", `{"activated":false,"concurrent_calls":`},
	{"H", `,"custom_domain":false,"customers":[{"id":"`},
	{"I", `"}],"deleted":false,"domain":"`},
	{"J", `","expiry":"`},
	{"K", `,"high_availability":false,"made_at":null,"name":"`},
	{"L", `"},"plan":"enterprise","recording":`},
	{"M", `,"region":"`},
	{"N", `","remark":"","reported":false,"run_after_expiry":`},
	{"O", `,"state":"running","sub_domain":"`},
	{"P", `","transcription_consumed":0,"transcription_minutes":0,"type":"`},
	{"Q", `","owner":{"id":"`},
	{"R", `","name":"`},
	// Customers.
	{"S", `{"business_number":"","city":"`},
	{"T", `{"business_number":"`},
	{"U", `","company":"`},
	{"V", `","country":"","deleted":false,"email":"`},
	{"W", `","fax_number":"","first_name":"`},
	{"X", `","home_number":"","last_name":"`},
	{"Y", `","mobile_number":"`},
	{"Z", `"},"province":"","remark":"","street":"","zip_code":""}`},
}

var shortening, expanding = func() (shorten, expand *strings.Replacer) {
	var there, back []string
	for _, p := range parts {
		there = append(there, p.text, sign+p.letter)
		back = append(back, sign+p.letter, p.text)
	}
	return strings.NewReplacer(there...), strings.NewReplacer(back...)
}()

// shorten is the stored form of a text.
func shorten(text string) string {
	if strings.Contains(text, sign) {
		return verbatim + text
	}
	return shortening.Replace(text)
}

// expand is the text of a stored form. What is stored by earlier programs is the text itself.
func expand(stored string) string {
	if text, is := strings.CutPrefix(stored, verbatim); is {
		return text
	}
	return expanding.Replace(stored)
}

// written is what the value of a column stands for, where it is stored shorter.
func written(table, column, stored string) string {
	switch {
	case table == "log_entry" && (column == "before" || column == "after"):
		return expand(stored)
	case table == "permission" && column == "feature":
		set := permission.Set{}
		addFeatures(set, stored)
		return strings.Join(featureNames(set), " ")
	}
	return stored
}

// expanded scans the stored form of a text into the text.
type expanded struct{ text *string }

// Scan reads a column.
func (l expanded) Scan(value any) error {
	var stored sql.NullString
	if err := stored.Scan(value); err != nil || !stored.Valid {
		return fmt.Errorf("the log has a text of type %T", value)
	}
	*l.text = expand(stored.String)
	return nil
}
