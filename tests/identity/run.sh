#!/bin/sh
# The quick form: the bad examples of the rules, each fifth of them.
exec python3 "$(dirname "$0")/run.py" --every 5 --floor 95
