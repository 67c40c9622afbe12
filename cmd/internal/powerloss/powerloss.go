//go:build linux

// Package powerloss records what programs write into a folder, and makes of it what could be on
// the disk if the power had failed at any moment meanwhile. It is for tests.
//
// strace sees every system call, those of C libraries and of Go alike. POSIX promises nothing of
// what was not synced: each such write is there, or not, or some of its sectors; each new, changed
// or removed name is there or not, until its folder was synced.
package powerloss

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// inode is a file or folder, whatever its names are.
type inode struct {
	folder  bool
	content []byte
	names   map[string]*inode // Of a folder.
}

// change is what one system call did; one that syncs changes nothing.
type change struct {
	to      *inode
	offset  int64
	data    []byte  // What was written at the offset.
	size    int64   // The new length of a file that was cut or extended, otherwise -1.
	names   []entry // What became of names, all at once.
	settled int     // How many changes there were when it was surely on the disk.
}

// entry is what a name in a folder means from then on, nil for nothing.
type entry struct {
	in   *inode
	name string
	is   *inode
}

// Recording is what programs wrote into a folder, one program after the other.
type Recording struct {
	dir     string
	root    *inode // As the calls left it.
	before  map[*inode]*inode
	changes []*change
	said    []Said
}

// Said is what a program wrote to its standard output, and how many changes there were before.
type Said struct {
	Text    string
	Changes int
}

const never = int(^uint(0) >> 1)

// New begins a recording of a folder. What is in it now is on the disk.
func New(dir string) (*Recording, error) {
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, err
	}
	r := &Recording{dir: dir, before: map[*inode]*inode{}}
	if r.root, err = read(dir); err != nil {
		return nil, err
	}
	r.remember(r.root)
	return r, nil
}

func read(path string) (*inode, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().IsRegular() {
		content, err := os.ReadFile(path)
		return &inode{content: content}, err
	}
	list, err := os.ReadDir(path)
	n := &inode{folder: true, names: map[string]*inode{}}
	for _, e := range list {
		if err == nil {
			n.names[e.Name()], err = read(filepath.Join(path, e.Name()))
		}
	}
	return n, err
}

// remember keeps a node and what is in it as it is now.
func (r *Recording) remember(n *inode) {
	r.before[n] = &inode{
		folder: n.folder, content: bytes.Clone(n.content), names: maps.Clone(n.names),
	}
	for _, below := range n.names {
		r.remember(below)
	}
}

// Run runs a program to its end and records it, after what was recorded before. It fails when the
// program does, and when the folder is not as the recorded calls make it.
func (r *Recording) Run(program *exec.Cmd) error {
	trace, err := os.CreateTemp("", "powerloss")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(trace.Name()) }()
	defer func() { _ = trace.Close() }()
	strace, err := exec.LookPath("strace")
	if err != nil {
		return fmt.Errorf("%w; `make test` installs it", err)
	}
	program.Args = append([]string{
		strace, "-f", "--seccomp-bpf", "-xx", "-s", "1000000000", "-o", trace.Name(),
		"-e", "trace=" + strings.Join(slices.Sorted(maps.Keys(calls)), ","), program.Path,
	}, program.Args[1:]...)
	program.Path = strace
	var errs strings.Builder
	program.Stderr = &errs
	if err := program.Run(); err != nil {
		return fmt.Errorf("%v: %w: %s", program.Args[len(program.Args)-1], err, errs.String())
	}
	if err := r.parse(trace); err != nil {
		return err
	}
	now, err := read(r.dir)
	if err != nil {
		return err
	}
	return same(r.root, now, r.dir)
}

// same finds out whether the recorded calls explain what is on the disk.
func same(recorded, now *inode, path string) error {
	if recorded.folder != now.folder {
		return fmt.Errorf("%s is not what the recorded calls make of it", path)
	}
	if strings.HasSuffix(path, "-shm") { // It is written through memory, and is made again.
		return nil
	}
	if !bytes.Equal(recorded.content, now.content) {
		return fmt.Errorf("the recorded calls make another file of %s", path)
	}
	a, b := slices.Sorted(maps.Keys(recorded.names)), slices.Sorted(maps.Keys(now.names))
	if !slices.Equal(a, b) {
		return fmt.Errorf("by the recorded calls %s holds %q, not %q", path, a, b)
	}
	for _, name := range a {
		if err := same(
			recorded.names[name], now.names[name], filepath.Join(path, name),
		); err != nil {
			return err
		}
	}
	return nil
}

