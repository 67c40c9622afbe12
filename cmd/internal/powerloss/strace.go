//go:build linux

package powerloss

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
)

// open is what a number of a process means.
type open struct {
	node     *inode // Nil for what is outside of the recorded folder.
	path     string
	position int64
	appends  bool
}

// process is a traced program with what it has open.
type process struct {
	*Recording
	open map[string]*open
}

// call is a system call with its arguments as strace writes them.
type call struct {
	name   string
	args   []string
	result int64
	before int // How many changes there were when it began.
}

// calls are the system calls that change what is on a disk, and those that say which file is meant.
var calls = map[string]func(p *process, c call) error{
	"openat": func(p *process, c call) error {
		return p.openAt(c, c.args[0], c.args[1], c.args[2])
	},
	"open":  func(p *process, c call) error { return p.openAt(c, here, c.args[0], c.args[1]) },
	"close": nil, // When it begins: another thread may have the number before it ends.
	"write": (*process).write,
	"pwrite64": func(p *process, c call) error {
		o, err := p.file(c.args[0]), error(nil)
		if o != nil {
			err = p.written(o.node, number(c.args[3]), text(c.args[1])[:c.result])
		}
		return err
	},
	"lseek": func(p *process, c call) error {
		if o := p.file(c.args[0]); o != nil {
			o.position = c.result
		}
		return nil
	},
	"ftruncate": func(p *process, c call) error {
		if o := p.file(c.args[0]); o != nil {
			p.changed(&change{to: o.node, size: number(c.args[1])})
		}
		return nil
	},
	"truncate": func(p *process, c call) error {
		n, _, _, err := p.find(text(c.args[0]))
		if n != nil {
			p.changed(&change{to: n, size: number(c.args[1])})
		}
		return err
	},
	"fsync":           (*process).synced,
	"fdatasync":       (*process).synced,
	"copy_file_range": (*process).copied,
	"mkdirat": func(p *process, c call) error {
		return p.made(p.path(c.args[0], c.args[1]))
	},
	"mkdir": func(p *process, c call) error { return p.made(text(c.args[0])) },
	"unlinkat": func(p *process, c call) error {
		return p.removed(p.path(c.args[0], c.args[1]))
	},
	"unlink": func(p *process, c call) error { return p.removed(text(c.args[0])) },
	"rmdir":  func(p *process, c call) error { return p.removed(text(c.args[0])) },
	"rename": func(p *process, c call) error {
		return p.renamed(text(c.args[0]), text(c.args[1]), true)
	},
	"renameat": func(p *process, c call) error {
		return p.renamed(p.path(c.args[0], c.args[1]), p.path(c.args[2], c.args[3]), true)
	},
	"renameat2": func(p *process, c call) error {
		return p.renamed(p.path(c.args[0], c.args[1]), p.path(c.args[2], c.args[3]), true)
	},
	"link": func(p *process, c call) error {
		return p.renamed(text(c.args[0]), text(c.args[1]), false)
	},
	"linkat": func(p *process, c call) error {
		return p.renamed(p.path(c.args[0], c.args[1]), p.path(c.args[2], c.args[3]), false)
	},
	// Nothing here is made of these: one that is used on the folder ends the recording.
	"writev": foreign(0), "pwritev": foreign(0), "pwritev2": foreign(0), "fallocate": foreign(0),
	"sendfile": foreign(0), "splice": foreign(2), "sync_file_range": foreign(0),
	"dup": foreign(0), "dup2": foreign(0), "dup3": foreign(0),
}

const here = "AT_FDCWD"

func foreign(arg int) func(p *process, c call) error {
	return func(p *process, c call) error {
		if p.file(c.args[arg]) != nil {
			return fmt.Errorf("%s is used, which is not understood", c.name)
		}
		return nil
	}
}

// parse reads what strace wrote about one program.
func (r *Recording) parse(trace io.Reader) error {
	p := &process{r, map[string]*open{}}
	type begun struct {
		text   string
		before int
	}
	unfinished := map[string]begun{}
	lines := bufio.NewReader(trace)
	for {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		thread, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		rest = strings.TrimSpace(rest)
		if strings.HasPrefix(rest, "+++") || strings.HasPrefix(rest, "---") {
			continue
		}
		before := len(r.changes)
		if _, end, resumed := strings.Cut(rest, " resumed>"); resumed {
			rest, before = unfinished[thread].text+end, unfinished[thread].before
		} else {
			if closed, is := strings.CutPrefix(rest, "close("); is {
				end := strings.IndexFunc(closed, func(c rune) bool { return c < '0' || c > '9' })
				delete(p.open, closed[:max(end, 0)])
			}
			if start, is := strings.CutSuffix(rest, " <unfinished ...>"); is {
				unfinished[thread] = begun{start, before}
				continue
			}
		}
		c, done := parseCall(rest)
		c.before = before
		if do := calls[c.name]; done && do != nil {
			if err := do(p, c); err != nil {
				return fmt.Errorf("%.200s: %w", rest, err)
			}
		}
	}
}

