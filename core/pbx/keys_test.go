package pbx_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/pbx"
)

func TestKeysOfAPBX(t *testing.T) {
	require.Equal(t, pbx.Keys{
		Name: "praxis ol", Host: "muhle.a.example", Region: "sud",
		Search: "praxis ol\nmuhle.a.example\nnordlicht",
	}, pbx.Draft{Name: "Praxis Öl", Address: pbx.Address{
		Region: "Süd", SubDomain: "Mühle", Domain: "A.example",
	}}.Keys("nordlicht"))
	require.Equal(t, pbx.Keys{Search: "\n\n"}, pbx.Draft{}.Keys(""), "three lines, all empty")
}

func TestKeysOfACustomer(t *testing.T) {
	require.Equal(t, pbx.CustomerKeys{
		Company: "hafen", Name: "ada weiss", Email: "a@häfen.example", City: "koln",
		Search: "hafen\nada weiss\na@häfen.example\nkoln\nnordlicht",
	}, pbx.CustomerDraft{
		Company: "Häfen", FirstName: "Ada", LastName: "Weiß", Email: "A@Häfen.example",
		City: "Köln",
	}.Keys("nordlicht"))
}
