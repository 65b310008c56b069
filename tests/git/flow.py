#!/usr/bin/env python3
"""Reviews of commits from the job to the stored result: a real repository, PostgreSQL and worker.

Usage: flow.py [CASE...]   Ends with "N passed, N failed".
"""
import json
import os
import subprocess
import sys
import time
import traceback

import repos as lib
from lib import Database, Worker  # the fault tests' own: repos.py says where


class Flow:
    def __init__(self):
        self.dir = lib.scratch()
        self.served = os.path.join(self.dir, "srv")
        os.mkdir(self.served)
        self.server = lib.Server(self.served)
        self.db = Database()
        self.worker = None
        self.n = 0

    def start(self, **settings):
        path = os.path.join(self.dir, "scratch")
        os.makedirs(path, exist_ok=True)
        os.makedirs(os.path.join(self.dir, "cache"), exist_ok=True)
        if os.getuid() == 0:
            settings.setdefault("jail_uid", "65534")
            os.chown(os.path.join(self.dir, "cache"), 65534, 65534)
        self.worker = Worker(os.path.join(lib.B, "bin", "ringcheck-worker"), self.db, path, lease=20, secret_key=lib.KEY,
                             allow_private="*", projects=os.path.join(self.dir, "projects"), kinds="review",
                             cache=os.path.join(self.dir, "cache"), **settings)

    def close(self):
        if self.worker:
            self.worker.end()
        self.server.close()
        self.db.close()
        lib.away(self.dir)

    # ---- rows ----

    def project(self, way="plain", token="", name=None):
        """A project of its own, with a repository that holds two drivers, and its row's id."""
        self.n += 1
        name = name or "p%d" % self.n
        work = lib.Work(self.served, name)
        forge = self.db.sql("insert into forges (kind, name, private) values ('gitea', '%s', true) returning id;" % name)
        pid = self.db.sql("insert into projects (name, forge_id, repo, clone_url, hook_secret, token, token_user)"
                          " values ('%s', %s, 'x/%s', '%s', '%s', %s, '%s') returning id;"
                          % (name, forge, name, self.server.url(way, name), lib.seal(lib.HOOK),
                             "'%s'" % lib.seal(token) if token else "null", "robot" if token else ""))
        work.project = pid
        return work

    def branch(self, work, sha, name="main"):
        self.db.sql("insert into branches (project_id, name, head) values (%s, '%s', '%s')"
                    " on conflict (project_id, name) do update set head = excluded.head;" % (work.project, name, sha))
        return self.db.sql("select rc_commit_review(%s, null, '%s', '%s', null);" % (work.project, name, sha))

    def pull(self, work, number, head, base, fork_url="", again=False):
        pull = self.db.sql("insert into pulls (project_id, number, head, base, base_ref, head_ref, fork, head_clone_url)"
                           " values (%s, %d, '%s', '%s', 'main', 'topic', %s, '%s')"
                           " on conflict (project_id, number) do update set head = excluded.head, base = excluded.base"
                           " returning id;" % (work.project, number, head, base, "true" if fork_url else "false", fork_url))
        return self.db.sql("select rc_commit_review(%s, %s, null, '%s', null, %s);"
                           % (work.project, pull, head, "true" if again else "false"))

    def done(self, rid, state="done"):
        end = time.time() + 60
        got = ""
        while got not in ("done", "failed", "cancelled") and time.time() < end:
            got, reason = self.db.review(rid, "state, reason").split("|", 1)
            if got == "queued" and reason:
                break  # something that is tried again: nothing here is
            time.sleep(0.02)
        if got != state:
            raise AssertionError("%s, not %s: %s\n%s" % (got, state, self.db.review(rid, "reason"), self.worker.said()[-3000:]))
        return rid

    def counts(self, rid):
        """new, unchanged, reopened, fixed, left out"""
        return tuple(map(int, self.db.review(rid, "fresh, unchanged, reopened, fixed, unaffected").split("|")))

    def statuses(self, rid):
        return dict(line.split("|") for line in
                    self.db.sql("select file, status || case when on_diff then '+' else '' end from findings"
                                " where review_id = %s order by n;" % rid).splitlines())

    def start_of(self, work, units=3, bad=(1, 2)):
        work.put({**lib.driver("alpha", units, bad), **lib.driver("beta", 2, (0,))})
        work.put({"gamma/gamma.c": GAMMA, "README.md": "hello\n"})
        return work.commit("start")


