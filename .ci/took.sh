#!/usr/bin/env bash
# Runs a command, and adds what took how long to the file TOOK: all of it, and each package that
# `go test` says it of. Without a command it says what took longest.
set -uo pipefail
if [ $# -eq 0 ]; then
	echo "What took longest:"
	sort -rn "$TOOK" | head -12 | awk '{ seconds = $1; $1 = ""; printf "%6.0f s %s\n", seconds, $0 }'
	rm -f "$TOOK"
	exit
fi
printed=$(mktemp)
trap 'rm -f "$printed"' EXIT
begun=$SECONDS
"$@" | tee "$printed"
status=$?
echo "$((SECONDS - begun)) all of: ${*:2:5}" >>"$TOOK"
awk '$1 == "ok" && $3 ~ /^[0-9.]+s$/ { sub("s", "", $3); print $3, $2 }' "$printed" >>"$TOOK"
exit $status
