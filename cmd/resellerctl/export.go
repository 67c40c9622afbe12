package main

import (
	"path/filepath"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// exportAnswer says where an export is.
type exportAnswer struct {
	Path string `json:"path"`
	Rows int    `json:"rows"`
}

func (a exportAnswer) text(p *page) {
	p.line(p.t("toast.exported", core.Args{"Count": a.Rows, "Path": a.Path}))
}

// exporting writes what read returns to the file that the argument names.
func exporting(f flags, read func(c *call) (desk.Export, error)) action {
	replace := f.onOff("replace")
	return withDesk(func(c *call) (answer, error) {
		// Before it is logged that there is an export.
		if err := desk.CheckExportName(c.args[0]); err != nil {
			return nil, err
		}
		path, err := filepath.Abs(c.args[0])
		if err != nil {
			return nil, err
		}
		export, err := read(c)
		if err != nil {
			return nil, err
		}
		progress := progress{c: c}
		err = export.WriteFile(c.ctx, path, c.words, *replace, func(rows int) {
			progress.show("export.rows", core.Args{"Done": rows, "Total": export.Count})
		})
		progress.clear()
		return whole(exportAnswer{path, export.Count}, err)
	})
}

func exportResellers(f flags) action {
	query := listFlags(f)
	return exporting(f, func(c *call) (desk.Export, error) {
		q, err := query()
		if err != nil {
			return desk.Export{}, err
		}
		return c.desk.ExportResellers(c.ctx, q, c.words.Language())
	})
}

func exportPBXs(f flags) action {
	query := pbxListFlags(f)
	return exporting(f, func(c *call) (desk.Export, error) {
		q, err := query(c)
		if err != nil {
			return desk.Export{}, err
		}
		return c.desk.ExportPBXs(c.ctx, q, c.words.Language())
	})
}

func exportCustomers(f flags) action {
	query := customerListFlags(f)
	return exporting(f, func(c *call) (desk.Export, error) {
		q, err := query(c)
		if err != nil {
			return desk.Export{}, err
		}
		return c.desk.ExportCustomers(c.ctx, q, c.words.Language())
	})
}

func exportLog(f flags) action {
	query := logFlags(f)
	return exporting(f, func(c *call) (desk.Export, error) {
		q, err := query(c)
		if err != nil {
			return desk.Export{}, err
		}
		return c.desk.ExportLogs(c.ctx, q, c.words.Language())
	})
}

// exportStatement writes the statement of one resource: a file holds one table.
func exportStatement(f flags) action {
	query := statementFlags(f)
	return exporting(f, func(c *call) (desk.Export, error) {
		q, err := query(c)
		if err != nil {
			return desk.Export{}, err
		}
		if err := oneOf("--resource", string(q.Resource), capacity.Resources()); err != nil {
			return desk.Export{}, err
		}
		return c.desk.ExportStatement(c.ctx, q, c.words.Language())
	})
}

func exportOutbox(f flags) action {
	return exporting(f, func(c *call) (
		desk.Export, error,
	) {
		return c.desk.ExportOutbox(c.ctx, nil, c.words.Language())
	})
}

func exportColleagues(f flags) action {
	return exporting(f, func(c *call) (
		desk.Export, error,
	) {
		return c.desk.ExportColleagues(c.ctx, c.words.Language())
	})
}

func exportSubscription(f flags) action {
	return exporting(f, func(c *call) (
		desk.Export, error,
	) {
		return c.desk.ExportSubscription(c.ctx, c.words.Language())
	})
}

func exportUsage(f flags) action {
	query := usageFlags(f)
	return exporting(f, func(c *call) (desk.Export, error) {
		q, err := query(c)
		if err != nil {
			return desk.Export{}, err
		}
		return c.desk.ExportUsage(c.ctx, q, c.words.Language())
	})
}