GAMMA = """#include <ntddk.h>
DRIVER_INITIALIZE DriverEntry;
NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
	UNREFERENCED_PARAMETER(DriverObject);
	UNREFERENCED_PARAMETER(RegistryPath);
	return STATUS_SUCCESS;
}
"""


def equal(got, want, what=""):
    if got != want:
        raise AssertionError("%s: %r, not %r" % (what, got, want))


# ---- cases ----

def push(f):
    """A branch: complete, without a baseline first, compared with its last review then."""
    w = f.project()
    first = f.done(f.branch(w, f.start_of(w)))
    equal(f.db.review(first, "findings, partial, changes is null, base_sha is null"), "3|f|t|t", "first")
    equal(set(f.statuses(first).values()), {""}, "no statuses without a baseline")
    w.put({"alpha/unit1.c": lib.unit("alpha", 1, False), "alpha/unit0.c": lib.unit("alpha", 0, True)})
    second = f.done(f.branch(w, w.commit()))
    equal(f.counts(second), (1, 2, 0, 1, 0), "second")
    equal(f.statuses(second), {"alpha/unit0.c": "new+", "alpha/unit2.c": "unchanged", "beta/unit0.c": "unchanged"}, "second")
    equal(f.db.sql("select file, rule from fixed_findings where review_id = %s;" % second), "alpha/unit1.c|paged-pool-at-dispatch",
          "fixed")
    w.put({"alpha/unit1.c": lib.unit("alpha", 1, True)})
    third = f.done(f.branch(w, w.commit()))
    equal(f.counts(third), (0, 3, 1, 0, 0), "it is back")


def pull(f, way="plain", token=""):
    """One new and one fixed finding; drivers that the change cannot affect are left out; the base's findings come from the store."""
    w = f.project(way, token)
    base = f.start_of(w)
    f.done(f.branch(w, base))
    w.switch("topic")
    w.put({"alpha/unit1.c": lib.unit("alpha", 1, False), "alpha/unit0.c": lib.unit("alpha", 0, True)})
    head = w.commit()
    rid = f.done(f.pull(w, 1, head, base))
    equal(f.counts(rid), (1, 1, 0, 1, 2), "counts")
    equal(f.statuses(rid), {"alpha/unit0.c": "new+", "alpha/unit2.c": "unchanged"}, "statuses")
    equal(f.db.review(rid, "base_sha"), base, "merge base")
    changes = {c["path"]: c for c in json.loads(f.db.review(rid, "changes"))}
    equal(sorted(changes), ["alpha/unit0.c", "alpha/unit1.c"], "changes")
    equal(changes["alpha/unit0.c"]["status"], "M", "status")
    equal(f.db.sql("select merge_base from pulls where project_id = %s;" % w.project), base, "of the pull request")
    equal(f.db.sql("select count(*) from jobs where kind = 'publish' and state = 'ready' and payload->>'once' ="
                   " (select id::text from pulls where project_id = %s);" % w.project), "1", "publish")
    stored = f.db.sql("select string_agg(path, ' ' order by path) from review_files where review_id = %s;" % rid)
    equal(stored, "alpha/alpha.vcxproj alpha/main.c alpha/unit0.c alpha/unit1.c alpha/unit2.c", "sources")
    return w, head, base


def auth(f):
    """A token for cloning; afterwards it is revoked, and the job ends at once with a sentence that says so, without the token."""
    w, head, base = pull(f, "auth", "s3cret!")
    f.db.sql("update projects set token = '%s' where id = %s;" % (lib.seal("another-s3cret"), w.project))
    w.put({"alpha/unit0.c": lib.unit("alpha", 0, False)})
    rid = f.done(f.pull(w, 1, w.commit(), base), "failed")
    reason = f.db.review(rid, "reason")
    assert "refuses" in reason and "token" in reason, reason
    equal(f.db.job(rid, "attempts"), "1", "not tried again")
    equal(f.db.sql("select health from projects where id = %s;" % w.project), "failing", "health")
    said = f.worker.said() + f.db.sql("select string_agg(last_error, ' ') from jobs;") + reason
    for secret in ("s3cret", "cm9ib3Q6"):
        assert secret not in said, "a secret in a log or error"


def base_analysed(f):
    """No stored review of the merge base: it is analysed in the same job, with the same result."""
    w = f.project()
    base = f.start_of(w)
    w.switch("topic")
    w.put({"alpha/unit1.c": lib.unit("alpha", 1, False), "alpha/unit0.c": lib.unit("alpha", 0, True)})
    rid = f.done(f.pull(w, 1, w.commit(), base))
    equal(f.counts(rid), (1, 1, 0, 1, 2), "counts")
    equal(f.statuses(rid), {"alpha/unit0.c": "new+", "alpha/unit2.c": "unchanged"}, "statuses")
    return w, base


