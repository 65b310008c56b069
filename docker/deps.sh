#!/bin/sh
# Installs what is missing of the named groups of docker/packages.txt; says nothing where nothing is.
# Usage: docker/deps.sh GROUP...   As root or through sudo without a password; otherwise it prints the command and fails.
set -eu
cd "$(dirname "$0")"
[ $# -gt 0 ] || { echo "usage: docker/deps.sh GROUP..." >&2; exit 2; }

installed() {
	[ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null | cut -c1-2)" = ii ]
}

missing=
while read -r group package command; do
	case " $* " in *" $group "*) ;; *) continue ;; esac
	if installed "$package" || { [ -n "$command" ] && command -v "$command" >/dev/null 2>&1; }; then
		continue
	fi
	case " $missing " in *" $package "*) ;; *) missing="$missing $package" ;; esac
done <<END
$(sed 's/#.*//; /^[[:space:]]*$/d' packages.txt)
END
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
	echo "These packages (Debian's names) are missing; please install them:$missing" >&2
	exit 1
fi
if [ "$(id -u)" = 0 ]; then
	as_root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
	as_root='sudo'
else
	echo "Packages are missing. Please run this command, then start again:" >&2
	echo "  sudo apt-get install --no-install-recommends$missing" >&2
	exit 1
fi
echo "Installing:$missing"
apt() {
	# A private PostgreSQL is wanted: no cluster of the system's.
	# shellcheck disable=SC2086
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o=Dpkg::Use-Pty=0 "$@"
}
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
	$as_root mkdir -p /etc/postgresql-common
	echo 'create_main_cluster = false' | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
if ! { apt update && apt install -y --no-install-recommends $missing; } >"$log" 2>&1; then
	cat "$log" >&2
	echo "Installing failed. The command was: apt-get install --no-install-recommends$missing" >&2
	exit 1
fi
