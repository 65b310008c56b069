#!/usr/bin/env python3
"""A mutation test: good drivers are broken mechanically, and the rule that owns the mistake has to say so.

    tests/mutation/run.py [--op NAME]... [--per-operator N] [--per-driver N] [--seconds N] [--floor PERCENT]
                          [--keep DIR] [--checkout DIR [DRIVER-FOLDER...]]

Without a checkout the drivers are the good examples of the rules. With one, they are the KMDF drivers in it (the folders
with a call of WdfDriverCreate, or those named); the text is copied to a scratch folder and never kept.

Each operator (operators.py) makes mutants; each mutant names the rules that may report it, the function it must be in and
a word of the message. It is found if such a finding is there that was not there before. Many edits are tried in one run
of the program where they do not touch the same function; what was not found so is run once more alone. A mutant that is
not taken in as completely as the original counts as "did not parse" and says nothing, nor does one whose place had the
finding already.

The program is $RINGCHECK, or $B/bin/ringcheck, or build/bin/ringcheck.
"""
import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from ctext import Source          # noqa: E402
import operators                  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
RULES = os.path.join(TOP, "analyzer", "rules")
RINGCHECK = os.environ.get("RINGCHECK") or os.path.join(TOP, os.environ.get("B", "build"), "bin", "ringcheck")
ENV = dict(os.environ)
ENV.setdefault("RINGCHECK_MODEL_DIR", os.path.join(TOP, "analyzer", "model", "include"))
KNOWN = set()  # the rules of this program
KEPT = (".c", ".cpp", ".h", ".hpp", ".inc", ".vcxproj", ".props", ".sln", ".inf", ".inx", ".mof", ".rc", ".mc")


def program(args):
    p = subprocess.run([RINGCHECK] + args, capture_output=True, env=ENV, check=False)
    try:
        return json.loads(p.stdout)
    except ValueError:
        sys.exit("%s: exit status %d: %s" % (" ".join(args)[:200], p.returncode, p.stderr.decode(errors="replace")[-500:]))


def review(paths, rules, jobs):
    args = ["check", "--quiet", "--format", "json", "--fail-on", "never", "--jobs", str(jobs)]
    if rules:
        args += ["--rule", ",".join(sorted(rules))]
    return program(args + paths)


class Target:
    """A driver and where its files stand while it is mutated."""

    def __init__(self, name, root, paths, key):
        self.name, self.root, self.key = name, root, key
        self.sources = []
        for path in sorted(paths):
            with open(os.path.join(root, path), encoding="utf-8", errors="surrogateescape", newline="") as f:
                self.sources.append(Source(path, f.read()))
        self.driver = operators.Driver(name, self.sources)
        self.before = None  # (Counter of findings, Counter of gaps)


def sample_of(root, folder):
    """The nearest folder above, or the driver's own, with a solution: headers that drivers of a sample share lie there."""
    at = folder
    while at:
        if any(n.endswith(".sln") for n in os.listdir(os.path.join(root, at))):
            return at
        at = os.path.dirname(at)
    return folder


def words_for(target, folder):
    """The folder, and beside it an empty one in its sample: what is reviewed is looked for up to there."""
    sample = sample_of(target.root, folder)
    if sample == folder:
        return [os.path.join(target.root, folder)]
    beside = os.path.join(target.root, sample, "ringcheck-nothing")
    os.makedirs(beside, exist_ok=True)
    return [os.path.join(target.root, folder), beside]


def compiled_lines(target, words):
    """{(path, line)} of the driver's code that some unit compiled: the rest is left out by the preprocessor."""
    p = subprocess.run([RINGCHECK, "dump", "ir"] + words, capture_output=True, env=ENV, check=False)
    base = os.path.commonpath([os.path.abspath(w) for w in words])
    out, files = set(), {}
    for line in p.stdout.decode(errors="replace").splitlines():
        m = re.match(r'file (\d+) "([^"]*)"', line)
        if m:
            if m[1] == "0":
                files = {}
            files[m[1]] = os.path.relpath(os.path.join(base, m[2]), target.root)
        elif line.startswith("  ") and not line.startswith("  stmt"):
            m = re.search(r" !(\d+):(\d+):\d+", line)
            if m and m[1] in files:
                out.add((files[m[1]], int(m[2])))
    return out


def is_kmdf(target):
    """As the program takes it: a user-mode driver has other contracts, and its level is always passive."""
    doc = program(["check", "--quiet", "--format", "json", "--fail-on", "never", "--rule", "driver-wide-attributes-changed"] +
                  words_for(target, target.name))
    return any(d["framework"].startswith("KMDF") for d in doc["drivers"])


