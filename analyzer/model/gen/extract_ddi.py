#!/usr/bin/env python3
"""Read declarations as facts out of checkouts of the public DDI reference and write them to data/ddi-api.jsonl.

usage: extract_ddi.py OUT TABLE FOLDER...

FOLDER: the content folder of the reference at some point of its history, later ones last; older ones hold syntax
blocks which later ones left out, so each page is taken from the newest folder that has one.  A page that never
had one gives parameters and members without types: these are inferred from the words of the description and
from what the same name is elsewhere, and the row is marked "g" (guessed).  TABLE: facts/ddi.tsv, for levels.
One row per line: h header, k kind (F function, C callback, S structure, E enumeration, I control code, M interface), n name, and
  F/C  r result, p [[annotation, type, name, suffix]], v variadic, i [min, max] levels, w written form of a callback (p pointer, f function)
  S    u struct or union, t tag, a names, b body
  E    t tag, a names, c [[constant, value or ""]]
  I    c number of a control code
  M    m [[result, method, parameters as of F]], of an interface
"""
import collections, csv, glob, json, os, re, sys, zlib

SAL = re.compile(r"^(_[A-Z]\w*_|__(?:in|out|inout|drv|deref|reserved|range|field|nullterminated|callback)\w*|IN|OUT|OPTIONAL|_Const_|CONST(?= ))(\b|(?=\())")
CALL = {"NTAPI", "CALLBACK", "__stdcall", "WINAPI", "APIENTRY", "STDMETHODCALLTYPE", "FLTAPI", "FASTCALL", "STORPORT_API", "NTSYSAPI", "NTKERNELAPI",
        "NDKPI", "EXPORT", "SCSIPORT_API", "KSDDKAPI", "extern", "DECLSPEC_IMPORT", "__cdecl", "FORCEINLINE", "inline", "static", "WDFAPI", "VIDEOPORT_API",
        "NTHALAPI", "STDAPI", "UFX_API", "UCMAPI", "FLTAPI", "BTHSDPDDI", "WINBASEAPI", "IN_OPT", "KDDKAPI", "__inline", "_VIDEOPORT_API", "DXGKDDI", "WSKAPI"}


# how the pages misspell types
SLIPS = {"Ulong": "ULONG", "Ushort": "USHORT", "Uchar": "UCHAR", "ULONGULONG": "ULONG", "UNIT8": "UINT8", "UNIT16": "UINT16", "UNIT32": "UINT32", "Pvoid": "PVOID",
         "ULong": "ULONG", "uLONG": "ULONG", "NTStatus": "NTSTATUS", "NSTATUS": "NTSTATUS", "NTSATUS": "NTSTATUS"}


def mended(s):
    s = re.sub(r"\b(%s)\b" % "|".join(SLIPS), lambda m: SLIPS[m.group(1)], s)
    return re.sub(r"\b(\w+)\s*\[(\w*)\]\s+(\w+)\s*;", r"\1 \3[\2];", s)


def strip_comments(s):
    s = re.sub(r"/\*.*?\*/", " ", s, flags=re.S)
    return re.sub(r"//[^\n]*", " ", s)


def balanced(s, i):
    d = 0
    for j in range(i, len(s)):
        d += (s[j] == "(") - (s[j] == ")")
        if d == 0:
            return j
    return -1


def split_params(s):
    out, d, cur = [], 0, ""
    for c in s:
        d += (c in "([{") - (c in ")]}")
        if c == "," and d == 0:
            out.append(cur)
            cur = ""
        else:
            cur += c
    return out + [cur] if cur.strip() else out


