#!/usr/bin/env python3
"""Parse every unit of the driver projects under a checkout with the model headers and
show what stays undeclared.

usage: survey.py [options] CHECKOUT
  --kmdf            only projects that are KMDF drivers or libraries
  --list FILE       only the (project, unit) pairs of a TSV file with these columns
  --only TEXT       only projects whose path contains TEXT
  --errors          print every error line, by unit
  --top N           how many names to show (default 60)
  --jobs N          parallel parses (default 1)
  --tsv FILE        write project, unit, errors
A project file is read simply (Release, x64): sources, include folders, defines, WPP
function names.  Headers that a build would generate (.tmh, .mc, .man) are stood in for.
"""
import argparse, collections, glob, os, re, subprocess, sys, tempfile
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
INC = os.path.normpath(os.path.join(HERE, "..", "..", "analyzer", "model", "include"))
MINGW = os.environ.get("RC_MINGW", "/usr/x86_64-w64-mingw32/include")
CLANG = os.environ.get("RC_CLANG", "clang-19")

BASE = ["--target=x86_64-pc-windows-msvc", "-fms-extensions", "-fms-compatibility", "-fms-compatibility-version=19.30",
        "-ferror-limit=0", "-fno-spell-checking", "-w",
        "-Wno-incompatible-function-pointer-types", "-Wno-int-conversion", "-Wno-incompatible-pointer-types", "-Wno-c++11-narrowing", "-nostdlibinc", "-D__GNUC__=4", "-D__GNUC_MINOR__=2", "-D_AMD64_",
        "-DAMD64", "-D_WIN64", "-DSTRICT", "-D_WIN32_WINNT=0x0A00", "-DWINVER=0x0A00", "-DWINNT=1",
        "-DNTDDI_VERSION=0x0A00000C"]
KERNEL = ["-D_KERNEL_MODE=1", "-DDEPRECATE_DDK_FUNCTIONS=1"]
WARN_ERRORS = []


def isystem(user):
    dirs = [INC + "/sal", INC + ("/um" if user else "/nt"), INC + "/wdf", INC + "/wpp", INC + "/x86"]
    dirs += [MINGW] if user else [MINGW + "/ddk", MINGW]
    if user:
        dirs.append(MINGW + "/ddk")
    out = []
    for d in dirs:
        out += ["-isystem", d]
    return out, dirs


class Names:
    """Case-insensitive look-up of paths, one folder listing at a time."""
    def __init__(self):
        self.cache = {}

    def listing(self, d):
        if d not in self.cache:
            try:
                self.cache[d] = {n.lower(): n for n in os.listdir(d)}
            except OSError:
                self.cache[d] = {}
        return self.cache[d]

    def find(self, base, rel):
        cur = base
        for part in rel.replace("\\", "/").split("/"):
            if part in ("", "."):
                continue
            if part == "..":
                cur = os.path.dirname(cur)
                continue
            real = self.listing(cur).get(part.lower())
            if real is None:
                return None
            cur = os.path.join(cur, real)
        return cur


NAMES = Names()


def tag(e):
    return e.tag.split("}")[-1]