def is_compiled(m, lines):
    """An edit in text that the preprocessor leaves out breaks nothing."""
    f = m.function
    first, last = f.src.line(f.start), f.src.line(f.end)
    if not any((m.path, n) in lines for n in range(first, last + 1)):
        return False
    # A call's operation stands at its first line, a macro's at the macro's.
    return m.line == first or any((m.path, n) in lines for n in range(m.line - 3, m.line + 1))


def facts(doc, belongs):
    """(findings as a Counter, incompleteness as a Counter) of the files `belongs` says yes to."""
    found, gaps = collections.Counter(), collections.Counter()
    for f in doc["findings"]:
        if belongs(f["at"]["file"]):
            where = [f["at"].get("function", "")]
            found[(f["rule"], where[0], f["fact"], f["message"])] += 1
    for u in doc["units"]:
        if belongs(u["path"]):
            gaps["bad"] += len(u["guesses"]) + len(u["left_out"]) + (not u["analysed"]) * 1000
            gaps["opaque"] += u["opaque_ops"]
    return found, gaps


def edited(target, mutants):
    """{path: text} of the files that change."""
    edits = collections.defaultdict(list)
    for n, m in enumerate(mutants):
        for k, (path, start, end, text) in enumerate(m.edits):
            edits[path].append((start, end, n, k, text))
    out = {}
    for s in target.sources:
        if s.path not in edits:
            continue
        text, last, parts = s.text, 0, []
        for start, end, _, _, new in sorted(edits[s.path], key=lambda e: (e[0], e[1], e[2], e[3])):
            parts += [text[last:start], new]
            last = end
        out[s.path] = "".join(parts) + text[last:]
    return out


def clash(m, others):
    """May m not stand in one run with these?"""
    spans = [(p, a, b) for p, a, b, _ in m.edits]
    for o in others:
        if m.wide or o.wide:
            return True
        same = m.function is o.function
        if same and not (m.shares and o.shares and m.token != o.token):
            return True
        for path, a, b, _ in o.edits:
            if any(path == p and (a < y and x < b) for p, x, y in spans):
                return True
    return False


def rounds(mutants):
    """The mutants of one driver, in as few runs as possible."""
    out = []
    for m in mutants:
        for r in out:
            if not clash(m, r):
                r.append(m)
                break
        else:
            out.append([m])
    return out


def in_function(m, name):
    """Is this the function that was edited? A finding names it whole: the text may stand in a namespace or a class."""
    return not m.where or any(name == w or name.endswith("::" + w) for w in m.where)


def hits(m, found):
    return {k: n for k, n in found.items() if k[0] in m.expect and in_function(m, k[1]) and m.token in k[3]}


class Bench:
    """Runs lists of (target, mutants) and says of each mutant what became of it."""

    def __init__(self, scratch, jobs, folder_of=None):
        self.scratch, self.jobs, self.folder_of, self.count = scratch, jobs, folder_of, 0

    def run(self, batch, rules):
        """[(found, gaps)] for the batch; the targets are different ones."""
        self.count += 1
        return self._folders(batch, rules) if self.folder_of else self._files(batch, rules)

    def _files(self, batch, rules):
        folder = os.path.join(self.scratch, "r%d" % self.count)
        os.mkdir(folder)
        paths = []
        for target, mutants in batch:
            s = target.sources[0]
            text = edited(target, mutants).get(s.path, s.text)
            paths.append(os.path.join(folder, target.key))
            with open(paths[-1], "w", encoding="utf-8", errors="surrogateescape", newline="") as f:
                f.write(text)
        # A lone path names its driver otherwise than several do, but the file's name stays.
        doc = review(paths, rules, self.jobs)
        shutil.rmtree(folder)
        return [facts(doc, lambda p, k=t.key: os.path.basename(p) == k) for t, _ in batch]

    def _folders(self, batch, rules):
        out = []
        for target, mutants in batch:
            new = edited(target, mutants)
            for path, text in new.items():
                with open(os.path.join(target.root, path), "w", encoding="utf-8", errors="surrogateescape", newline="") as f:
                    f.write(text)
            out.append(facts(review(words_for(target, self.folder_of(target)), rules, self.jobs), lambda p: True))
            for s in target.sources:
                if s.path in new:
                    with open(os.path.join(target.root, s.path), "w", encoding="utf-8", errors="surrogateescape",
                              newline="") as f:
                        f.write(s.text)
        return out


