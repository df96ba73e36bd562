#!/bin/sh
# Sees to what the browser tests need: Playwright's driver that starts, and a Chromium: one on PATH;
# else from the system's packages, when root; else Playwright's own. Ends with one clear line where
# something cannot be had: a browser test is never skipped. Argument: the virtual environment's Python.
set -eu
py=$1
fail() { printf 'browser: %s\n' "$*" >&2; exit 1; }

on_path() {
  for name in "${CHROMIUM:-chromium}" chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && return
  done
  return 1
}
own() { "$py" -c 'import sys; from pathlib import Path; from playwright.sync_api import sync_playwright
with sync_playwright() as p: sys.exit(not Path(p.chromium.executable_path).exists())' >/dev/null 2>&1; }
driver() { "$py" -m playwright --version 2>&1; }

packages=
driver >/dev/null || packages="libatomic1" # the one library of its Node that a bare Debian lacks
on_path || { [ -z "$packages" ] && own; } || packages="$packages chromium fonts-dejavu-core"

if [ -n "$packages" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing from the system's packages: $packages ..."
  # Where this fails, what is missing is said below.
  # shellcheck disable=SC2086  (several words on purpose)
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } >/dev/null 2>&1 || true
fi

said=$(driver) || fail "Playwright's driver does not start: $(printf '%s' "$said" | tail -n 1); on Debian: sudo apt-get install libatomic1"
on_path || own && exit 0
echo "Installing Playwright's Chromium ..."
"$py" -m playwright install chromium >/dev/null 2>&1 && own && exit 0
fail "no Chromium was found and none could be installed; install one (Debian: sudo apt-get install chromium) or set CHROMIUM=/path/to/it"
