#!/bin/sh
# Random C functions, compiled and interpreted from their IR, have to agree. Usage: run.sh [SEED...]
# B: build folder (build); RINGCHECK: the program (B/bin/ringcheck); KEEP: a folder that keeps the files.
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../../.." && pwd)
BUILD=${B:-$top/build}
RINGCHECK=${RINGCHECK:-$BUILD/bin/ringcheck}
RINGCHECK_MODEL_DIR=${RINGCHECK_MODEL_DIR:-$top/analyzer/model/include}
export RINGCHECK_MODEL_DIR
work=${KEEP:-$(mktemp -d)}
[ -n "$KEEP" ] || trap 'rm -rf "$work"' EXIT
passed=0 failed=0
# CC may be several words (ccache gcc); SAN: the libraries are the sanitizers' (make test-san).
# shellcheck disable=SC2086
${CC:-gcc} ${SAN:+-fsanitize=address,undefined} -O1 -g -Wall -Wextra -std=gnu17 -D_GNU_SOURCE -I"$top/analyzer" "$here/interp.c" -o "$work/interp" \
	"$BUILD/lib/ir.a" "$BUILD/lib/base.a" || exit 1
[ $# -gt 0 ] || set -- 1 2 3 4 5
for seed; do
	mkdir -p "$work/$seed/src"
	python3 "$here/generate.py" "$seed" 80 "$work/$seed" &&
		${CC:-gcc} -w -O0 -fwrapv -fno-strict-aliasing "$work/$seed/main.c" -o "$work/$seed/compiled" &&
		timeout 20 "$work/$seed/compiled" >"$work/$seed/want"
	cp "$work/$seed/functions.c" "$work/$seed/src"
	"$RINGCHECK" dump ir "$work/$seed/src/functions.c" >"$work/$seed/unit.ir" 2>"$work/$seed/log"
	timeout 20 "$work/interp" "$work/$seed/unit.ir" "$work/$seed/calls.txt" >"$work/$seed/got"
	# The first difference tells; what follows may come of it.
	if [ -s "$work/$seed/want" ] && cmp -s "$work/$seed/want" "$work/$seed/got"; then
		passed=$((passed + 80))
	else
		failed=$((failed + 1))
		echo "seed $seed: the first difference:"
		diff "$work/$seed/got" "$work/$seed/want" | head -4
	fi
done
# The seeds are fixed, so that these all occur: a generator that no longer makes one of them tests less than it says.
while IFS= read -r form; do
	if cat "$work"/*/functions.c | grep -qE -e "$form"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "no function has: $form"
	fi
done <<'END'
for \(;;\)
for \(; [a-z0-9]+ <
for \([a-z0-9]+ = 0; ; 
for \(; fuel-- > 0;\)
for \(.*\) ; \}
while \(
do \{
continue;
switch \(
case -?[0-9]+ \.\.\. 
default:
goto L
goto R
&&
\? \(
>>=
 / \(
%
\(signed char\)
\(_Bool\)
\{ \.x = 
END
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
