#!/usr/bin/env python3
"""Things that break in the middle of a review: every job still ends exactly once, with its findings stored once.

Usage: run.py [WORKER_PROGRAM]   (default build/bin/ringcheck-worker). Ends with "N passed, N failed".
"""
import io
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zipfile

from lib import Database, Worker, engines, REPO

UNITS = 40
DRIVER = b"""#include <ntddk.h>
#include <wdf.h>
EVT_WDF_DRIVER_DEVICE_ADD Add;
NTSTATUS DriverEntry(PDRIVER_OBJECT o, PUNICODE_STRING p)
{
	WDF_DRIVER_CONFIG c;
	WDF_DRIVER_CONFIG_INIT(&c, Add);
	return WdfDriverCreate(o, p, WDF_NO_OBJECT_ATTRIBUTES, &c, WDF_NO_HANDLE);
}
NTSTATUS Add(WDFDRIVER d, PWDFDEVICE_INIT i) { UNREFERENCED_PARAMETER(d); UNREFERENCED_PARAMETER(i); return STATUS_SUCCESS; }
"""


def small():
    folder = os.path.join(REPO, "analyzer", "rules", "sync-send-at-dispatch")
    with open(os.path.join(folder, "bad-figure2.c"), "rb") as f:
        return {"figure2.c": f.read()}


def large():
    """Long enough to be interrupted: some seconds of units."""
    files = dict(small())
    for i in range(UNITS):
        body = "".join("ULONG F%d_%d(ULONG a) { ULONG i, s = 0; for (i = 0; i < a; i++) s += i * %du; return s; }\n" % (i, k, k)
                       for k in range(120))
        files["part%02d.c" % i] = b"#include <ntddk.h>\n#include <wdf.h>\n" + body.encode()
    return files


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, raw in files.items():
            z.writestr(name, raw)
    return out.getvalue()


