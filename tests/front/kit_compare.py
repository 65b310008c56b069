#!/usr/bin/env python3
"""Compares two reviews of the same drivers: kit_compare.py MODEL.json KIT.json; exit status 1 = a finding is in one only.

What is guessed is compared, too: guesses differ where one set of headers lacks a declaration.
Units that the kit's headers do not let compile whole (what was left out there is not left out with the model's) are listed
and their drivers are not compared: a missing statement is a missing finding, whatever the headers say of the rest.
"""
import collections
import json
import sys


def load(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def findings(review):
    return collections.Counter((f["driver"], f["at"]["file"], f["at"]["line"], f["rule"], f.get("confidence", ""), f["fact"])
                               for f in review["findings"])


def incomplete(model, kit):
    lost = {(u["driver"], u["path"]): len(u["left_out"]) + u["opaque_ops"] for u in model["units"] if u["analysed"]}
    return {u["driver"]: (u["path"], u.get("reason") or (u["left_out"][:1] or [{"text": "opaque"}])[0]["text"])
            for u in kit["units"]
            if not u["analysed"] or len(u["left_out"]) + u["opaque_ops"] > lost.get((u["driver"], u["path"]), 0)}


def guess_name(guess):
    if guess["kind"] == "header": # each set has a folder of its own
        return "header " + guess["name"].strip("<>").rpartition("/")[2]
    return f"{guess['kind']} {guess['name']} ({guess['why']})"


def gaps(review):
    """What of each driver is not known: guessed names, and how many functions that concerns."""
    names, functions = collections.defaultdict(set), collections.Counter()
    for unit in review["units"]:
        names[unit["driver"]] |= {guess_name(g) for g in unit.get("guesses", [])}
        functions[unit["driver"]] += unit.get("functions_affected", 0)
    return names, functions


def compare_gaps(model, kit):
    (a, of_a), (b, of_b) = gaps(model), gaps(kit)
    more = 0
    for driver in sorted(set(a) | set(b)):
        if of_a[driver] != of_b[driver]:
            more += 1
            print(f"functions with a gap: {driver}: {of_a[driver]} with the model's headers, {of_b[driver]} with the kit's")
        for side, names in (("model's", a[driver] - b[driver]), ("kit's", b[driver] - a[driver])):
            for name in sorted(names):
                print(f"guessed with the {side} headers only: {driver}: {name}")
    return more


def main():
    model, kit = load(sys.argv[1]), load(sys.argv[2])
    other = {d["name"] for d in model["drivers"] if not d["framework"].startswith("KMDF")}
    for review in (model, kit): # user mode has headers of its own, and without the framework nothing is exchanged
        review["units"] = [u for u in review["units"] if u["driver"] not in other]
        review["findings"] = [f for f in review["findings"] if f["driver"] not in other]
    skip = incomplete(model, kit)
    for driver, (path, why) in sorted(skip.items()):
        print(f"not compared: {driver}: {path}: {why}")
    a, b = findings(model), findings(kit)
    differences = 0
    for name, more, less in (("only with the model's headers", a, b), ("only with the kit's headers", b, a)):
        for key in sorted((more - less).elements()):
            if key[0] not in skip:
                differences += 1
                print(f"{name}: {': '.join(str(k) for k in key)}")
    differences += compare_gaps(model, kit)
    drivers = {u["driver"] for u in kit["units"]}
    print(f"{len(drivers) - len(skip)} of {len(drivers)} drivers compared, {sum(a.values())} findings with the model's headers, "
          f"{sum(b.values())} with the kit's, {differences} differences")
    return differences != 0


if __name__ == "__main__":
    sys.exit(main())
