package columns

import (
	"strings"
	"unicode"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/pbx"
)

// otherNames are what other programs and people call a field, besides its key and its title.
type otherNames struct {
	// In the vendor's documented interface, where that is not the key. They are in no language.
	vendor []string
	en, de []string
}

// in returns the names in a language.
func (n otherNames) in(language string) []string {
	switch language {
	case "en":
		return n.en
	case "de":
		return n.de
	}
	return nil
}

// all returns the names in every language.
func (n otherNames) all() []string {
	return append(append(append([]string{}, n.vendor...), n.en...), n.de...)
}

// personNames are the names of the fields that resellers and customers share.
var personNames = map[string]otherNames{
	account.FieldCompany: {
		en: []string{"Company name", "Organisation", "Organization", "Account name"},
		de: []string{"Firmenname", "Unternehmen", "Organisation"},
	},
	account.FieldFirstName: {
		vendor: []string{
			"firstName",
		}, en: []string{"Given name", "Forename"}, de: []string{"Rufname"},
	},
	account.FieldLastName: {
		vendor: []string{"lastName"}, en: []string{"Surname", "Family name"},
		de: []string{"Familienname", "Zuname"},
	},
	account.FieldEmail: {
		en: []string{"Email address", "Mail", "Mail address"},
		de: []string{"E-Mail-Adresse", "Mailadresse"},
	},
	account.FieldRemark: {
		en: []string{"Remarks", "Note", "Notes", "Comment", "Comments"},
		de: []string{"Bemerkung", "Bemerkungen", "Notiz", "Notizen", "Anmerkung", "Kommentar"},
	},
	fieldFullName: {
		en: []string{"Name", "Full name", "Contact", "Contact name", "Contact person"},
		de: []string{"Name", "Vor- und Nachname", "Ansprechpartner", "Kontakt", "Kontaktperson"},
	},
}

var resellerNames = withPersons(map[string]otherNames{
	account.FieldCompany: {
		en: []string{"Reseller", "Partner"},
		de: []string{"Reseller", "Partner"},
	},
	account.FieldPhone: {
		en: []string{"Telephone", "Phone number", "Telephone number"},
		de: []string{"Telefon", "Telefonnummer", "Rufnummer", "Festnetz"},
	},
	account.FieldMobile: {
		en: []string{"Mobile phone", "Mobile number", "Cell phone"},
		de: []string{"Mobil", "Handy", "Mobilnummer", "Mobiltelefon", "Handynummer"},
	},
	account.FieldAddress: {
		en: []string{"Postal address"}, de: []string{"Anschrift", "Adresse", "Postanschrift"},
	},
	account.FieldLanguage: {en: []string{"Language"}, de: []string{"Sprache"}},
	account.FieldTags: {
		en: []string{"Group", "Groups", "Labels"},
		de: []string{"Gruppe", "Gruppen", "Schlagworte", "Schlagwörter"},
	},
	account.FieldExternalNumber: {
		en: []string{"Customer number", "Reseller number", "Partner number", "Account number"},
		de: []string{"Kundennummer", "Partnernummer", "Kunden-Nr.", "Debitorennummer", "Debitor"},
	},
	account.FieldValidUntil: {
		en: []string{"Expiry date", "Expiration date", "End date", "Valid to", "Contract end"},
		de: []string{"Vertrag bis", "Vertragsende", "Laufzeit bis", "Ablaufdatum", "Enddatum"},
	},
	string(capacity.Extensions): {
		vendor: []string{"totalExtensions"}, de: []string{"Durchwahlen", "Anzahl Nebenstellen"},
		en: []string{"Total extensions", "Number of extensions"},
	},
	string(capacity.ConcurrentCalls): {
		vendor: []string{"totalConcurrentCalls"}, en: []string{"Calls", "Channels", "Sessions"},
		de: []string{"Kanäle", "Sprachkanäle", "Gespräche", "Gleichzeitige Anrufe"},
	},
	string(capacity.RecordingMinutes): {
		vendor: []string{"totalRecordings"},
		en:     []string{"Call recording", "Recording", "Recordings"},
		de: []string{
			"Aufzeichnung",
			"Aufnahme (Min.)",
			"Aufnahmeminuten",
			"Gesprächsaufzeichnung",
		},
	},
	string(capacity.UltimateExtensions):   {vendor: []string{"totalUltimatePlan"}},
	string(capacity.CustomDomains):        {vendor: []string{"totalCustomDomains"}},
	string(capacity.TranscriptionMinutes): {vendor: []string{"totalTranscription"}},
	string(capacity.RemoteConnections):    {vendor: []string{"totalConnections"}},
	capacity.FieldMinExtensions: {
		vendor: []string{"minimumExtPerPBX"},
		en:     []string{"Minimum Ext. per PBX", "Minimum extensions"},
		de:     []string{"Mindestzahl Nebenstellen", "Mindestnebenstellen"},
	},
	capacity.FieldPBXLimit: {
		vendor: []string{"pbxCreationLimit"}, en: []string{"PBX limit", "Most PBXs"},
		de: []string{"Höchstzahl Anlagen"},
	},
	capacity.FieldHighAvailability: {
		vendor: []string{
			"highAvailability",
		}, en: []string{"HA"}, de: []string{"HA", "Hochverfügbarkeit"},
	},
})

