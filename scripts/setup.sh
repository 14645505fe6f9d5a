#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what the Makefile's targets need and says so; prints nothing when there is nothing to do.
#   setup.sh sim    .venv with requirements.txt, Icarus Verilog
#   setup.sh waves  the same, and GTKWave
#   setup.sh dev    the same as sim, with requirements-dev.txt, and a C++ compiler for Verilator
# Plain sh, because it runs before there is a Python environment.
set -eu
cd "$(dirname "$0")/.."
what=${1:-sim}
LOCK_WAIT_S=900
MIN_ICARUS=11

say() { echo "setup: $*"; }
fail() {
    echo "setup: $*" >&2
    exit 1
}

# Stamps are named after the contents of the requirements, so that a changed pin is installed; the place is part of
# it because a virtual environment does not survive being moved.
hash_of() { { cat "$@"; pwd; } | sha256sum | cut -c1-16; }
sim_stamp=.venv/dormouse-sim-$(hash_of requirements.txt)
dev_stamp=.venv/dormouse-dev-$(hash_of requirements.txt requirements-dev.txt)

is_ready() {
    command -v iverilog >/dev/null || return 1
    case $what in
        sim) [ -e "$sim_stamp" ] ;;
        waves) [ -e "$sim_stamp" ] && command -v gtkwave >/dev/null ;;
        dev) [ -e "$dev_stamp" ] && command -v c++ >/dev/null ;;
        *) fail "'$what': choose sim, waves or dev" ;;
    esac
}
is_ready && exit 0

# apt as root or through sudo; sudo may ask for a password only when somebody is there to type it.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}
can_install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] && return 0
    command -v sudo >/dev/null || return 1
    [ -t 0 ] || sudo -n true 2>/dev/null
}
# install_package NAME WHY
install_package() {
    can_install || fail "$1 is missing ($2); install it as root: apt-get install $1"
    say "installing $1 with apt ($2)"
    log=$(mktemp)
    apt_install() { as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1" >"$log" 2>&1; }
    apt_install "$1" || { as_root apt-get update >"$log" 2>&1 && apt_install "$1"; } || {
        tail -n 5 "$log" >&2
        rm -f "$log"
        fail "apt could not install $1 (above); install it by hand and run make again"
    }
    rm -f "$log"
}

find_python() {
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

# Two makes at the same time must not build the same .venv.
mkdir -p build
if command -v flock >/dev/null; then
    exec 9>build/setup.lock
    flock -w "$LOCK_WAIT_S" 9 || fail "another set-up has been running for ${LOCK_WAIT_S} s (build/setup.lock); wait for it or end it"
    is_ready && exit 0
fi

python=$(find_python) || fail "Python 3.11 or newer is needed, found: $(python3 --version 2>/dev/null || echo none); install python3.11 or name one with PYTHON=/path/to/python make ..."
command -v iverilog >/dev/null || install_package iverilog "Icarus Verilog, the simulator"
found=$(iverilog -V 2>/dev/null | sed -n '1s/.*version \([0-9]*\).*/\1/p')
[ "${found:-0}" -ge "$MIN_ICARUS" ] || fail "Icarus Verilog ${found:-of unknown version} is too old: $MIN_ICARUS or newer is needed ($(command -v iverilog))"
case $what in
    waves) command -v gtkwave >/dev/null || install_package gtkwave "shows the waves" ;;
    dev) command -v c++ >/dev/null || install_package g++ "Verilator compiles its models with it" ;;
esac

case $what in
    dev) requirements=requirements-dev.txt stamp=$dev_stamp ;;
    *) requirements=requirements.txt stamp=$sim_stamp ;;
esac
if [ ! -e "$stamp" ]; then
    # A .venv without a stamp of this place, or whose Python is gone, is not worth repairing.
    if [ -d .venv ] && ! { [ "$(cat .venv/dormouse-place 2>/dev/null)" = "$(pwd)" ] && .venv/bin/python -c '' 2>/dev/null; }; then
        say "removing .venv: made in another place or by a Python that is gone"
        rm -rf .venv
    fi
    if [ ! -d .venv ]; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        "$python" -c 'import ensurepip, venv' 2>/dev/null || install_package "python$version-venv" "Python's venv module"
        say "making .venv with Python $version"
        "$python" -m venv .venv || fail "$python -m venv .venv failed (above)"
        pwd >.venv/dormouse-place
    fi
    say "installing the packages of $requirements (takes a minute)"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input -r "$requirements" ||
        fail "pip could not install $requirements (above)"
    # cocotb loads Python as a library into the simulator; distributions package it on its own
    version=$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    [ -n "$(.venv/bin/python -m find_libpython 2>/dev/null)" ] ||
        install_package "libpython$version" "Python as a shared library, for cocotb"
    rm -f .venv/dormouse-sim-* .venv/dormouse-dev-*
    touch "$sim_stamp"
    [ "$what" = dev ] && touch "$dev_stamp"
fi
say "ready"
