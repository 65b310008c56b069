#!/bin/sh
# shellcheck disable=SC2046  # lists of files and flags are meant to be split
# Each fuzzer for FUZZ_SECONDS (30) with libFuzzer, ASan and UBSan. A crash leaves its input in $B/fuzz and fails.
set -u
cd "$(dirname "$0")/../.." || exit 2
B=${B:-build}
mkdir -p "$B/fuzz"
passed=0 failed=0
make --no-print-directory B="$B" "$B/lib/facts.a" >/dev/null || exit 1
for source in tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	mkdir -p "$B/fuzz/$name"
	if ! clang-19 -std=gnu17 -D_GNU_SOURCE -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -Ianalyzer -I"$B/gen" \
		$(pkg-config --cflags libxml-2.0) -o "$B/fuzz/$name.bin" "$source" analyzer/base/*.c analyzer/ir/*.c analyzer/report/*.c \
		$(find analyzer/facts -maxdepth 1 -name '*.c' ! -name 'gen_*') $(find "$B/gen" -name '*ddi*.c' 2>/dev/null) analyzer/source/*.c analyzer/git/changes.c \
		$(pkg-config --libs jansson libcrypto libarchive libxml-2.0 libzstd) -lm 2>"$B/fuzz/$name.log"; then
		cat "$B/fuzz/$name.log"
		failed=$((failed + 1))
		continue
	fi
	if "$B/fuzz/$name.bin" -max_total_time="${FUZZ_SECONDS:-30}" -rss_limit_mb=2048 -timeout=10 -artifact_prefix="$B/fuzz/" \
		"$B/fuzz/$name" >"$B/fuzz/$name.log" 2>&1; then
		passed=$((passed + 1))
		grep -E '^Done' "$B/fuzz/$name.log" | sed "s/^/$name: /"
	else
		failed=$((failed + 1))
		tail -30 "$B/fuzz/$name.log"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
