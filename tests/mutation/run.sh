#!/bin/sh
# The quick form of the mutation test: the good examples, a few mutants of each operator.
# The share found may not fall below the floor; what is missed above it is printed.
exec python3 "$(dirname "$0")/run.py" --per-operator 3 --per-driver 1 --floor 97
