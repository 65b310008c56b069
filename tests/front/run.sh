#!/bin/sh
# The front end's tests that are no unit tests: round trips of generated functions. B names the build folder.
exec "$(dirname "$0")/roundtrip/run.sh" "$@"
