package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"resellerdesk/cmd/internal/wiring"
	"resellerdesk/core"
	"resellerdesk/core/backup"
)

// backupOf is a backup as JSON.
type backupOf struct {
	Name       string        `json:"name"`
	MadeAt     time.Time     `json:"made_at"`
	Reason     backup.Reason `json:"reason"`
	Bytes      int64         `json:"bytes"`
	Proved     bool          `json:"proved"`    // A restored copy of it passed the full check.
	ProvedAt   *time.Time    `json:"proved_at"` // When it was looked at last, null for never.
	Fault      *problem      `json:"fault"`
	Resellers  int64         `json:"resellers"`
	PBXs       int64         `json:"pbxs"`
	Customers  int64         `json:"customers"`
	Operations int64         `json:"operations"`
}

func (c *call) backupOf(b backup.Backup) backupOf {
	of := backupOf{
		Name:       b.Name,
		MadeAt:     b.Made,
		Reason:     b.Reason,
		Bytes:      b.Size,
		Proved:     b.Good(),
		Resellers:  b.Holds.Resellers,
		PBXs:       b.Holds.PBXs,
		Customers:  b.Holds.Customers,
		Operations: b.Holds.Operations,
	}
	if !b.Proved.IsZero() {
		of.ProvedAt = &b.Proved
	}
	of.Fault = c.storedFault(b.Fault)
	return of
}

// storedFault is a fault that was written down, nil for "".
func (c *call) storedFault(text string) *problem {
	for _, fault := range core.ParseErrors(text) {
		p := c.problem(fault)
		return &p
	}
	return nil
}

// state says whether the backup can be trusted.
func (of backupOf) state(p *page) string {
	switch {
	case of.Fault != nil:
		return p.t("backup.faulty", core.Args{"Reason": of.Fault.Message})
	case of.ProvedAt == nil:
		return p.t("backup.unproved")
	}
	return p.t("backup.proved", core.Args{"When": *of.ProvedAt})
}

// backupsAnswer is some backups, the newest first.
type backupsAnswer struct {
	Folder  string     `json:"folder"`
	Backups []backupOf `json:"backups"`
	Made    bool       `json:"made"` // The first one was made by this command.
}

func (a backupsAnswer) text(p *page) {
	if len(a.Backups) == 0 {
		p.line(p.t("backup.no_backups", core.Args{"Path": a.Folder}))
		return
	}
	var rows [][]cell
	for _, of := range a.Backups {
		rows = append(rows, []cell{
			word(of.Name),
			p.when(of.MadeAt),
			word(p.t("backup.reason." + string(of.Reason))),
			p.number(of.Bytes/1024 + 1), p.number(of.Resellers), p.number(of.PBXs),
			p.number(of.Operations),
			word(of.state(p)),
		})
	}
	p.table([]string{
		p.t("backup.name"), p.t("backup.made"), p.t("backup.why"), p.t("backup.size"),
		p.t("backup.resellers"), p.t("backup.pbxs"), p.t("backup.operations"), p.t("backup.state"),
	}, rows)
}

// backups are those of the data folder.
func (c *call) backups() (wiring.Backups, error) {
	dir, err := c.dataFolder()
	return wiring.Chosen.Backups(dir), err
}

// backupCreate makes a backup. With --if-changed it makes none when nothing was written since the
// newest one, as a timer wants it.
func backupCreate(f flags) action {
	ifChanged := f.onOff("if-changed")
	return func(c *call) (answer, error) {
		backups, err := c.backups()
		if err != nil {
			return nil, err
		}
		closeDesk, err := c.openDesk()
		if err != nil {
			return nil, err
		}
		made, one, err := wiring.BackUp(
			c.ctx, c.desk, backups, backup.ByHand, c.now(), *ifChanged, &sync.Mutex{},
		)
		if err = errors.Join(err, closeDesk()); err != nil {
			return nil, err
		}
		a := backupsAnswer{backups.Folder(), []backupOf{c.backupOf(one)}, made}
		return a, secondFault(backups)
	}
}

// secure makes a backup, if one is due, before something is done to so many things; one thing is
// undone without. That it failed is said, and keeps nobody from working; only the end of the
// command is an error.
func (c *call) secure(why backup.Reason, count int) error {
	if count < 2 {
		return nil
	}
	dir, err := c.dataFolder()
	if err != nil {
		return err
	}
	backups := wiring.Chosen.Backups(dir)
	size, _ := wiring.Chosen.Size(dir)
	progress := progress{c: c}
	progress.show("backup.making")
	_, _, err = wiring.BackUpWhenDue(c.ctx, c.desk, backups, why, c.now(), size, &sync.Mutex{})
	progress.clear()
	if c.ctx.Err() != nil {
		return c.ctx.Err()
	}
	c.notSecured = err
	return nil
}

