#!/usr/bin/env python3
"""Ratios against peers, measured pairwise in one run: tests/bench/run.sh [PART...]

Parts (all without an argument):
  check   `ringcheck check`, rules and jail included, against the bare libclang parse of the same units
  front   plan, parse, synthesis and lowering: cold against clang -fsyntax-only, warm against the bare parse, from the cache
  growth  synthetic drivers of 10 to 100 units: what the model, the flow and the rules cost a function
  page    the service's findings page against the same query by pgbench
  store   storing 10,000 findings against COPY BINARY of the same rows
  comment from a hook's delivery to the first comment at the forge (a fake one): a pull request that changes one file of a
          driver of 50 units, warm; PULLS (20) times

Analyses are compared by processor time (user and system, of the process and all its children), the machine may be busy;
pages and rows by the clock. Every figure is the median of BENCH_TIMES (3) runs, peer and ours by turns. Inputs are made
here: the rules' examples, drivers by make_driver.py, and what BENCH_CORPUS names. Nothing is kept.
"""
import glob
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
B = os.environ.get("B", os.path.join(TOP, "build"))
RINGCHECK = os.path.join(B, "bin", "ringcheck")
PEER = os.path.join(B, "bench", "parse_peer")
TIMES = int(os.environ.get("BENCH_TIMES", "3"))
CLANG = "clang-19"
MODEL = os.environ["RINGCHECK_MODEL_DIR"]

sys.path.insert(0, os.path.join(TOP, "tests", "faults"))


def heading(text):
    print(f"\n{text}\n{'':<46}{'peer':>12}{'ours':>12}{'ratio':>8}  aim", flush=True)


def row(name, peer, ours, unit, aim, more=False):
    """`aim` is the largest good ratio, or with `more` the smallest."""
    ratio = ours / peer if peer else 0
    good = ratio >= aim if more else ratio <= aim
    words = f"{'>=' if more else '<='} {aim:g} {'' if good else 'missed'}"
    print(f"{name:<46}{peer:>9.1f} {unit:<2}{ours:>9.1f} {unit:<2}{ratio:>8.2f}  {words}", flush=True)


