#!/usr/bin/env python3
"""Compares the plan of Microsoft's samples with the unit lists of facts/sample-parse.tsv.

usage: survey.py PLAN.json SAMPLE-PARSE.tsv    (PLAN.json from the survey program beside this file)
"""
import collections
import csv
import json
import sys

plan = json.load(open(sys.argv[1], encoding="utf-8"))
want = collections.defaultdict(set)
for row in csv.DictReader(open(sys.argv[2], encoding="utf-8"), delimiter="\t"):
    want[row["project"]].add(row["unit"])
have = {d["project"]: d for d in plan["drivers"]}
same = missing = extra = 0
for project, units in sorted(want.items()):
    d = have.get(project)
    if d is None:
        print(f"{project}: not planned")
        missing += len(units)
        continue
    own = {u["path"] for u in d["units"] if not u.get("library")}
    same += len(own & units)
    missing += len(units - own)
    extra += len(own - units)
    for u in sorted(units - own):
        print(f"{project}: lacks {u}")
    for u in sorted(own - units):
        print(f"{project}: has more {u}")
    if d["framework"] != "KMDF":
        print(f"{project}: framework {d['framework']}")
drivers = [d for d in plan["drivers"] if d["driver"]]
print(f"{len(want)} projects in the facts: {same} units the same, {missing} missing, {extra} more")
print(f"plan: {len(plan['drivers'])} projects, {len(drivers)} drivers, "
      f"{sum(len(d['units']) for d in drivers)} units in them")
print(collections.Counter((d["framework"], d["fw_major"], d["fw_minor"]) for d in drivers))
print(collections.Counter(d.get("why_not", "")[:40] for d in plan["drivers"] if not d["driver"]).most_common(12))
