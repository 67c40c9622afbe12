package desk_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
)

// stillNamed are the words that are anywhere in what is kept, also in what was deleted.
func (h *house) stillNamed(words ...string) (found []string) {
	data := bytes.ToLower(engine.Content(h.t, h.place))
	for _, w := range words {
		if bytes.Contains(data, []byte(strings.ToLower(w))) {
			found = append(found, w)
		}
	}
	return found
}

func TestErasedPersonalDataIsNowhere(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(true)
	h.sendDue()
	personal := []string{"Kranich", "Nina", "Albrecht", "kranichtel"}
	require.NotEmpty(t, h.stillNamed(personal...))
	_, err := h.ErasePersonal(t.Context(), saved.ID)
	require.Equal(t, "personal.in_use", key(err), "it is still there")
	require.Equal(t, "personal.in_use", key(h.MayErase(t.Context(), saved.ID)))
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{saved.ID}, false))
	require.Equal(t, "personal.in_use", key(h.MayErase(t.Context(), saved.ID)), "in the bin")
	require.NoError(t, h.ReturnNow(t.Context(), desk.NewID(), []string{saved.ID}))
	require.NoError(t, h.MayErase(t.Context(), saved.ID))
	data, err := h.PersonalData(t.Context(), saved.ID)
	require.NoError(t, err)
	for _, word := range append(personal[:2:2], `"feature": "dashboard.view `, `\"last_name\":`) {
		require.Contains(t, string(data), word)
	}

	e, err := h.ErasePersonal(t.Context(), saved.ID)
	require.NoError(t, err)
	require.Greater(t, e.Entries, int64(2))
	h.proved()
	require.Empty(t, h.stillNamed(personal...))
	data, err = h.PersonalData(t.Context(), saved.ID)
	require.NoError(t, err)
	require.NotContains(t, string(data), "Kranich")

	require.Equal(
		t, "undo.erased", key(h.CanUndo(t.Context(), h.past()[0].ID)),
		"of what is erased nothing comes back",
	)
}

func TestADeletedCustomerIsErased(t *testing.T) {
	h := newDistributor(t)
	ute, err := h.AddCustomer(
		t.Context(), desk.NewID(), "",
		pbx.CustomerDraft{
			FirstName: "Ute", Company: "Elbtunnel Ltd", Email: "ute@elbtunnel.example",
		},
	)
	require.NoError(t, err)
	_, err = h.ErasePersonal(t.Context(), ute)
	require.Equal(t, "personal.in_use", key(err))
	require.Equal(t, "personal.in_use", key(h.MayErase(t.Context(), ute)))
	require.NoError(t, h.DeleteCustomers(t.Context(), desk.NewID(), []string{ute}))
	require.NoError(t, h.MayErase(t.Context(), ute))
	_, err = h.ErasePersonal(t.Context(), ute)
	require.NoError(t, err)
	h.proved()
	require.Empty(t, h.stillNamed("Elbtunnel"))
	_, err = h.ErasePersonal(t.Context(), "nobody")
	require.Equal(t, "not_found", key(err))
	require.Equal(t, "not_found", key(h.MayErase(t.Context(), "nobody")))
}
