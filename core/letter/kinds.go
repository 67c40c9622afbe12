// Package letter makes the words and the looks of mails out of texts that people can change.
package letter

import (
	"slices"
	"strings"
)

// Kind is what a mail is for, as far as its text is another one.
type Kind string

// The kinds of mail, each with a text of its own in each language. Signature is no mail: it is the
// text that the others end with.
const (
	KindActivation   Kind = "activation"
	KindReactivation Kind = "reactivation" // For a desktop that takes the place of a lost one.
	KindReset        Kind = "reset"
	KindPackage      Kind = "package"
	KindReceipt      Kind = "receipt"
	KindReport       Kind = "report"
	KindPBX          Kind = "pbx" // The activation of a PBX, to its customer.
	KindPBXSoon      Kind = "pbx_soon"
	KindPBXToday     Kind = "pbx_today"
	KindPackageSoon  Kind = "package_soon"
	KindPackageToday Kind = "package_today"
	KindAlarm        Kind = "alarm"
	KindTest         Kind = "test"
	KindSignature    Kind = "signature"
)

// Variable is what a text can name in braces, and what the mail then says.
type Variable struct {
	Key      string // It stands in braces in a stored text, for ever.
	Required bool   // Without it the mail does not do what it is for.
}

// The variables.
const (
	VarActivationText = "activation_text"
	VarAlarmCount     = "alarm_count"
	VarAlarms         = "alarms"
	VarCompany        = "company"
	VarDays           = "days"
	VarDistributor    = "distributor"
	VarEmail          = "email"
	VarFeatures       = "features"
	VarFileName       = "file_name"
	VarFirstName      = "first_name"
	VarLastDay        = "last_day"
	VarLastName       = "last_name"
	VarPackage        = "package"
	VarPBX            = "pbx"
	VarPBXDetails     = "pbx_details"
	VarPhone          = "phone"
	VarProgramSource  = "program_source"
	VarReplyTo        = "reply_to"
	VarSenderCompany  = "sender_company"
	VarSenderName     = "sender_name"
	VarSignature      = "signature"
	VarValidUntil     = "valid_until"
)

// shape is what becomes of a variable in a mail.
type shape int

const (
	inline  shape = iota // Inside a line.
	address              // Inside a line, with a link that writes a mail.
	rows                 // A line each, with a name and a value; alone on its line.
	list                 // Points, one below the other; alone on its line.
	code                 // A block that is copied as it is; alone on its line.
	nested               // A text of its own; alone on its line.
)

// shapes are those of the variables that are no words.
var shapes = map[string]shape{
	VarReplyTo: address, VarPackage: rows, VarFeatures: rows, VarPBXDetails: rows, VarAlarms: list,
	VarActivationText: code, VarSignature: nested,
}

// standsAlone tells whether a variable has a line of its own.
func standsAlone(key string) bool { return shapes[key] >= rows }

// strong are the variables that stand out the first time that a mail says them.
var strong = map[string]bool{
	VarCompany: true, VarDistributor: true, VarEmail: true, VarFileName: true, VarLastDay: true,
	VarPBX: true, VarSenderCompany: true, VarValidUntil: true,
}

// omitting are the variables without which their line says nothing: where there is no value, the
// line is left out.
var omitting = map[string]bool{VarPhone: true, VarReplyTo: true}

// invitation is what the texts that carry an invitation have in common.
const invitation = "company* email* valid_until* file_name* activation_text* first_name last_name " +
	"distributor sender_name phone reply_to signature "

// kinds are the kinds in the order in which they are shown, with their variables: those with a star
// must be there.
var kinds = []struct {
	kind      Kind
	variables string
}{
	{KindActivation, invitation + "program_source days package features"},
	{KindReactivation, invitation + "program_source days package features"},
	{KindReset, invitation},
	{KindPackage, "file_name* first_name last_name company distributor sender_name phone package " +
		"signature"},
	{KindReceipt, "file_name* first_name last_name company sender_company sender_name signature"},
	{KindReport, "file_name* first_name last_name company sender_company sender_name signature"},
	{KindPBX, "pbx* pbx_details* sender_company* first_name last_name company sender_name phone " +
		"signature"},
	{KindPBXSoon, "pbx* last_day* sender_company* pbx_details first_name last_name company " +
		"sender_name phone signature"},
	{KindPBXToday, "pbx* last_day* sender_company* pbx_details first_name last_name company " +
		"sender_name phone signature"},
	{KindPackageSoon, "distributor* last_day* first_name last_name company sender_name phone " +
		"signature"},
	{KindPackageToday, "distributor* last_day* first_name last_name company sender_name phone " +
		"signature"},
	{KindAlarm, "alarms* alarm_count first_name last_name sender_company signature"},
	{KindTest, "sender_company"},
	{KindSignature, "sender_company sender_name phone reply_to"},
}

// Kinds are the kinds in the order in which they are shown.
func Kinds() []Kind {
	list := make([]Kind, len(kinds))
	for i, k := range kinds {
		list[i] = k.kind
	}
	return list
}

// OfReseller tells whether the mails of a kind are sent from the workspace of a reseller, or are
// made of a text there.
func (k Kind) OfReseller() bool {
	return k == KindReceipt || k == KindReport || k.ToCustomer() || k == KindAlarm ||
		k == KindTest || k == KindSignature
}

// OfDistributor tells whether they are sent from the workspace of a distributor.
func (k Kind) OfDistributor() bool { return k != KindReceipt && k != KindReport }

// ToCustomer tells whether the mails of a kind go to the customer of a PBX.
func (k Kind) ToCustomer() bool { return k == KindPBX || k == KindPBXSoon || k == KindPBXToday }

// ToReseller tells whether they go from a distributor to a reseller.
func (k Kind) ToReseller() bool {
	return k == KindActivation || k == KindReactivation || k == KindReset || k == KindPackage ||
		k == KindPackageSoon || k == KindPackageToday
}

// HasSubject tells whether a text of the kind is a mail, and not a part of others.
func (k Kind) HasSubject() bool { return k != KindSignature }

// Variables returns what a text of the kind can name, those first that it must; nil for a kind that
// there is not.
func (k Kind) Variables() []Variable {
	var list []Variable
	for _, one := range kinds {
		if one.kind != k {
			continue
		}
		for _, name := range strings.Fields(one.variables) {
			key, required := strings.CutSuffix(name, "*")
			list = append(list, Variable{key, required})
		}
	}
	return list
}

// variable returns the variable of the kind with a key.
func (k Kind) variable(key string) (Variable, bool) {
	list := k.Variables()
	i := slices.IndexFunc(list, func(v Variable) bool { return v.Key == key })
	if i < 0 {
		return Variable{}, false
	}
	return list[i], true
}