// sayNotSecured says that the backup before a command failed, also when the command did not; as
// JSON the error of a command stands alone.
func (c *call) sayNotSecured(err error) {
	if c.notSecured == nil || c.json && err != nil {
		return
	}
	text := c.words.T("ctl.backup_failed", core.Args{"Reason": c.words.Error(c.notSecured)})
	fmt.Fprintf(c.err, "%s: %s\n", program, oneLine(text))
}

func backupList(flags) action {
	return func(c *call) (answer, error) {
		backups, err := c.backups()
		if err != nil {
			return nil, err
		}
		list, err := backups.List()
		return whole(c.backupsAnswer(backups, list), err)
	}
}

func (c *call) backupsAnswer(backups wiring.Backups, list []backup.Backup) backupsAnswer {
	a := backupsAnswer{Folder: backups.Folder(), Backups: []backupOf{}}
	for _, one := range list {
		a.Backups = append(a.Backups, c.backupOf(one))
	}
	return a
}

// backupVerify restores copies of the named backups, of all when none is named, and checks
// everything in them.
func backupVerify(flags) action {
	return func(c *call) (answer, error) {
		backups, err := c.backups()
		if err != nil {
			return nil, err
		}
		names, err := namesOr(c.args, backups)
		if err != nil {
			return nil, err
		}
		var verified []backup.Backup
		var failed error // The first one: the others are looked at all the same.
		for _, name := range names {
			one, err := backups.Verify(c.ctx, name, c.now())
			if err != nil {
				one.Proved, one.Fault = time.Time{}, "" // Nobody knows now.
			}
			if one.Name != "" {
				verified = append(verified, one)
			}
			if err == nil {
				err = faultOf(one, name)
			}
			if c.ctx.Err() != nil {
				return nil, c.ctx.Err()
			}
			if failed == nil {
				failed = err
			}
		}
		if failed != nil && len(verified) == 0 {
			return nil, failed
		}
		return c.backupsAnswer(backups, verified), failed
	}
}

// namesOr are the names that were given, or those of all backups.
func namesOr(given []string, backups wiring.Backups) ([]string, error) {
	if len(given) > 0 {
		return given, nil
	}
	list, err := backups.List()
	names := make([]string, len(list))
	for i, one := range list {
		names[i] = one.Name
	}
	return names, err
}

// faultOf is what is wrong with a backup, nil for nothing.
func faultOf(one backup.Backup, name string) error {
	var err error
	for _, fault := range core.ParseErrors(one.Fault) {
		err = &core.Error{
			Code: core.Corrupt, Key: "backup.faulty", Args: core.Args{"Name": name}, Err: fault,
		}
	}
	return err
}

// difference is how much there is of something now and in a backup. Now is nil when the present
// file cannot be read.
type difference struct {
	Now  *int64 `json:"now"`
	Then int64  `json:"then"`
}

// restoreAnswer is what a backup would change, or changed.
type restoreAnswer struct {
	Backup   backupOf `json:"backup"`
	Restored bool     `json:"restored"`
	// The new name of the file that was there, "" when there was none.
	Aside      string     `json:"aside"`
	Resellers  difference `json:"resellers"`
	PBXs       difference `json:"pbxs"`
	Customers  difference `json:"customers"`
	Operations difference `json:"operations"`
	Damage     *problem   `json:"damage"` // Why the present file cannot be read.
}

func (a restoreAnswer) text(p *page) {
	var rows [][]cell
	for _, of := range []struct {
		name string
		difference
	}{{"resellers", a.Resellers}, {"pbxs", a.PBXs}, {"customers", a.Customers}, {"operations", a.Operations}} {
		now := word(p.t("backup.unreadable"))
		if of.Now != nil {
			now = p.number(*of.Now)
		}
		rows = append(rows, []cell{word(p.t("backup." + of.name)), now, p.number(of.Then)})
	}
	p.table([]string{"", p.t("backup.now"), p.t("backup.then")}, rows)
	if a.Damage != nil {
		p.line(a.Damage.Message)
	}
	if !a.Restored {
		p.line(p.t("backup.preview", core.Args{"When": a.Backup.MadeAt}))
		return
	}
	p.line(p.t("backup.restored", core.Args{"When": a.Backup.MadeAt}))
	if a.Aside != "" {
		p.line(p.t("backup.aside", core.Args{"Path": a.Aside}))
	}
	p.line(p.t("backup.outbox_waits"))
}

