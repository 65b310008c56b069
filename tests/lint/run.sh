#!/bin/sh
# Lints that fail the build. Usage: tests/lint/run.sh BUILD_DIR. Last line: "N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 2
B=${1:-build}
passed=0 failed=0
PQ=$(pkg-config --variable=includedir libpq)
say() { # NAME COMPLAINTS
	out=$2
	if [ -z "$out" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'lint %s:\n%s\n' "$1" "$out" | head -60
	fi
}
c_files() { git ls-files -co --exclude-standard 'analyzer/*.[ch]' 'server/*.[ch]' 'tests/unit/*.[ch]' | grep -v -e '^analyzer/rules/.*/\(bad\|good\)' -e '^analyzer/model/include/' -e '^tests/front/cases/'; }

# 1. Layering: each folder includes only what tests/lint/layers.txt allows; clang-c only in front; libpq and MHD not in the engine.
layering() {
	while IFS=: read -r folder allowed; do
		case $folder in '#'* | '') continue ;; esac
		dir=analyzer/$folder
		[ "$folder" = server ] && dir=server
		[ -d "$dir" ] || continue
		for f in $(c_files | grep "^$dir/"); do
			grep -noE '^#include "[a-z_]+/' "$f" | while IFS= read -r hit; do
				to=$(printf '%s' "$hit" | sed 's/.*"//; s,/.*,,')
				[ "$to" = "$folder" ] && continue
				case " $allowed " in *" $to "*) ;; *) echo "$f:${hit%%:*}: $folder may not include $to/" ;; esac
			done
			[ "$folder" = front ] || grep -nH '#include <clang-c' "$f"
			case $folder in worker | server) ;; *) grep -nHE '#include <(libpq-fe|microhttpd)' "$f" ;; esac
			# Who talks to a forge, and the command line's `connect`.
			case $f in */forge/* | */cli/connect.c) ;; *) grep -nHE '#include <curl/' "$f" ;; esac
			if [ "$folder" = rules ]; then
				grep -noE '^#include "rules/[a-z0-9-]+/' "$f" | sed "s|^|$f:|; s|\$|: a rule may not include another rule|"
			fi
		done
	done <tests/lint/layers.txt
}
say layering "$(layering)"

# 2. Every header compiles alone.
headers() {
	for h in $(c_files | grep '\.h$' | grep -v '^tests/'); do
		printf '#include "%s"\n' "${h#analyzer/}" |
			gcc -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Ianalyzer -I. -I"$B/gen" -I/usr/include/libxml2 -isystem /usr/lib/llvm-19/include \
				-I"$PQ" -fsyntax-only -x c - 2>&1 | sed "s|^|$h: |"
	done
}
say headers "$(headers)"

# 3. The rules reference no symbol of libclang, libpq or libmicrohttpd.
if [ -f "$B/lib/rules.a" ]; then
	say rule-symbols "$(nm -u "$B/lib/rules.a" 2>/dev/null | grep -E ' (clang_|PQ|MHD_)')"
fi

# 4. Functions that invite overruns or surprises.
say banned-functions "$(c_files | xargs grep -nHE '\b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|strtok|mktemp|tmpnam|system|popen|alloca)[[:space:]]*\(')"

# 5. Format.
say format "$(c_files | xargs clang-format-14 --dry-run 2>&1 | grep -E 'warning:' | sed 's/: warning.*/: not formatted (make format)/' | sort -u)"

# 6. Rules: folder = id = heading, at least two bad and two good examples, the sections there.
rules() {
	for d in analyzer/rules/*/; do
		id=$(basename "$d")
		[ -f "$d/rule.c" ] || { echo "$d: no rule.c"; continue; }
		grep -q "\"$id\"" "$d/rule.c" || echo "$d/rule.c: does not name its id \"$id\""
		[ "$(head -1 "$d/doc.md" 2>/dev/null)" = "# $id" ] || echo "$d/doc.md: the first line must be '# $id'"
		for s in 'What' 'Why it matters' 'Bad' 'Good' 'When it is wrong' 'References'; do
			grep -q "^## $s" "$d/doc.md" || echo "$d/doc.md: no section '$s'"
		done
		[ "$(ls -d "$d"bad* 2>/dev/null | wc -l)" -ge 1 ] || echo "$d: no bad example"
		[ "$(ls -d "$d"good* 2>/dev/null | wc -l)" -ge 1 ] || echo "$d: no good example"
	done
}
say rule-folders "$(rules)"

# 7. Sizes: functions up to 80 lines, files up to 800.
say function-length "$(c_files | grep '\.c$' | xargs ctags -f - --fields=+ne --kinds-C=f --language-force=C 2>/dev/null |
	awk -F'\t' '{s=e=0; for(i=4;i<=NF;i++){if($i~/^line:/)s=substr($i,6); if($i~/^end:/)e=substr($i,5)} n=e-s+1; if(n>80)printf "%s:%s: %s has %d lines (gate 80)\n",$2,s,$1,n}')"
say file-length "$(c_files | xargs wc -l | awk '$2 != "total" && $1 > 800 {print $2 ": " $1 " lines (gate 800)"}')"

# 8. Nothing of one machine, no shell script with a fault.
say machine-paths "$(git ls-files -co --exclude-standard | grep -vE '(package-lock.json|\.lock|\.png)$' | xargs -r grep -nIE '(^|[^A-Za-z0-9_.])/(work|farm)/[a-z.]' | cut -c1-160)"
say shellcheck "$(git ls-files -co --exclude-standard '*.sh' .ci/run | xargs -r shellcheck -S warning 2>&1)"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