def base_kept(f):
    """What was found at the base is kept: the next push analyses the head only. Another driver, or a deleted file, is asked for anew."""
    kept = lambda: f.db.sql("select string_agg(kind || ' ' || name, ', ' order by kind, name) from baselines"  # noqa: E731
                            " where project_id = %s;" % w.project)
    when = lambda: f.db.sql("select max(kept_at) from baselines where project_id = %s;" % w.project)  # noqa: E731
    w, base = base_analysed(f)
    equal(kept(), "driver alpha", "kept")
    first = when()
    w.put({"alpha/unit1.c": lib.unit("alpha", 1, True), "alpha/unit2.c": lib.unit("alpha", 2, False)})
    rid = f.done(f.pull(w, 1, w.commit(), base))
    equal(f.statuses(rid), {"alpha/unit0.c": "new+", "alpha/unit1.c": "reopened"}, "statuses")
    equal((f.counts(rid), when()), ((1, 0, 1, 1, 2), first), "from what was kept")
    f.db.sql("update baselines set engine = 'another' where project_id = %s;" % w.project)
    w.put({"alpha/unit2.c": lib.unit("alpha", 2, True)})
    rid = f.done(f.pull(w, 1, w.commit(), base))
    equal(f.counts(rid), (1, 0, 2, 0, 2), "another engine's are not taken")
    equal(kept(), "driver alpha, driver alpha", "kept for this engine")
    first = when()
    w.put({"beta/unit1.c": lib.unit("beta", 1, True)})
    lib.git(w.tree, "rm", "-q", "-r", "gamma")
    rid = f.done(f.pull(w, 1, w.commit(), base))
    equal(f.counts(rid), (2, 1, 2, 0, 0), "more drivers")
    equal(kept(), "driver alpha, driver alpha, driver beta, driver gamma, path gamma/gamma.c", "kept")
    assert when() != first
    lib.git(w.tree, "rm", "-q", "-r", "beta")
    w.put({"alpha/unit0.c": lib.unit("alpha", 0, False)})  # else it would be where that of beta went
    rid = f.done(f.pull(w, 1, w.commit(), base))
    equal(f.db.sql("select file from fixed_findings where review_id = %s;" % rid), "beta/unit0.c", "deleted files")


def on_demand(f):
    """A commit alone: against where it left the default branch, or against the base that was named; neither is anybody's baseline."""
    ask = lambda sha, base="": f.db.sql("select rc_commit_review(%s, null, null, '%s', nullif('%s', ''));"  # noqa: E731
                                        % (w.project, sha, base))
    w = f.project()
    first = f.start_of(w)
    f.db.sql("update projects set default_branch = 'main' where id = %s;" % w.project)
    whole = f.done(f.branch(w, first))
    w.switch("side")
    w.put({"alpha/unit0.c": lib.unit("alpha", 0, True)})
    one = w.commit()
    w.put({"alpha/unit1.c": lib.unit("alpha", 1, False)})
    two = w.commit()
    rid = f.done(ask(two))
    equal(f.counts(rid), (1, 1, 0, 1, 2), "against the default branch")
    equal(f.db.review(rid, "base_sha, base_given"), first + "|f", "base")
    equal(ask(two), rid, "asked twice")
    other = f.done(ask(two, one))
    equal(f.counts(other), (0, 2, 0, 1, 2), "against a commit")
    equal(f.db.review(other, "base_sha, base_given, pull_id is null, branch is null"), one + "|t|t|t", "base")
    equal((ask(two, one), ask(two)), (other, rid), "asked twice")
    back = f.done(ask(one, two))
    equal(f.counts(back)[:2], (1, 2), "the other way round")
    mine = f.done(ask(first))
    equal(f.db.review(mine, "findings, base_sha is null"), "3|t", "part of the default branch: complete")
    gone = f.done(ask(two, "12" * 20), "failed")
    assert "not in the repository any more" in f.db.review(gone, "reason"), f.db.review(gone, "reason")
    again = f.done(f.pull(w, 4, two, first))
    equal(f.counts(again), (1, 1, 0, 1, 2), "the pull request's own")
    assert whole != again