class Project:
    def __init__(self, path):
        self.path = path
        self.dir = os.path.dirname(path)
        self.props = {"Configuration": "Release", "Platform": "x64", "ProjectDir": self.dir + "/", "MSBuildProjectDirectory": self.dir,
                      "MSBuildThisFileDirectory": self.dir + "/", "SolutionDir": self.dir + "/", "ProjectName": os.path.basename(path)[:-8],
                      "MSBuildProjectName": os.path.basename(path)[:-8], "IntDir": self.dir + "/", "OutDir": self.dir + "/"}
        self.props["SolutionDir"] = self.solution() + "/"
        self.sources, self.includes, self.defines, self.forced = [], [], [], []
        self.wpp = set()
        self.meta = collections.defaultdict(dict)
        self.text = ""
        self.read(path)

    def solution(self):
        """Nearest folder upwards with a solution file that names this project."""
        d, name = self.dir, os.path.basename(self.path).lower()
        for _ in range(6):
            for n in NAMES.listing(d).values():
                if n.lower().endswith((".sln", ".slnx")) and name in read_text(os.path.join(d, n)).lower():
                    return d
            d = os.path.dirname(d)
        return self.dir

    def expand(self, s):
        def sub(m):
            return self.props.get(m.group(1), "\0")
        for _ in range(4):
            s = re.sub(r"\$\(([\w.]+)\)", sub, s)
        return re.sub(r"%\(\w+\)", "", s)

    def cond(self, e):
        c = e.get("Condition")
        if not c:
            return True
        c = self.expand(c).replace("\0", "")
        m = re.match(r"^\s*'([^']*)'\s*(==|!=)\s*'([^']*)'\s*$", c)
        if m:
            same = m.group(1).lower() == m.group(3).lower()
            return same if m.group(2) == "==" else not same
        return "exists" not in c.lower() and ("release" in c.lower() or "debug" not in c.lower())

    def settings(self, e, into):
        for s in e:
            if not self.cond(s):
                continue
            n, v = tag(s), self.expand(s.text or "")
            if n == "AdditionalIncludeDirectories":
                for d in v.split(";"):
                    d = d.strip().strip('"')
                    if d and "\0" not in d:
                        p = d.replace("\\", "/")
                        p = NAMES.find("/", p) if p.startswith("/") else NAMES.find(self.dir, p)
                        if p:
                            into.setdefault("inc", []).append(p)
            elif n == "PreprocessorDefinitions":
                for d in v.split(";"):
                    d = d.strip()
                    if re.match(r"^\w+(\(.*\))?(=.*)?$", d, re.S):
                        into.setdefault("def", []).append(d.replace('\\"', '"'))
            elif n == "ForcedIncludeFiles":
                into.setdefault("forced", []).extend(x for x in v.split(";") if x)
            elif n in ("WppTraceFunction", "WppAdditionalOptions"):
                for m in re.finditer(r"(?:-func:|^|;)\s*(\w+)\s*(?:\{[^}]*\})?\s*\(([^)]*)\)", v):
                    into.setdefault("wpp", []).append(m.groups())
            elif n == "WppScanConfigurationData":
                into.setdefault("scan", []).append(v)

    def read(self, path, depth=0):
        try:
            root = ET.parse(path).getroot()
        except (ET.ParseError, OSError):
            return
        self.text += ET.tostring(root, encoding="unicode")
        here = os.path.dirname(path)
        for e in root:
            t = tag(e)
            if not self.cond(e):
                continue
            if t == "PropertyGroup":
                for p in e:
                    if self.cond(p):
                        self.props[tag(p)] = self.expand(p.text or "")
            elif t in ("Import", "ImportGroup"):
                for i in ([e] if t == "Import" else list(e)):
                    f = self.expand(i.get("Project", ""))
                    if "\0" in f or not self.cond(i) or depth > 3:
                        continue
                    p = NAMES.find(here, f)
                    if p and p.lower().endswith((".props", ".vcxitems", ".targets")):
                        self.props["MSBuildThisFileDirectory"] = os.path.dirname(p) + "/"
                        self.read(p, depth + 1)
                        self.props["MSBuildThisFileDirectory"] = here + "/"
            elif t == "ItemDefinitionGroup":
                for i in e:
                    into = {}
                    self.settings(i, into)
                    if tag(i) == "ClCompile":
                        self.includes += into.get("inc", [])
                        self.defines += into.get("def", [])
                        self.forced += into.get("forced", [])
                    self.wpp |= set(into.get("wpp", []))
            elif t == "ItemGroup":
                for i in e:
                    if tag(i) != "ClCompile" or not i.get("Include") or not self.cond(i):
                        continue
                    spec = self.expand(i.get("Include"))
                    into = {}
                    self.settings(i, into)
                    if any(tag(x) == "ExcludedFromBuild" and self.cond(x) and (x.text or "").lower() == "true" for x in i):
                        continue
                    self.wpp |= set(into.get("wpp", []))
                    for s in spec.split(";"):
                        s = s.strip().replace("\\", "/")
                        if "*" in s:
                            found = sorted(glob.glob(os.path.join(here, s)))
                        else:
                            f = NAMES.find("/", s) if s.startswith("/") else NAMES.find(here, s)
                            found = [f] if f else []
                        for f in found:
                            if f.lower().endswith((".c", ".cpp", ".cxx", ".cc")) and f not in self.sources:
                                self.sources.append(f)
                                self.meta[f] = into

    def kind(self):
        t = self.props.get("DriverType", "").upper()
        ts = self.props.get("PlatformToolset", "")
        if t in ("KMDF", "UMDF", "WDM"):
            return t
        if "KMDF_VERSION_MAJOR" in self.props and "UMDF_VERSION_MAJOR" not in self.props:
            return "KMDF"
        if "UMDF_VERSION_MAJOR" in self.props or "UserMode" in ts or "ApplicationForDrivers" in ts:
            return "UMDF" if "UMDF_VERSION_MAJOR" in self.props else "USER"
        if "KernelMode" in ts:
            return "WDM"
        return "USER" if ts else "WDM"


