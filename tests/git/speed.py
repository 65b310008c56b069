#!/usr/bin/env python3
"""From the claimed job to the stored result: a one-file change in a driver of so many units, warm caches.

Usage: speed.py [UNITS [PUSHES]]   (50, 15). Prints the median and the 95th percentile in ms, and the share of each step.
"""
import re
import sys

import repos
from flow import Flow

STEPS = ("fetched", "analysed", "compared", "sources kept", "stored")


def main(units=50, pushes=15):
    f = Flow()
    try:
        f.start()
        w = f.project()
        w.put(repos.driver("alpha", units, (1,)))
        base = w.commit()
        f.done(f.branch(w, base))
        w.switch("topic")
        for n in range(pushes + 1):
            w.put({"alpha/unit2.c": repos.unit("alpha", 2, True).replace("count += 2", "") + "/* push %d */\n" % n})
            f.done(f.pull(w, 1, w.commit(), base))
        said = f.worker.said()
        rows = [[float(x) for x in re.findall(r"(\d+) \((\d+)\)", line) for x in x] for line in said.splitlines()
                if " ms (of processors): " in line][2:]  # without the branch, and the first push, which warms up
        rank = lambda v, q: sorted(v)[min(len(v) - 1, int(len(v) * q))]  # noqa: E731
        print("%d units, %d pushes: on the clock, and of the processors" % (units, len(rows)))
        for i, step in enumerate(STEPS + ("total",)):
            wall, cpu = ([sum(r[k::2]) if step == "total" else r[2 * i + k] for r in rows] for k in (0, 1))
            print("  %-13s p50 %5.0f  p95 %5.0f   p50 %5.0f  p95 %5.0f ms" % (step, rank(wall, 0.5), rank(wall, 0.95), rank(cpu, 0.5), rank(cpu, 0.95)))
    finally:
        f.close()


main(*map(int, sys.argv[1:]))
