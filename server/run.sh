#!/bin/sh
# `make run`: everything Ringcheck needs, on this machine, until Ctrl-C. What it keeps is under var/ (RINGCHECK_VAR): the database
# (var/pg), logs (var/log), the key that stored secrets are sealed with (var/secret.key). With DATABASE_URL set that server is used and no database is started.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
B=${B:-build}
MAKE=${MAKE:-make}
case $B in /*) ;; *) B=$root/$B ;; esac
mkdir -p "${RINGCHECK_VAR:-var}/log"
var=$(cd "${RINGCHECK_VAR:-var}" && pwd)
pgbin=/usr/lib/postgresql/15/bin
pg_pid='' server_pid='' worker_pids='' stopping=''

say() { printf '%s\n' "$*"; }
die() { printf 'ringcheck: %s\n' "$*" >&2; exit 1; }

# ---- stopping: the server first, the database last, each given the time to finish ----
gone() { # PID SECONDS
	n=$(($2 * 10))
	while kill -0 "$1" 2>/dev/null; do
		[ "$n" -gt 0 ] || return 1
		n=$((n - 1))
		sleep 0.1
	done
}
stop_one() { # PID SIGNAL SECONDS
	[ -n "$1" ] && kill -"$2" "$1" 2>/dev/null || return 0
	gone "$1" "$3" || kill -KILL "$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
}
stop_all() {
	[ -z "$stopping" ] || return 0
	stopping=yes
	trap '' INT TERM HUP
	[ -z "$server_pid$pg_pid$worker_pids" ] || say "Stopping ..."
	for p in $worker_pids; do kill -TERM "$p" 2>/dev/null || true; done
	stop_one "$server_pid" TERM 25
	for p in $worker_pids; do stop_one "$p" TERM 15; done
	stop_one "$pg_pid" INT 30
}
trap stop_all EXIT
trap 'stop_all; exit 0' INT TERM HUP

# ---- one at a time ----
exec 9>"$var/run.lock"
flock -n 9 || die "it is running already (in $var); stop that one first, or set RINGCHECK_VAR and RINGCHECK_PORT"
echo $$ >"$var/run.pid" # who to send a TERM to

# ---- what is needed, and the build ----
groups='build'
[ -n "${DATABASE_URL:-}" ] || groups="$groups run"
[ ! -f web/package.json ] || groups="$groups web"
# shellcheck disable=SC2086
docker/deps.sh $groups 9>&-
"$MAKE" -s --no-print-directory -j"$(nproc)" B="$B" build 9>&-
[ ! -f web/package.json ] || "$MAKE" -s --no-print-directory B="$B" web 9>&-

# ---- the database ----
# PostgreSQL refuses root: then it runs as another user, to whom its folder belongs.
as_pg() { "$@"; }
if [ "$(id -u)" = 0 ]; then
	pg_user=nobody
	! id postgres >/dev/null 2>&1 || pg_user=postgres
	as_pg() { setpriv --reuid="$pg_user" --regid="$(id -g "$pg_user")" --clear-groups "$@"; }
fi
place_database() {
	pg=$var/pg
	if [ "$(id -u)" = 0 ] && ! as_pg test -x "$var"; then
		# A folder that only root may enter (a checkout under /root): the database has to live elsewhere.
		pg=/var/lib/ringcheck/$(printf '%s' "$var" | cksum | cut -d' ' -f1)
		say "Only root may enter $var: the database is in $pg"
	fi
	sock=$pg/socket
	# A socket's path may have 107 bytes.
	if [ "$(printf '%s' "$sock/.s.PGSQL.5432" | wc -c)" -gt 100 ]; then
		sock=/tmp/ringcheck-$(id -u)-$(printf '%s' "$pg" | cksum | cut -d' ' -f1)
	fi
	case $sock in *,*) die "PostgreSQL cannot use a path with a comma: $sock" ;; esac
	mkdir -p "$pg" "$sock"
	if [ "$(id -u)" = 0 ]; then chown "$pg_user" "$pg" "$sock"; fi
	[ -O "$sock" ] || [ "$(id -u)" = 0 ] || die "$sock belongs to somebody else"
	chmod 700 "$pg" "$sock"
}
make_database() {
	[ ! -f "$pg/data/PG_VERSION" ] || return 0
	say "Making the database in $pg ..."
	rm -rf "$pg/new"
	(cd / && as_pg "$pgbin/initdb" -D "$pg/new" -A trust -U ringcheck -E UTF8 --locale=C.UTF-8 >"$var/log/initdb.log" 2>&1 9>&-) ||
		{ cat "$var/log/initdb.log" >&2; die "initdb failed"; }
	mv "$pg/new" "$pg/data"
}
# One that an earlier `make run` left behind when it was killed.
stop_old_database() {
	[ -f "$pg/data/postmaster.pid" ] || return 0
	old=$(head -1 "$pg/data/postmaster.pid")
	case $old in '' | *[!0-9]*) return 0 ;; esac
	if tr '\0' ' ' <"/proc/$old/cmdline" 2>/dev/null | grep -qF -- "$pg/data"; then
		kill -INT "$old" 2>/dev/null || true
		gone "$old" 30 || die "an old PostgreSQL (process $old) does not stop"
	fi
}
start_database() {
	# Its own session: Ctrl-C reaches this script only, which stops things in order.
	(cd / && exec 9>&- && as_pg setsid "$pgbin/postgres" -D "$pg/data" -k "$sock" -c listen_addresses= -c unix_socket_permissions=0700 \
		>>"$var/log/postgresql.log" 2>&1) &
	pg_pid=$!
	n=300
	until [ -S "$sock/.s.PGSQL.5432" ] && "$pgbin/pg_isready" -q -h "$sock" -U ringcheck; do
		kill -0 "$pg_pid" 2>/dev/null || { tail -5 "$var/log/postgresql.log" >&2; die "PostgreSQL does not start"; }
		[ "$n" -gt 0 ] || die "PostgreSQL does not answer; see $var/log/postgresql.log"
		n=$((n - 1))
		sleep 0.1
	done
	# The subshell is not the postmaster where a function ran it.
	pg_pid=$(head -1 "$pg/data/postmaster.pid")
	"$pgbin/psql" -h "$sock" -U ringcheck -d postgres -Atqc "select 1 from pg_database where datname = 'ringcheck'" | grep -q 1 ||
		"$pgbin/createdb" -h "$sock" -U ringcheck ringcheck
	# Percent-encoded, so that a path with spaces survives.
	DATABASE_URL="postgresql:///ringcheck?user=ringcheck&host=$(printf '%s' "$sock" | od -An -v -tx1 | tr -d '\n' | sed 's/ /%/g')"
	export DATABASE_URL
}
if [ -z "${DATABASE_URL:-}" ]; then
	place_database
	make_database
	stop_old_database
	start_database
fi

# ---- the secret key: without it the stored tokens and hook secrets cannot be read again, so it is kept where the data is ----
if [ -z "${RINGCHECK_SECRET_KEY:-}${RINGCHECK_SECRET_KEY_FILE:-}" ]; then
	if [ ! -s "$var/secret.key" ]; then
		(umask 077 && od -An -v -N32 -tx1 /dev/urandom | tr -d ' \n' >"$var/secret.key.new")
		mv "$var/secret.key.new" "$var/secret.key"
	fi
	export RINGCHECK_SECRET_KEY_FILE="$var/secret.key"
fi

# ---- server ----
# Server and workers stop by themselves (pdeathsig) where this script is killed; the database is found by the next `make run`.
: >"$var/log/ringcheckd.log.new" && mv "$var/log/ringcheckd.log.new" "$var/log/ringcheckd.log"
export RINGCHECK_MODEL_DIR="${RINGCHECK_MODEL_DIR:-$root/analyzer/model/include}"
export RINGCHECK_WEB="${RINGCHECK_WEB:-$root/web/dist}" RINGCHECK_RULES="${RINGCHECK_RULES:-$B/share/rules.json}"
# The first token, once: whoever lost it makes another one with `ringcheckd token create`.
first=$("$B/bin/ringcheckd" token create --first --name 'first administrator' --scope admin --days 0 2>"$var/log/token.log" 9>&-) ||
	die "$(tail -1 "$var/log/token.log" | sed 's/^[^:]*:[^:]*:[^:]*: //')"
setsid setpriv --pdeathsig TERM "$B/bin/ringcheckd" >>"$var/log/ringcheckd.log" 2>&1 9>&- &
server_pid=$!
until url=$(sed -n 's/.*listening on //p' "$var/log/ringcheckd.log") && [ -n "$url" ]; do
	kill -0 "$server_pid" 2>/dev/null || { server_pid=; die "$(tail -1 "$var/log/ringcheckd.log" | sed 's/^[^:]*:[^:]*:[^:]*: //')"; }
	sleep 0.1
done

# Repositories of projects are kept, and shared by the workers.
export RINGCHECK_PROJECTS="${RINGCHECK_PROJECTS:-$var/projects}"
# ---- workers: one per core, started again when they die, ever more slowly ----
if [ -x "$B/bin/ringcheck-worker" ]; then
	for i in $(seq "${RINGCHECK_WORKERS:-$(nproc)}"); do
		setsid setpriv --pdeathsig TERM sh server/keep-worker.sh "$B/bin/ringcheck-worker" "$var/log/worker-$i.log" 9>&- &
		worker_pids="$worker_pids $!"
	done
fi

if [ -n "$first" ]; then
	say "The first administrator's token, shown only now: $first"
	say "(on this machine none is asked for, until require_token = yes or a public_url is set)"
fi
say "Ringcheck is at $url   (Ctrl-C stops it; logs are in $var/log)"
wait "$server_pid" || true
server_pid=
[ -n "$stopping" ] || die "the server ended: $(tail -1 "$var/log/ringcheckd.log")"
