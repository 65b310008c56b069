#!/bin/sh
# GitHub's own description of its API, as the judge of what we ask it: the one file out of the pinned npm package (the package
# unpacks to 400 MB, the file is 13 MB), cut down by openapi.mjs. Usage: openapi.sh OUT.json   Exit 1: it cannot be had here.
set -eu
out=$1
here=$(cd "$(dirname "$0")" && pwd)
package=@octokit/openapi@23.0.2
sha512=a55f0cecbf46636dc0c9b36f4e6a369f28e6a669edebedac444fedaabd192d070f4b8967c3bbb979918d9b044d9010b70fb8195db171e401f32d455105718386
[ ! -s "$out" ] || [ -n "$(find "$here/openapi.mjs" -newer "$out")" ] || exit 0
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/ringcheck
file=$cache/octokit-openapi-23.0.2.tgz
mkdir -p "$cache" "$(dirname "$out")"
if [ ! -s "$file" ]; then
	tmp=$(mktemp -d "$cache/get.XXXXXX")
	trap 'rm -rf "$tmp"' EXIT
	(cd "$tmp" && timeout 120 npm pack "$package" --silent >/dev/null) || { echo "$package cannot be fetched" >&2; exit 1; }
	mv "$tmp"/*.tgz "$file"
fi
case $(sha512sum "$file") in
"$sha512 "*) ;;
*) echo "$file is not the pinned $package: remove it" >&2; exit 1 ;;
esac
tar xzOf "$file" package/generated/api.github.com.json | node "$here/openapi.mjs" >"$out.new"
mv "$out.new" "$out"
