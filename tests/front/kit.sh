#!/bin/sh
# Are findings the same with the real framework's headers? Usage: kit.sh WDF_HEADERS FOLDER...
# WDF_HEADERS: the folder of a real KMDF's wdf.h (version in its name: .../wdf/kmdf/1.15), FOLDER: drivers to review both ways.
# The kernel's own headers stay the model's: only what the framework declares is exchanged. Prints each finding that one of
# them lacks, with the driver's framework version: headers older than a driver cannot declare what it calls.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
RINGCHECK=${RINGCHECK:-${B:-$top/build}/bin/ringcheck}
RINGCHECK_MODEL_DIR=${RINGCHECK_MODEL_DIR:-$top/analyzer/model/include}
export RINGCHECK_MODEL_DIR
MINGW=${MINGW:-/usr/x86_64-w64-mingw32/include}
[ $# -ge 2 ] && [ -f "$1/wdf.h" ] || {
	echo "usage: $0 FOLDER_OF_WDF_H DRIVERS..." >&2
	exit 2
}
wdf=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/kit/km" "$work/kit/wdf/kmdf"
cp -r "$RINGCHECK_MODEL_DIR/nt/." "$work/kit/km" # these go on to the host's of the same name, which come later
cp -rL "$MINGW" "$work/kit/shared"
cp -rL "$MINGW/ddk/." "$work/kit/shared"
cp -L "$MINGW"/*.h "$work/kit" # a supplement that goes on to "../x.h" means these
cp -r "$wdf" "$work/kit/wdf/kmdf/$(basename "$wdf")"
passed=0 failed=0
for folder; do
	for way in model kit; do
		set -- --format json --quiet --fail-on never --output "$work/$way.json"
		[ "$way" = model ] || set -- "$@" --wdk "$work/kit"
		"$RINGCHECK" check "$@" "$folder" || [ $? = 3 ]
	done
	if python3 "$top/tests/front/kit_compare.py" "$work/model.json" "$work/kit.json"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "in $folder"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
