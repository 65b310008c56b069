#!/bin/sh
# Ringcheck beside its peers, in one run: tests/bench/run.py says what is measured. Usage: B=build tests/bench/run.sh [PART...]
# BENCH_CORPUS names folders with drivers (separated by blanks) to measure beside our own examples and synthetic drivers.
set -eu
cd "$(dirname "$0")/../.."
B=${B:-build}
case $B in /*) ;; *) B=$PWD/$B ;; esac
export B
make --no-print-directory B="$B" programs "$B/bench/parse_peer" "$B/bench/store_peer" >&2
RINGCHECK_MODEL_DIR=${RINGCHECK_MODEL_DIR:-$PWD/analyzer/model/include}
export RINGCHECK_MODEL_DIR
[ -e tests/node_modules/.package-lock.json ] || (cd tests && npm ci --no-audit --no-fund --loglevel=error >&2)
exec python3 tests/bench/run.py "$@"
