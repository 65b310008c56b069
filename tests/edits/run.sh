#!/bin/sh
# Every mechanical edit of the examples mends what it is for, and breaks nothing.
exec python3 "$(dirname "$0")/run.py" "$@"
