#!/bin/sh
# Deliveries in, comments out: server, worker and PostgreSQL for real, the forges as stateful fakes on loopback.
# Usage: B=build tests/forge/run.sh [FILE...]   Ends with "N passed, N failed".
# More of it: LIVES=200 (random lives for each forge, from SEED=1 on), KILLS=all (a death at every request), PATIENCE=5 (a busy machine).
set -eu
cd "$(dirname "$0")"
B=${B:-build}
case $B in /*) ;; *) B=$PWD/../../$B ;; esac
export B
[ -x "$B/bin/ringcheckd" ] || { echo "no $B/bin/ringcheckd: make build"; echo "0 passed, 1 failed"; exit 1; }
../../docker/deps.sh run test >&2
if [ ! -e ../node_modules/.package-lock.json ] || [ -n "$(find ../package-lock.json -newer ../node_modules/.package-lock.json)" ]; then
	(cd .. && npm ci --no-audit --no-fund --loglevel=error >&2 && touch node_modules/.package-lock.json)
fi
./openapi.sh "$B/judge/github.json" || echo "GitHub's own description of its API cannot be had: requests are not judged by it"
[ $# -gt 0 ] || set -- *.test.mjs
# Two files side by side: they mostly wait. Each has a database, ports and folders of its own.
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
export logs
# shellcheck disable=SC2016
printf '%s\n' "$@" | xargs -P 2 -I{} sh -c 'timeout 900 node --test --test-reporter=tap "$1" >"$logs/$1" 2>&1; echo $? >"$logs/$1.status"' sh {} || true
passed=0 failed=0
for f in "$@"; do
	log=$logs/$f status=$(cat "$logs/$f.status" 2>/dev/null || echo 1)
	p=$(sed -n 's/^# pass \([0-9]*\)$/\1/p' "$log" | tail -1)
	n=$(sed -n 's/^# fail \([0-9]*\)$/\1/p' "$log" | tail -1)
	[ "$status" = 0 ] || [ "${n:-0}" != 0 ] || n=1
	passed=$((passed + ${p:-0}))
	failed=$((failed + ${n:-0}))
	if [ "${n:-0}" != 0 ]; then
		grep -E '^ *(not ok|error:|expected:|actual:)|ringcheckd:|Error|test.mjs:|^ +\+|^ +-' "$log" | head -80
	fi
	printf '%-24s %4s passed %4s failed %5ss\n' "$f" "${p:-0}" "${n:-0}" "$(sed -n 's/^# duration_ms \([0-9]*\)[0-9][0-9][0-9].*/\1/p' "$log" | tail -1)"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
