//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// worksAgainWithin is how long it may take from the start of the program with a damaged file until
// it can be worked with.
const worksAgainWithin = 10 * time.Second

// restoreDamaged damages the workspace file between two runs of the program, and does what the
// screen offers first.
func (w *window) restoreDamaged() error {
	if err := w.beside("backup", "create", "--if-changed"); err != nil {
		return err
	}
	if err := w.quit(); err != nil {
		return err
	}
	path := filepath.Join(w.data, "workspace.desk")
	damaged, err := spoil(path)
	if err != nil {
		return err
	}
	start := time.Now()
	if err := w.open(); err != nil {
		return err
	}
	if err := w.waitTitle("This workspace is damaged and was not opened"); err != nil {
		return err
	}
	if err := w.shot("damaged"); err != nil {
		return err
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, damaged) {
		return fmt.Errorf("the damaged file was changed, or cannot be read: %v", err)
	}
	if err := w.keys("Return"); err != nil { // Restores the newest good backup.
		return err
	}
	if err := w.waitTitle("User"); err != nil { // The person stays signed in.
		return err
	}
	if took := time.Since(start); took > worksAgainWithin {
		return fmt.Errorf(
			"it takes %s until a damaged workspace works again; the limit is %s",
			took,
			worksAgainWithin,
		)
	}
	if err := w.waitQuery(
		"SELECT count(*) FROM account WHERE company = 'Kranich Telefonie GmbH'",
		"1",
	); err != nil {
		return err
	}
	if err := w.isBeside(damaged); err != nil {
		return err
	}
	return w.shot("works-again")
}

// spoil writes another name into a workspace file, and returns what is in it then.
func spoil(path string) ([]byte, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	damaged := bytes.ReplaceAll(file, []byte("Kranich Telefonie"), []byte("Kranich Telef0nie"))
	if bytes.Equal(file, damaged) {
		return nil, fmt.Errorf("%s does not hold the name that is to be damaged", path)
	}
	return damaged, os.WriteFile(path, damaged, 0o600)
}

// isBeside fails unless the damaged file is still there, under another name.
func (w *window) isBeside(damaged []byte) error {
	aside, err := filepath.Glob(filepath.Join(w.data, "workspace before *.desk"))
	if err != nil || len(aside) != 1 {
		return fmt.Errorf("the damaged file is not beside: %v, %v", aside, err)
	}
	if kept, err := os.ReadFile(aside[0]); err != nil || !bytes.Equal(kept, damaged) {
		return fmt.Errorf("the file beside is not the damaged one: %v", err)
	}
	return nil
}