// backupRestore puts a backup in the place of the workspace, one of the data folder by its name,
// any other by a path; with --dry-run it only says what would be another one.
func backupRestore(f flags) action {
	dry := f.onOff("dry-run")
	return func(c *call) (answer, error) {
		backups, err := c.backups()
		if err != nil {
			return nil, err
		}
		from, err := c.restorable(backups, c.args[0])
		if err != nil {
			return nil, err
		}
		one := from.one
		for _, fault := range core.ParseErrors(one.Fault) {
			return nil, &core.Error{Code: core.Corrupt, Key: "backup.damaged", Err: fault}
		}
		a := restoreAnswer{Backup: c.backupOf(one)}
		then := one.Holds
		a.Resellers.Then, a.PBXs.Then, a.Customers.Then = then.Resellers, then.PBXs, then.Customers
		a.Operations.Then = then.Operations
		if now, err := c.holdsNow(); err == nil {
			a.Resellers.Now, a.PBXs.Now, a.Customers.Now = &now.Resellers, &now.PBXs, &now.Customers
			a.Operations.Now = &now.Operations
		} else if core.CodeOf(err) == core.Corrupt {
			p := c.problem(err)
			a.Damage = &p
		} else if core.CodeOf(err) != core.NotFound {
			return nil, err
		}
		if *dry {
			return a, nil
		}
		a.Aside, err = c.restore(backups, from)
		a.Restored = err == nil
		return whole(a, err)
	}
}

// secondFault is why the last copy in the second place was not made, nil when it was.
func secondFault(backups wiring.Backups) error {
	s, err := backups.Second()
	for _, fault := range core.ParseErrors(s.Fault) {
		return fault
	}
	return err
}

// secondAnswer is the second place, and what became of the last copy.
type secondAnswer struct {
	Folder    string     `json:"folder"` // "" for none.
	Encrypted bool       `json:"encrypted"`
	Code      string     `json:"code,omitempty"` // Opens the copies; said when the place is set.
	Name      string     `json:"name"`           // Of the backup that was copied last.
	CopiedAt  *time.Time `json:"copied_at"`      // Null for never.
	Fault     *problem   `json:"fault"`          // Why the last copy was not made.
}

func (c *call) secondAnswer(s backup.Second) secondAnswer {
	a := secondAnswer{
		Folder: s.Folder, Encrypted: s.Encrypted, Name: s.Name, Fault: c.storedFault(s.Fault),
	}
	if !s.At.IsZero() {
		a.CopiedAt = &s.At
	}
	return a
}

func (a secondAnswer) text(p *page) {
	if a.Folder == "" {
		p.line(p.t("backup.second_none"))
		return
	}
	key := "backup.second_plain"
	if a.Encrypted {
		key = "backup.second_encrypted"
	}
	p.line(p.t(key, core.Args{"Path": a.Folder}))
	if a.CopiedAt != nil {
		p.line(p.t("backup.second_copied", core.Args{"When": *a.CopiedAt}))
	}
	if a.Fault != nil {
		p.line(p.t("backup.second_failed", core.Args{"Reason": a.Fault.Message}))
	}
	if a.Code != "" {
		p.line(p.t("backup.code") + ": " + a.Code)
		p.line(p.t("backup.code_text"))
	}
}

func backupSecondShow(flags) action {
	return func(c *call) (answer, error) {
		backups, err := c.backups()
		if err != nil {
			return nil, err
		}
		s, err := backups.Second()
		return whole(c.secondAnswer(s), err)
	}
}

// backupSecondSet copies each backup to a folder, too; with --encrypted by a code, which it says.
func backupSecondSet(f flags) action {
	encrypted := f.onOff("encrypted")
	return withDesk(func(c *call) (answer, error) {
		backups, err := c.backups()
		if err != nil {
			return nil, err
		}
		folder, err := filepath.Abs(c.args[0])
		if err != nil {
			return nil, err
		}
		if err := backups.CheckSecond(folder); err != nil {
			return nil, err
		}
		var code string
		if *encrypted {
			if code, err = c.desk.OwnBackupCode(c.ctx); err != nil {
				return nil, err
			}
		}
		err = backups.SetSecond(backup.Second{Folder: folder, Encrypted: *encrypted})
		if err != nil {
			return nil, err
		}
		_, _, failed := wiring.BackUp(
			c.ctx, c.desk, backups, backup.ByHand, c.now(), true, &sync.Mutex{},
		)
		s, err := backups.Second()
		a := c.secondAnswer(s)
		a.Code = code
		return a, errors.Join(failed, err, secondFault(backups))
	})
}