def param(s):
    """[annotation, type, name, suffix] of one written parameter."""
    s = " ".join(mended(s).split())
    sal = []
    m = re.match(r"^\[([^\]]*)\]\s*", s)
    if m and not re.match(r"^\[\d*\]", s):
        words = re.split(r"[ ,]+", m.group(1).lower())
        io = "_Inout" if "in" in words and "out" in words else "_Out" if "out" in words else "_In"
        sal.append(io + ("_opt_" if "optional" in words else "_"))
        s = s[m.end():]
    while True:
        m = SAL.match(s)
        if not m or m.group(1) == "CONST":
            break
        word = m.group(1)
        e = m.end(1)
        if e < len(s) and s[e] == "(":
            j = balanced(s, e)
            if j < 0:
                return None
            word += s[e:j + 1]
            e = j + 1
        if not word.startswith("IN") and word not in ("OUT", "OPTIONAL"):
            sal.append(word)
        elif word in ("IN", "OUT"):
            sal.append("_In_" if word == "IN" else "_Out_")
        s = s[e:].strip()
    s = re.sub(r"\b(OPTIONAL|CRITICAL|UNALIGNED)\b", "", s).strip()
    s = re.sub(r"\bCONST\b", "const", s)
    if "(" in s or not s:
        return None
    m = re.match(r"^(.*?)(\w+)\s*((?:\[[^\]]*\])*)$", s)
    if not m or not m.group(1).strip():
        return [" ".join(sal), s, "", ""] if re.match(r"^[\w *]+$", s) else None
    return [" ".join(sal), m.group(1).strip(), m.group(2), m.group(3)]


def proto(text, names):
    """(declared name, result, params, variadic, is pointer) from a syntax block, else None."""
    text = strip_comments(text).replace("\r", "")
    text = re.sub(r"^\s*#.*$", "", text, flags=re.M)
    m = re.search(r"\(\s*(?:\w+\s+|)\*\s*(\w+)\s*\)\s*\(", text)
    if m:
        ret, name, start, ptr = text[:m.start()], m.group(1), m.end() - 1, True
        ret = ret.split(";")[-1]
    else:
        t = re.sub(r"^\s*\w+\s+\w+\s*;", "", text)
        m = None
        for c in re.finditer(r"(\w+)\s*\(", t):
            if not SAL.match(c.group(1) + "(") and not c.group(1).startswith("__drv") and c.group(1) != "__declspec":
                m = c
                break
        if not m:
            return None
        text = t
        ret, name, start, ptr = t[:m.start()], m.group(1), m.end() - 1, False
    end = balanced(text, start)
    if end < 0:
        return None
    while True:
        m = re.search(r"(?<!\w)(_[A-Z]\w*_|__drv_\w+|__checkReturn|__declspec|DECLSPEC_\w+)\s*(\()?", ret)
        if not m:
            break
        e = m.end()
        if m.group(2):
            j = balanced(ret, m.end() - 1)
            if j < 0:
                return None
            e = j + 1
        ret = ret[:m.start()] + " " + ret[e:]
    ret = " ".join(w for w in ret.replace("*", " * ").split() if w not in CALL and w != "typedef")
    ret = ret.replace("CONST ", "const ")
    if not re.match(r"^[A-Za-z_][\w *]*$", ret):
        return None
    body, out, var = text[start + 1:end], [], False
    if body.strip().lower() not in ("void", ""):
        for p in split_params(body):
            if p.strip() == "...":
                var = True
                continue
            q = param(p)
            if q is None:
                return None
            out.append(q)
    if len(out) == 1 and out[0][1].lower() == "void" and not out[0][2]:
        out = []
    seen = set()
    for q in out:  # a page repeats a parameter's name at times
        while q[2] and q[2] in seen:
            q[2] += "2"
        seen.add(q[2])
    return name, ret, out, var, ptr


def sections(md):
    return {m.group(1): m.group(2) for m in re.finditer(r"^## -([\w-]+)\s*?\n(.*?)(?=^## |\Z)", md, re.S | re.M)}


def block(s):
    m = re.search(r"^`{3,}[^\n]*\n(.*?)^`{3,}", s or "", re.S | re.M)
    return m.group(1) if m else None


def members(sec, word):
    out = []
    for m in re.finditer(r"^### -" + word + r" ([^\n]*)\n(.*?)(?=^### |\Z)", sec or "", re.S | re.M):
        out.append((m.group(1).strip(), m.group(2)))
    return out


def plain(s):
    s = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", s)
    return re.sub(r"<[^>]+>|[*`]|\\", "", s)


SCALARS = ("NTSTATUS BOOLEAN BOOL UCHAR USHORT ULONG ULONG64 ULONGLONG UINT32 UINT64 UINT8 UINT16 INT LONG LONGLONG SIZE_T PVOID KIRQL LARGE_INTEGER "
           "UNICODE_STRING GUID PHYSICAL_ADDRESS MDL IRP DEVICE_OBJECT WDF_OBJECT_ATTRIBUTES PUNICODE_STRING PMDL PIRP PDEVICE_OBJECT WCHAR PWSTR NDIS_OID "
           "DRIVER_OBJECT PDRIVER_OBJECT HANDLE").split()


