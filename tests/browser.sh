#!/bin/sh
# Finds or installs a Chromium for the browser tests: on PATH; else from the system's packages, when
# root; else Playwright's own. Ends with one clear line where none can be had: a browser test is
# never skipped. Argument: the virtual environment's Python.
set -eu
py=$1

for name in "${CHROMIUM:-chromium}" chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
own() { "$py" -c 'import sys; from pathlib import Path; from playwright.sync_api import sync_playwright
with sync_playwright() as p: sys.exit(not Path(p.chromium.executable_path).exists())' 2>/dev/null; }
own && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium from the system's packages ..."
  if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1; then
    exit 0
  fi
fi
echo "Installing Playwright's Chromium ..."
"$py" -m playwright install chromium >/dev/null 2>&1 && own && exit 0
echo "browser: no Chromium was found and none could be installed; install one (Debian: apt-get install chromium) or set CHROMIUM=/path/to/it" >&2
exit 1
