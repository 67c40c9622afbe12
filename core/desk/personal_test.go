package desk_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/storage/sqlite"
)

// stillNamed are the words that are anywhere in the file, in what was deleted and in what belongs
// to it.
func (h *house) stillNamed(words ...string) (found []string) {
	files, err := filepath.Glob(filepath.Join(h.dir, sqlite.FileName+"*"))
	require.NoError(h.t, err)
	var data []byte
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(h.t, err)
		data = append(data, bytes.ToLower(text)...)
	}
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
	for _, word := range personal[:2] {
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
