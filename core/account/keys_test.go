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
