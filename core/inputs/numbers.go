// Package inputs holds what people type where a number or a date is asked for, for the tests of all
// the ways in: forms, pasting, files and the terminal read it alike.
package inputs

import "slices"

// Number is what somebody types for a whole number, and what it means. Without a Value it stays
// with the sentence of Key.
type Number struct {
	Text  string
	Value int64
	Key   string
}

// What a text that is no number is refused with.
const (
	notWhole = "field.number"
	unclear  = "field.number_unclear"
)

// Numbers are texts and what each means in a language; only English and German are known.
func Numbers(language string) []Number {
	point, comma := Number{Text: "1.000", Key: unclear}, Number{Text: "1,000", Value: 1000}
	points, commas := Number{
		Text: "1.234.567", Key: unclear,
	}, Number{Text: "1,234,567", Value: 1234567}
	if language == "de" {
		point, comma = Number{Text: "1.000", Value: 1000}, Number{Text: "1,000", Key: unclear}
		points, commas = Number{
			Text: "1.234.567", Value: 1234567,
		}, Number{Text: "1,234,567", Key: unclear}
	}
	return append(slices.Clone(anyLanguage), point, comma, points, commas)
}

var anyLanguage = []Number{
	{Text: "1500", Value: 1500},
	{Text: "0", Value: 0},
	{Text: "007", Value: 7},
	{Text: " 42", Value: 42},
	{Text: "42\u00a0", Value: 42},
	{Text: "1 000", Value: 1000},
	{Text: "1\u00a0000", Value: 1000},
	{Text: "1\u202f000", Value: 1000},
	{Text: "1'000", Value: 1000},
	{Text: "1’000", Value: 1000},
	{Text: "４５００", Value: 4500},
	{Text: "٤٥٠٠", Value: 4500},
	{Text: "1.5", Key: notWhole},
	{Text: "1,5", Key: notWhole},
	{Text: "1.00", Key: notWhole},
	{Text: "10,00", Key: notWhole},
	{Text: "1.000,00", Key: notWhole},
	{Text: "1,000.00", Key: notWhole},
	{Text: "0.500", Key: notWhole},
	{Text: "12 34", Key: notWhole},
	{Text: "1'00", Key: notWhole},
	{Text: "1 000.000", Key: notWhole},
	{Text: "1..000", Key: notWhole},
	{Text: ".5", Key: notWhole},
	{Text: "5.", Key: notWhole},
	{Text: "1e9", Key: notWhole},
	{Text: "-1", Key: notWhole},
	{Text: "−1", Key: notWhole},
	{Text: "+5", Key: notWhole},
	{Text: "0x10", Key: notWhole},
	{Text: "1_000", Key: notWhole},
	{Text: "10²", Key: notWhole},
	{Text: "½", Key: notWhole},
	{Text: "many", Key: notWhole},
	{Text: "12a", Key: notWhole},
	{Text: "50 %", Key: notWhole},
}

// BadNumbers are the texts that mean no number in a language.
func BadNumbers(language string) []Number {
	return slices.DeleteFunc(Numbers(language), func(n Number) bool { return n.Key == "" })
}
