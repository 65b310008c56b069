#!/usr/bin/env python3
"""Does a finding stay the same finding? Drivers are edited mechanically, and both revisions' findings are matched.

    tests/identity/run.py [--rounds N] [--drivers N] [--units N] [--every N] [--op NAME]... [--floor PERCENT] [--no-judge]
                          [--lost] [CHECKOUT[:FOLDER]...]

Without a checkout the drivers are the bad examples of the rules (each --every-th of them). With some, they
are the drivers in them that have findings, of at most --units units; the text is copied to a scratch folder and never kept.

All drivers stand in one tree. For each operator (mutations.py) and round, one finding of each driver is the target of an edit;
the edited tree is reviewed once. The edit says where every old place has gone: the finding that must be recognised is the one
of that rule at that place. A pair is such an old finding with its new one; "kept" is the share that was recognised.
"wrong" counts old findings that were (also) found in a place where they are not. Judged are
    identity      equal identities, without looking at anything else
    match         report/match.h without a diff
    match+diff    report/match.h with renames and lines as `diff -U0` gives them
    SARIF+        sarif-multitool match-results-forward with our partialFingerprints
    SARIF-        the same without them

RINGCHECK names the program (build/bin/ringcheck), B the build folder.
"""
import argparse
import collections
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import uuid

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(TOP, "tests", "mutation")]
from ctext import Source          # noqa: E402
import mutations                  # noqa: E402

B = os.path.join(TOP, os.environ.get("B", "build"))
RINGCHECK = os.environ.get("RINGCHECK") or os.path.join(B, "bin", "ringcheck")
MATCH = os.path.join(B, "tests", "identity", "match")
MULTITOOL = os.path.join(TOP, "tests", "node_modules", "@microsoft", "sarif-multitool-linux", "Sarif.Multitool")
ENV = dict(os.environ)
ENV.setdefault("RINGCHECK_MODEL_DIR", os.path.join(TOP, "analyzer", "model", "include"))
KEPT = (".c", ".cpp", ".cxx", ".cc", ".h", ".hpp", ".hxx", ".inl", ".inc", ".vcxproj", ".props", ".targets", ".inf", ".inx",
        ".mof", ".rc", ".mc", ".tpl", ".src")
PROJECTS = (".vcxproj",)
JUDGES = ("identity", "match", "match+diff", "SARIF+", "SARIF-")


class Text(Source):
    """A file of the tree. Bytes are characters, so that columns are ours."""

    def __init__(self, tree, path):
        with open(os.path.join(tree, path), encoding="latin-1", newline="") as f:
            super().__init__(path, f.read())
        self.folder = os.path.dirname(os.path.join(tree, path))

    def beside(self, name):
        return os.path.exists(os.path.join(self.folder, name))


def offset_of(text, line, column):
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
        if at == 0:
            return None
    end = text.find("\n", at)
    return min(at + column - 1, end if end >= 0 else len(text))


def place_of(text, offset):
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


