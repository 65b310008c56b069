#!/usr/bin/env python3
"""Applies every mechanical edit of the examples and reviews the result: the finding must be gone, and nothing new be there.

    tests/edits/run.py [part of a path]...

The examples are those of analyzer/rules, with both kinds of line ends. Each finding with edits is mended in a copy of its
driver of its own; line ends stay of one kind, and no semicolon is left behind. The program
is $RINGCHECK, or $B/bin/ringcheck, or build/bin/ringcheck.
"""
import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RULES = os.path.join(TOP, "analyzer", "rules")
RINGCHECK = os.environ.get("RINGCHECK") or os.path.join(TOP, os.environ.get("B", "build"), "bin", "ringcheck")
ENV = dict(os.environ)
ENV.setdefault("RINGCHECK_MODEL_DIR", os.path.join(TOP, "analyzer", "model", "include"))
SECONDS = 120


def review(path):
    p = subprocess.run([RINGCHECK, "check", "--quiet", "--jobs", "1", "--format", "json", "--fail-on", "never", path],
                       capture_output=True, timeout=SECONDS, env=ENV, check=False)
    return json.loads(p.stdout)


def kind(f):
    """What makes two findings the same one, wherever its line has moved to."""
    return f["rule"], f["at"]["file"], f["at"].get("function", ""), f["fact"]


def offset(lines, line, column):
    return sum(len(x) for x in lines[:line - 1]) + column - 1


def mend(folder, edits):
    """Applies the edits, last place first, as a viewer of SARIF does."""
    def place(e):
        return e["at"]["file"], e["at"]["line"], e["at"]["column"]
    for e in sorted(edits, key=place, reverse=True):
        path = os.path.join(folder, e["at"]["file"])
        with open(path, "rb") as f:
            data = f.read()
        lines = data.splitlines(keepends=True)
        a = offset(lines, e["at"]["line"], e["at"]["column"])
        b = offset(lines, e["at"]["end_line"], e["at"]["end_column"])
        if not 0 <= a <= b <= len(data):
            return "an edit outside of %s" % e["at"]["file"]
        with open(path, "wb") as f:
            f.write(data[:a] + e["text"].encode() + data[b:])
    return None


def trouble(doc):
    return sum(len(u["guesses"]) + len(u["left_out"]) + (not u["analysed"]) for u in doc["units"])


def copied(path, folder, end):
    """The driver in `folder`, its lines ending in `end`."""
    copy = os.path.join(folder, os.path.basename(path))
    if os.path.isdir(path):
        shutil.copytree(path, copy)
    else:
        shutil.copyfile(path, copy)
    for name in files(copy):
        with open(name, "rb") as f:
            data = f.read()
        with open(name, "wb") as f:
            f.write(end.join(data.replace(b"\r\n", b"\n").split(b"\n")))
    return copy


def files(path):
    return [os.path.join(at, n) for at, _, names in os.walk(path) for n in names] if os.path.isdir(path) else [path]


def layout(path):
    """(line ends of each kind, lines of a lone semicolon)"""
    out = [0, 0, 0]
    for name in files(path):
        with open(name, "rb") as f:
            data = f.read()
        crlf = data.count(b"\r\n")
        out[0] += crlf
        out[1] += data.count(b"\n") - crlf
        out[2] += sum(line.strip() == b";" for line in data.split(b"\n"))
    return out


def one(path, finding, before, gaps):
    """What is wrong after this finding's edits, or None"""
    with tempfile.TemporaryDirectory(prefix="ringcheck-edits-") as folder:
        was = layout(path)
        copy = copied(path, folder, b"\r\n" if was[0] else b"\n")
        wrong = mend(copy if os.path.isdir(path) else folder, finding["edits"])
        if wrong:
            return wrong
        crlf, lf, lone = layout(copy)
        if crlf and lf:
            return "line ends of both kinds"
        if lone > was[2]:
            return "a lone semicolon is left behind"
        doc = review(copy)
    after = collections.Counter(kind(f) for f in doc["findings"])
    new = after - before
    if trouble(doc) > gaps:
        return "the mended text is not taken in as completely as the original"
    if after[kind(finding)] >= before[kind(finding)]:
        return "the finding is still there"
    if new:
        return "a new finding: %s" % (sorted(new)[0],)
    return None


def example(path):
    """(edits tried, lines about those that failed)"""
    tried, out = [], []
    for end in (b"\n", b"\r\n"):
        with tempfile.TemporaryDirectory(prefix="ringcheck-edits-") as folder:
            tried_here, wrong = mended(copied(path, folder, end))
        tried += tried_here
        out += ["%s%s: %s" % (os.path.relpath(path, TOP), " with CRLF" if end != b"\n" else "", w) for w in wrong]
    return tried, out


def mended(path):
    """(edits tried, what is wrong after them) of one copy of an example."""
    doc = review(path)
    before = collections.Counter(kind(f) for f in doc["findings"])
    out, tried = [], []
    for f in doc["findings"]:
        if not f.get("edits"):
            continue
        tried.append(f["rule"])
        wrong = one(path, f, before, trouble(doc))
        if wrong:
            out.append("line %d, %s: %s" % (f["at"]["line"], f["rule"], wrong))
    return tried, out


def main():
    paths = []
    for rule in sorted(os.listdir(RULES)):
        folder = os.path.join(RULES, rule)
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            full = os.path.join(folder, name)
            if name.startswith("bad") and (os.path.isdir(full) or name.endswith((".c", ".cpp"))):
                paths.append(full)
    paths = [p for p in paths if len(sys.argv) == 1 or any(a in p for a in sys.argv[1:])]
    by_rule, failed = collections.Counter(), 0
    with ThreadPoolExecutor(max_workers=int(os.environ.get("JOBS", os.cpu_count() or 2))) as pool:
        for tried, lines in pool.map(example, paths):
            by_rule.update(tried)
            failed += len(lines)
            for line in lines:
                print(line)
    for rule, n in sorted(by_rule.items()):
        print("%4d  %s" % (n, rule))
    print("%d passed, %d failed" % (sum(by_rule.values()) - failed, failed))
    return 1 if failed or not by_rule else 0


if __name__ == "__main__":
    sys.exit(main())