INCLUDE = re.compile(rb'^[ \t]*#[ \t]*(?:include|import)[ \t]*([<"])([^">\r\n]+)[">]', re.M)
FUNC = re.compile(r"^[\s/*]*FUNC\s+(\w+)\s*(?:\{[^}]*\})?\s*\(([^)]*)\)", re.M)


def trace_macro(name, args):
    """The level and flag operands name WPP bits, not C objects: they are left out."""
    args = [x.strip() for x in args.split(",") if x.strip()]
    if "MSG" in args:
        lead = args.index("MSG")
    else:
        lead = 0
        while lead < len(args) and re.match(r"^(LEVEL|FLAGS?|LVL|COMPNAME|SUBCOMP)$", args[lead]):
            lead += 1
    ps = "".join("_%d, " % i for i in range(lead))
    if lead == len(args) and args:
        return "#undef %s\n#define %s(...) __rc_trace(0)\n" % (name, name)
    return "#undef %s\n#define %s(%s...) __rc_trace(__VA_ARGS__)\n" % (name, name, ps)


def scan(files, dirs, shim, project):
    """Overlay entries for includes whose spelling differs in case, stand-ins for generated ones, WPP functions."""
    overlay, wpp, seen = {}, set(), set()
    todo = list(files)
    while todo:
        f = todo.pop()
        if f in seen:
            continue
        seen.add(f)
        try:
            data = open(f, "rb").read()
        except OSError:
            continue
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = data.decode("utf-16", "replace")
            data = text.encode("utf-8")
            alt = os.path.join(shim, "utf8_%d_%s" % (len(overlay), os.path.basename(f)))
            open(alt, "wb").write(data)
            overlay[f] = alt
        for n in FUNC.findall(data.decode("latin-1")):
            wpp.add(n)
        for kind, name in INCLUDE.findall(data):
            name = name.decode("latin-1").replace("\\", "/").strip()
            bases = ([os.path.dirname(f)] if kind == b'"' else []) + dirs
            hit = None
            for b in bases:
                p = os.path.normpath(os.path.join(b, name))
                if os.path.exists(p):
                    hit = p
                    break
                q = NAMES.find(b, name)
                if q and os.path.isfile(q):
                    overlay[p] = q
                    hit = q
                    break
            if hit:
                if not hit.startswith(MINGW) and not hit.startswith(INC):
                    todo.append(hit)
                continue
            low = name.lower()
            if low.endswith(".tmh"):
                standin(shim, name, "#include <rc_wpp.h>\n#include <rc_project_wpp.h>\n")
            else:
                stem = os.path.splitext(os.path.basename(low))[0]
                for b in bases[:6] + [os.path.dirname(os.path.dirname(f))]:
                    for real in list(NAMES.listing(b).values()):
                        r = real.lower()
                        if r == stem + ".mc":
                            standin(shim, name, message_header(os.path.join(b, real)))
                        elif r.endswith(".man") and (r[:-4] == stem or stem in (r[:-4] + "events", r[:-4] + "event")
                                                     or stem in project.text.lower()):
                            standin(shim, name, manifest_header(os.path.join(b, real)))
    return overlay, wpp