class Bench:
    def __init__(self, scratch, jobs):
        self.scratch, self.tree, self.jobs, self.n = scratch, os.path.join(scratch, "tree"), jobs, 0
        self.roots, self.sources = [], {}

    def review(self, folder=None):
        args = [RINGCHECK, "check", "--quiet", "--format", "json", "--fail-on", "never", "--jobs", str(self.jobs),
                "--cache", os.path.join(self.scratch, "cache"), folder or self.tree]
        done = subprocess.run(args, capture_output=True, env=ENV, check=False)
        if not done.stdout:
            sys.exit("%s: %s" % (" ".join(args), done.stderr.decode(errors="replace")[-500:]))
        report = json.loads(done.stdout)
        report["findings"] = [f for f in report["findings"] if not f.get("suppressed")]
        return report

    def source(self, path):
        if path not in self.sources:
            self.sources[path] = Text(self.tree, path)
        return self.sources[path]

    # ---- what there is ----

    def add_examples(self):
        rules = os.path.join(TOP, "analyzer", "rules")
        for rule in sorted(os.listdir(rules)):
            folder = os.path.join(rules, rule)
            if not os.path.isdir(folder):
                continue
            for name in sorted(os.listdir(folder)):
                if name.startswith("bad") and name.endswith((".c", ".cpp")):
                    self._add(os.path.join(folder, name), "%s-%s" % (rule, name.split(".")[0]))

    def _add(self, path, name):
        to = os.path.join(self.tree, name)
        if os.path.isdir(path):
            for base, dirs, files in os.walk(path):
                dirs[:] = [d for d in dirs if d != ".git"]
                for f in files:
                    if f.lower().endswith(KEPT) and os.path.getsize(os.path.join(base, f)) < 4 << 20:
                        target = os.path.join(to, os.path.relpath(base, path), f)
                        os.makedirs(os.path.dirname(target), exist_ok=True)
                        shutil.copyfile(os.path.join(base, f), target)
        else:
            os.makedirs(to)
            shutil.copyfile(path, os.path.join(to, os.path.basename(path)))
        self.roots.append(name)

    def add_checkout(self, folder, most_units):
        report = self.review(folder)
        units, found = collections.defaultdict(set), collections.defaultdict(set)
        for u in report["units"]:
            units[u["driver"]].add(u["path"])
        for f in report["findings"]:
            found[f["driver"]].add(f["at"]["file"])
        chosen = set()
        for d in report["drivers"]:
            if d["name"] in found and len(units[d["name"]]) <= most_units:
                paths = {os.path.dirname(p) for p in units[d["name"]] | {d["project"] or next(iter(units[d["name"]]))}}
                root = os.path.commonpath(paths) if all(paths) else ""
                if root and ".." not in root:
                    chosen.add(root)
        # A folder inside of another chosen one comes with it.
        for root in sorted(chosen):
            if not any(root.startswith(other + "/") for other in chosen):
                self._add(os.path.join(folder, root), "%s-%s" % (os.path.basename(folder), root.replace("/", "-")))

    # ---- edits ----

    def apply(self, mutants):
        """Writes the mutants [(path, mutant)]; returns how to undo that."""
        undo = []
        for path, m in mutants:
            full = os.path.join(self.tree, path)
            undo.append((full, self.source(path).text))
            new = os.path.join(self.tree, m.path or path)
            if m.path:
                os.unlink(full)
                undo.append((new, None))
                for project, text in self._projects(path):
                    undo.append((project, text))
                    rel = os.path.relpath(new, os.path.dirname(project)).replace("/", "\\")
                    _write(project, _replaced(text, os.path.basename(path), rel))
            os.makedirs(os.path.dirname(new), exist_ok=True)
            _write(new, m.text)
        return undo

    def _projects(self, path):
        root = os.path.join(self.tree, path.split("/")[0])
        for base, _, files in os.walk(root):
            for f in files:
                if f.lower().endswith(PROJECTS):
                    full = os.path.join(base, f)
                    with open(full, encoding="latin-1", newline="") as h:
                        text = h.read()
                    if os.path.basename(path).lower() in text.lower():
                        yield full, text

    @staticmethod
    def undo(steps):
        for path, text in reversed(steps):
            if text is None:
                os.unlink(path)
            else:
                _write(path, text)


def _write(path, text):
    with open(path, "w", encoding="latin-1", newline="") as f:
        f.write(text)


def _replaced(text, name, new):
    """A project's text with a file named otherwise: Include="a.c; ..\\b.c" lists paths."""
    path = re.compile(r"[^;\s]*?(?<![\w.-])%s(?=\s*(;|$))" % re.escape(name), re.I)
    return re.sub(r'(?<=Include=")[^"]*', lambda m: path.sub(lambda _: new, m[0]), text)


# ---- the right answer ----

def moved(bench, mutants, f_at, old_side):
    """Where an old finding's place is in the other revision: (file, line, column) or None."""
    m = mutants.get(f_at["file"])
    if not m:
        return f_at["file"], f_at["line"], f_at["column"]
    text = bench.source(f_at["file"]).text
    if old_side:  # the mutant is the old revision: back to the driver as it stands
        offset = offset_of(m.old.text, f_at["line"], f_at["column"])
        back = [o for o in (offset, offset - len(m.old.text) + len(text)) if 0 <= o and m.old.where(o) == offset]
        return (f_at["file"],) + place_of(text, back[0]) if back else None
    offset = offset_of(text, f_at["line"], f_at["column"])
    to = m.where(offset) if offset is not None else None
    return None if to is None else (m.path or f_at["file"],) + place_of(m.text, to)


