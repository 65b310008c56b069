#!/usr/bin/env python3
"""Runs all rules over all examples and compares with what the examples expect.

    tests/rules/run.py [RULE-ID | path-part]...

An example is analyzer/rules/<id>/{bad,good}*.c or a folder {bad,good}*/ (a driver of several
files). Expectations stand on the line they are about:

    /* expect: rule-id "text that the message contains" */
    /* miss: rule-id why */     a known gap: the finding should be here and is not
    /* false: rule-id why */    a known false alarm: the finding is here and should not be

    /* branch: rule-id "words" */  the path of that rule's finding tells of this line's condition, in these words
    /* return: rule-id "words" */  it tells that a callee comes back here

Where an example has any of the last two kinds, the rule's paths have no other step of that kind. Any other finding fails, and so does an example that is not analysed completely. The programs are
taken from $RINGCHECK, or $B/bin/ringcheck, or build/bin/ringcheck.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RULES = os.path.join(TOP, "analyzer", "rules")
RINGCHECK = os.environ.get("RINGCHECK") or os.path.join(TOP, os.environ.get("B", "build"), "bin", "ringcheck")
WANT = re.compile(r'\b(expect|miss|false|branch|return):\s+([a-z0-9-]+)(?:\s+"((?:[^"\\]|\\.)*)")?')
SECONDS = 120


def examples(filters):
    """(rule id, path relative to the rules folder), sorted."""
    out = []
    for rule in sorted(os.listdir(RULES)):
        folder = os.path.join(RULES, rule)
        if not os.path.isfile(os.path.join(folder, "rule.c")):
            continue
        for name in sorted(os.listdir(folder)):
            if not name.startswith(("bad", "good")):
                continue
            path = os.path.join(folder, name)
            if os.path.isdir(path) or name.endswith((".c", ".cpp", ".inf", ".vcxproj")):
                out.append((rule, os.path.join(rule, name)))
    return [e for e in out if not filters or any(f == e[0] or f in e[1] for f in filters)]


def sources(path):
    if not os.path.isdir(path):
        return {os.path.basename(path): path}
    out = {}
    for at, _, names in os.walk(path):
        for n in names:
            full = os.path.join(at, n)
            out[os.path.relpath(full, path).replace(os.sep, "/")] = full
    return out


def expectations(path):
    """[(kind, file, line, rule, text)]"""
    out = []
    for rel, full in sources(path).items():
        with open(full, encoding="utf-8", errors="replace") as f:
            for no, line in enumerate(f, 1):
                for m in WANT.finditer(line):
                    out.append((m[1], rel, no, m[2], m[3] or ""))
    return out


def run(path):
    """(findings, trouble). Each example is reviewed in a folder of its own: it is a whole driver, and nothing near it belongs to it."""
    with tempfile.TemporaryDirectory(prefix="ringcheck-rules-") as folder:
        copy = os.path.join(folder, os.path.basename(path))
        (shutil.copytree if os.path.isdir(path) else shutil.copyfile)(path, copy)
        return review(copy)


def review(path):
    cmd = [RINGCHECK, "check", "--jobs", "1", "--format", "json", path]
    env = dict(os.environ)
    env.setdefault("RINGCHECK_MODEL_DIR", os.path.join(TOP, "analyzer", "model", "include"))
    try:
        p = subprocess.run(cmd, capture_output=True, timeout=SECONDS, env=env)
    except subprocess.TimeoutExpired:
        return [], "took longer than %d s" % SECONDS
    try:
        doc = json.loads(p.stdout)
    except ValueError:
        return [], "exit status %d, no JSON: %s" % (p.returncode, p.stderr.decode(errors="replace").strip()[-300:])
    s = doc.get("summary", {})
    if s.get("units_total") != s.get("units_analysed") or not s.get("units_total"):
        return doc["findings"], "%s of %s units analysed" % (s.get("units_analysed"), s.get("units_total"))
    if p.returncode not in (0, 1):
        return doc["findings"], "exit status %d: %s" % (p.returncode, p.stderr.decode(errors="replace").strip()[-300:])
    return doc["findings"], None


def same_file(found, want):
    return found == want or found.endswith("/" + want) or os.path.basename(found) == want


STEPS = ("branch", "return")


def steps(found, want, shown):
    """What is wrong with the conditions and returns that the paths tell of."""
    out = []
    for kind, rid in {(w[0], w[3]) for w in want if w[0] in STEPS}:
        told = [(s["at"]["file"], s["at"]["line"], s["text"]) for f in found if f["rule"] == rid
                for s in f["steps"] if s["kind"] == kind]
        for _, file, line, _, text in (w for w in want if w[0] == kind and w[3] == rid):
            hits = [t for t in told if t[1] == line and same_file(t[0], file) and text in t[2]]
            if not hits:
                out.append('%s the path of %s does not tell of "%s"' % (shown(file, line), rid, text))
            told = [t for t in told if t not in hits]
        out += ["%s the path of %s tells of %s" % (shown(t[0], t[1]), rid, t[2]) for t in told]
    return out


def compare(example):
    rule, rel = example
    path = os.path.join(RULES, rel)
    want = expectations(path)
    found, trouble = run(path)
    found = [f for f in found if not f.get("suppressed")]
    out, counts = [], {"miss": 0, "false": 0}
    shown = lambda file, line: "analyzer/rules/%s%s:%d" % (rel, "" if not os.path.isdir(path) else "/" + file, line)

    if trouble:
        out.append("analyzer/rules/%s: %s" % (rel, trouble))
    out += steps(found, want, shown)
    for kind, file, line, rid, text in [w for w in want if w[0] not in STEPS]:
        hits = [f for f in found if f["rule"] == rid and f["at"]["line"] == line and same_file(f["at"]["file"], file)]
        if kind == "miss":
            counts["miss"] += 1
            if hits:
                out.append("%s %s is found now: make the miss an expectation" % (shown(file, line), rid))
        elif kind == "false":
            counts["false"] += 1
            if not hits:
                out.append("%s %s is silent now: the false alarm is mended" % (shown(file, line), rid))
        elif not hits:
            out.append("%s %s expected, not found" % (shown(file, line), rid))
        elif text and not any(text in f["message"] for f in hits):
            out.append('%s %s says "%s", expected "%s"' % (shown(file, line), rid, hits[0]["message"], text))
        for h in hits:
            found.remove(h)
    for f in found:
        out.append("%s %s unexpected: %s" % (shown(f["at"]["file"], f["at"]["line"]), f["rule"], f["message"]))
    own = [w for w in want if w[3] == rule and w[0] not in STEPS]
    name = os.path.basename(rel)
    if name.startswith("bad") and not own:
        out.append("analyzer/rules/%s: a bad example without an expectation of %s" % (rel, rule))
    if name.startswith("good") and any(w[0] != "false" for w in own):
        out.append("analyzer/rules/%s: a good example that expects %s" % (rel, rule))
    return out, counts


def main():
    todo = examples(sys.argv[1:])
    if not todo:
        print("no such example")
        return 2
    if not os.access(RINGCHECK, os.X_OK):
        print("%s is missing: make build" % RINGCHECK)
        return 2
    passed = failed = missed = false = 0
    with ThreadPoolExecutor(max_workers=int(os.environ.get("JOBS", os.cpu_count() or 2))) as pool:
        for lines, counts in pool.map(compare, todo):
            failed += bool(lines)
            passed += not lines
            missed += counts["miss"]
            false += counts["false"]
            for line in lines:
                print(line)
    print("%d known misses, %d known false alarms" % (missed, false))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
