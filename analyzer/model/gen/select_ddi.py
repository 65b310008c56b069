#!/usr/bin/env python3
"""Choose, out of the rows extract_ddi.py wrote, what each model header declares, and check it with the compiler.

usage: select_ddi.py ROWS GROUPS OUT INCLUDE [GROUP...]

GROUPS (data/ddi-groups.tsv): header, documentation headers it stands for, headers in front of it.
A row is left out where the headers in front (or the host's header of the same name) declare the name already; a type that
another documented header holds is pulled in; a type that nothing documents becomes an opaque pointer ("O" row);
what the compiler still refuses in C or C++ is dropped and counted.
A row of data/ddi-corrected.jsonl (written by hand where a page misleads) takes the place of the one of the same header, kind and name.
OUT: rows in the order in which they are written, each with "o", the header it goes to.
"""
import json, os, re, subprocess, sys, tempfile
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import gen_ddi_headers as gen

MINGW = os.environ.get("RC_MINGW", "/usr/x86_64-w64-mingw32/include")
CLANG = os.environ.get("RC_CLANG", "clang-19")


MODE = {"user": False}
# results that the words of a page state beyond doubt
SURE = ("NTSTATUS", "NDIS_STATUS", "VOID", "BOOLEAN")


def flags(inc, cxx):
    f = ("--target=x86_64-pc-windows-msvc -fms-extensions -fms-compatibility -fms-compatibility-version=19.30 -ferror-limit=0 -fno-spell-checking -w -nostdlibinc "
         "-fno-caret-diagnostics -D__GNUC__=4 -D__GNUC_MINOR__=2 -D_AMD64_ -DAMD64 -D_WIN64 -DSTRICT -D_WIN32_WINNT=0x0A00 -DWINVER=0x0A00 -DWINNT=1 "
         "-DNTDDI_VERSION=0x0A00000C -D_KERNEL_MODE=1 -DDEPRECATE_DDK_FUNCTIONS=1 -DKMDF_VERSION_MAJOR=1 -DKMDF_VERSION_MINOR=33").split()
    if MODE["user"]:
        f = [x for x in f if not re.match(r"-D(_KERNEL_MODE|DEPRECATE|KMDF)", x)] + ["-DUMDF_VERSION_MAJOR=2", "-DUMDF_VERSION_MINOR=33"]
    for d in ("sal", "um", "wdf", "wpp", "x86") if MODE["user"] else ("sal", "nt", "wdf", "wpp", "x86"):
        f += ["-isystem", inc + "/" + d]
    host = ["-isystem", MINGW + "/ddk", "-isystem", MINGW]
    f += host[2:] + host[:2] + ["-isystem", inc + "/nt"] if MODE["user"] else host
    return [CLANG] + f + (["-x", "c++", "-std=c++17", "-fno-exceptions"] if cxx else ["-x", "c", "-std=gnu17"])


SCALAR = {"BYTE": "UCHAR", "DWORD": "ULONG", "WORD": "USHORT", "UINT": "unsigned int", "HBA_UINT32": "UINT32", "NDIS_PHYSICAL_ADDRESS": "PHYSICAL_ADDRESS",
          "NT_STATUS": "NTSTATUS", "USAGE": "USHORT", "D3DGPU_VIRTUAL_ADDRESS": "ULONGLONG", "D3DGPU_SIZE_T": "ULONGLONG"}


def stand_in(x, have, items, types):
    """How a type that nothing documents is declared: None = not at all."""
    if x in SCALAR:
        return "typedef %s %s;" % (SCALAR[x], x)
    here = set()
    for r in items:
        here |= gen.type_names(r)
    if x.startswith("P") and (x[1:] in here or x[1:] in have):
        return "typedef %s *%s;" % (x[1:], x)
    if x.startswith("PC") and (x[2:] in here or x[2:] in have):
        return "typedef const %s *%s;" % (x[2:], x)
    for tail in ("_HANDLER", "_ROUTINE"):
        if x.endswith(tail) and x[:-len(tail)] in here:
            return "typedef %s *%s;" % (x[:-len(tail)], x)
    if x.startswith("EVT_") or ("_" not in x and not re.match(r"^(WDF|UCX|UFX|ACX|NET|PUCX|PUFX|VMB|PVMB|PEP|KS|K|PK|E|PE|MDL|HID|GPIO|SDP|BTH)[A-Z]{5,}$", x)):
        return None
    if re.search(r"(_FLAGS?|_TYPES?|_ID|_IDS|_STATUS|_STATE|_MODE|_LEVEL|_OPCODE|_CODE|_CLASS|_REASON|_INDEX|_SIZE|_MTU|_FLUSHTO|_FCS|_LENGTH|_HINT|_ACTION|_OPTIONS|_TID|_COMMAND|_ADVANCES)(_[0-9])?$", x) and not x.startswith("P"):
        return "typedef ULONG %s;" % x
    if not x.startswith("P") and any(re.search(r"\b%s\s*\*" % x, r.get("b", "") + " ".join(p[1] for p in r.get("p", []))) for r in items):
        return "typedef struct %s %s;" % (x, x)
    return "typedef struct %s__ *%s;" % (x, x)


