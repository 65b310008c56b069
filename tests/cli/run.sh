#!/bin/sh
# The command line as its users call it: words, exit statuses, the three output forms, archives, bad input.
set -u
cd "$(dirname "$0")/../.." || exit 2
B=${B:-build}
export RINGCHECK_MODEL_DIR="${RINGCHECK_MODEL_DIR:-$PWD/analyzer/model/include}"
R=$(realpath "$B/bin/ringcheck")
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
passed=0 failed=0
ok() { passed=$((passed + 1)); }
no() { failed=$((failed + 1)); echo "FAILED: $*"; }
# expect STATUS NAME COMMAND...
expect() {
	want=$1 name=$2
	shift 2
	"$@" >"$T/out" 2>"$T/err"
	got=$?
	if [ "$got" = "$want" ]; then ok; else no "$name: exit $got, not $want: $(head -3 "$T/err")"; fi
}
says() { if grep -qE "$1" "$T/out" "$T/err"; then ok; else no "does not say: $1 ($(head -2 "$T/err"))"; fi; }

bad=analyzer/rules/usermode-map-in-request-handler/bad-read.c
good=analyzer/rules/usermode-map-in-request-handler/good-kernel-mode.c

expect 1 'a bad driver' "$R" check "$bad"
says 'usermode-map-in-request-handler'
says 'learn.microsoft.com'
expect 0 'a good driver' "$R" check "$good"
expect 0 'never fails' "$R" check --fail-on never "$bad"
expect 0 'only another rule' "$R" check --rule send-and-forget-open-by-name "$bad"
expect 0 'rule disabled' "$R" check --rule usermode-map-in-request-handler --disable usermode-map-in-request-handler "$bad"
expect 2 'no path' "$R" check
expect 2 'no such path' "$R" check "$T/nowhere"
says 'nowhere'
expect 2 'no such rule' "$R" check --rule no-such-rule "$bad"
says 'ringcheck rules'
expect 2 'no such option' "$R" check --frobnicate "$bad"
expect 2 'bad format' "$R" check --format xml "$bad"
says 'text, json, sarif'
expect 2 'no command' "$R"
expect 0 'help after a command' "$R" connect --help
expect 0 'help' "$R" help
expect 0 'rules' "$R" rules --format json
python3 -c '
import json, sys
rules = json.load(open(sys.argv[1]))["rules"]
assert rules and all({"id", "title", "family", "severity", "anchors", "docs"} <= set(r) for r in rules)
assert all(r["docs"] and r["anchors"] for r in rules)
' "$T/out" && ok || no 'rules json'
expect 0 'explain' "$R" explain usermode-map-in-request-handler
says '^# usermode-map-in-request-handler'
expect 2 'explain nothing known' "$R" explain what
for what in ir facts driver; do expect 0 "dump $what" "$R" dump $what "$bad"; done
says 'EvtIo'
expect 0 'dump driver json' "$R" dump driver --format json "$bad"
python3 -m json.tool <"$T/out" >/dev/null && ok || no 'dump driver --format json is no JSON'

# 80 columns
"$R" check "$bad" >"$T/out"
awk 'length($0) > 80 && $0 !~ /https?:/ {print; bad = 1} END {exit bad}' "$T/out" >"$T/wide" && ok || no "wider than 80 columns: $(head -1 "$T/wide")"

# JSON, through a folder, an archive and a file: the same findings
mkdir -p "$T/tree/sub"
cp "$bad" "$T/tree/sub/driver.c"
(cd "$T/tree" && zip -qr ../tree.zip . && tar czf ../tree.tar.gz sub && tar --zstd -cf ../tree.tar.zst sub)
for form in tree tree.zip tree.tar.gz tree.tar.zst; do
	expect 1 "check $form" "$R" check --format json "$T/$form"
	python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
s = d["summary"]
assert s["units_total"] == s["units_analysed"] == 1 and s["functions"] > 0, s
assert {"opaque_ops", "guessed_declarations"} <= set(s)
assert [f for f in d["findings"] if f["at"]["file"] == "sub/driver.c" and f["at"]["function"]], d["findings"]
' "$T/out" && ok || no "json of $form"
done

# SARIF: our own demands here, the schema and sarif-multitool below
expect 1 'sarif' "$R" check --format sarif -o "$T/out.sarif" "$T/tree"
python3 -c '
import json, re, sys
run = json.load(open(sys.argv[1]))["runs"][0]
ids = [r["id"] for r in run["tool"]["driver"]["rules"]]
for r in run["results"]:
    assert ids[r["ruleIndex"]] == r["ruleId"]
    marks = r["partialFingerprints"]
    assert re.fullmatch("[0-9a-f]{32}", marks["ringcheckIdentity/v2"]) and re.fullmatch("[0-9a-f]+:[1-9]", marks["primaryLocationLineHash"])
    assert r["codeFlows"][0]["threadFlows"][0]["locations"]
    assert r["locations"][0]["logicalLocations"][0]["kind"] == "function"
assert all(r["help"]["markdown"] and r["helpUri"].startswith("https://") for r in run["tool"]["driver"]["rules"])
' "$T/out.sarif" && ok || no 'sarif contents'
multitool=$(ls -d tests/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool 2>/dev/null)
if [ -n "$multitool" ]; then
	"$multitool" validate "$T/out.sarif" --rule-kind "Sarif" --level "Error;Warning" --output "$T/validation.sarif" --log ForceOverwrite >"$T/out" 2>&1
	python3 -c '
