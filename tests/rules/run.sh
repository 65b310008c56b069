#!/bin/sh
# All rules over all examples.
exec python3 "$(dirname "$0")/run.py" "$@"