class Pages:
    def __init__(self, folders, table):
        self.pages, self.folders = {}, folders
        for f in folders:
            for p in glob.glob(f + "/*/n[fcse]-*.md"):
                key = os.path.relpath(p, f)
                self.pages.setdefault(key, []).append(p)
        self.level = {}
        for r in csv.DictReader(open(table), delimiter="\t", quoting=csv.QUOTE_NONE):
            if r["irql_conditional"] == "no" and r["irql_source"] == "field" or r["irql_source"] == "field" and not r["irql_conditional"]:
                self.level[(r["header"], r["name"])] = (r["irql_min"], r["irql_max"])
        self.rows, self.open, self.types = {}, [], {}
        self.handles = set()

    def read(self):
        for key in sorted(self.pages):
            self.page(key)
        self.codes()

    def method(self, h, name, md):
        """A member of an interface, from a state of the page that has a syntax block."""
        b = block(sections(md).get("syntax"))
        p = proto(b, name.split(".")[-1]) if b else None
        if not p or p[4] or p[3] or p[0].lower() != name.split(".")[-1].lower() or any(not q[2] or q[1] == "..." for q in p[2]):
            return False
        face = name.split(".")[0]
        row = self.rows.setdefault((h, "M", face), {"h": h, "k": "M", "n": face, "m": []})
        if p[0] not in [m[1] for m in row["m"]]:
            row["m"].append([p[1], p[0], p[2]])
        return True

    def codes(self):
        """Control codes have a page each, which does not state the number: one of their own stands in."""
        names = collections.defaultdict(set)
        for p in (p for f in self.folders for p in glob.glob(f + "/*/ni-*.md")):
            with open(p, encoding="utf-8-sig", errors="replace") as f:
                m = re.search(r"^UID: *NI:([\w.-]+?)\.((?:IOCTL|FSCTL)_\w+)", f.read(600), re.M)
            if m:
                names[m.group(1).lower()].add(m.group(2))
        for h in names:
            kind = 0x8000 | zlib.crc32(h.encode()) & 0x7FFF
            for i, n in enumerate(sorted(names[h])):
                self.add({"h": h, "k": "I", "n": n, "c": kind << 16 | 0x800 + i << 2})

    def page(self, key):
        h = key.split("/")[0]
        kind = {"nf": "F", "nc": "C", "ns": "S", "ne": "E"}[os.path.basename(key)[:2]]
        done = name = None
        for p in reversed(self.pages[key]):
            md = open(p, encoding="utf-8-sig", errors="replace").read().replace("\r\n", "\n")
            m = re.search(r"^UID: *N[FCSE]:[\w.-]+?\.([\w~.!-]+)", md, re.M)
            if not m:
                continue
            if name is None:
                name, first = m.group(1), md
            if kind == "F" and re.match(r"^I[A-Z]\w+\.\w+$", name):
                done = self.method(h, name, md)
                if done:
                    break
                continue
            sec = sections(md)
            b = block(sec.get("syntax") or sec.get("prototype") or sec.get("syntax-1"))
            if b:
                done = self.written(h, kind, name, b, first)
                if done:
                    break
        if name is None or done:
            return
        sec = sections(first)
        if kind == "E":
            self.enum_fields(h, name, sec, first)
        else:
            self.open.append((h, kind, name, sec, first))

    def names(self, md, tag):
        t = re.search(r"^req\.typenames:(.*)$", md, re.M)
        out = [x.strip() for x in (t.group(1) if t else "").split(",") if x.strip()]
        if not out:
            base = tag.lstrip("_")
            api = re.search(r"^api_name:\n((?: *-.*\n)+)", md, re.M)
            api = [a.strip("- \t") for a in api.group(1).splitlines()] if api else []
            out = [base] + ["*" + a for a in api if a == "P" + base]
        return [x for x in out if re.match(r"^\*?[A-Za-z_]\w*$", x)]

    def add(self, row):
        key = (row["h"], row["k"], row["n"])
        if key not in self.rows:
            self.rows[key] = row
        for a in row.get("a", []):
            self.types.setdefault(a.strip("*"), (row, a))
        if row["k"] == "C":
            self.types.setdefault(row["n"], (row, row["n"]))
        return True

    def written(self, h, kind, name, b, md):
        if kind in "FC":
            if "::" in b or "." in name or "class " in b:
                return None
            p = proto(b, name)
            if not p or any(x[1] in ("...",) for x in p[2]):
                return None
            if p[2] and any(not x[2] for x in p[2]) and kind == "F" and re.search(r"construct-type:\s*macro|macro$", md[:1500], re.M):
                return None
            row = {"h": h, "k": kind, "n": name if kind == "C" else p[0], "r": p[1], "p": p[2]}
            if kind == "F" and (p[0].lower() != name.lower() or name.startswith(("DEFINE_", "DECLARE_"))):
                return None
            if p[3]:
                row["v"] = 1
            if kind == "C":
                row["w"] = "p" if p[4] else "f"
                if p[4]:
                    row["n"] = p[0] if p[0].lower() == name.lower() else name
            lv = self.level.get((h + ".h", name))
            if lv and any(lv):
                row["i"] = list(lv)
            return self.add(row)
        b = strip_comments(b)
        if kind == "S":
            m = re.search(r"(?:typedef\s+)?(struct|union)\s+(?:[A-Z_]+\s+)?(\w+)?\s*\{(.*)\}\s*([^{}]*?)\s*;?\s*$", b, re.S)
            if not m or "..." in m.group(3) or not m.group(3).strip() or "class " in m.group(3):
                return None
            body = re.sub(r"^\s*#.*$", "", m.group(3), flags=re.M)
            body = mended(re.sub(r"\bCONST\b", "const", " ".join(body.split())))
            if "#" in body or body.count("{") != body.count("}") or "::" in body:
                return None
            tag = m.group(2) or name
            names = [x.strip().replace(" ", "") for x in m.group(4).split(",") if re.match(r"^\s*\*?\s*\w+\s*$", x)]
            return self.add({"h": h, "k": "S", "n": name, "u": m.group(1), "t": tag, "a": names or self.names(md, tag), "b": body})
        m = re.search(r"enum\s*(?:class\s+)?(\w+)?\s*(?::\s*\w+\s*)?\{(.*)\}\s*([^{}]*?)\s*;?\s*$", b, re.S)
        if not m:
            return None
        cs = []
        for part in split_params(re.sub(r"^\s*#.*$", "", m.group(2), flags=re.M)):
            part = " ".join(part.split())
            q = re.match(r"^(\w+)(?:\s*=\s*(.*))?$", part)
            if not q:
                return None
            v = (q.group(2) or "").strip()
            cs.append([q.group(1), v if re.match(r"^[-\w\s()|<+~]+$", v) else ""])
        tag = m.group(1) or name
        names = [x.strip().replace(" ", "") for x in m.group(3).split(",") if re.match(r"^\s*\*?\s*\w+\s*$", x)]
        return self.add({"h": h, "k": "E", "n": name, "t": tag, "a": names or self.names(md, tag), "c": cs})

    def enum_fields(self, h, name, sec, md):
        cs = []
        for f, _ in members(sec.get("enum-fields"), "field"):
            m = re.match(r"^(\w+)\s*(?::\s*([-\w]+))?", f)
            if m:
                cs.append([m.group(1), m.group(2) or ""])
        if cs:
            self.add({"h": h, "k": "E", "n": name, "t": name, "a": self.names(md, name), "c": cs})

    # ---- pages without a syntax block
    def infer(self):
        byname, byhead = collections.defaultdict(collections.Counter), collections.defaultdict(collections.Counter)
        for r in list(self.rows.values()):
            if r["k"] in "FC":
                for p in r["p"]:
                    byname[p[2].lower()][p[1]] += 1
                    byhead[(r["h"][:6], p[2].lower())][p[1]] += 1
        for h, kind, name, sec, md in self.open:
            if kind == "S":
                for a in self.names(md, name):
                    self.types.setdefault(a.strip("*"), ({"h": h, "k": "S", "n": name}, a))
            if kind == "C":
                self.types.setdefault(name, ({"h": h, "k": "C", "n": name}, name))
        words = collections.Counter()
        for h, kind, name, sec, md in self.open:
            for m in re.finditer(r"\b((?:ACX|NET|UCM|UCX|UFX|UDECX|SPB|NFC|MBB|SENSOR|HID|PCIV)[A-Z0-9]*(?:_INIT)?)\b", md):
                words[(h[:3], m.group(1))] += 1
        evt = {}
        for t in self.types:
            evt.setdefault(re.sub(r"^(PFN_?|P(?=EVT))|_", "", t).lower(), t)
        known = set(SCALARS) | set(self.types)

        def kind_of(t):
            row, a = self.types.get(t, (None, None))
            if t in SCALARS:
                return "rec" if t in ("UNICODE_STRING", "GUID", "MDL", "IRP", "DEVICE_OBJECT", "DRIVER_OBJECT", "WDF_OBJECT_ATTRIBUTES") else "val"
            if row:
                return "ptr" if a.startswith("*") else {"S": "rec", "E": "val", "C": "cb"}.get(row["k"], "val")
            return "handle"

        def is_handle(w):
            return re.match(r"^(WDF[A-Z0-9]{3,}|ACX[A-Z]{3,}|NET(ADAPTER|DEVICE|PACKETQUEUE|POWEROFFLOAD\w*|WAKESOURCE\w*|CONFIGURATION|RXQUEUE|TXQUEUE|POWERSETTINGS)|"
                            r"UCM(CONNECTOR|TCPCI\w+|UCSI\w+)|UCX(CONTROLLER|ROOTHUB|USBDEVICE|ENDPOINT|SSTREAMS)|UFX(DEVICE|ENDPOINT|HANDLE)|UDECXUSB\w+|SPB(TARGET|REQUEST)|SENSOROBJECT|POSCXHANDLE)$", w)

        def guess(h, pname, text, out):
            text = plain(text)
            first = None
            for w in re.findall(r"[A-Za-z_]\w{2,}", text):
                if is_handle(w) or w in known or (w.endswith("_INIT") and re.match(r"^(ACX|NET)\w+_INIT$", w) and w not in known and w != w.lower()):
                    if w in ("GUID", "ULONG", "BOOLEAN", "INT", "HANDLE", "BOOL") and w.lower() == w:
                        continue
                    row = self.types.get(w, (None,))[0]
                    if row and row["h"][:2] != h[:2] and not re.match(r"^(W[dD][fF]|NDIS|NET|WDI|DOT11|KS|PO_|DEVPROP)", w) and row["h"] not in ("wdm", "ntddk", "ntifs"):
                        continue
                    first = w
                    break
            key = pname.lower().lstrip("*")
            if pname.lower().startswith("evt") or "callback" in key:
                e = evt.get(re.sub(r"_", "", key))
                if e and e.startswith(("EVT_", "PFN_")):
                    return (e + " *") if e.startswith("EVT_") else e
            if first:
                if first.endswith("_INIT") and first not in known:
                    return "P" + first
                k = "handle" if is_handle(first) else kind_of(first)
                if k == "rec":
                    return ("const " if first == "GUID" else "") + first + " *"
                if k == "cb":
                    return first + " *"
                return first + " *" if out and k != "ptr" else first
            for c in (byhead.get((h[:6], key)), byname.get(key)):
                if c:
                    t, n = c.most_common(1)[0]
                    if c is byname.get(key) and (n * 4 < sum(c.values()) * 3 or t not in SCALARS):
                        weak[0] = 1
                    return t
            if re.search(r"(count|size|length|number|index|id|flags|tag|offset|mask|bytes)$", key):
                return "ULONG *" if out else "ULONG"
            if re.match(r"^(is|has|supports|enable)|enabled$|supported$", key):
                return "BOOLEAN *" if out else "BOOLEAN"
            weak[0] = 1
            return None

        weak = [0]

        for h, kind, name, sec, md in self.open:
            if kind == "S":
                fields = members(sec.get("struct-fields"), "field")
                if not fields:
                    continue
                body, ok, weak[0] = [], True, 0
                for f, text in fields:
                    f = f.split("[")[0].strip()
                    if not re.match(r"^\w+$", f):
                        ok = ok and "." in f
                        continue
                    if f == "Size":
                        t = "ULONG"
                    else:
                        t = guess(h, f, text, False) or "ULONG"
                    row = self.types.get(t.replace(" *", ""), (None,))[0]
                    if t.endswith(" *") and row and row["k"] == "S" and not re.search(r"pointer", plain(text)[:80], re.I):
                        t = t[:-2]
                    if t in [a.strip("*") for a in self.names(md, name)]:
                        t = "ULONG"
                    body.append("%s %s;" % (t, f))
                body = [b for b in body if "DUMMY" not in b and "ANONYMOUS" not in b]
                if body:
                    u = "union" if re.search(r"^title:.*union", md, re.M | re.I) else "struct"
                    self.add({"h": h, "k": "S", "n": name, "u": u, "t": name, "a": self.names(md, name), "b": " ".join(body), "g": 1 + (weak[0] or not ok)})
                continue
            if "." in name or "::" in name or "~" in name or name.startswith(("DEFINE_", "DECLARE_")) or re.search(r"^UID: *NF:[\w]+\.I[A-Z]\w+\.", md, re.M):
                continue
            params, weak[0] = [], 0
            for f, text in members(sec.get("parameters"), "param"):
                m = re.match(r"^\*?(\w+)\s*(?:\[(.*)\])?", f)
                if not m or f.startswith("..."):
                    continue
                sal = (m.group(2) or "").strip()
                if sal and not sal.startswith("_"):
                    sal = param("[%s] x y" % sal)[0]
                out = "Out" in sal or re.search(r"pointer to (a|the) (location|variable|handle)|receives|address of", text, re.I) is not None
                t = guess(h, m.group(1), text, out) or ("PVOID" if not out else "PVOID")
                if t.endswith(" *") and not out and kind == "F" and not t.startswith("const") and not t.startswith(("EVT_", "PFN_")) and not name.endswith("_INIT"):
                    t = "const " + t
                params.append([sal if re.match(r"^[\w() ,*-]*$", sal) else "", t, m.group(1), ""])
            ret = plain(sec.get("returns", ""))
            if re.search(r"NTSTATUS|STATUS_", ret) and not re.search(r"NDIS_STATUS", ret):
                r = "NTSTATUS"
            elif "NDIS_STATUS" in ret:
                r = "NDIS_STATUS"
            elif re.match(r"^\s*(none|this (function|callback|macro|method)( function)? (does not|doesn't) return|)\b\s*\.?\s*$", ret, re.I) or re.match(r"^\s*(none|void|this (callback )?\w+ does(n't| not) return)", ret, re.I) or not ret.strip():
                r = "VOID"
            elif re.search(r"\bTRUE\b|\bFALSE\b|\btrue\b|BOOLEAN", ret):
                r = "BOOLEAN"
            else:
                r = None
                for w in re.findall(r"[A-Za-z_]\w{2,}", ret):
                    if is_handle(w):
                        r = w
                        break
                    if w in known and w not in ("INT", "GUID"):
                        r = w + (" *" if kind_of(w) == "rec" else "")
                        break
                    if re.match(r"^(ACX|NET)\w+_INIT$", w):
                        r = "P" + w
                        break
                r = r or ("ULONG" if not re.search(r"pointer|address", ret) else "PVOID")
            if name.upper() == name and name.endswith("_INIT"):
                r = "VOID"
            if weak[0] and kind == "C":
                continue
            row = {"h": h, "k": kind, "n": name, "r": r, "p": params, "g": 1 + weak[0]}
            if kind == "C":
                row["w"] = "p" if name.startswith(("PFN_", "P")) else "f"
            lv = self.level.get((h + ".h", name))
            if lv and any(lv):
                row["i"] = list(lv)
            self.add(row)


def main():
    out, table, folders = sys.argv[1], sys.argv[2], sys.argv[3:]
    p = Pages(folders, table)
    p.read()
    p.infer()
    with open(out, "w") as f:
        for key in sorted(p.rows):
            f.write(json.dumps(p.rows[key], separators=(",", ":")) + "\n")
    c = collections.Counter((r["k"], r.get("g", 0)) for r in p.rows.values())
    print(c, len(p.open))


main()