var customerNames = withPersons(map[string]otherNames{
	account.FieldCompany: {
		en: []string{"Customer", "Client"}, de: []string{"Kunde", "Kundenname", "Mandant"},
	},
	pbx.FieldOwner: ownerNames,
	pbx.FieldBusinessNumber: {
		en: []string{"Phone", "Telephone"},
		de: []string{"Telefon", "Rufnummer"},
	},
	pbx.FieldMobileNumber: {en: []string{"Mobile", "Cell phone"}, de: []string{"Mobil", "Handy"}},
	pbx.FieldHomeNumber:   {en: []string{"Home phone"}, de: []string{"Telefon privat"}},
	pbx.FieldFaxNumber:    {en: []string{"Fax number"}, de: []string{"Fax", "Faxnummer"}},
	pbx.FieldZipCode: {
		en: []string{"Zip", "Postcode"}, de: []string{"PLZ"},
	},
	pbx.FieldStreet:   {en: []string{"Address"}, de: []string{"Straße und Hausnummer"}},
	pbx.FieldCity:     {en: []string{"Town"}, de: []string{"Stadt", "Wohnort"}},
	pbx.FieldProvince: {en: []string{"State", "Region"}, de: []string{"Bundesland"}},
})

var ownerNames = otherNames{
	en: []string{"Reseller", "Reseller email", "Partner", "Belongs to"},
	de: []string{"Reseller", "Partner", "Gehört zu"},
}

var pbxNames = map[string]otherNames{
	pbx.FieldOwner: ownerNames,
	pbx.FieldName:  {en: []string{"PBX", "PBX name"}, de: []string{"Anlage", "Anlagenname"}},
	pbx.FieldPlan:  {en: []string{"Edition", "Feature plan"}, de: []string{"Tarif"}},
	string(capacity.Extensions): {
		en: []string{"Number of extensions"}, de: []string{"Durchwahlen", "Anzahl Nebenstellen"},
	},
	string(capacity.ConcurrentCalls): {
		en: []string{"Calls", "Channels", "Sessions"},
		de: []string{"Kanäle", "Sprachkanäle", "Gespräche", "Gleichzeitige Anrufe"},
	},
	string(capacity.RecordingMinutes): {
		en: []string{"Recording minutes"},
		de: []string{"Aufnahmeminuten", "Aufzeichnungsminuten"},
	},
	FieldHost: {
		en: []string{"Address", "FQDN", "Host", "Hostname", "Domain name", "URL"},
		de: []string{"Adresse", "Domainname"},
	},
	pbx.FieldCustomers: {
		en: []string{"Customer", "Customer email"}, de: []string{"Kunde", "Kunden"},
	},
	pbx.FieldExpiry: {
		en: []string{"Expires", "Expiration date", "Valid until", "End date"},
		de: []string{"Läuft bis", "Gültig bis", "Ablaufdatum", "Enddatum"},
	},
	pbx.FieldRemark: personNames[account.FieldRemark],
}

// withPersons adds to names those that a person has.
func withPersons(names map[string]otherNames) map[string]otherNames {
	for field, more := range personNames {
		n := names[field]
		names[field] = otherNames{
			vendor: append(n.vendor, more.vendor...), en: append(n.en, more.en...),
			de: append(n.de, more.de...),
		}
	}
	return names
}

// titleKey is what the title of a column is compared by: without case, accents, blanks and
// punctuation.
func titleKey(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, account.SearchKey(title))
}

// titleKeys are the keys of a title, also as it is written where there are no umlauts.
func titleKeys(title string) []string {
	return []string{titleKey(title), titleKey(withoutUmlauts.Replace(title))}
}

var withoutUmlauts = strings.NewReplacer(
	"ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "ß", "ss",
)