// Changes is how many changes were recorded.
func (r *Recording) Changes() int { return len(r.changes) }

// Renamed are the numbers of changes with which the last one was of a name in a folder.
func (r *Recording) Renamed() []int {
	var list []int
	for i, c := range r.changes {
		if c.names != nil {
			list = append(list, i+1)
		}
	}
	return list
}

// Said is what the programs said, in the order in which they did.
func (r *Recording) Said() []Said { return r.said }

// fate is how probable it is for a change that is not surely on the disk to be there, and for one
// of those to be there in part.
type fate struct{ kept, torn float64 }

var fates = []fate{{0, 0}, {1, 0}, {0.5, 0.3}, {0.9, 0.3}, {0.1, 0.3}, {0.5, 1}}

// CrashInto writes into an empty folder what could be on the disk when the power fails after some
// of the changes.
func (r *Recording) CrashInto(dir string, after int, random *rand.Rand) error {
	nodes := map[*inode]*inode{}
	var node func(n *inode) *inode
	node = func(n *inode) *inode {
		if n == nil || nodes[n] != nil {
			return nodes[n]
		}
		now := &inode{folder: n.folder, names: map[string]*inode{}}
		nodes[n] = now
		if was := r.before[n]; was != nil {
			now.content = bytes.Clone(was.content)
			for name, below := range was.names {
				now.names[name] = node(below)
			}
		}
		return now
	}
	root := node(r.root)
	writes, names := fates[random.IntN(len(fates))], fates[random.IntN(len(fates))]
	for _, c := range r.changes[:after] {
		sure := c.settled <= after
		if c.names != nil {
			if sure || random.Float64() < names.kept {
				for _, e := range c.names {
					node(e.in).set(e.name, node(e.is))
				}
			}
			continue
		}
		node(c.to).crash(c, sure, writes, random)
	}
	return write(root, dir)
}

func (n *inode) set(name string, is *inode) {
	if is == nil {
		delete(n.names, name)
		return
	}
	n.names[name] = is
}

const sector = 512

// crash applies a change of a file as far as it came to the disk.
func (n *inode) crash(c *change, sure bool, f fate, random *rand.Rand) {
	switch {
	case sure || random.Float64() < f.kept && random.Float64() >= f.torn:
		n.apply(c)
	case random.Float64() >= f.torn: // It is not there at all.
	case c.size >= 0:
	default:
		// The file has its new length, and some sectors of what was written are there.
		n.resize(max(int64(len(n.content)), c.offset+int64(len(c.data))))
		for at := int64(0); at < int64(len(c.data)); {
			end := min((c.offset+at)/sector*sector+sector-c.offset, int64(len(c.data)))
			if random.IntN(2) == 0 {
				copy(n.content[c.offset+at:], c.data[at:end])
			}
			at = end
		}
	}
}

func (n *inode) apply(c *change) {
	if c.size >= 0 {
		n.resize(c.size)
		return
	}
	n.resize(max(int64(len(n.content)), c.offset+int64(len(c.data))))
	copy(n.content[c.offset:], c.data)
}

func (n *inode) resize(size int64) {
	if more := size - int64(len(n.content)); more > 0 {
		n.content = append(n.content, make([]byte, more)...)
	}
	n.content = n.content[:size]
}

func write(n *inode, path string) error {
	if !n.folder {
		return os.WriteFile(path, n.content, 0o600)
	}
	if err := os.Mkdir(path, 0o700); err != nil && !os.IsExist(err) {
		return err
	}
	for name, below := range n.names {
		if err := write(below, filepath.Join(path, name)); err != nil {
			return err
		}
	}
	return nil
}

// find returns what has a path, and the folder it is or would be in with its name there. Both are
// nil for what is outside of the recorded folder.
func (r *Recording) find(path string) (is, in *inode, name string, err error) {
	below, inside := strings.CutPrefix(filepath.Clean(path), r.dir+"/")
	if !inside {
		if filepath.Clean(path) == r.dir {
			is = r.root
		}
		return is, nil, "", nil
	}
	in = r.root
	for dir := filepath.Dir(below); dir != "."; {
		first, rest, more := strings.Cut(dir, "/")
		if in = in.names[first]; in == nil || !in.folder {
			return nil, nil, "", fmt.Errorf("%s: %w", path, fs.ErrNotExist)
		}
		if dir = rest; !more {
			dir = "."
		}
	}
	name = filepath.Base(below)
	return in.names[name], in, name, nil
}
