#!/usr/bin/env python3
"""Makes data/wdf-sal.tsv, test data, from the WDF API facts: list_sal.py wdf-api.json > ../data/wdf-sal.tsv

Every annotation of a function or callback about itself; those of parameters once each, under the name "-".
"""
import json
import sys


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        api = json.load(f)
    print("name\tannotation")
    params = set()
    for part in ("functions", "inline_functions", "callbacks"):
        for f in api[part]:
            for text in f.get("sal") or []:
                if not f.get("alias_of"):
                    print("%s\t%s" % (f["name"], text))
            for p in f.get("params", []):
                params.update(p.get("sal", []))
    for text in sorted(params):
        print("-\t%s" % text)


main()
