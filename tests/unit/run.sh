#!/bin/sh
# Runs the cmocka programs given; the last line adds up their tests.
set -u
passed=0 failed=0
for t in "$@"; do
	out=$(CMOCKA_MESSAGE_OUTPUT=stdout "$t" 2>&1)
	status=$?
	p=$(printf '%s\n' "$out" | grep -c '^\[       OK \]')
	f=$(printf '%s\n' "$out" | grep -c '^\[  FAILED  \] [a-zA-Z_0-9]*$')
	if [ "$status" != 0 ] && [ "$f" = 0 ]; then
		f=1
	fi
	passed=$((passed + p))
	failed=$((failed + f))
	if [ "$f" != 0 ]; then
		printf '%s: exit %s\n%s\n' "$t" "$status" "$out" | tail -60
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