def stand_in(bench, mutants, f_at, old_side):
    """The other one of a pair of twins: some rules speak of the first one only, whichever that is."""
    m = mutants.get(f_at["file"])
    if not m or (m.old or m).twin is None:
        return None
    text = bench.source(f_at["file"]).text
    if old_side:
        is_twin = offset_of(m.old.text, f_at["line"], f_at["column"]) == m.old.twin
        return (f_at["file"],) + place_of(text, m.old.target) if is_twin else None
    is_target = offset_of(text, f_at["line"], f_at["column"]) == m.target
    return (f_at["file"],) + place_of(m.text, m.twin) if is_target else None


def truth(bench, mutants, old, new, old_side):
    """For each old finding the new one's index, or None where there is none any more."""
    at, on = collections.defaultdict(list), collections.defaultdict(list)
    inside = collections.defaultdict(list)
    for i, f in enumerate(new):
        p = f["at"]
        at[(f["rule"], f["fact"], p["file"], p["line"], p["column"])].append(i)
        on[(f["rule"], f["fact"], p["file"], p["line"])].append(i)
        for r in f["related"]:
            inside[(f["rule"], r["file"], r["line"], r["column"])].append(i)

    def find(f, to):
        # Layout may take a line's end, and what is found at the end of a function, to another column.
        found = (at.get((f["rule"], f["fact"]) + to) or on.get((f["rule"], f["fact"]) + to[:2]) or inside.get((f["rule"],) + to) or []) if to else []
        same = [i for i in found if new[i]["driver"] == f["driver"]]
        return (same or found or [None])[0]

    out = [find(f, moved(bench, mutants, f["at"], old_side)) for f in old]
    taken = set(out)
    for j, f in enumerate(old):
        if out[j] is None:
            i = find(f, stand_in(bench, mutants, f["at"], old_side))
            out[j] = None if i in taken else i
    return out


# ---- the judges: each gives, for each new finding, the old one's index or None ----

def by_match(bench, old, new, mutants, diff):
    paths = []
    for name, list_ in (("old", old), ("new", new)):
        paths.append(os.path.join(bench.scratch, name + ".json"))
        with open(paths[-1], "w", encoding="utf-8") as f:
            json.dump({"findings": list_}, f)
    if diff:
        paths.append(os.path.join(bench.scratch, "files"))
        with open(paths[-1], "w", encoding="utf-8") as f:
            f.write("".join(_hunks(bench, path, m) for path, m in mutants.items()))
    done = subprocess.run([MATCH] + paths, capture_output=True, text=True, check=True)
    words = [line.split()[0] for line in done.stdout.splitlines()]
    return [None if w == "-" else int(w) for w in words]


def _hunks(bench, path, m):
    a, b = os.path.join(bench.scratch, "a"), os.path.join(bench.scratch, "b")
    _write(a, m.old.text if m.old else bench.source(path).text)
    _write(b, m.text)
    done = subprocess.run(["diff", "-U0", a, b], capture_output=True, check=False)
    out = "%s\t%s\n" % (path, m.path or path)
    for h in re.finditer(rb"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", done.stdout, re.M):
        v = [1 if x is None else int(x) for x in h.groups()]
        out += "\t%d %d %d %d\n" % tuple(v)
    return out


def by_multitool(bench, old, new, with_ours):
    logs = []
    ids = {}
    for name, list_ in (("old", old), ("new", new)):
        results = []
        for i, f in enumerate(list_):
            p = f["at"]
            guid = str(uuid.UUID(int=random.getrandbits(128)))
            ids[guid] = i
            r = {"ruleId": f["rule"], "level": f["severity"], "message": {"text": f["message"]}, "guid": guid,
                 "locations": [{"physicalLocation": {"artifactLocation": {"uri": p["file"], "uriBaseId": "SRCROOT"},
                                                     "region": {"startLine": p["line"], "startColumn": p["column"]}},
                                "logicalLocations": [{"fullyQualifiedName": p.get("function", ""), "kind": "function"}]}]}
            if name == "old":
                r["correlationGuid"] = guid
            if with_ours:
                r["partialFingerprints"] = {"primaryLocationLineHash": f.get("line_hash", ""), "ringcheckIdentity/v2": f["identity"]}
            results.append(r)
        path = os.path.join(bench.scratch, name + ".sarif")
        with open(path, "w", encoding="utf-8") as h:
            json.dump({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
                       "runs": [{"tool": {"driver": {"name": "Ringcheck"}}, "results": results}]}, h)
        logs.append(path)
    out = os.path.join(bench.scratch, "out.sarif")
    subprocess.run([MULTITOOL, "match-results-forward", logs[1], "--previous", logs[0], "--output-file-path", out, "--log",
                    "ForceOverwrite"], capture_output=True, check=True)
    answer = [None] * len(new)
    with open(out, encoding="utf-8-sig") as f:
        for r in json.load(f)["runs"][0]["results"]:
            if r["baselineState"] in ("unchanged", "updated"):
                answer[ids[r["guid"]]] = ids.get(r["correlationGuid"])
    return answer


