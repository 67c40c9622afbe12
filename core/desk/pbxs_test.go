package desk_test

import (
	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
)

// praxis is a draft of a PBX that fits.
func (h *house) praxis(name string, extensions int64) pbx.Draft {
	regions, err := h.Regions(h.t.Context())
	require.NoError(h.t, err)
	return pbx.Draft{
		Name:    name,
		Size:    pbx.Size{Plan: pbx.Enterprise, Extensions: extensions},
		Address: pbx.Address{Region: regions[0].Name, SubDomain: name, Domain: regions[0].Domains[0]},
		Term:    pbx.Term{Type: pbx.Commercial},
	}
}

// addPBX makes a PBX of an owner, "" for the owner of the workspace.
func (h *house) addPBX(owner string, d pbx.Draft) string {
	saved, err := h.AddPBX(h.t.Context(), desk.NewID(), owner, d)
	require.NoError(h.t, err)
	return saved.ID
}
