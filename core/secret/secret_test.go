package secret_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/secret"
)

const canary = "canary-pass-word"

type holder struct {
	Password secret.Text
	Key      secret.Bytes
	own      secret.Text // What fmt prints by reflection.
}

func TestNothingShowsASecret(t *testing.T) {
	h := holder{secret.Of(canary), secret.Key([]byte(canary)), secret.Of(canary)}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		for _, value := range []any{
			h.Password, h.Key, &h.Password,
			[]secret.Text{secret.Of(canary)},
			map[string]secret.Text{"a": secret.Of(canary)},
		} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
	}
	fmt.Fprintf(
		&out, "%v %+v %v\n", struct{ Password secret.Text }{h.Password}, &h,
		fmt.Errorf("%s: %w", h.Password, errors.New("no")),
	)
	for _, handler := range []slog.Handler{
		slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil),
	} {
		slog.New(handler).Info("try", "password", h.Password, "key", h.Key, "all", h)
	}
	text, err := json.Marshal(h)
	require.NoError(t, err)
	out.Write(text)
	require.NotContains(t, out.String(), canary)
	require.NotContains(t, out.String(), fmt.Sprintf("%x", canary))
	require.NotContains(t, out.String(), fmt.Sprint([]byte(canary)))
	require.Contains(t, out.String(), secret.Hidden)
	require.Equal(t, canary, h.own.Reveal())
	require.Equal(t, canary, string(h.Key.Reveal()))
	require.Empty(t, secret.Text{}.Reveal())
}
