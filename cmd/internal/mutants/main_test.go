package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestWhatIsFound makes every fault in a package whose tests look at one side of a bound only.
func TestWhatIsFound(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"go.mod":          "module example\n\ngo 1.26\n",
		"room/x_plan9.go": "package room\n\nconst seven = 7\n",
		"room/inside.go":  "package room\n\nfunc Fits(n int) bool { return n < 10 }\n",
		"room_test.go": "package example\n\nimport (\n\t\"testing\"\n\n\t\"example/room\"\n)\n\n" +
			"func TestFits(t *testing.T) {\n\tif room.Fits(10) || !room.Fits(0) {\n\t\tt.Fatal()\n\t}\n}\n",
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o700))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	}
	var out strings.Builder
	found, tried, err := try(&out, "room", options{faults: 9, timeout: time.Minute})
	require.NoError(t, err)
	require.Equal(t, []int{3, 4}, []int{found, tried}, out.String())
	require.Contains(t, out.String(), `not found: room/inside.go:3:36: "10" became "9" in`)
	kept, err := os.ReadFile("room/inside.go")
	require.NoError(t, err)
	require.Contains(t, string(kept), "n < 10", "the code stays as it is")
}

// TestFaults lists what is made of each piece of code.
func TestFaults(t *testing.T) {
	for code, want := range map[string][]string{
		"a == b": {"a != b"}, "a != b": {"a == b"},
		"a < b": {"a <= b", "a >= b"}, "a <= b": {"a < b", "a > b"},
		"a > b": {"a >= b", "a <= b"}, "a >= b": {"a > b", "a < b"},
		"a + b": {"a - b"}, "a - b": {"a + b"}, "a && b": {"a || b"}, "a || b": {"a && b"},
		"!a": {"a"}, "-a": {"a"}, "true": {"false"}, "false": {"true"},
		"7": {"6", "8"}, "0x10": {"15", "17"}, `"7"`: nil, "1.5": nil, "a * b": nil,
		"make([]int, a, 7)": nil, "make(map[int]int, 7)": nil,
		"make([]int, 7)": {"make([]int, 6)", "make([]int, 8)"},
	} {
		require.Equal(t, want, madeOf(t, "var x = "+code, "var x = "), code)
	}
	for code, want := range map[string][]string{
		"return 0, err": nil, "return nil, false, err": nil,
		"return 7, nil": {"return 6, nil", "return 8, nil"},
		"f()":           {""}, "a = b": {""}, "a := b": nil, "a++": {""}, "defer f()": {""}, "go f()": nil,
		"a += b":           {"", "a -= b"},
		"a -= b":           {"", "a += b"},
		"if err != nil {}": {"if false && err != nil {}", "if err == nil {}"},
		"if a != nil {}":   {"if a == nil {}"},
	} {
		require.Equal(t, want, madeOf(t, "func x() { "+code+" }", "func x() { "), code)
	}
}

// madeOf are the faults in a declaration, without what stands around them.
func madeOf(t *testing.T, declaration, before string) []string {
	const head = "package x\n\n"
	faults, err := faultsOf("x.go", []byte(head+declaration))
	require.NoError(t, err)
	var list []string
	for _, f := range faults {
		text := strings.TrimPrefix(string(f.made()), head+before)
		if strings.HasPrefix(before, "func") {
			text = strings.TrimSpace(strings.TrimSuffix(text, "}"))
		}
		list = append(list, text)
	}
	return list
}
