package account_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
)

func TestKeysOfAProfile(t *testing.T) {
	require.Equal(t, account.Keys{
		Email: "é@öl.example", Company: "grosse", Name: "jorg koch",
		Search: "grosse\njorg koch\ne@ol.example\nsud, gold\nk-7",
	}, account.Profile{
		Company: " Größe ", FirstName: "Jörg", LastName: "KOCH", Email: " É@Öl.example",
		Tags: "Süd, gold", ExternalNumber: "K-7",
	}.Trim().Keys())
}

// TestOneDomainIsFoundInBothOfItsForms types one form and looks in the other.
func TestOneDomainIsFoundInBothOfItsForms(t *testing.T) {
	forms := []string{"Ana@Bücher.example", "ana@XN--bcher-kva.Example"}
	for _, stored := range forms {
		keys := account.Profile{Company: "Buchwerk", Email: stored}.Keys()
		for _, typed := range append(forms, "bucher.example", "xn--bcher-kva", "bücher", "ana@bucher") {
			require.Contains(t, keys.Search, account.SearchKey(typed), "%s in %s", typed, stored)
		}
	}
	for text, want := range map[string]string{
		"see xn--mnchen-3ya.example, or XN--80A1ACNY": "see munchen.example, or почта",
		"xn--":              "xn--",
		"xn--a\u0301\u00df": "xn--ass",
		"(xn--bcher-kva)":   "(bucher)",
	} {
		require.Equal(t, want, account.SearchKey(text))
	}
}
