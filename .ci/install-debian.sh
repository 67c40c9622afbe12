#!/usr/bin/env bash
# Installs what a fresh Debian or Ubuntu lacks: for "run" what building takes, for "test" also a virtual display, a keyring
# daemon, a mail server, what opens a file by its type, and what records system calls. Does nothing, quickly, when all is there. Other systems: see README.md.
set -euo pipefail
purpose=${1:-run}

if ! command -v go >/dev/null 2>&1; then
  echo "Go is missing. Install Go 1.26 or newer from the Go project's own page (go.dev), then run make again." >&2
  exit 1
fi
if [ "$(uname -s)" != Linux ]; then
  if [ "$purpose" = test ]; then
    echo "The tests of the real window need Linux. Elsewhere: make check, and go test -tags migrated_fynedo ./core/... ./ui/... ./storage/..." >&2
    exit 1
  fi
  exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
  echo "No apt-get here: install by hand a C compiler, pkg-config and the headers of GL, X11 and Wayland (README.md names them)." >&2
  exit 0
fi

packages="gcc libc6-dev pkg-config libgl-dev libegl-dev libx11-dev libxcursor-dev libxrandr-dev libxinerama-dev libxi-dev
  libxxf86vm-dev libwayland-dev libxkbcommon-dev"
# Without a display, "run" shows the program in a virtual one and needs the same as the tests.
if [ "$purpose" = test ] || [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  packages="$packages xvfb openbox xdotool imagemagick x11-utils libgl1-mesa-dri gnome-keyring dbus-daemon libsecret-tools
    postfix sasl2-bin libsasl2-modules dovecot-core openssl sqlite3 procps xdg-utils desktop-file-utils shared-mime-info libglib2.0-bin strace
    poppler-utils"
fi

missing=""
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 || { echo "Missing:$missing. Install them as root, then run make again." >&2; exit 1; }
  as_root=sudo
fi
echo "Installing:$missing"
# A mail server that is only a part of tests must not ask anything, nor start as a service of the system.
policy=/usr/sbin/policy-rc.d
made_policy=""
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
  $as_root chmod 755 $policy
  made_policy=yes
fi
done_with_policy() { [ -z "$made_policy" ] || $as_root rm -f $policy; }
trap done_with_policy EXIT
echo 'postfix postfix/main_mailer_type select No configuration' | $as_root debconf-set-selections
$as_root apt-get update -qq
# shellcheck disable=SC2086 # The names are meant to be split.
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
