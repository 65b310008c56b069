#!/bin/sh
# Hostile input through the command line. Usage: run.sh [PROGRAM [CASE...]]; without a program that of $B (build).
[ $# -gt 0 ] || set -- "${B:-build}/bin/ringcheck"
exec python3 "$(dirname "$0")/run.py" "$@"