import json, sys
results = json.load(open(sys.argv[1], encoding="utf-8-sig"))["runs"][0].get("results", [])
bad = [r["ruleId"] + ": " + str(r["message"]) for r in results if r.get("level", "warning") == "error"]
print("\n".join(bad))
sys.exit(bool(bad))
' "$T/validation.sarif" >"$T/complaints" && ok || no "sarif-multitool: $(head -5 "$T/complaints" "$T/out")"
else
	no 'sarif-multitool is not installed (npm ci in tests/)'
fi

# A special file is written to, never replaced
mkfifo "$T/pipe"
timeout 60 cat "$T/pipe" >"$T/piped" &
expect 1 "output to a pipe" timeout 60 "$R" check -o "$T/pipe" "$bad"
wait
[ -p "$T/pipe" ] && [ -s "$T/piped" ] && ok || no 'a pipe given as --output was replaced'

# Units that did not change are not parsed again; whatever can change their IR makes them new
D=$T/kept C=$T/kept-cache M=$T/kept-model
mkdir -p "$D/inc" "$C"
cp -R "$RINGCHECK_MODEL_DIR" "$M"
cp "$bad" "$D/one.c"
printf '#include <ntddk.h>\n#include "two.h"\nVOID Two(VOID) { VALUE(); }\n' >"$D/two.c"
printf '#define VALUE() KeBugCheck(1)\n' >"$D/inc/two.h"
kept() { # NUMBER WHY: so many units come from the cache, and the findings are those of a run without it
	sleep 0.2 # what has just changed is not kept
	for how in "--cache $C" --no-cache; do
		# shellcheck disable=SC2086
		RINGCHECK_MODEL_DIR=$M "$R" check $how ${config:-} -q --timings --format json --fail-on never "$D" 2>"$T/err" |
			python3 -c '
import json, sys
r = json.load(sys.stdin)
print(json.dumps([r["findings"], [(u["path"], u["analysed"], u["functions"], u["guesses"]) for u in r["units"]]]))' >"$T/kept.${how%% *}"
		[ "$how" = --no-cache ] || n=$(sed -n 's/^\([0-9]*\) units from the cache$/\1/p' "$T/err")
	done
	if [ "$n" = "$1" ] && cmp -s "$T/kept.--cache" "$T/kept.--no-cache"; then ok; else no "kept units: $2: $n, not $1"; fi
}
kept 0 'the first run'
kept 2 'nothing changed'
echo >>"$D/one.c"
kept 1 'one source changed'
printf '#define VALUE() DbgPrint("x")\n' >"$D/inc/two.h"
kept 1 'a header changed'
kept 2 'nothing changed again'
cp -p "$D/inc/two.h" "$T/two.h"
printf '#define VALUE() DbgPrint("y")\n' >"$D/inc/two.h"
touch -r "$T/two.h" "$D/inc/two.h"
kept 1 'a header changed, its time and size did not'
cp -p "$T/two.h" "$D/inc/two.h"
kept 2 'a header is what it was'
printf '#define VALUE() KeBugCheck(2)\n' >"$D/two.h"
kept 0 'a new header comes first'
rm "$D/two.h"
kept 2 'and is gone'
printf '[{"directory": ".", "file": "two.c", "arguments": ["cl", "-DSOME=1", "-Iinc", "two.c"]}]' >"$D/compile_commands.json"
kept 0 'options'
sed -i s/SOME=1/SOME=2/ "$D/compile_commands.json"
kept 1 'another option'
rm "$D/compile_commands.json"
kept 2 'the options are what they were'
echo '/* */' >>"$M/wdf/wdf.h"
kept 0 'a model header changed'
kept 2 'nothing changed since'
for f in "$C"/units/*; do printf x | dd of="$f" bs=1 seek=200 conv=notrunc 2>/dev/null; done
kept 0 'kept files are damaged'
for f in "$C"/units/*; do truncate -s 100 "$f"; done
kept 0 'kept files are cut off'
printf '#include "two.c"\n' >"$D/three.c"
printf '[{"directory": ".", "file": "two.c", "arguments": ["cl", "-Iinc", "two.c"]}, {"directory": ".", "file": "three.c", "arguments": ["cl", "-Iinc", "three.c"]}]' >"$D/compile_commands.json"
kept 0 'a source includes another one'
kept 3 'nothing changed with it'
printf '\nVOID Three(VOID) { DbgPrint("z"); }\n' >>"$D/two.c"
kept 1 'a source that another one includes changed'
rm "$D/three.c" "$D/compile_commands.json"
cat >"$D/d.vcxproj" <<'END'
<Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003"><PropertyGroup><ConfigurationType>Driver</ConfigurationType>
<DriverType>KMDF</DriverType><IncludePath>inc</IncludePath></PropertyGroup>
<ItemGroup><ClCompile Include="one.c"/><ClCompile Include="two.c"/></ItemGroup></Project>
END
kept 0 'a project'
echo >>"$D/one.c"
kept 1 'a project names its sources, which includes none of them'
printf '#define OTHER \\\n  "one.c"\n' >"$D/inc/other.h"
printf '#include "other.h"\n#include OTHER\n' >>"$D/two.c"
kept 0 'a macro names a source'
kept 2 'nothing changed with the macro'
echo >>"$D/one.c"
kept 0 'that source changed'

# Bad input: a clear error each
: >"$T/empty.zip"
expect 2 'empty archive file' "$R" check "$T/empty.zip"
head -c 5000 /dev/urandom >"$T/noise.zip"
expect 2 'not an archive' "$R" check "$T/noise.zip"
says 'archive'
head -c 300 "$T/tree.zip" >"$T/cut.zip"
expect 2 'cut archive' "$R" check "$T/cut.zip"
mkdir "$T/empty"
expect 2 'empty folder' "$R" check "$T/empty"
printf 'hello' >"$T/readme.txt"
expect 2 'no source' "$R" check "$T/readme.txt"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
