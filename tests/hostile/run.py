#!/usr/bin/env python3
"""Hostile input through `ringcheck check`: the program never crashes, never hangs, never shows a file from outside,
and says of each unit what became of it.

Usage: run.py [PROGRAM [CASE...]]   (default build/bin/ringcheck). Ends with "N passed, N failed".
"""
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import traceback
import zipfile

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
UNIT_TIMEOUT = 4
HEAD = "#include <ntddk.h>\n#include <wdf.h>\n"
SECRET = re.compile(r"root:[x*]:0:0|/bin/bash|nologin")


def project(units, defines="", extra="", settings=""):
    items = "".join('<ClCompile Include="%s"/>' % u for u in units)
    return ('<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003">'
            '<PropertyGroup><ConfigurationType>Driver</ConfigurationType><DriverType>KMDF</DriverType>%s</PropertyGroup>'
            '<ItemDefinitionGroup><ClCompile><PreprocessorDefinitions>%s</PreprocessorDefinitions>%s</ClCompile>'
            '</ItemDefinitionGroup><ItemGroup>%s</ItemGroup></Project>' % (settings, defines, extra, items))


def figure():
    with open(os.path.join(REPO, "analyzer/rules/sync-send-at-dispatch/bad-figure2.c"), encoding="ascii") as f:
        return f.read()


def macro_bomb(levels):
    lines = ["#define A0 x+x"]
    lines += ["#define A%d A%d+A%d" % (i, i - 1, i - 1) for i in range(1, levels)]
    return HEAD + "\n".join(lines) + "\nint f(int x) { return A%d; }\n" % (levels - 1)


def laughs():
    entities = '<!ENTITY l0 "lol">' + "".join('<!ENTITY l%d "%s">' % (i, "&l%d;" % (i - 1) * 10) for i in range(1, 12))
    return '<?xml version="1.0"?><!DOCTYPE x [%s]><Project><PropertyGroup><A>&l11;</A></PropertyGroup></Project>' % entities


def external_entity():
    return ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Project><PropertyGroup>'
            '<ConfigurationType>Driver</ConfigurationType><TargetName>&e;</TargetName></PropertyGroup>'
            '<ItemGroup><ClCompile Include="a.c"/></ItemGroup></Project>')


def deep(opening, middle, closing, n):
    return HEAD + "int f(int x) { return " + opening * n + middle + closing * n + "; }\n"


