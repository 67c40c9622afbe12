//go:build linux

// Command journey does the main job of the program in two real windows, a distributor's and its
// reseller's, by keyboard alone, with two real keyrings and a real mail server, all of them private
// to it; the reseller's has no network where the machine allows that. It leaves a picture of each
// step, the mail that arrived, and the files that the two exchange.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"resellerdesk/cmd/internal/throwaway"
)

func main() {
	out := flag.String("out", "demo", "`folder` for pictures and the mail")
	measure := flag.Bool("bench", false, "measure what a person waits for instead")
	rows := flag.Int("rows", 100_000, "how many resellers to measure with")
	before := flag.String("before", "", "another `program` to measure beside this build")
	pictures := flag.String(
		"pictures", "", "keep the pictures of the README in this `folder` instead",
	)
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *pictures != "" {
		if err := takePictures(ctx, *pictures); err != nil {
			fmt.Fprintln(os.Stderr, "journey:", err)
			os.Exit(1)
		}
		return
	}
	if *measure {
		if err := bench(ctx, *rows, *before, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "journey:", err)
			os.Exit(1)
		}
		return
	}
	if err := travel(ctx, *out, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "journey:", err)
		os.Exit(1)
	}
	fmt.Println("Pictures of every step, the mail and the files that were exchanged are in", *out)
}

// albumFiles are what a journey leaves.
var albumFiles = []string{
	"*.png", "*.eml", "*.activation", "*.resellerdesk", "*.age", "program.log",
}

// travel builds the program and takes every step, into an empty folder: the one of the last journey
// is emptied.
func travel(ctx context.Context, out string, progress io.Writer) error {
	if _, err := throwaway.MakeNamed(out, albumFiles...); err != nil {
		return err
	}
	e, err := newEnvironment(ctx)
	if err != nil {
		return err
	}
	defer e.Close()
	program, err := build(ctx, e.dir, "resellerdesk")
	if err != nil {
		return err
	}
	terminal, err := build(ctx, e.dir, "resellerctl")
	if err != nil {
		return err
	}
	second, err := e.another(ctx, "partner")
	if err != nil {
		return err
	}
	a := &album{out: out}
	t := &two{
		distributor: &window{
			environment: e, ctx: ctx, program: program, terminal: terminal,
			data: filepath.Join(e.dir, "nordlicht"), album: a,
		},
		partner: &window{
			environment: second, ctx: ctx, program: program, terminal: terminal,
			data: filepath.Join(second.dir, "kranich"), album: a,
		},
	}
	for _, s := range steps() {
		start := time.Now()
		if err := s.do(t); err != nil {
			if t.front.id != "" {
				_ = t.front.shot("failed")
			}
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Fprintf(progress, "%-32s %5.1f s\n", s.name, time.Since(start).Seconds())
	}
	return nil
}

// build builds a program of cmd as it is in this checkout.
func build(ctx context.Context, dir, name string) (string, error) {
	module, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return "", fmt.Errorf("go list: %w", err)
	}
	program := filepath.Join(dir, filepath.Base(name))
	c := exec.CommandContext(
		ctx, "go", "build", "-tags", "migrated_fynedo", "-o", program, "./cmd/"+name,
	)
	c.Dir = strings.TrimSpace(string(module))
	if text, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w: %s", err, text)
	}
	return program, nil
}
