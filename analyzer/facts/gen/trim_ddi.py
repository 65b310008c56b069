#!/usr/bin/env python3
"""Makes data/ddi.tsv from the full reference tables: trim_ddi.py DDI.TSV DDI-METHODS.TSV > ../data/ddi.tsv

Keeps the columns the engine reads. Where two pages share a name, the core headers' page wins and
the higher ceiling of the two is kept, so that the table never says "too high" on the strength of a namesake.
"""
import sys

CORE = ("wdm.h", "ntddk.h", "ntifs.h")
LEVELS = ["", "PASSIVE", "APC", "DISPATCH", "DIRQL", "HIGH"]
BASE = "/windows-hardware/drivers/ddi/"


def rows(path):
    with open(path, encoding="utf-8") as f:
        head = f.readline().rstrip("\n").split("\t")
        for line in f:
            yield dict(zip(head, line.rstrip("\n").split("\t")))


def rank(r):
    core = r["header"] in CORE or r["header"].startswith("wdf")
    return (not core, not r["irql_max"], r["kind"] != "function", r["header"])


def main():
    by_name = {}
    for path in sys.argv[1:]:
        for r in rows(path):
            by_name.setdefault(r["name"], []).append(r)
    print("name\tkind\theader\tmin\tmax\tconditional\talways_max\tever_max\tkmdf\tdeprecated\tdoc")
    for name in sorted(by_name, key=lambda n: n.encode()):
        same = sorted(by_name[name], key=rank)
        r = dict(same[0])
        for key in ("irql_max", "irql_always_max", "irql_ever_max"):
            r[key] = max((s[key] for s in same), key=LEVELS.index)
        doc = r["doc"]
        assert doc.startswith(BASE)
        print("\t".join([name, r["kind"], r["header"], r["irql_min"], r["irql_max"], r["irql_conditional"],
                         r["irql_always_max"], r["irql_ever_max"], r["kmdf_ver"], r["deprecated"], doc[len(BASE):]]))


main()
