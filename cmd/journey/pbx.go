//go:build linux

package main

import "time"

// planPBX plans the first PBX of an empty workspace for a customer who is new, by keyboard alone:
// out of the reseller's own package.
func (w *window) planPBX() error {
	if err := w.goTo("PBX"); err != nil {
		return err
	}
	if err := w.shot("partner-no-pbx"); err != nil {
		return err
	}
	if err := w.keys("ctrl+n"); err != nil {
		return err
	}
	if err := w.waitDialog(true); err != nil {
		return err
	}
	if err := w.fill("Autohaus Lorenz", ""); err != nil {
		return err
	}
	if err := w.addCustomerOfPBX(); err != nil {
		return err
	}
	// Back at the customers; then plan, region, sub-domain, expiry, type, remark, extensions,
	// calls.
	if err := w.keys("Tab", "Tab", "Tab"); err != nil {
		return err
	}
	if err := w.fill("autohaus-lorenz", "2036-11-24", "", "", "24", "4", ""); err != nil {
		return err
	}
	if err := w.keys("space"); err != nil { // Call recording: the minutes that are free.
		return err
	}
	if err := w.keys("shift+Tab"); err != nil {
		return err
	}
	if err := w.text("600"); err != nil {
		return err
	}
	if err := w.shot("partner-add-pbx"); err != nil {
		return err
	}
	if err := w.keys("ctrl+s"); err != nil {
		return err
	}
	if err := w.waitQuery("SELECT name || ' ' || extensions || ' ' || recording_minutes || ' ' || host_key FROM pbx",
		"Autohaus Lorenz 24 600 autohaus-lorenz.yeastarcloud.com"); err != nil {
		return err
	}
	if err := w.check(map[string]string{
		"SELECT balance FROM ledger_account WHERE kind = 'pbx' AND resource = 'extensions'":                                "24",
		"SELECT balance FROM ledger_account WHERE kind = 'pbx' AND resource = 'recording_minutes'":                         "100",
		"SELECT count(*) FROM pbx_customer":                                                                                "1",
		"SELECT group_concat(s) FROM (SELECT sum(balance) AS s FROM ledger_account GROUP BY resource)":                     "0,0,0",
		"SELECT sum(balance) FROM ledger_account WHERE kind IN ('pool', 'pbx') AND resource = 'recording_minutes'":         "2000",
		"SELECT count(*) FROM form_draft":                                                                                  "0",
		"SELECT count(*) FROM log_entry WHERE operation = 'pbx.added' AND result = 'ok' AND object = (SELECT id FROM pbx)": "1",
	}); err != nil {
		return err
	}
	return w.shot("partner-pbx")
}

// addCustomerOfPBX adds a customer, who is new, from within the form of a PBX.
func (w *window) addCustomerOfPBX() error {
	if err := w.text("Lorenz GmbH"); err != nil { // Opens the list of customers, who are none.
		return err
	}
	if err := w.shot("partner-no-customer"); err != nil {
		return err
	}
	if err := w.keys("Return"); err != nil { // Add it. The company is there.
		return err
	}
	if err := w.settle(); err != nil {
		return err
	}
	if err := w.fill("ada@lorenz.example", "Ada", "Lorenz"); err != nil {
		return err
	}
	if err := w.shot("partner-customer"); err != nil {
		return err
	}
	if err := w.keys("ctrl+s"); err != nil {
		return err
	}
	if err := w.waitQuery(
		"SELECT company || ' ' || email FROM customer", "Lorenz GmbH ada@lorenz.example",
	); err != nil {
		return err
	}
	// The form takes the customer over once it is saved, and the file does not say when.
	time.Sleep(time.Second)
	return w.settle()
}