BASE = {}


def declared(pre, inc):
    """Names the headers in front declare: functions, types, constants, macros."""
    key = (MODE["user"],) + tuple(pre)
    if key in BASE:
        return BASE[key]
    src = "".join("#include <%s>\n" % p for p in pre)
    p = subprocess.run(flags(inc, False) + ["-fsyntax-only", "-Xclang", "-ast-dump", "-"], input=src, capture_output=True, text=True)
    names, tags = set(), set()
    q = subprocess.run(flags(inc, True) + ["-fsyntax-only", "-Xclang", "-ast-dump", "-"], input=src, capture_output=True, text=True)
    names |= set(re.findall(r"CXXRecordDecl 0x.*? struct (I[A-Z]\w+) definition", q.stdout))
    for m in re.finditer(r"(Function|Typedef|EnumConstant|Var|Record|Enum)Decl 0x\S+ (?:(?:prev|parent) 0x\S+ )*<[^>]*>+ (?:\S+ )?(?:col:\d+ |line:\S+ )?(?:implicit )?(?:used |referenced )*(?:struct |union )?(\w+)", p.stdout):
        (tags if m.group(1) in ("Record", "Enum") else names).add(m.group(2))
    p = subprocess.run(flags(inc, False) + ["-E", "-dM", "-"], input=src, capture_output=True, text=True)
    names |= set(re.findall(r"^#define (\w+)", p.stdout, re.M))
    BASE[key] = (names, tags)
    return BASE[key]


def compile_(lines, pre, inc, cxx):
    src = "".join("#include <%s>\n" % p for p in pre) + "\n".join(lines) + "\n"
    p = subprocess.run(flags(inc, cxx) + ["-fsyntax-only", "-"], input=src, capture_output=True, text=True)
    out = []
    for m in re.finditer(r"^<stdin>:(\d+):\d+: error: (.*)$", p.stderr, re.M):
        out.append((int(m.group(1)) - len(pre) - 1, m.group(2)))
    if p.returncode and not out:
        sys.stderr.write(p.stderr[:600])
    return out


def corrected(rows):
    key = lambda r: (r["h"], r["k"], r["n"])
    mine = {key(r): r for r in map(json.loads, open(os.path.join(gen.DATA, "ddi-corrected.jsonl")))}
    return [mine.pop(key(r), r) for r in rows] + list(mine.values())