def judge(name, bench, old, new, mutants):
    if name == "match":
        return by_match(bench, old, new, mutants, False)
    if name == "match+diff":
        return by_match(bench, old, new, mutants, True)
    return by_multitool(bench, old, new, name == "SARIF+")


# ---- one edited tree ----

class Score:
    def __init__(self):
        self.runs = self.pairs = self.targets = self.gone = 0
        self.kept, self.kept_targets, self.wrong = collections.Counter(), collections.Counter(), collections.Counter()

    def add(self, other):
        self.runs += other.runs
        self.pairs += other.pairs
        self.targets += other.targets
        self.gone += other.gone
        for mine, theirs in ((self.kept, other.kept), (self.kept_targets, other.kept_targets), (self.wrong, other.wrong)):
            mine.update(theirs)


def same_identity(old, new):
    """Identity by itself: every new finding with the identity of an old one in that driver (or in a driver that is gone)."""
    have = collections.defaultdict(list)
    for j, f in enumerate(old):
        have[f["identity"]].append(j)
    return [have.get(f["identity"], []) for f in new]


def measure(bench, judges, old, new, mutants, targets, old_side, lost):
    s = Score()
    right = truth(bench, mutants, old, new, old_side)
    claims = {}
    for name in judges:
        if name == "identity":
            claims[name] = same_identity(old, new)
        else:
            claims[name] = [[] if j is None else [j] for j in judge(name, bench, old, new, mutants)]
    touched = {p.split("/")[0] for p in mutants}
    s.runs = len(mutants)
    for j, f in enumerate(old):
        if f["at"]["file"].split("/")[0] not in touched:
            continue
        target = (f["rule"], f["fact"], f["at"]["file"], f["at"]["line"], f["at"]["column"]) in targets
        i = right[j]
        if i is None:
            s.gone += 1
        else:
            s.pairs += 1
            s.targets += target
        for name in judges:
            if i is not None and j in claims[name][i]:
                s.kept[name] += 1
                s.kept_targets[name] += target
            elif i is not None and lost and name == lost:
                print("lost by %s: %s:%d %s (%s), now %s:%d" % (name, f["at"]["file"], f["at"]["line"], f["rule"], f["fact"],
                                                                new[i]["at"]["file"], new[i]["at"]["line"]))
            for k, mine in enumerate(claims[name]):
                # Equal identities of one mistake in two drivers, or of two that merged, are no error.
                if j in mine and k != i and not any(right[x] == k for x in mine if x != j) and \
                        f["driver"] == new[k]["driver"]:
                    s.wrong[name] += 1
                    if lost and name == lost:
                        print("wrong by %s: %s:%d %s is not %s:%d" % (name, f["at"]["file"], f["at"]["line"], f["rule"],
                                                                      new[k]["at"]["file"], new[k]["at"]["line"]))
    return s