// addOwnPBX makes a PBX out of the distributor's own pool, by keyboard alone, and starts it.
func (w *window) addOwnPBX() error {
	if err := w.openPBXForm(); err != nil {
		return err
	}
	// The owner is the distributor itself; then name, customers, plan, region, sub-domain, expiry,
	// type, remark, extensions, calls.
	if err := w.fill(
		"", "Nordlicht Hotline", "", "", "", "hotline", "", "", "", "12", "9999", "",
	); err != nil {
		return err
	}
	if err := w.shot("own-too-much"); err != nil {
		return err
	}
	// The link with the number that fits; then the field has the focus again.
	if err := w.keys("Return"); err != nil {
		return err
	}
	if err := w.shot("own-fits"); err != nil {
		return err
	}
	if err := w.keys("ctrl+a"); err != nil {
		return err
	}
	if err := w.text("3"); err != nil {
		return err
	}
	if err := w.shot("own-pbx"); err != nil {
		return err
	}
	if err := w.keys("ctrl+s"); err != nil {
		return err
	}
	if err := w.waitQuery(
		"SELECT name || ' ' || extensions || ' ' || state FROM pbx", "Nordlicht Hotline 12 stopped",
	); err != nil {
		return err
	}
	if err := w.waitDialog(false); err != nil {
		return err
	}
	if err := w.shot("own-pbx-added"); err != nil { // Keys reach the list once the form is gone.
		return err
	}
	if err := w.keys("Right", "Return"); err != nil { // The first icon of the row starts it.
		return err
	}
	if err := w.waitQuery("SELECT state FROM pbx", "running"); err != nil {
		return err
	}
	if err := w.check(map[string]string{
		"SELECT balance FROM ledger_account WHERE kind = 'pbx' AND resource = 'extensions'":            "12",
		"SELECT group_concat(s) FROM (SELECT sum(balance) AS s FROM ledger_account GROUP BY resource)": "0,0,0",
	}); err != nil {
		return err
	}
	return w.shot("own-pbx-runs")
}

// openPBXForm goes to the PBXs and opens the form of a new one.
func (w *window) openPBXForm() error {
	if err := w.goTo("PBX"); err != nil {
		return err
	}
	if err := w.keys("ctrl+n"); err != nil {
		return err
	}
	return w.waitDialog(true)
}

// addPBXFor makes a PBX out of the package of the reseller, whose desktop learns of it with the
// next package.
func (w *window) addPBXFor() error {
	if err := w.open(); err != nil {
		return err
	}
	if err := w.waitTitle("User"); err != nil {
		return err
	}
	if err := w.openPBXForm(); err != nil {
		return err
	}
	if err := w.text("Kranich"); err != nil {
		return err
	}
	if err := w.shot("behalf-owner"); err != nil {
		return err
	}
	if err := w.keys("Return", "Tab"); err != nil {
		return err
	}
	// Name, customers, plan, region, sub-domain, expiry, type, remark, extensions, calls.
	if err := w.fill(
		"Praxis Winter", "", "", "", "praxis-winter", "", "", "", "10", "2",
	); err != nil {
		return err
	}
	if err := w.shot("behalf"); err != nil {
		return err
	}
	if err := w.keys("ctrl+s"); err != nil {
		return err
	}
	if err := w.waitQuery(
		"SELECT extensions || ' ' || reported || ' ' || (owner = (SELECT id FROM account WHERE "+kranich+")) FROM pbx WHERE name = 'Praxis Winter'",
		"10 0 1",
	); err != nil {
		return err
	}
	if err := w.check(map[string]string{
		"SELECT sum(balance) FROM ledger_account WHERE kind IN ('reseller', 'pbx') AND resource = 'extensions' AND owner = (SELECT id FROM account WHERE " + kranich + ")": raised,
		"SELECT group_concat(s) FROM (SELECT sum(balance) AS s FROM ledger_account GROUP BY resource)":                                                                     "0,0,0",
	}); err != nil {
		return err
	}
	if err := w.waitDialog(false); err != nil {
		return err
	}
	if err := w.showExchange("behalf-waits"); err != nil {
		return err
	}
	return w.saved("ctrl+s", "package", "package 3")
}

// takeKept takes over the package that tells of the PBX: what it holds is not the reseller's to
// use.
func (w *window) takeKept() error {
	if err := w.openAgain("package"); err != nil {
		return err
	}
	if err := w.waitQuery("SELECT json_array_length(kept) FROM upstream", "1"); err != nil {
		return err
	}
	if err := w.check(map[string]string{
		// 150 less 24 and 10.
		"SELECT balance FROM ledger_account WHERE kind = 'pool' AND resource = 'extensions'":           "116",
		"SELECT group_concat(s) FROM (SELECT sum(balance) AS s FROM ledger_account GROUP BY resource)": "0,0,0",
		"PRAGMA integrity_check": "ok",
	}); err != nil {
		return err
	}
	if err := w.goTo("PBX"); err != nil {
		return err
	}
	return w.shot("partner-kept")
}
