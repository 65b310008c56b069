#!/bin/sh
# Quick test of the model headers: regenerated = committed, every header compiles alone,
# counts as in the facts, annotations arrive.  Last line: "N passed, N failed".
here=$(cd "$(dirname "$0")" && pwd)
inc=$here/../../analyzer/model/include
gen=$here/../../analyzer/model/gen
clang=${RC_CLANG:-clang-19}
mingw=${RC_MINGW:-/usr/x86_64-w64-mingw32/include}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
pass=0
fail=0
ok() { if [ "$1" -eq 0 ]; then pass=$((pass + 1)); else fail=$((fail + 1)); echo "FAIL: $2"; fi; }

base="--target=x86_64-pc-windows-msvc -fms-extensions -fms-compatibility -fms-compatibility-version=19.30 -ferror-limit=0 -fno-spell-checking -w -nostdlibinc
 -D__GNUC__=4 -D__GNUC_MINOR__=2 -D_AMD64_ -DAMD64 -D_WIN64 -DSTRICT -D_WIN32_WINNT=0x0A00 -DWINVER=0x0A00 -DWINNT=1 -DNTDDI_VERSION=0x0A00000C"
kernel="$base -D_KERNEL_MODE=1 -DDEPRECATE_DDK_FUNCTIONS=1 -DKMDF_VERSION_MAJOR=1 -DKMDF_VERSION_MINOR=33
 -isystem $inc/sal -isystem $inc/nt -isystem $inc/wdf -isystem $inc/wpp -isystem $inc/x86 -isystem $mingw/ddk -isystem $mingw"
user="$base -DUMDF_VERSION_MAJOR=2 -DUMDF_VERSION_MINOR=33
 -isystem $inc/sal -isystem $inc/um -isystem $inc/wdf -isystem $inc/wpp -isystem $inc/x86 -isystem $mingw -isystem $mingw/ddk -isystem $inc/nt"

sh "$gen/check.sh" > "$tmp/diff" 2>&1
ok $? "generated headers differ from what the generators write: $(head -3 "$tmp/diff")"