func backupSecondOff(flags) action {
	return withDesk(func(c *call) (answer, error) {
		backups, err := c.backups()
		if err != nil {
			return nil, err
		}
		return whole(c.secondAnswer(backup.Second{}), backups.SetSecond(backup.Second{}))
	})
}

// restorable is a backup that is to be restored: one of the data folder, or a file anywhere.
type restorable struct {
	one        backup.Backup
	path, code string // path is "" for one of the data folder.
}

// restorable takes a backup out and checks everything in it. A name with a folder is a file
// anywhere.
func (c *call) restorable(backups wiring.Backups, name string) (r restorable, err error) {
	if filepath.Base(name) == name {
		r.one, err = backups.Verify(c.ctx, name, c.now())
		return r, err
	}
	r.path = name
	if _, encrypted := backup.IsFile(name); encrypted {
		if r.code, err = c.secret("move.code"); err != nil {
			return r, err
		}
	}
	r.one, err = backups.VerifyFile(c.ctx, r.path, r.code, c.now())
	return r, err
}

func (c *call) restore(backups wiring.Backups, r restorable) (aside string, err error) {
	if r.path == "" {
		return backups.Restore(c.ctx, r.one.Name, c.now())
	}
	nothingOpen := func() error { return nil }
	return backups.RestoreFile(c.ctx, r.path, r.code, c.now(), nothingOpen)
}

// holdsNow counts what the present workspace holds.
func (c *call) holdsNow() (backup.Holds, error) {
	closeDesk, err := c.openDesk()
	if err != nil {
		return backup.Holds{}, err
	}
	held, err := c.desk.Holds(c.ctx)
	return held, errors.Join(err, closeDesk())
}

// salvagedTable is how much of a table could be read.
type salvagedTable struct {
	Name    string `json:"name"`
	Rows    int64  `json:"rows"`
	Altered int64  `json:"altered"` // Rows that look other than the program wrote them.
	Lost    int64  `json:"lost"`
}

// salvageAnswer is what could be read of a damaged workspace, and where it is.
type salvageAnswer struct {
	Path      string `json:"path"`
	Workspace bool   `json:"workspace"` // Otherwise it is a folder of .csv files.
	Used      bool   `json:"used"`      // It took the place of the damaged one.
	// The new name of the damaged file, "" when it was left.
	Aside  string          `json:"aside"`
	Tables []salvagedTable `json:"tables"`
}

func (a salvageAnswer) text(p *page) {
	var rows [][]cell
	for _, t := range a.Tables {
		rows = append(rows, []cell{
			word(p.t("table." + t.Name)), p.number(t.Rows), p.number(t.Altered), p.number(t.Lost),
		})
	}
	p.table([]string{"", p.t("salvage.rows"), p.t("salvage.altered"), p.t("salvage.lost")}, rows)
	switch {
	case a.Used:
		p.line(p.t("damaged.used"))
		p.line(p.t("backup.aside", core.Args{"Path": a.Aside}))
	case a.Workspace:
		p.line(p.t("salvage.workspace", core.Args{"Path": a.Path}))
	default:
		p.line(p.t("damaged.salvaged_tables", core.Args{"Path": a.Path}))
	}
}

// backupSalvage saves what can be read of the workspace; with --use it takes the place of the
// workspace.
func backupSalvage(f flags) action {
	use := f.onOff("use")
	return func(c *call) (answer, error) {
		dir, err := c.dataFolder()
		if err != nil {
			return nil, err
		}
		if !wiring.Chosen.Exists(dir) {
			return nil, &core.Error{
				Code: core.NotFound,
				Key:  "workspace.none",
				Args: core.Args{"Path": dir},
			}
		}
		saved, err := wiring.Chosen.Salvage(c.ctx, dir, c.now())
		if err != nil {
			return nil, err
		}
		a := salvageAnswer{Path: saved.Path, Workspace: saved.Workspace, Tables: []salvagedTable{}}
		for _, t := range saved.Tables {
			if t.Rows+t.Altered+t.Lost > 0 {
				a.Tables = append(a.Tables, salvagedTable(t))
			}
		}
		if *use && saved.Workspace {
			a.Aside, err = wiring.Chosen.UseSalvaged(dir, saved, c.now())
			a.Used = err == nil
		}
		return whole(a, err)
	}
}
