//go:build !race

package desk_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/bounds"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
)

// TestCostliestImports checks files with as many rows as they may have, each of which costs as much
// as one can.
func TestCostliestImports(t *testing.T) {
	const columns = 23
	header := "company,first_name,email,extensions,concurrent_calls,recording_minutes,permissions,last_name,phone,mobile,address,remark,language,tags," +
		"external_number,valid_until,ultimate_extensions,custom_domains,remote_connections,transcription_minutes,min_extensions,pbx_limit,high_availability\n"
	require.Equal(t, columns, strings.Count(header, ",")+1)
	const longest = sheet.MaxFile / sheet.MaxRows
	var always, some []string // Features that need nothing, and those that need nothing else.
	for _, f := range permission.Offered() {
		if len(f.Needs) == 0 {
			always = append(always, string(f.Key))
		}
	}
	for _, f := range permission.Offered() {
		if len(f.Needs) == 1 && slices.Contains(always, string(f.Needs[0])) {
			some = append(some, string(f.Key))
		}
	}
	require.GreaterOrEqual(t, 1<<len(some), sheet.MaxRows, "each row has another set")
	for name, test := range map[string]struct {
		row     func(i int) string
		refused int
	}{
		"good": {func(i int) string { return fmt.Sprintf("K%d,N,n%d@k.example,1,0,0", i, i) }, 0},
		"long": {func(i int) string {
			return fmt.Sprintf(
				"K%d,N,n%d@k.example,1,0,0,,,,,,%s", i, i, strings.Repeat("r", longest-60),
			)
		}, 0},
		"another set of permissions each": {func(i int) string {
			keys := slices.Clone(always)
			for at, key := range some {
				if i>>at&1 == 0 {
					keys = append(keys, key)
				}
			}
			return fmt.Sprintf("K%d,N,n%d@k.example,1,0,0,%s", i, i, strings.Join(keys, " "))
		}, 0},
		"one cell": {func(int) string { return "x" }, sheet.MaxRows},
		"nothing can be read": {
			func(int) string { return strings.Repeat("x,", columns-1) + "x" }, sheet.MaxRows,
		},
		"nothing, in long cells": {func(int) string {
			return strings.Repeat(strings.Repeat("x", longest/columns-2)+",", columns-1) + "x"
		}, sheet.MaxRows},
		"unknown permissions": {func(i int) string {
			return fmt.Sprintf(
				"K%d,N,n%d@k.example,1,0,0,%s", i, i,
				strings.Repeat(fmt.Sprintf("%x ", i), (longest-60)/6),
			)
		}, sheet.MaxRows},
		"one email": {
			func(i int) string { return fmt.Sprintf("K%d,N,n@k.example,1,0,0", i) },
			sheet.MaxRows - 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newDistributor(t)
			require.NoError(
				t,
				h.changeSubscription(
					func(s *capacity.Subscription) { s.Total[capacity.Extensions] = sheet.MaxRows },
				),
			)
			path := filepath.Join(t.TempDir(), "hostile.csv")
			h.writeRows(path, header, test.row)
			var plan desk.ImportPlan
			bounds.Check(t, func() {
				file, err := os.Open(path)
				require.NoError(t, err)
				defer file.Close()
				plan, err = h.CheckImport(t.Context(), file, desk.ImportOptions{})
				require.NoError(t, err)
			})
			require.Len(t, plan.Rows, sheet.MaxRows)
			require.Equal(t, test.refused, plan.Refused)
			require.Len(t, plan.Bad(), plan.Refused)
		})
	}
}

func (h *house) writeRows(path, header string, row func(i int) string) {
	var text strings.Builder
	text.WriteString(header)
	for i := range sheet.MaxRows {
		text.WriteString(row(i) + "\n")
	}
	require.LessOrEqual(h.t, text.Len(), sheet.MaxFile)
	require.NoError(h.t, os.WriteFile(path, []byte(text.String()), 0o600))
}

// TestCostliestHoldings reads what a reseller's PBXs hold after it reported very many, some more
// with each report: for one that is new, three rows are written, and that is not reading.
func TestCostliestHoldings(t *testing.T) {
	const pbxs = 10_000
	g := newForger(t)
	require.NoError(
		t,
		g.distributor.changeSubscription(
			func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 2 * pbxs },
		),
	)
	g.grant(func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] = pbxs })
	r := activation.Report{PBXs: make([]activation.PBX, pbxs)}
	for i := range r.PBXs {
		r.PBXs[i] = activation.PBX{
			ID: fmt.Sprint("pbx-", i), Name: fmt.Sprint("Bäckerei ", i),
			Resources: map[string]int64{"extensions": 1},
		}
	}
	all, step := r.PBXs, pbxs/4
	for n := step; n <= pbxs; n += step {
		r.PBXs = all[:n]
		require.NoError(t, g.reports(t, r))
	}
	var holdings []store.PBXHolding
	bounds.Check(t, func() {
		var err error
		holdings, err = g.distributor.store.Holdings(t.Context(), g.id)
		require.NoError(t, err)
	})
	require.Len(t, holdings, pbxs)
	require.Contains(t, holdings[0].Name, "Bäckerei ")
}
