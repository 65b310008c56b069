#!/bin/sh
# Keeps one worker running: started again when it dies, ever more slowly. A TERM stops both. From server/run.sh.
# Usage: server/keep-worker.sh PROGRAM LOG
set -u
pause=1 child=
stop() {
	trap '' TERM
	if [ -n "$child" ]; then
		kill -TERM "$child" 2>/dev/null
		wait "$child"
	fi
	exit 0
}
trap stop TERM
trap '' INT HUP
while :; do
	begun=$(date +%s)
	"$1" >>"$2" 2>&1 &
	child=$!
	status=0
	wait "$child" || status=$?
	[ $(($(date +%s) - begun)) -lt 60 ] || pause=1
	printf 'ringcheck: a worker ended (status %s); starting it again in %s s; see %s\n' "$status" "$pause" "$2" >&2
	sleep "$pause" &
	child=$!
	wait "$child" || true
	child=
	[ "$pause" -ge 60 ] || pause=$((pause * 2))
done
