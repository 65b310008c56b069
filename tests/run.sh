#!/bin/sh
# Runs the named suites, adds up their closing lines, and ends with "N passed, N failed".
# Usage: tests/run.sh SUITE...   (a suite is a command line: "name=command")
set -u
cd "$(dirname "$0")/.." || exit 2
passed=0 failed=0
for suite in "$@"; do
	name=${suite%%=*} command=${suite#*=}
	log=$(mktemp)
	start=$(date +%s)
	sh -c "$command" >"$log" 2>&1
	status=$?
	line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -1)
	p=$(printf '%s' "$line" | sed -n 's/^\([0-9]*\) passed.*/\1/p')
	f=$(printf '%s' "$line" | sed -n 's/.*, \([0-9]*\) failed.*/\1/p')
	# A suite that says nothing, or fails without counting a failure, is one failure.
	if [ -z "$line" ] || { [ "$status" != 0 ] && [ "$f" = 0 ]; }; then
		f=$((${f:-0} + 1))
	fi
	passed=$((passed + ${p:-0}))
	failed=$((failed + f))
	printf '%-10s %5s passed %4s failed  %4ss\n' "$name" "${p:-0}" "$f" "$(($(date +%s) - start))"
	if [ "$f" != 0 ]; then
		sed 's/^/    /' "$log" | tail -120
	fi
	rm -f "$log"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