def judge(target, m, found, gaps):
    """found, sibling (found by another of its rules), missed, no-parse or had"""
    before = hits(m, target.before[0])
    new = collections.Counter(hits(m, found)) - collections.Counter(before)
    if new:
        return "found" if any(k[0] == m.rule for k in new) else "sibling"
    if gaps["bad"] > target.before[1]["bad"]:
        return "no-parse"
    # The same mistake was there already: one mistake, one finding.
    here = [k for k in target.before[0] if k[0] in m.expect and in_function(m, k[1])]
    return "had" if here else "missed"


def all_rounds(targets, plan):
    """The rounds of all targets, side by side."""
    todo = {t.key: rounds(plan[t.key]) for t in targets}
    n = 0
    while True:
        batch = [(t, todo[t.key][n]) for t in targets if n < len(todo[t.key])]
        if not batch:
            return
        yield batch
        n += 1


def rules_of(batch):
    return {r for _, mutants in batch for m in mutants for r in m.expect & KNOWN}


def execute(bench, targets, plan):
    """{mutant: verdict}"""
    verdict = {}
    base = [(t, []) for t in targets]
    for (t, _), got in zip(base, bench.run(base, None)):
        t.before = got
    for batch in all_rounds(targets, plan):
        again = []
        for (t, mutants), (found, gaps) in zip(batch, bench.run(batch, rules_of(batch))):
            for m in mutants:
                verdict[m] = judge(t, m, found, gaps)
                if verdict[m] in ("missed", "no-parse") and len(mutants) > 1:
                    again.append((t, [m]))
        alone(bench, again, verdict)
    return verdict


def alone(bench, again, verdict):
    """Those of a crowd that were not found, one by one: the others may have been in the way."""
    while again:
        seen, now, later = set(), [], []
        for t, ms in again:
            (later if t.key in seen else now).append((t, ms))
            seen.add(t.key)
        for (t, ms), (found, gaps) in zip(now, bench.run(now, rules_of(now))):
            verdict[ms[0]] = judge(t, ms[0], found, gaps)
        again = later


def examples():
    out = []
    for rule in sorted(os.listdir(RULES)):
        for name in sorted(os.listdir(os.path.join(RULES, rule)) if os.path.isdir(os.path.join(RULES, rule)) else []):
            if name.startswith("good") and name.endswith((".c", ".cpp")):
                path = os.path.join(rule, name)
                out.append(Target(path, RULES, [path], path.replace(os.sep, "__")))
    return out


def is_umdf(root, folder):
    if re.search(r"umdf", folder, re.I):
        return True
    for name in os.listdir(os.path.join(root, folder)):
        if name.endswith(".vcxproj"):
            with open(os.path.join(root, folder, name), encoding="utf-8", errors="replace") as f:
                if re.search(r"<DriverType>\s*UMDF|UMDF_VERSION_MAJOR", f.read()):
                    return True
    return False


def checkout(root, scratch, folders):
    """The KMDF drivers of a checkout, in a copy of it."""
    copy = os.path.join(scratch, "checkout")
    shutil.copytree(root, copy, ignore=lambda at, names: [
        n for n in names if n == ".git" or not (os.path.isdir(os.path.join(at, n)) or n.lower().endswith(KEPT))])
    if not folders:
        for at, _, names in sorted(os.walk(copy)):
            for n in sorted(names):
                if n.endswith((".c", ".cpp")):
                    with open(os.path.join(at, n), encoding="utf-8", errors="replace") as f:
                        if re.search(r"\bWdfDriverCreate\s*\(", f.read()):
                            folders.append(os.path.relpath(at, copy))
                            break
        folders = [f for f in folders if not is_umdf(copy, f)]
    out = []
    for folder in folders:
        paths = [os.path.relpath(os.path.join(at, n), copy) for at, _, names in os.walk(os.path.join(copy, folder))
                 for n in names if n.endswith((".c", ".cpp", ".h"))]
        out.append(Target(folder, copy, paths, folder))
    return out


def plan_for(targets, ops, per_operator, per_driver, compiled):
    plan, made = {t.key: [] for t in targets}, collections.Counter()
    for op in ops:
        # Each operator starts at another driver, so that few mutants still meet many drivers.
        shift = sum(map(ord, op)) % max(len(targets), 1)
        for t in targets[shift:] + targets[:shift]:
            here = 0
            for m in operators.OPERATORS[op](t.driver):
                if made[op] >= per_operator or here >= per_driver:
                    break
                if t.key in compiled and not is_compiled(m, compiled[t.key]):
                    continue
                plan[t.key].append(m)
                made[op] += 1
                here += 1
    return plan


