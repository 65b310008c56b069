#!/bin/sh
# A bare Debian 12 made by debootstrap, with only git and make added: clones this repository into it
# and runs `make test`, then `make run` up to its ready line. Needs root, some 4 GB and half an hour.
# FRESH_DIR keeps the root; FRESH_MIRROR names a Debian mirror (default: that of this machine's apt).
set -eu
cd "$(dirname "$0")/../.."
root=${FRESH_DIR:-$(mktemp -d)}
[ "$(id -u)" = 0 ] || { echo "make test-fresh needs root (chroot); run: sudo make test-fresh" >&2; exit 2; }
command -v debootstrap >/dev/null || { echo "run: apt-get install debootstrap" >&2; exit 2; }
mirror=${FRESH_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | grep -m1 -E 'debian/?$' || echo http://deb.debian.org/debian)}
cleanup() {
	for m in proc sys dev/pts dev; do umount -l "$root/$m" 2>/dev/null || :; done
	[ -n "${FRESH_DIR:-}" ] || rm -rf --one-file-system "$root"
}
trap cleanup EXIT INT TERM
[ -x "$root/usr/bin/make" ] || debootstrap --include=git,make,ca-certificates bookworm "$root" "$mirror" >"$root.log" 2>&1
for f in /etc/resolv.conf /etc/hosts; do cp "$f" "$root$f" 2>/dev/null || :; done
cp -r /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/apt.conf.d /etc/apt/trusted.gpg.d "$root/etc/apt/" 2>/dev/null || :
mount --bind /dev "$root/dev"; mount --bind /dev/pts "$root/dev/pts"; mount -t proc proc "$root/proc"; mount --bind /sys "$root/sys"
rm -rf "$root/srv/ringcheck"
git clone -q . "$root/srv/ringcheck"
# How the package clients of this machine reach their registries goes with us.
for f in /root/.npmrc /usr/local/etc/npmrc /etc/npmrc; do [ -f "$f" ] && { mkdir -p "$root$(dirname "$f")"; cp "$f" "$root$f"; }; done
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
inside() { chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} "$@"; }
inside git config --global --add safe.directory /srv/ringcheck
inside sh -c 'cd /srv/ringcheck && make test' | tee "$root.test"
tail -1 "$root.test" | grep -qE '^[0-9]+ passed, 0 failed$'
inside sh -c 'cd /srv/ringcheck && (make run >/tmp/run.log 2>&1 & echo $! >/tmp/run.pid); for i in $(seq 120); do grep -q http:// /tmp/run.log && break; sleep 1; done; curl -fsS http://127.0.0.1:8080/readyz && kill -INT -$(cat /tmp/run.pid) 2>/dev/null || kill -INT $(cat /tmp/run.pid); cat /tmp/run.log'
echo "fresh Debian 12: make test and make run work"
