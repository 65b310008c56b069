#!/bin/sh
# Sources by git: the jail, and reviews of commits with a real repository, PostgreSQL and worker.
# Usage: B=build tests/git/run.sh   Ends with "N passed, N failed".
cd "$(dirname "$0")/../.." || exit 2
B=${B:-build}
case $B in /*) ;; *) B=$PWD/$B ;; esac
export B
docker/deps.sh run test >&2
make --no-print-directory B="$B" "$B/tests/git/probe" >&2 || { echo "0 passed, 1 failed"; exit 1; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0
for part in jail flow; do
	python3 "tests/git/$part.py" >"$log" 2>&1
	line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -1)
	passed=$((passed + $(echo "${line:-0 passed, 1 failed}" | cut -d' ' -f1)))
	f=$(echo "${line:-0 passed, 1 failed}" | cut -d' ' -f3)
	failed=$((failed + f))
	[ "$f" = 0 ] || cat "$log"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