def spent(command):
    """Processor ms of a command and all it waited for, its largest process in KiB, and what it wrote to standard error."""
    with tempfile.TemporaryFile() as err:
        pid = os.posix_spawnp(command[0], command, os.environ, file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_DUP2, err.fileno(), 2)])
        _, status, usage = os.wait4(pid, 0)
        err.seek(0)
        said = err.read().decode(errors="replace")
    if not os.WIFEXITED(status) or os.WEXITSTATUS(status) not in (0, 1, 3):
        sys.exit(f"{' '.join(command)}: status {status}\n{said}")
    return (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss, said


def peer(cache, folder, *options):
    out = subprocess.run([PEER, "-n", "1", "-m", MODEL, *(["-c", cache] if cache else []), *options, folder],
                         check=True, capture_output=True, text=True).stdout
    words = out.splitlines()[-1].split()
    return {k: float(v) for k, v in zip(words[::2], words[1::2])}


def stages(said):
    """{stage: processor ms of its children}, from --timings."""
    return {m[1]: float(m[2]) for m in re.finditer(r"^(\w+) +[0-9.]+ ms, +([0-9.]+) ms", said, re.M)}


def check(cache, folder, report, *options):
    return spent([RINGCHECK, "check", "--quiet", "--timings", "--fail-on", "never", "--format", "json", "--output", report,
                  *(["--cache", cache] if cache else ["--no-cache"]), *options, folder])


def front(cache, folder, out):
    return spent([RINGCHECK, "dump", "ir", "--quiet", "--timings", "--output", out,
                  *(["--cache", cache] if cache else ["--no-cache"]), folder])


def no_facts(cache):
    """What is measured is the analysis, not the memory of an earlier one."""
    shutil.rmtree(os.path.join(cache, "units"), ignore_errors=True)


def examples(folder):
    """Every example of one file as a driver of its own, in one review."""
    for path in sorted(glob.glob(os.path.join(TOP, "analyzer", "rules", "*", "[bg]*.c"))):
        rule, name = path.split(os.sep)[-2:]
        if not name.startswith(("good", "bad")):
            continue
        at = os.path.join(folder, f"{rule}-{name[:-2]}")
        os.makedirs(at)
        shutil.copy(path, at)


def inputs(scratch):
    made = {"50 units of 20 functions": os.path.join(scratch, "d50"), "the rules' examples": os.path.join(scratch, "examples")}
    synthetic(made["50 units of 20 functions"], 50)
    examples(made["the rules' examples"])
    for folder in os.environ.get("BENCH_CORPUS", "").split():
        made[os.path.basename(os.path.abspath(folder))] = os.path.abspath(folder)
    return made


def synthetic(folder, units, functions=20):
    subprocess.run([sys.executable, os.path.join(HERE, "make_driver.py"), folder, str(units), str(functions)], check=True)


def median(rows, key):
    return statistics.median(r[key] for r in rows)


# ---- the parts ----

def part_check(scratch):
    cache, report = os.path.join(scratch, "cache"), os.path.join(scratch, "report.json")
    os.makedirs(cache, exist_ok=True)
    for name, folder in inputs(scratch).items():
        check(cache, folder, report)  # makes the precompiled headers
        rows = []
        for _ in range(TIMES):
            no_facts(cache)
            p = peer(cache, folder)
            ours, _, said = check(cache, folder, report)
            rows.append({"parse": p["parse"], "ours": ours, "check": stages(said)["check"]})
        with open(report, encoding="utf-8") as f:
            summary = json.load(f)["summary"]
        heading(f"check: {name}, {summary['units_total']} units, {summary['functions']} functions")
        row("whole review / bare parse", median(rows, "parse"), median(rows, "ours"), "ms", 1.5)
        row("model, flow and rules / bare parse", median(rows, "parse"), median(rows, "check"), "ms", 1 / 3)
        print(f"{'largest child':<46}{'':>12}{summary['peak_kib'] / 1024:>9.1f} MiB")


def part_front(scratch):
    cache, out, args = (os.path.join(scratch, x) for x in ("front-cache", "out.rir", "args"))
    for name in (cache, args):
        os.makedirs(name)
    synthetic(os.path.join(scratch, "d10"), 10)
    folders = {"10 units of 20 functions": os.path.join(scratch, "d10")}
    for folder in os.environ.get("BENCH_CORPUS", "").split():
        folders[os.path.basename(os.path.abspath(folder))] = os.path.abspath(folder)
    for name, folder in folders.items():
        front(cache, folder, out)
        for old in glob.glob(os.path.join(args, "*")):
            os.unlink(old)
        n = int(peer(cache, folder, "-w", args)["units"])
        rows = []
        for _ in range(TIMES):
            r = {"clang": sum(spent([CLANG, "@" + path])[0] for path in glob.glob(os.path.join(args, "*.args")))}
            r["cold"] = front(None, folder, out)[0]
            p = peer(cache, folder)
            no_facts(cache)
            r["parse"], r["inside"] = p["parse"], p["front"]
            r["warm"], r["largest"], _ = front(cache, folder, out)
            again, _, said = front(cache, folder, out)
            r["again"], r["again units"] = again, stages(said)["units"]
            rows.append(r)
        heading(f"front end: {name}, {n} units")
        row("cold / clang -fsyntax-only", median(rows, "clang"), median(rows, "cold"), "ms", 1.1)
        row("warm, whole program / bare parse", median(rows, "parse"), median(rows, "warm"), "ms", 1.3)
        row("warm, in one process / bare parse", median(rows, "parse"), median(rows, "inside"), "ms", 1.3)
        row("unchanged units, whole program / bare parse", median(rows, "parse"), median(rows, "again"), "ms", 0.05)
        row("unchanged units, their children / bare parse", median(rows, "parse"), median(rows, "again units"), "ms", 0.05)
        print(f"{'largest process':<46}{'':>12}{median(rows, 'largest') / 1024:>9.1f} MiB")


def part_growth(scratch):
    cache, report = os.path.join(scratch, "growth-cache"), os.path.join(scratch, "growth.json")
    os.makedirs(cache)
    print("\ngrowth: synthetic drivers of 20 functions a unit\n"
          f"{'units':>8}{'functions':>11}{'units ms':>11}{'check ms':>11}{'check us a function':>21}{'largest child':>16}",
          flush=True)
    first = last = 0
    for units in (10, 20, 50, 100):
        folder = os.path.join(scratch, f"grow{units}")
        synthetic(folder, units)
        rows = []
        for _ in range(TIMES):
            no_facts(cache)
            rows.append(stages(check(cache, folder, report)[2]))
        with open(report, encoding="utf-8") as f:
            summary = json.load(f)["summary"]
        last = median(rows, "check") * 1000 / summary["functions"]
        first = first or last
        print(f"{units:>8}{summary['functions']:>11}{median(rows, 'units'):>11.0f}{median(rows, 'check'):>11.0f}{last:>21.0f}"
              f"{summary['peak_kib'] / 1024:>12.1f} MiB", flush=True)
    print(f"a function in the largest costs {last / first:.2f} times one in the smallest (aim: 1, linear)")


ROWS = """insert into reviews (name, state) select 'bench ' || i, 'done' from generate_series(1, 200) i;
insert into findings (review_id, n, line, col, rule, family, severity, strength, driver, file, function, message, identity, body)
select r.id, n, n * 7, 5, 'sync-send-at-dispatch', 'irql', 'warning', 'contract', 'driver', 'src/queue' || n % 20 || '.c',
	'EvtIoDeviceControl' || n % 50, 'WdfIoTargetSendIoctlSynchronously waits, and this handler may be called at DISPATCH_LEVEL ' || n,
	md5(n::text), '{"fix": "", "fact": "waits", "steps": [], "docs": [], "edits": [], "related": []}'
from reviews r, generate_series(1, 500) n;
vacuum analyze findings;
vacuum analyze reviews;
"""


def tuned(db):
    with open(os.path.join(db.data, "postgresql.conf"), "a", encoding="ascii") as f:
        f.write("shared_buffers = 256MB\nmax_connections = 60\n")
    db.stop()
    db.start()


def query():
    """The page's own statement, out of the server's source: the peer must not ask something else."""
    with open(os.path.join(TOP, "server", "findings.c"), encoding="utf-8") as f:
        source = f.read()
    with open(os.path.join(TOP, "server", "findings.h"), encoding="utf-8") as f:
        header = f.read()

    def macro(name, text):
        body = re.search(r"#define " + name + r"\b((?:.*\\\n)*.*)", text)[1]
        return re.sub(r'"([^"]*)"', r"\1", body.replace("\\\n", " ").replace('\\"', '"')) if '"' in body else ""

    columns, review, plain = macro("FINDING_COLUMNS", header), macro("OF_REVIEW", source), macro("PLAIN", source)
    text = " ".join(plain.replace("FINDING_COLUMNS", columns).replace("OF_REVIEW", review).split())
    return text.replace("$1", ":id").replace("$2", "0").replace("$3", "51")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def part_page(scratch):
    missing = [p for p in ("pgbench", "wrk") if not shutil.which(p)]
    if missing:
        print(f"\npage: left out, {' and '.join(missing)} not installed (docker/deps.sh bench)")
        return
    from lib import Database  # pylint: disable=import-outside-toplevel
    db = Database()
    server = None
    try:
        tuned(db)
        db.sql("drop schema public cascade; create schema public;")  # the server brings its own tables, and keeps count of them
        port = free_port()
        env = dict(os.environ, DATABASE_URL=db.url, RINGCHECK_PORT=str(port), RINGCHECK_LOG_LEVEL="error")
        server = subprocess.Popen([os.path.join(B, "bin", "ringcheckd")], env=env, stderr=subprocess.PIPE, text=True)
        wait_for(port, server)
        db.sql(ROWS)
        ids = db.sql("select public_id from reviews order by id").split()
        scripts = []
        for i, one in enumerate(ids[:16]):
            path = os.path.join(scratch, f"page{i}.pgbench")
            with open(path, "w", encoding="ascii") as f:
                f.write(query().replace(":id", f"'{one}'") + ";\n")
            scripts += ["-f", path]
        lua = os.path.join(scratch, "page.lua")
        with open(lua, "w", encoding="ascii") as f:
            f.write("local ids = {%s}\nlocal i = 0\n" % ",".join(f'"{x}"' for x in ids))
            f.write('request = function()\n  i = i % #ids + 1\n'
                    '  return wrk.format("GET", "/api/v1/reviews/" .. ids[i] .. "/findings?limit=50")\nend\n')
        rows = []
        for _ in range(TIMES):
            said = subprocess.run(["pgbench", "-n", "-M", "prepared", "-c", "8", "-j", "2", "-T", "4", *scripts, "-h", db.dir, "-U", db.user,
                                   "ringcheck"], check=True, capture_output=True, text=True).stdout
            peer_tps = float(re.search(r"tps = ([0-9.]+)", said)[1])
            said = subprocess.run(["wrk", "-t2", "-c8", "-d4s", "-s", lua, f"http://127.0.0.1:{port}/"], check=True,
                                  capture_output=True, text=True).stdout
            if "Non-2xx" in said:
                sys.exit(f"page: {said}")
            rows.append({"peer": peer_tps, "ours": float(re.search(r"Requests/sec: +([0-9.]+)", said)[1])})
        heading("page: 50 of 500 findings, 100,000 in all, 8 clients, a second")
        row("findings page / pgbench -M prepared", median(rows, "peer"), median(rows, "ours"), "", 0.6, more=True)
    finally:
        if server:
            server.terminate()
            server.wait()
        db.close()


def wait_for(port, server):
    for _ in range(200):
        if server.poll() is not None:
            sys.exit(f"page: the server ended: {server.stderr.read()}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit("page: the server does not listen")


def part_store(_scratch):
    from lib import Database  # pylint: disable=import-outside-toplevel
    db = Database()
    try:
        tuned(db)
        rows = []
        for _ in range(TIMES):
            said = subprocess.run([os.path.join(B, "bench", "store_peer"), db.url, "10000"], check=True, capture_output=True,
                                  text=True).stdout.split()
            rows.append({"peer": float(said[0]), "ours": float(said[1])})
        heading("store: 10,000 findings of one review, ms")
        peers, ours = median(rows, "peer"), median(rows, "ours")
        row("rows a second, ours / COPY BINARY (thousands)", 10000 / peers, 10000 / ours, "k", 0.75, more=True)
    finally:
        db.close()


def part_comment(_scratch):
    out = subprocess.run(["node", os.path.join(HERE, "comment.mjs")], check=True, capture_output=True, text=True).stdout
    rows = [line.split("\t") for line in out.splitlines() if line.count("\t") == 2]
    figures = {name: (float(p50), float(p95)) for name, p50, p95 in rows}
    print(f"\nFrom the hook to the first comment, one file of 50 units{'':<7}{'p50':>9}{'p95':>12}", flush=True)
    for name, (p50, p95) in figures.items():
        words = f"  aim < 1000 {'' if p50 < 1000 else 'missed'}" if name == "total" else ""
        print(f"  {name:<56}{p50:>9.1f} ms{p95:>9.1f} ms{words}", flush=True)
    print(f"  share spent analysing{'':<35}{100 * figures['analysed'][0] / figures['total'][0]:>9.0f} %", flush=True)


PARTS = {"check": part_check, "front": part_front, "growth": part_growth, "page": part_page, "store": part_store,
         "comment": part_comment}


def main():
    parts = sys.argv[1:] or list(PARTS)
    if any(p not in PARTS for p in parts):
        sys.exit(__doc__)
    print(f"medians of {TIMES}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for p in parts:
        with tempfile.TemporaryDirectory(prefix="ringcheck-bench-") as scratch:
            PARTS[p](scratch)


if __name__ == "__main__":
    main()