# (b) each header alone, C and C++; parts that only make sense inside another header are left out
for lang in c c++; do
    std=-std=gnu17
    [ $lang = c++ ] && std=-std=c++17
    for h in $(cd "$inc" && ls sal/*.h wdf/*.h nt/*.h wpp/*.h pch/*.h); do
        case $h in
        nt/rc_*|wpp/rc_etw.h) continue ;;
        esac
        where=$kernel
        if grep -q '^#include <windows.h>' "$inc/$h" && ! grep -q _KERNEL_MODE "$inc/$h"; then where=$user; fi
        also=$(sed -n 's/^#include <\(.*\.h\)>$/\1/p' "$inc/$h")
        if [ -f "$inc/nt/$also" ] && grep -q '^#include <windows.h>' "$inc/nt/$also" && ! grep -q _KERNEL_MODE "$inc/nt/$also"; then where=$user; fi
        name=${h#*/}
        pre="#include <ntddk.h>"
        case $h in pch/*|nt/ntifs.h|nt/wdm.h|wdf/wdf.h) pre= ;; esac
        [ "${h%%/*}" = pch ] && line="#include \"$inc/$h\"" || line="#include <$name>"
        printf '%s\n%s\n' "$pre" "$line" > "$tmp/t.c"
        [ "$where" = "$user" ] && printf '%s\n' "$line" > "$tmp/t.c"
        $clang $where -x $lang $std -fsyntax-only "$tmp/t.c" > "$tmp/out" 2>&1
        ok $? "$h as $lang: $(grep -m1 error "$tmp/out")"
    done
    printf '#include <windows.h>\n#include <wdf.h>\n' > "$tmp/t.c"
    $clang $user -x $lang $std -fsyntax-only "$tmp/t.c" > "$tmp/out" 2>&1
    ok $? "wdf.h in user mode as $lang: $(grep -m1 error "$tmp/out")"
done

# headers that drivers read together: what one pulls in from another is declared once
together() {
    for h in $2; do echo "#include <$h>"; done > "$tmp/t.c"
    for std in "c -std=gnu17" "c++ -std=c++17"; do
        $clang $1 -x $std -fsyntax-only "$tmp/t.c" > "$tmp/out" 2>&1
        ok $? "$2 as ${std%% *}: $(grep -m1 error "$tmp/out")"
    done
}
together "$kernel" "ntddk.h scsi.h wmidata.h classpnp.h storduid.h initguid.h mountdev.h ntstrsafe.h wdmguid.h ntpoapi.h srbhelper.h"
together "$kernel" "ntddk.h ntddstor.h storport.h srbhelper.h"
together "$kernel" "initguid.h ntddk.h bthdef.h bthguid.h bthioctl.h sdpnode.h bthddi.h bthsdpddi.h"
together "$kernel" "fltkernel.h dontuse.h suppress.h ntddstor.h"
together "$kernel" "ntddk.h ndis.h wsk.h fwpsk.h fwpmk.h nblaccessors.h"
together "$kernel" "ntddk.h wdf.h netadaptercx.h wificx.h mbbcx.h"
together "$kernel" "ntddk.h usb.h usbioctl.h ucmcx.h ucmtcpcicx.h ucmucsicx.h udecx.h ufxclient.h ucxclass.h urscx.h"
together "$kernel" "ntddk.h wdf.h spbcx.h sercx.h gpioclx.h reshub.h hidspicx.h"
together "$user" "windows.h wdf.h usb.h wdfusb.h"

# (c) counts, from the syntax tree
cat > "$tmp/all.c" <<'X'
#include <ntddk.h>
#include <wdf.h>
#include <wdfusb.h>
#include <wdfminiport.h>
typedef struct _CTX { int a; } CTX;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(CTX, GetCtx)
_IRQL_requires_max_(DISPATCH_LEVEL) _When_(x > 0, _Must_inspect_result_) NTSTATUS f(_In_ int x, _Inout_updates_bytes_(x * 2) char *p);
X
$clang $kernel -fsyntax-only -Xclang -ast-dump "$tmp/all.c" > "$tmp/ast" 2>/dev/null
python3 - "$gen/data/wdf-api.json" "$tmp/ast" > "$tmp/counts" <<'X'
import json, re, sys
api = json.load(open(sys.argv[1]))
text = open(sys.argv[2], errors="replace").read()
fun = set(re.findall(r"FunctionDecl 0x\S+ (?:prev 0x\S+ )?<[^>]*> \S+ (?:used |referenced )?(\w+) '", text))
typ = set(re.findall(r"TypedefDecl 0x\S+ (?:prev 0x\S+ )?<[^>]*> \S+ (?:used |referenced )?(\w+) '", text))
enu = set(re.findall(r"EnumDecl 0x\S+ (?:parent 0x\S+ )?(?:prev 0x\S+ )?<[^>]*> \S+ (?:used |referenced )?(\w+)", text))
rec = set(re.findall(r"RecordDecl 0x\S+ (?:parent 0x\S+ )?(?:prev 0x\S+ )?<[^>]*> \S+ (?:struct|union) (\w+) definition", text))
con = set(re.findall(r"EnumConstantDecl 0x\S+ <[^>]*> \S+ (?:used |referenced )?(\w+)", text))
def row(what, want, have):
    missing = sorted(set(want) - have)
    print("%d %s: %d of %d%s" % (len(missing) != 0, what, len(set(want)) - len(missing), len(set(want)), " missing " + " ".join(missing[:5]) if missing else ""))
row("functions", [f["name"] for f in api["functions"]], fun)
row("callbacks", [c["name"] for c in api["callbacks"]], typ)
row("callback pointers", [p for c in api["callbacks"] for p in c.get("pointer_typedef", [])], typ)
row("handles", [h["name"] for h in api["handles"] if h.get("distinct")], typ)
row("enums", [e["tag"] for e in api["enums"] if e["header"] != "wdfbugcodes.h"], enu)
row("enumerators", [c[0] for e in api["enums"] if e["header"] != "wdfbugcodes.h" for c in e["constants"]], con)
row("structures", [s["tag"] for s in api["structs"] if s["header"] != "wdfbugcodes.h"], rec)
row("initialisers", [i["name"] for i in api["initialisers"]], fun)
n = len(api["functions"]), len(api["callbacks"]), sum(bool(h.get("distinct")) for h in api["handles"])
print("%d facts hold 445 functions, 112 callbacks, 30 handles: %s" % (n != (445, 112, 30), n))
for want in ('"sal:_IRQL_requires_max_(DISPATCH_LEVEL)"', '"sal:_When_(x > 0, _Must_inspect_result_)"',
             '"sal:_Inout_updates_bytes_(x * 2)"', '"rc:context_accessor:CTX"', '"sal:_Function_class_(EVT_WDF_TIMER)"',
             '"sal:_Function_class_(DRIVER_DISPATCH)"', '"rc:kmdf_ver:1.11"'):
    print("%d annotation %s" % (want not in text, want))
X
while read -r rc what; do ok "$rc" "$what"; done < "$tmp/counts"
[ -s "$tmp/counts" ]
ok $? "counts could not be taken"
echo "$pass passed, $fail failed"
[ "$fail" -eq 0 ]