def standin(shim, name, text):
    p = os.path.join(shim, "gen", name.lstrip("/").replace("../", ""))
    os.makedirs(os.path.dirname(p), exist_ok=True)
    open(p, "w").write(text)


def read_text(path):
    d = open(path, "rb").read()
    return d.decode("utf-16", "replace") if d[:2] in (b"\xff\xfe", b"\xfe\xff") else d.decode("latin-1")


def message_header(path):
    out, n = ["#pragma once\n"], 1
    for m in re.finditer(r"SymbolicName\s*=\s*(\w+)", read_text(path)):
        out.append("#define %s ((NTSTATUS)0xC004%04XL)\n" % (m.group(1), n))
        n += 1
    return "".join(out)


def manifest_header(path):
    t = read_text(path)
    out = ["#pragma once\n#include <rc_etw.h>\n"]
    for m in re.finditer(r"<provider\b[^>]*?\bsymbol\s*=\s*\"(\w+)\"", t, re.S):
        out.append("RC_EXTERN_C const GUID %s;\n" % m.group(1))
    for m in re.finditer(r"<provider\b[^>]*?\bname\s*=\s*\"([^\"]+)\"", t, re.S):
        n = re.sub(r"\W", "_", m.group(1))
        out.append("#define EventRegister%s() __rc_etw_register()\n#define EventUnregister%s() __rc_etw_register()\n" % (n, n))
    for m in re.finditer(r"<event\b[^>]*?\bsymbol\s*=\s*\"(\w+)\"", t, re.S):
        s = m.group(1)
        out.append("#define EventWrite%s(...) __rc_etw_write(__VA_ARGS__)\n#define EventEnabled%s() (1)\n"
                   "#define EventWrite%s_AssumeEnabled(...) __rc_etw_write(__VA_ARGS__)\nRC_EXTERN_C const EVENT_DESCRIPTOR %s;\n" % (s, s, s, s))
    return "".join(out)


def write_overlay(path, entries):
    import json
    by = collections.defaultdict(list)
    for p, real in entries.items():
        by[os.path.dirname(p)].append({"type": "file", "name": os.path.basename(p), "external-contents": real})
    doc = {"version": 0, "case-sensitive": "true", "use-external-names": "false",
           "roots": [{"type": "directory", "name": d, "contents": c} for d, c in by.items()]}
    json.dump(doc, open(path, "w"))


ERR = re.compile(r"^(.*?):(\d+):(\d+): (?:fatal )?error: (.*)$")


