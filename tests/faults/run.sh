#!/bin/sh
# Faults in the middle of reviews. Usage: run.sh [WORKER_PROGRAM [CASE...]]
exec python3 "$(dirname "$0")/run.py" "$@"
