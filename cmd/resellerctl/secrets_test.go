package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/cmd/internal/wiring"
)

// TestNoSecretOfAWholeRunIsInAFile does what makes secrets, and what can go wrong with them. Every
// test looks for the passwords and for what is in the keyring when it ends (noSecrets); this one
// for what is shown only once.
func TestNoSecretOfAWholeRunIsInAFile(t *testing.T) {
	w := newTwo(t)
	h := w.distributor
	told := w.activate()
	var secrets []string
	tell := func(said any) { secrets = append(secrets, said.(string)) }
	tell(told.at("recovery_code"))
	tell(told.at("confirmation_code"))
	h.ok("exchange", "receive", w.fromPartner())
	w.mine("exchange", "receive", w.fromDistributor())
	tell(h.ok(
		"recovery", "kit", filepath.Join(t.TempDir(), "kit.age"), "--json",
	).at("recovery_code"))
	tell(w.mine("recovery", "code").at("recovery_code"))
	h.server.answers = []string{"451 4.3.0 later", "535 5.7.8 wrong password"}
	h.run("reseller", "reset", w.id, "--json")
	h.run("outbox", "send", "--json")
	wrong := "eleven lost swans in the fog"
	secrets = append(secrets, wrong)
	require.NotZero(t, h.as(ownerEmail, wrong, "reseller", "list").code)
	h.ok("backup", "create")
	for _, one := range []*house{h, w.partner} {
		one.noneInFiles(secrets...)
		require.FileExists(t, filepath.Join(one.dir, "workspace.desk"))
	}
	require.FileExists(t, wiring.LogFile(h.dir))
}
