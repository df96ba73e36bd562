#!/bin/sh
# Makes .venv from requirements.lock, every package checked against its hash, and installs the
# course's own packages into it. Safe to run again. Writes nothing outside this folder but pip's cache.
set -eu
cd "$(dirname "$0")"

say() { printf '%s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

python=
for name in "${PYTHON:-python3.11}" python3.11 python3 python; do
  if command -v "$name" >/dev/null 2>&1 &&
     "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null; then
    python=$name
    break
  fi
done
[ -n "$python" ] || fail "Python 3.11 or 3.12 is needed and was not found; install python3.11, or say where it is: make serve PYTHON=/path/to/python3.11"

# Debian packs venv's installer apart from Python.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 ||
    fail "this Python cannot make virtual environments; on Debian or Ubuntu: sudo apt-get install python3-venv"
  say "Installing python3-venv ..."
  said=$({ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv; } 2>&1) ||
    fail "could not install python3-venv: $said"
fi

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
  rm -rf .venv
  say "Making the virtual environment .venv ..."
  "$python" -m venv .venv
fi

say "Installing the packages of requirements.lock (about two minutes the first time) ..."
export PIP_DISABLE_PIP_VERSION_CHECK=1
pip() { .venv/bin/python -m pip --quiet "$@"; }
pip install --require-hashes --requirement requirements.lock || fail "the packages could not be installed; is the network there? The messages above say which one failed"
pip install --no-deps --no-build-isolation --editable .
if [ -f instructor/pyproject.toml ]; then
  pip install --no-deps --no-build-isolation --editable instructor
fi