# name: (files, exit statuses that are right, what a unit's reason or an error must say or None)
# Statuses: 0 clean, 1 findings, 2 refused with a reason, 3 partial. A unit may always be "not analysed: why".
SOURCES = {
    "include-passwd": ({"a.c": HEAD + '#include "/etc/passwd"\nint f(void) { return 0; }\n'}, (0, 3), None),
    "include-passwd-relative": ({"a.c": HEAD + '#include "../../../../../../../../etc/passwd"\nint f(void) { return 0; }\n'},
                                (0, 3), None),
    "include-proc": ({"a.c": HEAD + '#include "/proc/self/environ"\n#include "/dev/zero"\n#include "/dev/stdin"\nint f;\n'},
                     (0, 3), None),
    "has-include-outside": ({"a.c": HEAD + '#if __has_include("/etc/passwd")\n#include "/etc/passwd"\n#endif\nint f;\n'},
                            (0, 3), None),
    "include-itself": ({"a.c": HEAD + '#include "a.c"\nint f(void) { return 0; }\n'}, (0, 2, 3), None),
    "include-loop": ({"a.c": HEAD + '#include "a.h"\nint f(void) { return 0; }\n', "a.h": '#include "b.h"\n',
                      "b.h": '#include "a.h"\n'}, (0, 3), None),
    "include-tree": ({"a.c": HEAD + '#include "h0.h"\n',
                      **{"h%d.h" % i: '#include "h%d.h"\n' % (i + 1) * 2 for i in range(40)}, "h40.h": "int x;\n"}, (0, 3), None),
    "macro-bomb": ({"a.c": macro_bomb(40)}, (3,), "time|memory"),
    "macro-bomb-small": ({"a.c": macro_bomb(18)}, (0, 3), None),
    "parens": ({"a.c": deep("(", "x", ")", 50000)}, (0, 3), None),
    "unary": ({"a.c": deep("- ", "x", "", 100000)}, (0, 3), None),
    "conditional": ({"a.c": deep("x ? 1 : ", "x", "", 20000)}, (0, 3), None),
    "sum": ({"a.c": deep("x + ", "x", "", 100000)}, (0, 3), None),
    "braces": ({"a.c": HEAD + "void f(void) " + "{" * 50000 + "}" * 50000 + "\n"}, (0, 3), None),
    "ifs": ({"a.c": HEAD + "int f(int x) { " + "if (x) " * 20000 + "x = 1; return x; }\n"}, (0, 3), None),
    "else-ifs": ({"a.c": HEAD + "int f(int x) { " + "".join("if (x == %d) x = 2; else " % i for i in range(20000))
                  + "x = 1; return x; }\n"}, (0, 3), None),
    "pointers": ({"a.c": HEAD + "int " + "*" * 50000 + "p;\n"}, (0, 3), None),
    "arrays": ({"a.c": HEAD + "int a" + "[2]" * 20000 + ";\n"}, (0, 3), None),
    "structs": ({"a.c": HEAD + "struct s { " * 5000 + "int x; " + "} a; " * 5000 + "\n"}, (0, 3), None),
    "switch": ({"a.c": HEAD + "int f(int x) { switch (x) {" + "".join("case %d: x++;\n" % i for i in range(100000))
                + "} return x; }\n"}, (0, 3), None),
    "functions": ({"a.c": HEAD + "".join("int f%d(int x) { return x ? f0(x) : %d; }\n" % (i, i) for i in range(20000))}, (0, 3),
                  None),
    "call-loop": ({"a.c": HEAD + "void f(int x); void g(int x) { f(x); f(x + 1); }\nvoid f(int x) { g(x); g(x + 1); }\n"}, (0, 3),
                  None),
    "branches": ({"a.c": HEAD + "int f(int x, int y) { " + "if (x++) y++; else y--;\n" * 3000 + "return y; }\n"}, (0, 3), None),
    "gotos": ({"a.c": HEAD + "int f(int x) { " + "".join("l%d: if (x == %d) goto l%d;\n" % (i, i, 2999 - i) for i in range(3000))
               + "return x; }\n"}, (0, 3), None),
    "undeclared": ({"a.c": HEAD + "void f(void) {" + "".join("und%d(und_a%d);\n" % (i, i) for i in range(3000)) + "}\n"}, (0, 3),
                   None),
    "long-line": ({"a.c": HEAD + "int a[] = {" + "1," * (14 << 20) + "};\n"}, (0, 2, 3), None),
    "long-string": ({"a.c": HEAD + 'const char *s = "' + "x" * (10 << 20) + '";\n'}, (0, 3), None),
    "long-name": ({"a.c": HEAD + "int " + "n" * (1 << 20) + "(void) { return 0; }\n"}, (0, 3), None),
    "line-directive": ({"a.c": figure().replace("#include", '#line 4000000000 "/etc/passwd"\n#include', 1)}, (1, 3), None),
    "line-directive-name": ({"a.c": figure() + '\n#line 7 "../../x/<y>.c"\nint after(void) { return undeclared_thing(); }\n'},
                            (1,), None),
    "nul-bytes": ({"a.c": (HEAD + "int f(void) { return 0; }\n").encode() + b"\0\0\0int g(void) { return 1; }\n"}, (0, 2, 3), None),
    "binary": ({"a.c": bytes(range(256)) * 400}, (0, 2, 3), None),
    "empty": ({"a.c": ""}, (0, 3), None),
    "utf-16": ({"a.c": (HEAD + "int f(void) { return 0; }\n").encode("utf-16")}, (0, 3), None),
    "latin-1": ({"a.c": (HEAD + "/* Grüße */ int f(void) { return 0; }\n").encode("latin-1")}, (0, 3), None),
    "bad-utf-8": ({"a.c": HEAD.encode() + b"int f\xff\xfe\xc0\x80(void) { return u\x80; }\n"}, (0, 3), None),
    "odd-names": ({"a b'\"$(x);.c": figure(), "\u00fc.c": HEAD + "int f;\n", "-o.c": HEAD + "int g;\n"}, (1, 3), None),
    "latin-1-name": ({b"\xe4.c": HEAD + "int f;\n", "a.c": figure()}, (1, 3), None),
    "control-name": ({"a\n\x1b[31m.c": figure()}, (2,), "name"),
    "control-name-beside": ({"a\n\x1b[31m.c": figure(), "b.c": figure()}, (1, 3), None),
    "template-bomb": ({"a.cpp": HEAD + "template <int N> struct A { typedef A<N + 1> B; enum { V = B::V }; };\n"
                       "int f() { return A<0>::V; }\n"}, (0, 3), None),
    "template-tree": ({"a.cpp": HEAD + "template <int N, int M> struct A { enum { V = A<N - 1, 2 * M>::V + A<N - 1, 2 * M + 1>::V }; };\n"
                       "template <int M> struct A<0, M> { enum { V = M }; };\nint f() { return A<28, 0>::V; }\n"}, (3,), "time|memory"),
    "constexpr": ({"a.cpp": HEAD + "constexpr int g(int n) { int s = 0; for (int i = 0; i < 2000000000; i++) s ^= i; return s + n; }\n"
                   "static_assert(g(1) != 2, \"\"); int f() { return 1; }\n"}, (0, 3), None),
    "define-injection": ({"a.c": HEAD + "int f(void) { return 0; }\n", "d.vcxproj": project(
        ["a.c"], 'X=1 -include /etc/passwd;-include=/etc/passwd;"Y;@/etc/passwd;Z=$(shell id)',
        "<AdditionalOptions>-include /etc/passwd -fplugin=/tmp/x.so @/etc/passwd</AdditionalOptions>"
        "<AdditionalIncludeDirectories>/etc;..\\..\\..\\..\\..\\etc;%(x)</AdditionalIncludeDirectories>"
        "<ForcedIncludeFiles>/etc/passwd;..\\..\\..\\..\\..\\etc\\passwd</ForcedIncludeFiles>")}, (0, 3), None),
    "define-everything": ({"a.c": HEAD + "int f(void) { return 0; }\n",
                           "d.vcxproj": project(["a.c"], "void=((((;int=(;ULONG=ULONG ULONG;NTSTATUS=;_WIN64=;__GNUC__=99")}, (0, 3),
                          None),
    "project-outside": ({"a.c": HEAD + "int f;\n", "d.vcxproj": project(["a.c", "..\\..\\..\\..\\etc\\passwd", "/etc/passwd",
                                                                         "C:\\x.c", "$(A)$(A)"])}, (0, 2, 3), None),
    "xml-laughs": ({"a.c": HEAD + "int f;\n", "d.vcxproj": laughs()}, (0, 2, 3), None),
    "xml-entity": ({"a.c": HEAD + "int f;\n", "d.vcxproj": external_entity()}, (0, 2, 3), None),
    "xml-deep": ({"a.c": HEAD + "int f;\n", "d.vcxproj": "<Project>" * 100000}, (0, 2, 3), None),
    "import-loop": ({"a.c": HEAD + "int f;\n", "d.vcxproj": '<Project><Import Project="e.props"/><ItemGroup>'
                     '<ClCompile Include="a.c"/></ItemGroup></Project>',
                     "e.props": '<Project><Import Project="e.props"/><Import Project="d.vcxproj"/></Project>'}, (0, 2, 3), None),
    "property-bomb": ({"a.c": HEAD + "int f;\n", "d.vcxproj": project(["a.c"], settings="<A>x</A>" + "<A>$(A)$(A)</A>" * 60)},
                      (0, 2, 3), None),
}