def life(f):
    """A pull request's pushes: a finding that was fixed comes back; it keeps its identity while it is edited around."""
    w, _, base = pull(f)
    identity = "select identity from findings where review_id = %s and file = 'alpha/unit0.c';"
    first = f.db.sql("select max(id) from reviews where project_id = %s;" % w.project)
    mark = f.db.sql(identity % first)
    text = lib.unit("alpha", 0, True)
    w.put({"alpha/unit0.c": text.replace("UNREFERENCED_PARAMETER(Dpc);", "UNREFERENCED_PARAMETER(Dpc);\n\tcount += 2;")})
    second = f.done(f.pull(w, 1, w.commit(), base))
    equal(f.db.sql(identity % second), mark, "identity")
    w.put({"alpha/unit0.c": lib.unit("alpha", 0, False)})
    third = f.done(f.pull(w, 1, w.commit(), base))
    equal(f.counts(third), (0, 1, 0, 1, 2), "fixed")
    w.put({"alpha/unit0.c": text})
    fourth = f.done(f.pull(w, 1, w.commit(), base))
    equal(f.counts(fourth), (0, 1, 1, 1, 2), "reopened")
    # What this pull request had fixed is back, although the target has it too.
    w.put({"alpha/unit1.c": lib.unit("alpha", 1, True)})
    fifth = f.done(f.pull(w, 1, w.commit(), base))
    equal(f.statuses(fifth), {"alpha/unit0.c": "reopened+", "alpha/unit1.c": "reopened", "alpha/unit2.c": "unchanged"}, "statuses")
    equal(f.counts(fifth), (0, 1, 2, 0, 2), "reopened")


def rename(f):
    """A file moves: its finding is the same one, with the same identity."""
    w = f.project()
    base = f.start_of(w)
    first = f.done(f.branch(w, base))
    w.switch("topic")
    lib.git(w.tree, "mv", "alpha/unit2.c", "alpha/moved.c")
    project = lib.driver("alpha", 3)["alpha/alpha.vcxproj"].replace("unit2.c", "moved.c")
    w.put({"alpha/alpha.vcxproj": project})
    rid = f.done(f.pull(w, 1, w.commit(), base))
    equal(f.statuses(rid), {"alpha/unit1.c": "unchanged", "alpha/moved.c": "unchanged"}, "statuses")
    equal(f.counts(rid)[:4], (0, 2, 0, 0), "counts")
    equal(f.db.sql("select identity from findings where review_id = %s and file = 'alpha/moved.c';" % rid),
          f.db.sql("select identity from findings where review_id = %s and file = 'alpha/unit2.c';" % first), "identity")
    renamed = [c for c in json.loads(f.db.review(rid, "changes")) if c["status"] == "R"]
    equal([(c["old"], c["path"]) for c in renamed], [("alpha/unit2.c", "alpha/moved.c")], "renamed")


def shared_header(f):
    """A header that two drivers include: both are analysed, the third is not."""
    w = f.project()
    base = f.start_of(w)
    f.done(f.branch(w, base))
    w.switch("topic")
    w.put({"common/shared.h": "#pragma once\n#define SHARED_COUNT 17\n"})
    rid = f.done(f.pull(w, 1, w.commit(), base))
    equal(f.counts(rid), (0, 3, 0, 0, 1), "counts")
    equal(f.db.sql("select string_agg(name, ' ' order by name) from drivers where review_id = %s;" % rid), "alpha beta", "drivers")


def nothing(f):
    """Documentation only: done, no findings, and clearly said."""
    w = f.project()
    base = f.start_of(w)
    f.done(f.branch(w, base))
    w.switch("topic")
    w.put({"README.md": "more\n"})
    rid = f.done(f.pull(w, 1, w.commit(), base))
    equal(f.counts(rid), (0, 0, 0, 0, 3), "counts")
    equal(f.db.review(rid, "partial, findings, reason"), "f|0|no driver is affected by this change", "said")