class Faults:
    def __init__(self, program):
        self.program = program
        self.scratch = tempfile.mkdtemp(prefix="ringcheck-faults-scratch-")
        self.db = Database()
        self.workers = []
        self.expected = None

    def worker(self, **settings):
        w = Worker(self.program, self.db, self.scratch, **settings)
        self.workers.append(w)
        return w

    def end_workers(self):
        for w in self.workers:
            w.end()
        said = "".join(w.said() for w in self.workers)
        self.workers = []
        return said

    def findings(self, rid):
        return self.db.sql("select count(*), count(distinct n), count(distinct identity), (select count(*) from units"
                           " where review_id = %s) from findings where review_id = %s;" % (rid, rid))

    def check(self, rid, state="done"):
        got = self.db.wait(rid)
        assert got == state, "%s: %s" % (got, self.db.review(rid, "reason"))
        if state == "done":
            assert self.findings(rid) == self.expected, "%s instead of %s" % (self.findings(rid), self.expected)
            assert self.db.job(rid, "state, lease_token is null") == "done|t"

    def busy(self, rid, done=3):
        """Until some units are through."""
        end = time.time() + 60
        while time.time() < end:
            n = int(self.db.review(rid, "case when state = 'analysing' then progress_done else 0 end"))
            if n >= done:
                return
            time.sleep(0.02)
        raise RuntimeError("it never got to the units: " + self.db.review(rid, "state, progress_done, reason"))

    # ---- the cases; the first one says what is right ----

    def undisturbed(self):
        rid = self.db.review_files(large())
        self.worker()
        assert self.db.wait(rid) == "done", self.db.review(rid, "reason")
        self.expected = self.findings(rid)
        assert self.expected.endswith("|%d" % (UNITS + 1)), self.expected
        assert int(self.expected.split("|")[0]) > 0
        assert self.db.job(rid, "attempts") == "1"
        assert int(self.db.sql("select count(*) from review_events where review_id = %s and kind = 'unit';" % rid)) == UNITS + 1

    def archive(self):
        rid = self.db.review_archive(zipped(large()))
        self.worker()
        self.check(rid)
        assert self.db.sql("select count(*) from review_files where review_id = %s;" % rid) == str(UNITS + 1)
        assert self.db.sql("select count(*) from uploads where review_id = %s;" % rid) == "0"

    def bad_archives(self):
        self.worker()
        cut = zipped(small())
        for raw, words in ((b"this is no archive", "archive"), (cut[:len(cut) // 2], ""), (zipped({}), ""),
                           (zipped({"../../etc/cron.d/x": b"x"}), ".."), (zipped({"readme.txt": b"hello"}), "source file")):
            rid = self.db.review_archive(raw)
            self.check(rid, "failed")
            assert self.db.job(rid, "state, attempts") == "dead|1", self.db.job(rid, "state, attempts, last_error")
            assert words in self.db.review(rid, "reason"), self.db.review(rid, "reason")

    def worker_killed(self):
        rid = self.db.review_files(large())
        first = self.worker()
        self.busy(rid)
        first.kill()
        first.wait()
        time.sleep(0.3)
        assert engines(self.scratch) == [], "the engine outlived its worker"
        self.worker()
        self.check(rid)
        assert self.db.job(rid, "attempts") == "2"
        assert len(os.listdir(self.scratch)) == 1, "leftovers: %s" % os.listdir(self.scratch)

    def engine_killed(self):
        rid = self.db.review_files(large())
        self.worker()
        self.busy(rid)
        for pid in engines(self.scratch):
            os.kill(pid, signal.SIGKILL)
        self.db.sql("update jobs set run_after = now() where state = 'ready';")
        self.check(rid)
        assert self.db.job(rid, "attempts") == "2"

    def database_restarted(self):
        rid = self.db.review_files(large())
        self.worker(lease=20)
        self.busy(rid)
        self.db.stop()
        time.sleep(1)
        self.db.start()
        self.check(rid)
        assert self.db.job(rid, "attempts") == "1", self.db.job(rid, "attempts, last_error")

    def database_away_longer_than_the_lease(self):
        rid = self.db.review_files(large())
        self.worker(lease=2)
        self.busy(rid)
        self.db.stop()
        time.sleep(4)
        self.db.start()
        self.check(rid)
        assert self.db.job(rid, "attempts") == "2", self.db.job(rid, "attempts, last_error")

    def slow_worker_is_fenced(self):
        rid = self.db.review_files(large())
        slow = self.worker()
        self.busy(rid)
        slow.kill(signal.SIGSTOP)
        for pid in engines(self.scratch):
            os.kill(pid, signal.SIGSTOP)
        time.sleep(2.5)
        self.worker()
        self.check(rid)
        for pid in engines(self.scratch):
            os.kill(pid, signal.SIGCONT)
        slow.kill(signal.SIGCONT)
        time.sleep(1.5)
        self.check(rid)
        assert "lease was lost" in slow.said(), slow.said()

    def stopped(self):
        rid = self.db.review_files(large())
        first = self.worker()
        self.busy(rid)
        first.kill(signal.SIGTERM)
        assert first.wait(5) == 0
        assert self.db.job(rid, "state, attempts") == "ready|0", self.db.job(rid, "state, attempts")
        assert os.listdir(self.scratch) == [] and engines(self.scratch) == []
        self.worker()
        self.check(rid)

    def cancelled(self):
        rid = self.db.review_files(large())
        self.worker()
        self.busy(rid)
        start = time.time()
        self.db.sql("select rc_review_cancel(public_id) from reviews where id = %s;" % rid)
        assert self.db.wait(rid) == "cancelled"
        assert time.time() - start < 2
        assert self.findings(rid) == "0|0|0|0"

    def deleted(self):
        rid = self.db.review_files(large())
        w = self.worker()
        self.busy(rid)
        self.db.sql("select rc_review_delete(public_id) from reviews where id = %s;" % rid)
        time.sleep(2)
        assert engines(self.scratch) == []
        assert w.process.poll() is None

    def two_workers_many_reviews(self):
        rids = [self.db.review_files(small(), "r%d" % i) for i in range(8)]
        self.worker()
        self.worker()
        counts = set()
        for rid in rids:
            assert self.db.wait(rid) == "done"
            assert self.db.job(rid, "attempts") == "1"
            counts.add(self.findings(rid))
        assert len(counts) == 1, counts

    def as_another_user(self):
        """Started as root, the jailed children run as nobody."""
        if os.getuid() != 0:
            return
        os.chmod(self.scratch, 0o755)
        rid = self.db.review_archive(zipped(large()))
        self.worker(jail_uid="65534")
        self.check(rid)

    def no_database_at_first(self):
        rid = self.db.review_files(small())
        self.db.stop()
        self.worker()
        time.sleep(1)
        self.db.start()
        assert self.db.wait(rid) == "done"


CASES = ["undisturbed", "archive", "bad_archives", "worker_killed", "engine_killed", "database_restarted",
         "database_away_longer_than_the_lease", "slow_worker_is_fenced", "stopped", "cancelled", "deleted",
         "two_workers_many_reviews", "as_another_user", "no_database_at_first"]


def main():
    program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(REPO, "build", "bin", "ringcheck-worker"))
    only = sys.argv[2:]
    os.environ.setdefault("RINGCHECK_MODEL_DIR", os.path.join(REPO, "analyzer", "model", "include"))
    faults = Faults(program)
    passed = failed = 0
    for name in CASES:
        if only and name not in only and name != "undisturbed":
            continue
        start = time.time()
        try:
            getattr(faults, name)()
            passed += 1
            print("ok    %-40s %5.1f s" % (name, time.time() - start))
            faults.end_workers()
        except Exception:
            failed += 1
            print("FAIL  %s\n%s%s" % (name, traceback.format_exc(), faults.end_workers()))
        sys.stdout.flush()
    faults.db.close()
    shutil.rmtree(faults.scratch, ignore_errors=True)
    print("%d passed, %d failed" % (passed, failed))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
