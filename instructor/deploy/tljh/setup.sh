#!/bin/sh
# Puts the course onto a machine that has The Littlest JupyterHub. Run as root, from anywhere in a copy
# of the course without instructor's solutions or with them: nothing of instructor/ but settings is
# copied. Safe to run again; running it again is the update.
set -eu
cd "$(dirname "$0")/../../.."

say() { printf '%s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || fail "run it as root: sudo $0"
[ -x /opt/tljh/hub/bin/python3 ] || fail "The Littlest JupyterHub is not here (/opt/tljh); install it first: https://tljh.jupyter.org"
python3 -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' ||
  fail "Python 3.11 or 3.12 is needed (Debian 12, Ubuntu 24.04)"

say "Packages of the system: bubblewrap, git, python3-venv ..."
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends bubblewrap git python3-venv

say "The course's packages, from requirements.lock, into /opt/course (a few minutes) ..."
[ -x /opt/course/bin/python ] || python3 -m venv /opt/course
/opt/course/bin/python -m pip install --quiet --require-hashes --requirement requirements.lock
# From a copy of these three only, so that nothing else can be read from there.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir "$copy/book" "$copy/exercises"
cp pyproject.toml README.md LICENSE "$copy/"
cp -r book/sitekit "$copy/book/"
cp -r exercises/dsilab "$copy/exercises/"
/opt/course/bin/python -m pip install --quiet --no-deps --no-build-isolation --force-reinstall "$copy"

say "The log-in for the hub: the version of requirements.lock ..."
lti=$(sed -n 's/^\(jupyterhub-ltiauthenticator==[^ ]*\).*/\1/p' requirements.lock)
[ -n "$lti" ] || fail "requirements.lock names no jupyterhub-ltiauthenticator"
/opt/tljh/hub/bin/python3 -m pip install --quiet "$lti"

say "The exchange and the settings ..."
mkdir -p /srv/nbgrader/exchange /etc/jupyter /opt/tljh/config/jupyterhub_config.d
# Everyone makes things there, nobody touches what is another's.
chmod 1777 /srv/nbgrader/exchange
install -m 644 instructor/deploy/nbgrader_config.py /etc/jupyter/nbgrader_config.py
install -m 644 instructor/deploy/tljh/10-course.py /opt/tljh/config/jupyterhub_config.d/10-course.py

say "Next: /opt/tljh/config/config.yaml (see config.example.yaml), then: tljh-config reload hub"