def main():
    rows_f, groups_f, out_f, inc = sys.argv[1:5]
    only = set(sys.argv[5:])
    rows = corrected([json.loads(l) for l in open(rows_f)])
    fixed = gen.fixes()
    byhead, types = {}, {}
    for r in rows:
        byhead.setdefault(r["h"], []).append(r)
        for a in gen.type_names(r):
            types.setdefault(a, r)
    old = {}
    if only and os.path.exists(out_f):
        for l in open(out_f):
            r = json.loads(l)
            if r["o"] not in only:
                old.setdefault(r["o"], []).append(r)
    result = old
    for l in open(groups_f):
        if l.startswith("#") or not l.strip():
            continue
        out, docs, pre = (l.rstrip("\n").split("\t") + ["", ""])[:3]
        if only and out not in only:
            continue
        pre = pre.split()
        mine = os.path.join(inc, "nt", out)
        if os.path.exists(mine):
            os.remove(mine)
        host = gen.host_has(out)
        opts = l.rstrip("\n").split("\t")[-1].split()
        written = "written" in opts
        MODE["user"] = "user" in opts
        if host:
            gen.write(inc, [g for g in gen.groups() if g[0] == out][0], [], {})
        base, tags = declared(pre + ([out] if host else []), inc)
        fix = fixed.get(out, ([], set()))
        tail = gen.after(fixed, out)
        fix = (gen.PRELUDE + fix[0], fix[1] | tail[1])
        have = set(base) | fix[1]
        items, seen = [], set()

        def take(r):
            key = (r["k"] in "FC", r["n"])
            if r.get("g") and written:
                # of a page that gives only names, a function of a plain result can still be called
                if "names" not in opts or r["k"] != "F" or r["r"] not in SURE or not re.match(r"^(?!Nt)[A-Z][a-z]+[A-Z]\w+$", r["n"]):
                    return False
                r = dict(r, any=1)
            names = gen.type_names(r) or {r["n"]}
            if key in seen or names & have or (r["k"] in "SE" and r["t"] in tags and r["t"] not in ("", None)):
                return False
            if r["k"] == "E" and any(c[0] in have for c in r["c"]):
                return False
            if r["k"] == "M" and ("com" not in opts or r["n"] in have):
                return False
            if r["k"] in "FI" and r["n"] in have:
                return False
            seen.add(key)
            items.append(dict(r, o=out))
            return True

        for d in docs.split():
            for r in byhead.get(d, []):
                take(r)
        opaque, dropped, why = [], 0, {}
        for rnd in range(14):
            seq = gen.order(items, opaque)
            lines, owner = [], []
            for text, r in seq:
                for part in text.split("\n"):
                    lines.append(part)
                    owner.append(r)
            count = len(lines)
            lines = lines + tail[0] + ['#ifdef __cplusplus', '}', '#endif']
            front = pre + ([out] if host else [])
            errs = compile_(fix[0] + [""] + lines, front, inc, rnd >= 10 or rnd % 3 == 2)
            skip = len(fix[0]) + 1
            if not errs and rnd % 3 == 2:
                break
            bad, more, flip = set(), False, False
            for ln, msg in errs:
                if ln < skip:
                    if ln >= 0:
                        why["FIX " + fix[0][ln][:80] + ": " + msg] = 1
                    continue
                if ln - skip >= count:
                    if ln - skip - count < len(tail[0]):
                        why["FIX " + tail[0][ln - skip - count][:80] + ": " + msg] = 1
                    continue
                r = owner[ln - skip]
                m = re.match(r"(?:unknown type name|use of undeclared identifier|field has incomplete type|incomplete type) '(?:struct |union |enum )?(\w+)'", msg) or \
                    re.match(r"(?:array has incomplete element type|variable has incomplete type) '(\w+)", msg) or re.match(r"must use 'struct' tag to refer to type '(\w+)NOT'", msg)
                if m:
                    x = m.group(1)
                    # what the framework declares comes from its own headers only
                    if x in types and not types[x]["h"].startswith("wdf") and take(types[x]):
                        more = True
                        continue
                    t = "_" + x
                    if x not in have and msg.startswith("unknown type name") and r is not None and r["k"] != "O" and x not in types and re.match(r"^P?[A-Z]", x):
                        known = any(o["n"] == x for o in opaque)
                        d = None if known else stand_in(x, have, items, types)
                        if d and written and "__ *" in d or d and written and x not in SCALAR and not d.endswith(" *%s;" % x):
                            d = None  # beside the host's own types only what follows from another name
                        if d:
                            opaque.append({"o": out, "k": "O", "n": x, "d": d})
                        if d or known:
                            more = True
                            continue
                m = re.match(r"redefinition of '(\w+)' as different kind of symbol", msg)
                if m and r is not None and r["k"] == "S" and m.group(1) in r.get("a", []):
                    r["a"] = [a for a in r["a"] if a != m.group(1)]  # a constant has this name: the tag alone is the type
                    more = True
                    continue
                m = re.match(r"use of undeclared identifier '([A-Z][A-Z0-9_]+)'", msg)
                if m and not written and r is not None and r["k"] == "S" and re.search(r"\[[^\]]*\b%s\b" % m.group(1), r["b"]) and m.group(1) not in have:
                    if not any(o["n"] == m.group(1) for o in opaque):
                        opaque.append({"o": out, "k": "O", "n": m.group(1), "d": "#ifndef %s\n#define %s 64\n#endif" % (m.group(1), m.group(1))})
                    more = True
                    continue
                m = re.match(r"field '(\w+)' declared as a function", msg)
                if m and r is not None and r["k"] == "S":
                    for w in re.findall(r"(\w+)\s+" + m.group(1) + r"\b", r["b"]):
                        for c in items:
                            if c["k"] == "C" and c["n"] == w and c["w"] == "f" and w.startswith("P"):
                                c["w"] = "p"
                                more = flip = True
                    if flip:
                        continue
                if r is not None:
                    bad.add(id(r))
                    why[r["n"] + ": " + msg] = 1
            if bad and not (more and rnd < 4):
                dropped += len(bad)
                items[:] = [r for r in items if id(r) not in bad]
                opaque[:] = [r for r in opaque if id(r) not in bad]
        else:
            print("  %s does not settle" % out)
        print("%s: %d rows, %d opaque, %d dropped, %d fixed lines" % (out, len(items), len(opaque), dropped, len(fix[0])))
        for w in list(why)[:int(os.environ.get("WHY", "0"))]:
            print("    " + w[:200])
        sys.stdout.flush()
        result[out] = opaque + items
        assert all(o.get("d") for o in opaque)
        gen.write(inc, [g for g in gen.groups() if g[0] == out][0], result[out], fixed)
    with open(out_f, "w") as f:
        for out in sorted(result):
            for r in result[out]:
                f.write(json.dumps(r, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