// parseCall reads a line such as `fsync(5) = 0`; done is false for a call that failed.
func parseCall(line string) (c call, done bool) {
	name, rest, _ := strings.Cut(line, "(")
	at := strings.LastIndex(rest, ") = ")
	if at < 0 {
		if at = strings.LastIndex(rest, ")"); at < 0 {
			return c, false
		}
	}
	c.name, c.args = name, strings.Split(rest[:at], ", ")
	_, result, _ := strings.Cut(rest[at:], "= ")
	word, _, _ := strings.Cut(result, " ")
	n, err := strconv.ParseInt(word, 0, 64)
	c.result = n
	return c, err == nil && n >= 0
}

func number(arg string) int64 {
	n, _ := strconv.ParseInt(arg, 0, 64) // strace writes numbers.
	return n
}

// text reads a string that strace wrote in hex, such as "\x2f\x74".
func text(arg string) string {
	b, _ := hex.DecodeString(strings.ReplaceAll(strings.Trim(arg, `"`), `\x`, ""))
	return string(b)
}

// path is the whole path of one that is below an open folder.
func (p *process) path(dir, name string) string {
	path := text(name)
	if o := p.open[dir]; o != nil && !filepath.IsAbs(path) {
		return filepath.Join(o.path, path)
	}
	return path
}

// file is what is open in the recorded folder, nil for what is elsewhere.
func (p *process) file(number string) *open {
	if o := p.open[number]; o != nil && o.node != nil {
		return o
	}
	return nil
}

func (p *process) openAt(c call, dir, name, flags string) error {
	path := p.path(dir, name)
	n, in, base, err := p.find(path)
	if err != nil {
		return err
	}
	if n == nil && in != nil {
		if !strings.Contains(flags, "O_CREAT") {
			return fmt.Errorf("%s was opened, but no recorded call made it", path)
		}
		n = &inode{}
		p.changed(&change{size: -1, names: []entry{{in, base, n}}})
	}
	if n != nil && strings.Contains(flags, "O_TRUNC") {
		p.changed(&change{to: n})
	}
	p.open[strconv.FormatInt(c.result, 10)] = &open{
		node: n, path: path, appends: strings.Contains(flags, "O_APPEND"),
	}
	return nil
}

func (p *process) write(c call) error {
	if c.args[0] == "1" && p.open["1"] == nil {
		p.said = append(p.said, Said{text(c.args[1]), len(p.changes)})
		return nil
	}
	o := p.file(c.args[0])
	if o == nil {
		return nil
	}
	if o.appends {
		o.position = int64(len(o.node.content))
	}
	at := o.position
	o.position += c.result
	return p.written(o.node, at, text(c.args[1])[:c.result])
}

func (p *process) copied(c call) error {
	from, to := p.file(c.args[0]), p.file(c.args[2])
	if to == nil {
		return nil
	}
	if from == nil || c.args[1] != "NULL" || c.args[3] != "NULL" {
		return fmt.Errorf("only a copy of a whole file of the folder is understood")
	}
	data := from.node.content[from.position : from.position+c.result]
	at := to.position
	from.position += c.result
	to.position += c.result
	return p.written(to.node, at, string(data))
}

func (p *process) written(n *inode, at int64, data string) error {
	if len(data) > 0 {
		p.changed(&change{to: n, offset: at, data: []byte(data), size: -1})
	}
	return nil
}

func (p *process) made(path string) error {
	_, in, name, err := p.find(path)
	if in != nil {
		n := &inode{folder: true, names: map[string]*inode{}}
		p.changed(&change{size: -1, names: []entry{{in, name, n}}})
	}
	return err
}

func (p *process) removed(path string) error {
	_, in, name, err := p.find(path)
	if in != nil {
		p.changed(&change{size: -1, names: []entry{{in, name, nil}}})
	}
	return err
}

// renamed gives a file a second name, and takes the first one when it moves.
func (p *process) renamed(from, to string, moves bool) error {
	n, in, name, err := p.find(from)
	if err != nil || in == nil {
		return err
	}
	_, into, as, err := p.find(to)
	if err != nil || into == nil {
		return fmt.Errorf("%s is moved out of the folder: %w", from, err)
	}
	entries := []entry{{into, as, n}}
	if moves {
		entries = append(entries, entry{in, name, nil})
	}
	p.changed(&change{size: -1, names: entries})
	return nil
}

func (p *process) changed(c *change) {
	c.settled = never
	for _, e := range c.names {
		e.in.set(e.name, e.is)
	}
	if c.names == nil {
		c.to.apply(c)
	}
	p.changes = append(p.changes, c)
}

// synced settles what a file or folder was changed by before the call began.
func (p *process) synced(c call) error {
	o := p.file(c.args[0])
	if o == nil {
		return nil
	}
	before := p.changes[:c.before]
	// It takes its time.
	p.changes = append(p.changes, &change{to: o.node, size: -1, settled: never})
	for _, one := range before {
		mine := one.to == o.node && one.names == nil
		for _, e := range one.names {
			mine = mine || e.in == o.node
		}
		if mine && one.settled == never {
			one.settled = len(p.changes)
		}
	}
	return nil
}