def write(folder, files):
    for name, data in files.items():
        path = os.path.join(os.fsencode(folder), name if isinstance(name, bytes) else os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode())


def tar_with(entries):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as t:
        for name, kind, data in entries:
            info = tarfile.TarInfo(name)
            info.type = kind
            if kind == tarfile.REGTYPE:
                info.size = len(data)
                t.addfile(info, io.BytesIO(data))
            else:
                info.linkname = data
                t.addfile(info)
    return out.getvalue()


def zip_with(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in entries:
            z.writestr(name, data)
    return out.getvalue()


def special_files(folder):
    """What a folder can hold besides files: nothing of it is waited for or followed."""
    write(folder, {"a.c": figure()})
    os.mkfifo(os.path.join(folder, "fifo.c"))
    os.mkdir(os.path.join(folder, "folder.c"))
    os.symlink("/etc/passwd", os.path.join(folder, "passwd.c"))
    os.symlink("/etc/passwd", os.path.join(folder, "p.h"))
    os.symlink("/", os.path.join(folder, "slash"))
    os.symlink(".", os.path.join(folder, "again"))
    os.symlink("loop.c", os.path.join(folder, "loop.c"))
    os.symlink("/dev/zero", os.path.join(folder, "zero.c"))
    write(folder, {"b.c": HEAD + '#include "p.h"\n#include "slash/etc/passwd"\n#include "fifo.c"\nint f;\n'})
    s = socket.socket(socket.AF_UNIX)
    cwd = os.getcwd()
    os.chdir(folder)
    s.bind("socket.c")
    os.chdir(cwd)
    s.close()
    return folder


def archive_case(name, data):
    def make(folder):
        path = os.path.join(folder, name)
        with open(path, "wb") as f:
            f.write(data() if callable(data) else data)
        return path
    return make


REG, SYM, LNK, CHR, FIFO = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE
MADE = {
    "special-files": (special_files, (1, 3), None),
    "tar-links": (archive_case("a.tar.gz", lambda: tar_with([
        ("d/a.c", REG, figure().encode()), ("d/p.c", SYM, "/etc/passwd"), ("d/h.c", LNK, "/etc/passwd"), ("out", SYM, "/tmp"),
        ("out/hostile-was-here.c", REG, b"int x;"), ("zero.c", CHR, ""), ("fifo.c", FIFO, "")])), (1, 2, 3), None),
    "tar-dotdot": (archive_case("a.tar.gz", lambda: tar_with([("../../hostile-was-here.c", REG, b"int x;")])), (2,), r"\.\."),
    "tar-absolute": (archive_case("a.tar.gz", lambda: tar_with([("/tmp/hostile-was-here.c", REG, b"int x;")])), (2,), "absolute|out of"),
    "zip-backslash": (archive_case("a.zip", lambda: zip_with([("..\\..\\hostile-was-here.c", b"int x;")])), (2,), r"\.\."),
    "zip-drive": (archive_case("a.zip", lambda: zip_with([("C:\\hostile-was-here.c", b"int x;")])), (2,), None),
    "zip-bomb": (archive_case("a.zip", lambda: zip_with([("a.c", b" " * (700 << 20))])), (2,), "limit|more than|larger|over|bomb|times"),
    "zip-many": (archive_case("a.zip", lambda: zip_with([("d/%d.txt" % i, b"") for i in range(120000)])), (0, 1, 2, 3), None),
    "zip-twice": (archive_case("a.zip", lambda: zip_with([("a.c", figure()), ("a.c", b"int x;")])), (1, 3), None),
    "zip-nested": (archive_case("a.zip", lambda: zip_with([("a.c", figure()), ("b.zip", zip_with([("c.c", b"int x;")]))])), (1, 3), None),
    "zip-cut": (archive_case("a.zip", lambda: zip_with([("a.c", figure() * 100)])[:900]), (2,), "corrupt|cut"),
    "not-an-archive": (archive_case("a.zip", b"hello, this is no archive"), (2,), "archive"),
    "empty-archive": (archive_case("a.tar.gz", b""), (2,), None),
    "empty-folder": (lambda folder: folder, (2,), None),
    "no-source": (lambda folder: (write(folder, {"readme.txt": "hello"}), folder)[1], (2,), None),
    "nothing-there": (lambda folder: os.path.join(folder, "missing"), (2,), "No such file"),
    "deep-folders": (lambda folder: (os.makedirs(os.path.join(folder, "/".join(["d"] * 500))), write(folder, {"a.c": figure()}), folder)[2],
                     (1, 3), None),
}


def run(program, path, out):
    """Exit status and everything that was said."""
    started = time.time()
    done = subprocess.run([program, "check", "-q", "--format", "json", "--unit-timeout", str(UNIT_TIMEOUT), "--output", out, path],
                          capture_output=True, timeout=170, check=False)
    text = ""
    if os.path.exists(out):
        with open(out, encoding="utf-8") as f:
            text = f.read()
    return done.returncode, text, done.stderr.decode("utf-8", "replace"), time.time() - started


def judge(status, text, said, right, words):
    assert status in (0, 1, 2, 3), "ended with status %d: %s" % (status, said[-2000:])
    assert status in right, "status %d instead of %s: %s %s" % (status, right, said[-500:], text[:1500])
    assert not SECRET.search(text) and not SECRET.search(said), "it shows a file from outside"
    assert "Sanitizer" not in said, said[-3000:]
    if status == 2:
        assert len(said.strip()) > 20, "no reason given: %r" % said
        assert not words or re.search(words, said), said
        return said.strip()
    review = json.loads(text)
    reasons = [u["reason"] for u in review["units"]] + [d["reason"] for d in review["drivers"] if d["reason"]]
    for u in review["units"]:
        assert u["analysed"] or u["reason"], "a unit that is not analysed without a reason: %s" % u["path"]
    assert not any("internal error" in r for r in reasons), reasons
    assert not words or any(re.search(words, r) for r in reasons), reasons
    for finding in review["findings"]:
        assert not finding["at"]["file"].startswith(("/", "..")), finding["at"]
    return "; ".join(r for r in reasons if r) or "analysed"


def cases(work):
    for name, (files, right, words) in SOURCES.items():
        yield name, (lambda folder, files=files: (write(folder, files), folder)[1]), right, words
    for name, (make, right, words) in MADE.items():
        yield name, make, right, words


def main():
    program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(REPO, "build", "bin", "ringcheck"))
    only = sys.argv[2:]
    os.environ.setdefault("RINGCHECK_MODEL_DIR", os.path.join(REPO, "analyzer", "model", "include"))
    work = tempfile.mkdtemp(prefix="ringcheck-hostile-")
    os.environ["XDG_CACHE_HOME"] = os.path.join(work, "cache")
    os.environ["TMPDIR"] = os.path.join(work, "tmp")
    os.makedirs(os.environ["XDG_CACHE_HOME"])
    os.makedirs(os.environ["TMPDIR"])
    passed = failed = 0
    for name, make, right, words in cases(work):
        if only and name not in only:
            continue
        folder = os.path.join(work, "in")
        os.makedirs(folder)
        seconds = 0.0
        try:
            path = make(folder)
            status, text, said, seconds = run(program, path, os.path.join(work, "out.json"))
            verdict = judge(status, text, said, right, words)
            assert not os.listdir(os.environ["TMPDIR"]), "left behind: %s" % os.listdir(os.environ["TMPDIR"])
            assert not os.path.exists("/tmp/hostile-was-here.c"), "it wrote outside"
            print("ok    %-24s %5.1f s  %d  %s" % (name, seconds, status, verdict[:100].replace("\n", " ")))
            passed += 1
        except Exception:
            print("FAIL  %-24s %5.1f s\n%s" % (name, seconds, traceback.format_exc()))
            failed += 1
        sys.stdout.flush()
        shutil.rmtree(os.fsencode(folder), ignore_errors=True)
        if os.path.exists(os.path.join(work, "out.json")):
            os.unlink(os.path.join(work, "out.json"))
    shutil.rmtree(work, ignore_errors=True)
    print("%d passed, %d failed" % (passed, failed))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