def keep(folder, targets, plan, verdict):
    os.makedirs(folder, exist_ok=True)
    for t in targets:
        for m in plan[t.key]:
            if verdict[m] == "missed":
                for path, text in edited(t, [m]).items():
                    name = "%s__%s__%s" % (m.op, m.function.name, os.path.basename(path))
                    with open(os.path.join(folder, name), "w", encoding="utf-8", errors="surrogateescape", newline="") as f:
                        f.write(text)


def table(ops, verdict):
    rows = {op: collections.Counter() for op in ops}
    rule = {}
    for m, v in verdict.items():
        rows[m.op][v] += 1
        rule.setdefault(m.op, m.rule)
    line = "%-32s %-44s %6s %6s %8s %6s %9s %4s"
    print(line % ("operator", "rule", "made", "found", "sibling", "missed", "no-parse", "had"))
    total = collections.Counter()
    columns = ("found", "sibling", "missed", "no-parse", "had")
    for op in ops:
        c = rows[op]
        if c:
            print(line % ((op, rule[op], sum(c.values())) + tuple(c[k] for k in columns)))
        total.update(c)
    good = total["found"] + total["sibling"]
    share = 100.0 * good / (good + total["missed"]) if good else 0.0
    print(line % (("total", "%d operators" % sum(1 for c in rows.values() if c), sum(total.values())) +
                  tuple(total[k] for k in columns)))
    print("share found: %.1f %%" % share)
    return share


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--checkout", metavar="DIR", help="mutate the KMDF drivers of this checkout instead of the examples")
    ap.add_argument("folders", nargs="*")
    ap.add_argument("--op", action="append", default=[])
    ap.add_argument("--per-operator", type=int, default=10 ** 6, help="mutants of an operator in all")
    ap.add_argument("--per-driver", type=int, default=10 ** 6, help="mutants of an operator in one driver")
    ap.add_argument("--floor", type=float, help="share in per cent below which the run fails; prints 'N passed, N failed'")
    ap.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    ap.add_argument("--seconds", type=float, default=1e9, help="take no further driver of a checkout after that time")
    ap.add_argument("--keep", metavar="DIR", help="write the text of every mutant that was missed there")
    args = ap.parse_args()
    if not os.access(RINGCHECK, os.X_OK):
        sys.exit("%s is missing: make build" % RINGCHECK)
    KNOWN.update(r["id"] for r in program(["rules", "--format", "json"])["rules"])
    ops = [o for o in operators.OPERATORS if not args.op or o in args.op]
    with tempfile.TemporaryDirectory(prefix="ringcheck-mutation-") as scratch:
        if args.checkout:
            targets = checkout(args.checkout, scratch, args.folders)
            bench = Bench(scratch, args.jobs, lambda t: t.name)
        else:
            targets, bench = examples(), Bench(scratch, args.jobs)
        if args.checkout:
            targets = [t for t in targets if is_kmdf(t)]
        compiled = {t.key: compiled_lines(t, words_for(t, t.name)) for t in targets} if args.checkout else {}
        plan = plan_for(targets, ops, args.per_operator, args.per_driver, compiled)
        for key in plan:
            plan[key] = [m for m in plan[key] if m.expect & KNOWN]
        targets = [t for t in targets if plan[t.key]]
        verdict = {}
        if args.checkout:
            began = time.monotonic()
            for t in targets:
                if time.monotonic() - began > args.seconds:
                    print("%s: no time left" % t.name, file=sys.stderr)
                    plan[t.key] = []
                    continue
                verdict.update(execute(bench, [t], plan))
                print("%-60s %4d mutants" % (t.name, len(plan[t.key])), file=sys.stderr, flush=True)
        else:
            verdict = execute(bench, targets, plan)
        runs = bench.count
    if args.keep:
        keep(args.keep, targets, plan, verdict)
    names = {m: t.name for t in targets for m in plan[t.key]}
    for kind in ("missed", "no-parse"):
        for m, v in sorted(verdict.items(), key=lambda x: (x[0].op, x[0].path, x[0].line)):
            if v == kind:
                print("%s: %s: %s:%d %s (%s)" % (kind, m.op, m.path, m.line, m.function.name, m.rule))
    share = table(ops, verdict)
    print("%d drivers, %d runs of the program" % (len(set(names.values())), runs))
    if args.floor is not None:
        count = collections.Counter(verdict.values())
        good = share >= args.floor and not count["no-parse"]
        print("%d passed, %d failed" % (count["found"] + count["sibling"], 0 if good else count["missed"] + count["no-parse"]))
        return 0 if good else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
