package sqlite

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// digestSuffix names the file beside a workspace that holds its digest as it was when it was
// closed, checked.
const digestSuffix = ".checked"

// gate lets nothing be written before everything in the file was checked.
type gate struct {
	mu      sync.Mutex // Held while the file is checked.
	found   file
	faults  error // That the file is damaged, once it is known.
	touched touched
	wrote   atomic.Bool
	writer  atomic.Pointer[sql.DB]
	closing context.Context // Ends when the workspace is closed: no check goes on.
	end     context.CancelFunc
}

func (g *gate) init(found file) {
	g.found, g.touched = found, newTouched()
	g.closing, g.end = context.WithCancel(context.Background())
}

// open is the pool of the only connection that writes, nil before the file was checked.
func (g *gate) open() *sql.DB { return g.writer.Load() }

// CheckFile checks everything in the file, once: Write waits for it (desk.Store).
func (w *Workspace) CheckFile(ctx context.Context, step func(done, all int)) error {
	_, err := w.gate.pass(ctx, w, step)
	return err
}

// pass returns the connection that writes, after the file was checked; everybody else waits
// meanwhile. When ctx ends, the next one begins again.
func (g *gate) pass(ctx context.Context, w *Workspace, step func(done, all int)) (*sql.DB, error) {
	if writer := g.writer.Load(); writer != nil {
		return writer, nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if writer := g.writer.Load(); writer != nil || g.faults != nil {
		return writer, g.faults
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(g.closing, cancel)()
	if !g.fits(w.path) {
		proof, err := proveSnapshot(ctx, w.reader, step)
		if err != nil {
			return nil, err
		}
		if g.faults = w.damage(proof); g.faults != nil {
			return nil, g.faults
		}
	}
	writer := pool(w.dataSource("rw"), 1, g.touched.watch)
	if err := w.checkPragmas(ctx, writer); err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	g.writer.Store(writer)
	sweep(w.data, time.Now())
	return writer, nil
}

// fits tells whether the file is, to the byte, as it was when it was closed, checked.
func (g *gate) fits(path string) bool {
	if g.found.logged {
		return false
	}
	want, err := os.ReadFile(path + digestSuffix)
	if err != nil {
		return false
	}
	have, err := digest(g.found.raw)
	return err == nil && bytes.Equal(bytes.TrimSpace(want), have)
}

func digest(raw *os.File) ([]byte, error) {
	h := sha256.New()
	if _, err := raw.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if _, err := io.Copy(h, raw); err != nil {
		return nil, err
	}
	return hex.AppendEncode(nil, h.Sum(nil)), nil
}

// close closes the connection that writes. The last program that has a whole file open leaves its
// digest.
func (g *gate) close(w *Workspace) error {
	g.end()
	g.mu.Lock()
	defer g.mu.Unlock()
	writer := g.writer.Load()
	if writer == nil {
		return errors.Join(g.tidy(w), g.found.close())
	}
	err := errors.Join(writer.Close(), g.found.close())
	if err == nil && size(w.path+"-wal") == 0 &&
		(g.wrote.Load() || size(w.path+digestSuffix) == 0) {
		// Without it the next start takes longer.
		_ = keepDigest(w.path)
	}
	return translate(err)
}

// tidy lets SQLite remove the empty files that reading made beside the file.
func (g *gate) tidy(w *Workspace) error {
	if _, err := os.Stat(w.path + "-wal"); err != nil || size(w.path+"-wal") > 0 {
		return nil
	}
	db := pool(w.dataSource("rw"), 1)
	_, _ = db.Exec(`SELECT count(*) FROM sqlite_schema`) // Of a damaged file it fails.
	return translate(db.Close())
}

func keepDigest(path string) error {
	raw, err := os.Open(path)
	if err != nil {
		return err
	}
	defer raw.Close()
	text, err := digest(raw)
	if err != nil {
		return err
	}
	return replaceFile(path+digestSuffix, append(text, '\n'))
}
