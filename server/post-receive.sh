#!/bin/sh
# post-receive hook of a plain git server: tells Ringcheck of every push. POSIX sh, curl and openssl.
#   install: this file as hooks/post-receive of the bare repository (chmod 755), the hook's secret beside it as hooks/ringcheck.secret
#            (chmod 600, readable by the user that git runs as).
#   waiting: with a token of scope read in hooks/ringcheck.token (chmod 600) and RINGCHECK_WAIT=SECONDS (or a number in
#            hooks/ringcheck.wait) the pusher sees what is new in the pushed commits.
# A push never fails because of Ringcheck: what goes wrong is said, and that is all.
set -u
payload_url='@PAYLOAD_URL@'
project_url='@PROJECT_URL@'
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
say() { printf 'ringcheck: %s\n' "$*" >&2; }
read_file() { if [ -r "$1" ]; then tr -d '\r\n' <"$1"; fi; }

secret=$(read_file "${RINGCHECK_SECRET_FILE:-$here/ringcheck.secret}")
token=$(read_file "${RINGCHECK_TOKEN_FILE:-$here/ringcheck.token}")
wait=${RINGCHECK_WAIT:-$(read_file "$here/ringcheck.wait")}
[ -n "$secret" ] || { say "no secret in hooks/ringcheck.secret: this push is not reviewed"; exit 0; }
tmp=$(mktemp -d) || exit 0
trap 'rm -rf "$tmp"' EXIT

# ---- what was pushed, as JSON ----
updates='' first=''
while read -r old new ref; do
	case $ref in refs/heads/*) ;; *) continue ;; esac
	ref=$(printf '%s' "$ref" | sed 's/"/\\"/g')
	updates="$updates${updates:+,}{\"ref\":\"$ref\",\"before\":\"$old\",\"after\":\"$new\"}"
	# The commits to wait for; a deleted branch has none.
	case $new in *[!0]*) first="$first $new" ;; esac
done
[ -n "$updates" ] || exit 0
printf '{"updates":[%s]}' "$updates" >"$tmp/body"

# ---- HMAC-SHA256 of it; by hand, so that the secret stands in no process's arguments ----
pad() { # BYTE: the key, filled up to a block, every byte xor BYTE, as octal escapes
	n=0
	for c in $(printf '%s' "$secret" | od -An -v -tu1); do
		printf '\\%03o' $((c ^ $1))
		n=$((n + 1))
	done
	while [ "$n" -lt 64 ]; do
		printf '\\%03o' "$1"
		n=$((n + 1))
	done
}
# shellcheck disable=SC2059
{ printf "$(pad 54)"; cat "$tmp/body"; } | openssl dgst -sha256 -binary >"$tmp/inner" || exit 0
# shellcheck disable=SC2059
signature=$({ printf "$(pad 92)"; cat "$tmp/inner"; } | openssl dgst -sha256 | sed 's/.*= *//')

# ---- sent; the id makes a repeated try harmless ----
status=$(curl -sS -o "$tmp/answer" -w '%{http_code}' --max-time 10 --retry 2 -X POST -H 'Content-Type: application/json' \
	-H "X-Ringcheck-Delivery: $(date +%s)-$$-$(printf '%.16s' "$signature")" -H "X-Ringcheck-Signature-256: sha256=$signature" \
	--data-binary "@$tmp/body" "$payload_url" 2>"$tmp/error") || status=000
if [ "$status" != 202 ]; then
	say "this push could not be told to Ringcheck ($status): $(head -c 300 "$tmp/error" 2>/dev/null)$(sed 's/.*"detail":"//; s/".*//' "$tmp/answer" 2>/dev/null | head -c 300)"
	exit 0
fi

# ---- what is new, for the pusher ----
case ${wait:-0} in 0 | *[!0-9]*) exit 0 ;; esac
[ -n "$token" ] || exit 0
end=$(($(date +%s) + wait))
for commit in $first; do
	while :; do
		status=$(printf 'header = "Authorization: Bearer %s"\n' "$token" |
			curl -sS -K - -o "$tmp/report" -w '%{http_code}' --max-time 10 "$project_url/report?commit=$commit" 2>/dev/null) || status=000
		case $status in 202 | 404 | 000 | 503) ;; *) break ;; esac
		[ "$(date +%s)" -lt "$end" ] || { say "no result for $(printf '%.12s' "$commit") within $wait s; it will be on the page"; continue 2; }
		sleep 1
	done
	[ "$status" = 200 ] || { say "the result cannot be read ($status): is the token in hooks/ringcheck.token good?"; exit 0; }
	sed 's/^/ringcheck: /' "$tmp/report" >&2
done
exit 0