def run(cmd):
    p = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    return [m.groups() for m in (ERR.match(l) for l in p.stdout.splitlines()) if m]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("checkout")
    ap.add_argument("--kmdf", action="store_true")
    ap.add_argument("--list")
    ap.add_argument("--only")
    ap.add_argument("--errors", action="store_true")
    ap.add_argument("--user", action="store_true", help="user-mode projects too")
    ap.add_argument("--top", type=int, default=60)
    ap.add_argument("--jobs", type=int, default=1)
    ap.add_argument("--tsv")
    ap.add_argument("--save-commands")
    a = ap.parse_args()
    root = os.path.realpath(a.checkout)
    wanted = None
    if a.list:
        wanted = set()
        for line in open(a.list).read().split("\n")[1:]:
            f = line.split("\t")
            if len(f) > 1:
                wanted.add((f[0], f[1]))
    tmp = tempfile.mkdtemp(prefix="rcsurvey")
    jobs, k = [], 0
    for d, _, fs in sorted(os.walk(root)):
        for f in sorted(fs):
            if not f.lower().endswith(".vcxproj"):
                continue
            path = os.path.join(d, f)
            rel = os.path.relpath(path, root)
            if a.only and a.only not in rel:
                continue
            if wanted is not None and not any(p == rel for p, _ in wanted):
                continue
            pr = Project(path)
            kind = pr.kind()
            if wanted is None and (a.kmdf and kind != "KMDF" or kind == "USER" or kind == "UMDF" and not a.user):
                continue
            k += 1
            shim = os.path.join(tmp, str(k))
            os.makedirs(shim + "/gen")
            user = kind in ("UMDF", "USER")
            sysflags, sysdirs = isystem(user)
            incs = []
            for i in [pr.dir] + pr.includes:
                if i not in incs:
                    incs.append(i)
            overlay, wpp = scan(pr.sources, incs + sysdirs, shim, pr)
            write_overlay(shim + "/vfs.yaml", overlay)
            with open(shim + "/gen/rc_project_wpp.h", "w") as w:
                for n, ps in sorted(pr.wpp | wpp):
                    w.write(trace_macro(n, ps))
            defs = list(pr.defines)
            if kind == "KMDF":
                defs += ["KMDF_VERSION_MAJOR=1", "KMDF_VERSION_MINOR=%s" % (pr.props.get("KMDF_VERSION_MINOR") or "33")]
            if kind == "UMDF":
                defs += ["UMDF_VERSION_MAJOR=2", "UMDF_VERSION_MINOR=%s" % (pr.props.get("UMDF_VERSION_MINOR") or "33")]
            have, dflags = set(), []
            for x in defs:
                n = re.match(r"\w+", x).group(0)
                if n not in have:
                    have.add(n)
                    dflags.append("-D" + x)
            for s in pr.sources:
                r = os.path.relpath(s, root)
                if wanted is not None and (rel, r) not in wanted:
                    continue
                cpp = not s.lower().endswith(".c")
                m = pr.meta[s]
                cmd = [CLANG, "-fsyntax-only"] + BASE + ([] if user else KERNEL)
                cmd += ["-x", "c++", "-std=c++17", "-fno-exceptions"] if cpp else ["-x", "c", "-std=gnu17"]
                cmd += dflags + ["-D" + x for x in m.get("def", []) if re.match(r"\w+", x).group(0) not in have]
                for fi in pr.forced + m.get("forced", []):
                    cmd += ["-include", fi.replace("\\", "/")]
                for i in incs + m.get("inc", []):
                    cmd += ["-I", i]
                cmd += ["-I", shim + "/gen"] + sysflags
                if overlay:
                    cmd += ["-ivfsoverlay", shim + "/vfs.yaml"]
                jobs.append((rel, r, cmd + [s]))
    if a.save_commands:
        import shlex
        with open(a.save_commands, "w") as o:
            for rel, r, cmd in jobs:
                o.write("# %s %s\n%s\n" % (rel, r, shlex.join(cmd)))
    names, msgs, units, ok = collections.Counter(), collections.Counter(), collections.defaultdict(set), 0
    perproj = collections.OrderedDict()
    out = open(a.tsv, "w") if a.tsv else None
    with ThreadPoolExecutor(a.jobs) as ex:
        for (rel, r, cmd), errs in zip(jobs, ex.map(lambda j: run(j[2]), jobs)):
            ok += not errs
            p = perproj.setdefault(rel, [0, 0])
            p[0] += 1
            p[1] += not errs
            if out:
                out.write("%s\t%s\t%d\n" % (rel, r, len(errs)))
            if a.errors and errs:
                print("-- %s (%s): %d" % (r, rel, len(errs)))
            for f, l, c, msg in errs:
                if a.errors:
                    print("   %s:%s: %s" % (os.path.basename(f), l, msg))
                for n in set(re.findall(r"(?:undeclared identifier|unknown type name|undeclared function|no member named|call to undeclared function|incomplete type) '([^']+)'|'([^']+)' file not found", msg)):
                    n = n[0] or n[1]
                    names[n] += 1
                    units[n].add(r)
                key = re.sub(r"'[^']*'", "'..'", msg)
                msgs[key] += 1
    print("\nundeclared names by units:")
    for n in sorted(units, key=lambda n: (-len(units[n]), -names[n]))[:a.top]:
        print("%5d units %6d times  %s" % (len(units[n]), names[n], n))
    print("\nother messages:")
    for m, c in msgs.most_common(20):
        print("%6d  %s" % (c, m[:150]))
    print("\nprojects with errors:")
    for p, (n, g) in perproj.items():
        if g < n:
            print("%4d of %4d  %s" % (g, n, p))
    print("\n%d units, %d without an error" % (len(jobs), ok))
    subprocess.run(["rm", "-rf", tmp])


if __name__ == "__main__":
    main()