def fork(f):
    """Somebody else's repository: through the pull request's reference; otherwise from the fork itself. It leaves nothing kept."""
    w = f.project()
    base = f.start_of(w)
    other = lib.Work(f.served, "fork%d" % f.n)
    lib.git(other.tree, "pull", "-q", w.bare, "main")
    other.put({"alpha/unit0.c": lib.unit("alpha", 0, True)})
    head = other.commit()
    lib.git(other.tree, "push", "-q", w.bare, "HEAD:refs/pull/5/head")
    units = lambda: subprocess.run(["find", os.path.join(f.dir, "projects"), "-path", "*/units/*"],  # noqa: E731
                                   capture_output=True, check=True).stdout
    f.done(f.branch(w, base))
    before = units()
    rid = f.done(f.pull(w, 5, head, base, fork_url=f.server.url("plain", "fork%d" % f.n)))
    equal(f.counts(rid), (1, 2, 0, 0, 2), "through the reference")
    equal(units(), before, "kept units")
    other.put({"alpha/unit0.c": lib.unit("alpha", 0, True) + "\n/* more */\n"})
    head = other.commit()
    rid = f.done(f.pull(w, 6, head, base, fork_url=f.server.url("plain", "fork%d" % f.n)))
    equal(f.counts(rid), (1, 2, 0, 0, 2), "from the fork")
    equal(units(), before, "kept units")


def forced(f):
    """A force-push onto another base, and a commit that is gone."""
    w, head, base = pull(f)
    lib.git(w.tree, "switch", "-q", "main")
    w.put({"beta/unit1.c": lib.unit("beta", 1, True)})
    main2 = w.commit()
    w.switch("topic", "main")
    w.put({"alpha/unit0.c": lib.unit("alpha", 0, True)})
    again = w.commit(branch="topic")
    rid = f.done(f.pull(w, 1, again, main2))
    equal(f.db.review(rid, "base_sha"), main2, "merge base")
    # The fix of the first push is not among these commits any more.
    equal(f.counts(rid), (1, 1, 1, 0, 2), "counts")
    rid = f.done(f.pull(w, 2, "12" * 20, main2), "failed")
    assert "not in the repository any more" in f.db.review(rid, "reason"), f.db.review(rid, "reason")
    equal(f.db.job(rid, "attempts"), "1", "not tried again")


def diverged(f):
    """The target went on: compared with where both met, not with its head."""
    w = f.project()
    base = f.start_of(w)
    f.done(f.branch(w, base))
    w.switch("topic")
    w.put({"alpha/unit0.c": lib.unit("alpha", 0, True)})
    head = w.commit()
    lib.git(w.tree, "switch", "-q", "main")
    w.put({"beta/unit1.c": lib.unit("beta", 1, True)})
    main2 = w.commit()
    rid = f.done(f.pull(w, 1, head, main2))
    equal(f.db.review(rid, "base_sha"), base, "merge base")
    equal(f.counts(rid), (1, 2, 0, 0, 2), "counts")


def not_fixed(f):
    """A unit that cannot be analysed any more hides nothing: its findings are not fixed."""
    w = f.project()
    base = f.start_of(w)
    f.done(f.branch(w, base))
    w.switch("topic")
    w.put({"alpha/unit1.c": "\0\1\2" * 100})
    rid = f.done(f.pull(w, 1, w.commit(), base))
    equal(f.counts(rid)[3], 0, "fixed")


def deleted(f):
    """A driver goes away with all its files: what was wrong in it is fixed."""
    w = f.project()
    base = f.start_of(w)
    f.done(f.branch(w, base))
    w.switch("topic")
    lib.git(w.tree, "rm", "-q", "-r", "beta")
    rid = f.done(f.pull(w, 1, w.commit(), base))
    equal(f.counts(rid)[3], 1, "fixed")


def no_driver(f):
    """A pull request against a repository without any source; at a plain git server its review says that the project is well."""
    w = f.project()
    f.db.sql("update forges set kind = 'git' where id = (select forge_id from projects where id = %s);" % w.project)
    w.put({"README.md": "hello\n"})
    base = w.commit()
    w.switch("topic")
    w.put({"README.md": "hello!\n"})
    rid = f.done(f.pull(w, 1, w.commit(), base))
    equal(f.db.review(rid, "reason"), "there is no driver source in this commit", "said")
    equal(f.db.sql("select health from projects where id = %s;" % w.project), "ok", "health")


CASES = [push, pull, auth, base_analysed, base_kept, on_demand, life, rename, shared_header, nothing, fork, forced, diverged, not_fixed, deleted, no_driver]

if __name__ == "__main__":
    wanted = sys.argv[1:]
    passed = failed = 0
    flow = Flow()
    try:
        flow.start()
        for case in CASES:
            if wanted and case.__name__ not in wanted:
                continue
            try:
                case(flow)
                passed += 1
            except Exception:  # noqa: BLE001
                failed += 1
                print("FAIL %s" % case.__name__)
                traceback.print_exc(file=sys.stdout)
        if "-v" in sys.argv or failed:
            print(flow.worker.said()[-6000:])
    finally:
        flow.close()
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(1 if failed else 0)
