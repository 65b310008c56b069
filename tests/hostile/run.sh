#!/bin/sh
# Hostile input through the command line. Usage: run.sh [PROGRAM [CASE...]]
exec python3 "$(dirname "$0")/run.py" "$@"
