package core_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
)

func TestAStoredErrorKeepsItsArguments(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	args := core.Args{
		"Company": "Kranich", "Count": int64(3), "Feature": core.Key("feature.user.add"),
		"Until": at, "PBXs": []string{"a", "b"},
	}
	got := core.ParseErrors(core.ErrorText(&core.Error{
		Code: core.Conflict, Field: "extensions", Key: "k", Args: args,
	}))
	require.Equal(
		t, core.Problems{{Code: core.Conflict, Field: "extensions", Key: "k", Args: args}}, got,
	)
}

func TestAStoredErrorNamesEveryReason(t *testing.T) {
	var problems core.Problems
	problems.Add("email", "field.required", nil)
	problems.Add("company", "field.required", nil)
	require.Len(t, core.ParseErrors(core.ErrorText(problems)), 2)
	require.Len(
		t, core.ParseErrors(core.ErrorText(errors.Join(problems, &core.Error{Key: "x"}))), 3,
	)
	foreign := core.ParseErrors(core.ErrorText(errors.New("disk on fire")))
	require.Equal(t, "disk on fire", foreign[0].Args["Detail"])
	caused := core.ParseErrors(core.ErrorText(&core.Error{Key: "x", Err: errors.New("because")}))
	require.Equal(t, "because", caused[0].Args["Detail"])
}

func TestOtherTextIsNoStoredError(t *testing.T) {
	for _, text := range []string{
		"", "unpaid", "{}", `[]`, `[1]`, `["a"]`, `[{}]`, `[{"Code":"x"}]`, "[", "null",
	} {
		require.Empty(t, core.ParseErrors(text), text)
	}
	require.Empty(t, core.ErrorText(nil))
}

// FuzzParseErrors reads anything: what is a stored error is stored again as the same one.
func FuzzParseErrors(f *testing.F) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	args := core.Args{
		"Company": "Kranich", "Count": int64(3), "Feature": core.Key("feature.user.add"),
		"Until": at, "PBXs": []string{"a"},
	}
	f.Add(core.ErrorText(&core.Error{
		Code: core.Conflict, Field: "extensions", Key: "k", Args: args,
	}))
	f.Add(`[{"Code":"x","Key":"k","Args":{"A":{"Number":1,"Text":"b"},"B":{}}}]`)
	f.Add(`[{}]`)
	f.Fuzz(func(t *testing.T, text string) {
		list := core.ParseErrors(text)
		require.Equal(t, list, core.ParseErrors(core.ErrorText(list)))
	})
}