def one_round(bench, op, n, base, judges, lost):
    by_root = collections.defaultdict(list)
    for f in base["findings"]:
        by_root[f["at"]["file"].split("/")[0]].append(f)
    mutants, targets = {}, set()
    for root in bench.roots:
        # The n-th finding of the driver for which the operator applies.
        k = 0
        for f in by_root.get(root, []):
            path = f["at"]["file"]
            source = bench.source(path)
            offset = offset_of(source.text, f["at"]["line"], f["at"]["column"])
            m = op(mutations.Place(source, offset), n) if offset is not None and "\0" not in source.text else None
            if m and k == n:
                mutants[path] = m
                targets.add((f["rule"], f["fact"], path, f["at"]["line"], f["at"]["column"]))
                break
            k += m is not None
    if not mutants:
        return Score()
    old, old_side = base, False
    if any(m.old for m in mutants.values()):
        undo = bench.apply([(p, m.old) for p, m in mutants.items()])
        old, old_side = bench.review(), True
        bench.undo(undo)
        targets = {t[:3] + place_of(m.old.text, m.old.where(offset_of(bench.source(t[2]).text, t[3], t[4])))
                   for t in targets for m in [mutants[t[2]]]}
        new = base
    else:
        undo = bench.apply(list(mutants.items()))
        new = bench.review()
        bench.undo(undo)
    return measure(bench, judges, old["findings"], new["findings"], mutants, targets, old_side, lost)


# ---- the table ----

def row(name, s, judges):
    def share(n, of):
        return "%6.1f %%" % (100.0 * n / of) if of else "       -"
    cells = "".join("%s %5d" % (share(s.kept[j], s.pairs), s.wrong[j]) for j in judges)
    return "%-17s%6d%7d%6d%s" % (name, s.targets, s.pairs, s.gone, cells)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("checkouts", nargs="*")
    p.add_argument("--rounds", type=int, default=1)
    p.add_argument("--drivers", type=int, default=1000)
    p.add_argument("--units", type=int, default=12)
    p.add_argument("--every", type=int, default=1)
    p.add_argument("--op", action="append", default=[])
    p.add_argument("--floor", type=float, default=0)
    p.add_argument("--jobs", type=int, default=os.cpu_count())
    p.add_argument("--no-judge", action="store_true")
    p.add_argument("--lost", choices=JUDGES)
    args = p.parse_args()
    random.seed(1)
    judges = [j for j in JUDGES if not j.startswith("SARIF") or not args.no_judge]
    if len(judges) == len(JUDGES) and not os.path.exists(MULTITOOL):
        sys.exit("sarif-multitool is not installed (npm ci in tests/), or give --no-judge")
    scratch = tempfile.mkdtemp(prefix="ringcheck-identity-")
    try:
        return run(Bench(scratch, args.jobs), args, judges)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def run(bench, args, judges):
    os.makedirs(bench.tree)
    if not args.checkouts:
        bench.add_examples()
    for c in args.checkouts:
        bench.add_checkout(os.path.join(*c.split(":", 1)) if ":" in c else c, args.units)
    chosen = bench.roots[::args.every][:args.drivers]
    for root in set(bench.roots) - set(chosen):
        shutil.rmtree(os.path.join(bench.tree, root))
    bench.roots = chosen
    base = bench.review()
    print("%d drivers, %d findings" % (len(bench.roots), len(base["findings"])))
    print("%-17s%6s%7s%6s" % ("edit", "aimed", "pairs", "gone") + "".join("%14s" % (j + " wrong") for j in judges), flush=True)
    total, failed = Score(), 0
    kept_by_match = Score()
    for op in mutations.OPERATORS:
        if args.op and op.__name__ not in args.op:
            continue
        s = Score()
        for n in range(args.rounds):
            s.add(one_round(bench, op, n, base, judges, args.lost))
        print(row(op.__name__.replace("_", " "), s, judges), flush=True)
        if op is not mutations.edit_statement:  # whose identity is another by definition
            total.add(s)
        kept_by_match.add(s)
    print(row("all but the last", total, judges))
    print("of the aimed at:  " + "".join("%s %.1f %%  " % (j, 100.0 * total.kept_targets[j] / max(1, total.targets)) for j in judges))
    for name, s in (("identity", total), ("match", total), ("match+diff", kept_by_match)):
        good = s.pairs and 100.0 * s.kept[name] / s.pairs >= args.floor
        failed += not good
        wrong = s.wrong[name] if name != "identity" else 0
        failed += wrong != 0
        if args.floor and (not good or wrong):
            print("FAILED: %s: %d of %d kept, %d wrong" % (name, s.kept[name], s.pairs, s.wrong[name]))
    if args.floor:
        print("%d passed, %d failed" % (6 - failed, failed))
    return bool(args.floor and failed)


if __name__ == "__main__":
    sys.exit(main())
