//go:build linux

package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestJourney takes the whole journey. The pictures stay in shots/journey.
func TestJourney(t *testing.T) {
	out := os.Getenv("JOURNEY_OUT")
	if out == "" {
		out = filepath.Join("..", "..", "shots", "journey")
	}
	if err := travel(t.Context(), out, t.Output()); err != nil {
		t.Fatal(err)
	}
}
