// Command resellerctl does from a terminal what the window does: the same actions of core/desk,
// with the same refusals. It needs neither a display nor the libraries of one
// (docs/resellerctl.md).
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // A second signal ends the program at once.
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, computer()))
}
