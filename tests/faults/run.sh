#!/bin/sh
# Faults in the middle of reviews. Usage: run.sh [PROGRAM [CASE...]]; without a program that of $B (build).
[ $# -gt 0 ] || set -- "${B:-build}/bin/ringcheck-worker"
exec python3 "$(dirname "$0")/run.py" "$@"
