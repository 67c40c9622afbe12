package main

import (
	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/sheet"
)

// erasedAnswer says what was erased.
type erasedAnswer struct {
	ID      string `json:"id"`
	Entries int64  `json:"log_entries"`
	Backups int    `json:"backups"` // So many hold it still.
}

func (a erasedAnswer) text(p *page) {
	p.line(p.t("personal.erased", core.Args{"Count": a.Entries}))
	if a.Backups > 0 {
		p.line(p.t("personal.in_backups", core.Args{"Count": a.Backups}))
	}
}

// personalErase takes away what names a closed reseller, a deleted colleague or a deleted customer.
func personalErase(flags) action {
	return withDesk(func(c *call) (answer, error) {
		e, err := c.desk.ErasePersonal(c.ctx, c.args[0])
		if err != nil {
			return nil, err
		}
		backups, err := c.backups()
		if err != nil {
			return nil, err
		}
		list, err := backups.List()
		return erasedAnswer{ID: e.Object, Entries: e.Entries, Backups: len(list)}, err
	})
}

// exportedAnswer says where data was written to.
type exportedAnswer struct {
	File string `json:"file"`
}

func (a exportedAnswer) text(
	p *page,
) {
	p.line(p.t("personal.exported", core.Args{"Path": a.File}))
}

// personalExport writes everything that is known of somebody to a file; one that is there is
// replaced.
func personalExport(flags) action {
	return withDesk(func(c *call) (answer, error) {
		data, err := c.desk.PersonalData(c.ctx, c.args[0])
		if err != nil {
			return nil, err
		}
		path := c.args[1]
		return whole(exportedAnswer{path}, sheet.WriteBytes(path, append(data, '\n')))
	})
}

// off is said in place of a number for what is not to be done.
const off = "off"

// retentionAnswer says after how many months personal data is erased by itself.
type retentionAnswer struct {
	Months *int `json:"months"` // nil for never.
}

func (a retentionAnswer) text(p *page) {
	if a.Months == nil {
		p.line(p.t("personal.retention_off"))
		return
	}
	p.line(p.t("personal.retention_on", core.Args{"Count": *a.Months}))
}

func (c *call) retention() (answer, error) {
	months, err := c.desk.Retention(c.ctx)
	if err != nil || months == 0 {
		return whole(retentionAnswer{}, err)
	}
	return retentionAnswer{&months}, nil
}

func retentionShow(flags) action { return withDesk((*call).retention) }

// retentionSet erases personal data by itself after so many months, or not.
func retentionSet(flags) action {
	return withDesk(func(c *call) (answer, error) {
		var problems core.Problems
		var months int64
		if c.args[0] != off {
			months, _ = c.integer(c.args[0], desk.FieldEraseAfter, &problems)
			if len(problems) == 0 && (months < 1 || months > desk.MaxRetention) {
				months = -1 // 0 is said by the word.
			}
		}
		if err := problems.Err(); err != nil {
			return nil, err
		}
		if err := c.desk.SetRetention(c.ctx, int(months)); err != nil {
			return nil, err
		}
		return c.retention()
	})
}
