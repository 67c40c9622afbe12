package main

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// fault is one change of one place in a file.
type fault struct {
	file     string
	source   []byte
	from, to int // The bytes that are replaced.
	by       string
}

// made is the file with the fault.
func (f fault) made() []byte {
	return slices.Concat(f.source[:f.from], []byte(f.by), f.source[f.to:])
}

// String says where the fault is, and what was changed.
func (f fault) String() string {
	before := string(f.source[:f.from])
	start := strings.LastIndex(before, "\n") + 1
	line, _, _ := strings.Cut(string(f.source[start:]), "\n")
	what := "became " + strconv.Quote(f.by)
	if f.by == "" {
		what = "was removed"
	}
	return fmt.Sprintf(
		"%s:%d:%d: %q %s in %q", f.file, strings.Count(before, "\n")+1, f.from-start+1,
		f.source[f.from:f.to], what, strings.TrimSpace(line),
	)
}

// faultsIn are all faults that can be made in the package in a folder.
func faultsIn(folder string) ([]fault, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	var all []fault
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		built, err := build.Default.MatchFile(folder, filepath.Base(file))
		if err != nil {
			return nil, err
		}
		if !built {
			continue // Another system's.
		}
		source, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		faults, err := faultsOf(file, source)
		if err != nil {
			return nil, err
		}
		all = append(all, faults...)
	}
	return all, nil
}

// faultsOf are all faults that can be made in a file.
func faultsOf(file string, source []byte) ([]fault, error) {
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, file, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var faults []fault
	ast.Inspect(parsed, func(n ast.Node) bool {
		if n == nil || isHint(n) || isOnlyError(n) {
			return false
		}
		for _, c := range changesOf(n) {
			from := files.Position(c.at).Offset
			faults = append(faults, fault{file, source, from, from + c.length, c.by})
		}
		return true
	})
	return faults, nil
}

// isHint tells whether something only says how much room is needed, which no test can see.
func isHint(n ast.Node) bool {
	call, is := n.(*ast.CallExpr)
	if !is || len(call.Args) < 2 {
		return false
	}
	name, is := call.Fun.(*ast.Ident)
	_, isMap := call.Args[0].(*ast.MapType)
	return is && name.Name == "make" && (isMap || len(call.Args) == 3)
}

// isOnlyError tells whether something returns an error, and beside it constants, at which nobody
// looks then.
func isOnlyError(n ast.Node) bool {
	r, is := n.(*ast.ReturnStmt)
	if !is || len(r.Results) < 2 {
		return false
	}
	last, is := r.Results[len(r.Results)-1].(*ast.Ident)
	if !is || last.Name != "err" {
		return false
	}
	for _, result := range r.Results[:len(r.Results)-1] {
		if _, is := result.(*ast.BasicLit); is {
			continue
		}
		if name, is := result.(*ast.Ident); !is || name.Name != "false" && name.Name != "nil" {
			return false
		}
	}
	return true
}

// change replaces some bytes at a place.
type change struct {
	at     token.Pos
	length int
	by     string
}

// operators are what an operator is taken for.
var operators = map[token.Token][]string{
	token.EQL: {"!="}, token.NEQ: {"=="},
	token.LSS: {"<=", ">="}, token.LEQ: {"<", ">"}, token.GTR: {">=", "<="}, token.GEQ: {">", "<"},
	token.ADD: {"-"}, token.SUB: {"+"}, token.LAND: {"||"}, token.LOR: {"&&"},
	token.ADD_ASSIGN: {"-="}, token.SUB_ASSIGN: {"+="},
}

// changesOf are the faults that can be made in a node itself, not in what it holds.
func changesOf(n ast.Node) []change {
	whole := func(by ...string) (list []change) {
		for _, text := range by {
			list = append(list, change{n.Pos(), int(n.End() - n.Pos()), text})
		}
		return list
	}
	operator := func(at token.Pos, t token.Token) (list []change) {
		for _, text := range operators[t] {
			list = append(list, change{at, len(t.String()), text})
		}
		return list
	}
	switch n := n.(type) {
	case *ast.BinaryExpr:
		return operator(n.OpPos, n.Op)
	case *ast.UnaryExpr:
		if n.Op == token.NOT || n.Op == token.SUB {
			return []change{{n.OpPos, 1, ""}}
		}
	case *ast.BasicLit:
		if number, err := strconv.ParseInt(n.Value, 0, 64); n.Kind == token.INT && err == nil {
			return whole(strconv.FormatInt(number-1, 10), strconv.FormatInt(number+1, 10))
		}
	case *ast.Ident:
		switch n.Name {
		case "true":
			return whole("false")
		case "false":
			return whole("true")
		}
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			return append(whole(""), operator(n.TokPos, n.Tok)...)
		}
	case *ast.ExprStmt, *ast.IncDecStmt, *ast.DeferStmt:
		return whole("")
	case *ast.IfStmt:
		return overlooked(n)
	}
	return nil
}

// overlooked passes over an error that a function looks at.
func overlooked(n *ast.IfStmt) []change {
	cond, is := n.Cond.(*ast.BinaryExpr)
	if !is || cond.Op != token.NEQ {
		return nil
	}
	name, is := cond.X.(*ast.Ident)
	if !is || !strings.HasPrefix(name.Name, "err") {
		return nil
	}
	return []change{{cond.Pos(), 0, "false && "}}
}
