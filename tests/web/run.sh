#!/bin/sh
# The page in Debian's Chromium against a real server, worker and PostgreSQL. Ends with "N passed, N failed".
# Usage: [B=build] tests/web/run.sh
cd "$(dirname "$0")" || exit 2
if [ ! -d ../node_modules/axe-core ] || [ ! -d ../node_modules/playwright-core ]; then
	(cd .. && npm ci --no-audit --no-fund --loglevel=error) >&2 || exit 1
fi
if [ ! -f ../../web/dist/index.html ]; then
	(cd ../../web && npm ci --no-audit --no-fund --loglevel=error && node build.mjs) >&2 || exit 1
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
node --test --test-reporter=tap ./*.test.mjs >"$log" 2>&1
status=$?
passed=$(sed -n 's/^# pass //p' "$log")
failed=$(sed -n 's/^# fail //p' "$log")
cancelled=$(sed -n 's/^# cancelled //p' "$log")
failed=$((${failed:-0} + ${cancelled:-0}))
[ "$status" = 0 ] || [ "$failed" != 0 ] || failed=1
if [ "$failed" = 0 ]; then
	grep -E '^ *(not )?ok ' "$log"
else
	cat "$log"
fi
echo "${passed:-0} passed, $failed failed"
[ "$failed" = 0 ]
