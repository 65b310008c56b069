#!/usr/bin/env python3
"""git in its jail: what it fetches, what it refuses, what a hostile server or repository achieves (nothing).

Usage: jail.py [CASE...]   Ends with "N passed, N failed".
"""
import json
import os
import socket
import subprocess
import sys
import threading
import time
import traceback

import repos
from repos import git

UID = "65534" if os.getuid() == 0 else "0"


class Jail:
    def __init__(self):
        self.dir = repos.scratch()
        self.served = os.path.join(self.dir, "srv")
        os.mkdir(self.served)
        # Another host, as far as git can tell: another port.
        self.elsewhere = os.path.join(self.dir, "elsewhere")
        os.mkdir(self.elsewhere)
        self.other = repos.Server(self.elsewhere)
        self.server = repos.Server(self.served, MOVED_TO="http://localhost:%d" % self.other.port)
        self.n = 0

    def close(self):
        self.server.close()
        self.other.close()
        repos.away(self.dir)

    def work(self):
        self.n += 1
        return repos.Work(self.served, "r%d" % self.n)

    def run(self, url, *commands, login="-", mib=100, seconds=20, cache=None, address=None, env=None):
        """Runs the probe; (status, lines)."""
        self.n += 1
        cache = cache or os.path.join(self.dir, "cache%d" % self.n)
        words = []
        for c in commands:
            words += (["+"] if words else []) + list(c)
        done = subprocess.run([repos.PROBE, cache, url, address or "127.0.0.1:%d" % self.server.port, login, str(mib), str(seconds),
                               UID, *words], capture_output=True, text=True, check=False, env={**os.environ, **(env or {})},
                              timeout=90)
        assert done.returncode in (0, 1), "probe ended with %d: %s" % (done.returncode, done.stderr)
        return done.returncode, done.stdout.splitlines()

    def good(self, *args, **kw):
        status, lines = self.run(*args, **kw)
        assert status == 0, lines
        return lines

    def bad(self, *args, **kw):
        status, lines = self.run(*args, **kw)
        assert status == 1, lines
        return lines[-1]


def files(folder):
    found = {}
    for path, _, names in os.walk(folder):
        for name in names:
            full = os.path.join(path, name)
            with open(full, "rb") as f:
                found[os.path.relpath(full, folder)] = f.read()
    return found


def start(j):
    w = j.work()
    w.put({"a.c": "int a;\nint b;\n", "A.C": "int upper;\n", "doc/read.md": "no\n", "sub/b.h": "#pragma once\n"})
    w.put({"picture.png": "x" * 100000})
    first = w.commit("first")
    w.put({"a.c": "int a;\nint c;\nint b;\n", "sub/n\u00e4me x.c": "int n;\n"})
    return w, first, w.commit("second")


def name(w):
    return os.path.basename(w.tree)


def fetches(j):
    """Head and base, blobless; differences with lines; a tree of what matters, that follows another commit."""
    w, first, second = start(j)
    tree = os.path.join(j.dir, "tree")
    cache = os.path.join(j.dir, "cache-a")
    url = j.server.url("plain", name(w))
    lines = j.good(url, ["both", second, first], ["base", second, first], ["changes", first, second],
                   ["checkout", second, tree], cache=cache)
    assert "base " + first in lines, lines
    changes = json.loads([x for x in lines if x.startswith("changes ")][0][8:])
    assert changes == [{"path": "a.c", "status": "M", "added": [[2, 2]]},
                       {"path": "sub/n\u00e4me x.c", "status": "A", "added": [[1, 1]]}], changes
    assert sorted(files(tree)) == ["A.C", "a.c", "sub/b.h", "sub/n\u00e4me x.c"], files(tree)
    objects = git(os.path.join(cache, "repo"), "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectsize)")
    assert "blob 100000" not in objects, "the picture was fetched"
    inode = os.stat(os.path.join(tree, "A.C")).st_ino
    before = len(j.server.requests())
    j.good(url, ["both", first, second], ["checkout", first, tree], cache=cache)
    assert sorted(files(tree)) == ["A.C", "a.c", "sub/b.h"] and files(tree)["a.c"] == b"int a;\nint b;\n", files(tree)
    assert os.stat(os.path.join(tree, "A.C")).st_ino == inode, "an unchanged file was written again"
    assert len(j.server.requests()) == before, "it was all there"


def deepens(j):
    """The merge base lies deeper than the first fetch; a history without one says so."""
    w = j.work()
    w.put({"a.c": "int a;\n"})
    base = w.commit("base")
    for branch in ("one", "two"):
        w.switch(branch, base)
        text = "".join("commit refs/heads/%s\nmark :%d\ncommitter a <a@example.com> %d +0000\ndata 1\n%s\n%s\n"
                       % (branch, i + 1, 1700000000 + i, branch[0], "from %s\n" % base if i == 0 else "") for i in range(150))
        git(w.tree, "fast-import", "--quiet", "--force", text=text.encode())
        w.push("refs/heads/" + branch)
    one, two = git(w.tree, "rev-parse", "one"), git(w.tree, "rev-parse", "two")
    lines = j.good(j.server.url("plain", name(w)), ["both", one, two], ["base", one, two])
    assert "base " + base in lines, lines
    git(w.tree, "switch", "-q", "--orphan", "alone")
    w.put({"z.c": "int z;\n"})
    alone = w.commit("alone")
    lines = j.good(j.server.url("plain", name(w)), ["both", one, alone], ["base", one, alone])
    assert "base " in lines, lines


def access(j):
    w, _, head = start(j)
    url = j.server.url("auth", name(w))
    assert "asks for a user name and token" in j.bad(url, ["fetch", head])
    assert "has it been revoked" in j.bad(url, ["fetch", head], login="robot:wrong")
    j.good(url, ["fetch", head], login="robot:s3cret!")
    for way, word in (("broken", "fault of its own"), ("nowhere", "no such repository")):
        got = j.bad(j.server.url("plain", "none") if way == "nowhere" else j.server.url(way, name(w)), ["fetch", head])
        assert word in got, got
    got = j.bad("http://127.0.0.1:9/x.git", ["fetch", head], address="127.0.0.1:9")
    assert "cannot be reached" in got and got.startswith("error: unavailable"), got
    got = j.bad(j.server.url("plain", name(w)), ["fetch", "12" * 20])
    assert got.startswith("error: not-found") and "not in the repository any more" in got, got


def redirects(j):
    """To the same host: followed. To another one, even another port: refused, and nothing arrives there."""
    w, _, head = start(j)
    j.good(j.server.url("renamed", name(w)), ["fetch", head])
    got = j.bad(j.server.url("moved", name(w)), ["fetch", head])
    assert got.startswith("error: "), got
    assert j.other.requests() == [], j.other.requests()


def endless(j):
    w, _, head = start(j)
    got = j.bad(j.server.url("endless", name(w)), ["fetch", head], mib=20)
    assert got.startswith("error: too-large") and "20 MiB" in got, got
    got = j.bad(j.server.url("slow", name(w)), ["fetch", head], seconds=2)
    assert got.startswith("error: timeout"), got


def private_ca(j):
    """A forge whose certificate is signed by an authority of one's own: `ca_file` names it, and nothing else is trusted then."""
    w, _, head = start(j)
    folder = os.path.join(j.dir, "ca")
    os.mkdir(folder, 0o755)
    at = lambda x: os.path.join(folder, x)  # noqa: E731

    def openssl(*args):
        subprocess.run(["openssl", *args], check=True, capture_output=True)

    for ca in ("ca", "other"):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                "/CN=Our own " + ca, "-keyout", at(ca + ".key"), "-out", at(ca + ".pem"))
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=forge",
            "-keyout", at("s.key"), "-out", at("s.csr"))
    with open(at("s.ext"), "w", encoding="ascii") as f:
        f.write("subjectAltName = IP:127.0.0.1\n")
    openssl("x509", "-req", "-days", "2", "-in", at("s.csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial",
            "-extfile", at("s.ext"), "-out", at("s.crt"))
    with open(at("both.pem"), "wb") as f:
        for x in ("s.crt", "s.key"):
            with open(at(x), "rb") as part:
                f.write(part.read())
    tls = repos.Server(j.served, TLS_CERT=at("both.pem"))
    try:
        url, address = tls.url("plain", name(w), "https"), "127.0.0.1:%d" % tls.port
        j.good(url, ["fetch", head], address=address, env={"PROBE_CA": at("ca.pem")})
        for env in ({}, {"PROBE_CA": at("other.pem")}):
            got = j.bad(url, ["fetch", head], address=address, env=env)
            assert "certificate is not trusted" in got, got
        got = j.bad(url, ["fetch", head], address=address, env={"PROBE_CA": at("none.pem")})
        assert "ca_file" in got, got
    finally:
        tls.close()


def huge(j):
    """A repository that is larger than what is taken."""
    w = j.work()
    with open(os.path.join(w.tree, "big.c"), "wb") as f:
        f.write(os.urandom(6 << 20))
    head = w.commit()
    got = j.bad(j.server.url("plain", name(w)), ["fetch", head], ["checkout", head, os.path.join(j.dir, "big")], mib=4)
    assert got.startswith("error: too-large"), got


def by_reference(j):
    """A server that knows neither filters nor commits by name: through the reference."""
    w, _, head = start(j)
    w.push("%s:refs/pull/7/head" % head)
    w.switch("elsewhere", "main")
    url = j.server.url("dumb", name(w))
    tree = os.path.join(j.dir, "dumb")
    j.good(url, ["fetch", head, "refs/pull/7/head"], ["checkout", head, tree])
    assert "a.c" in files(tree)


def plant(w, entries):
    """A commit with just these tree entries, whatever git thinks of their names: {name: (mode, bytes or tree)}."""
    def oid(kind, raw):
        return git(w.tree, "hash-object", "-t", kind, "-w", "--literally", "--stdin", text=raw)

    def tree(entries):
        raw = b""
        for key, (mode, content) in sorted(entries.items()):
            sha = tree(content) if isinstance(content, dict) else content if mode == "160000" else oid("blob", content)
            raw += mode.encode() + b" " + key.encode() + b"\0" + bytes.fromhex(sha)
        return oid("tree", raw)

    head = git(w.tree, "commit-tree", tree(entries), "-m", "planted")
    w.push("%s:refs/heads/planted" % head)
    return head


def hostile(j):
    """Links, names that climb, hooks, filters, submodules with a local URL, case collisions: a tree of plain files, and notes."""
    w = j.work()
    mark = os.path.join(j.dir, "owned")
    evil = b"#!/bin/sh\ntouch " + mark.encode() + b"\n"
    head = plant(w, {
        "good.c": ("100644", b"int g;\n"), "GOOD.c": ("100644", b"int G;\n"), "Good.C": ("100755", b"int o;\n"),
        "link.c": ("120000", b"/etc/passwd"), "up.h": ("120000", b"../../../../etc/passwd"),
        "folder.c": ("120000", b"/etc"), "sub.c": ("160000", "34" * 20),
        "..": ("40000", {"climb.c": ("100644", b"int c;\n")}),
        ".git": ("40000", {"hooks": ("40000", {"post-checkout": ("100755", evil), "x.c": ("100644", b"int x;\n")}),
                           "config": ("100644", b"[core]\n\thooksPath = .git/hooks\n\tfsmonitor = touch " + mark.encode())}),
        ".gitattributes": ("100644", b"*.c filter=evil diff=evil\n"),
        ".gitmodules": ("100644", b"[submodule \"s\"]\n\tpath = sub.c\n\turl = file:///etc\n"),
        "a:b.c": ("100644", b"int s;\n"), "back\\slash.c": ("100644", b"int b;\n"), "new\nline.c": ("100644", b"int n;\n"),
        "deep": ("40000", {".": ("40000", {"dot.c": ("100644", b"int d;\n")})}),
        "-rf.c": ("100644", b"int r;\n"), "bad\udcff.c".encode("utf-8", "surrogateescape").decode("latin-1"): ("100644", b"int l;\n"),
    })
    tree = os.path.join(j.dir, "hostile")
    cache = os.path.join(j.dir, "cache-h")
    lines = j.good(j.server.url("plain", name(w)), ["fetch", head], ["checkout", head, tree], cache=cache)
    got = files(tree)
    assert {"good.c", "GOOD.c", "Good.C", "-rf.c"} <= set(got), sorted(got)
    for path in got:
        assert not os.path.islink(os.path.join(tree, path)) and ".." not in path, path
    assert not any(p.startswith(("..", "deep")) or ":" in p or "\\" in p or "\n" in p for p in got), sorted(got)
    assert not os.path.exists(os.path.join(j.dir, "climb.c")), "it climbed"
    assert any(x.startswith("note link.c: a symbolic link") for x in lines), lines
    assert not os.path.exists(mark), "something of the repository ran"
    # The other way round: what was an ordinary tree becomes a hostile one, and back.
    w.put({"link.c/inside.c": "int i;\n", "good.c": "int g;\n"})
    plain = w.commit()
    url = j.server.url("plain", name(w))
    j.good(url, ["both", plain, head], ["changes", plain, head], ["checkout", plain, tree], ["checkout", head, tree],
           ["checkout", plain, tree], cache=cache)
    assert sorted(files(tree)) == ["good.c", "link.c/inside.c"], sorted(files(tree))


def broken(j):
    """A cache that is damaged is thrown away and made anew; two at once wait for each other."""
    w, first, head = start(j)
    cache = os.path.join(j.dir, "cache-b")
    url = j.server.url("plain", name(w))
    j.good(url, ["both", head, first], cache=cache)
    # Whatever is cut short, and whatever git says then ("index file is too small", "object X not found", ...).
    for ending in (".pack", ".idx", ""):
        packs = os.path.join(cache, "repo", "objects", "pack")
        for x in os.listdir(packs):
            if x.endswith(ending):
                os.chmod(os.path.join(packs, x), 0o600)
                with open(os.path.join(packs, x), "r+b") as f:
                    f.truncate(20)
        j.good(url, ["both", head, first], ["changes", first, head], cache=cache)
    with open(os.path.join(cache, "repo", "shallow.lock"), "w", encoding="ascii"):
        pass
    j.good(url, ["both", head, first], ["changes", first, head], cache=cache)
    got = []
    threads = [threading.Thread(target=lambda i=i: got.append(j.run(url, ["both", head, first], ["checkout", head, os.path.join(
        j.dir, "par%d" % i)], cache=cache))) for i in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert [s for s, _ in got] == [0] * 4, got


def inside(j):
    """What a program in git's place can reach: the relay and the repository, and nothing else."""
    w, _, head = start(j)
    mine = socket.socket()
    mine.bind(("0.0.0.0", 0))
    mine.listen(8)
    hosts = [a[4][0] for a in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)] or ["127.0.0.1"]
    spy = os.path.join(j.dir, "spy")
    source = os.path.join(j.dir, "spy.c")
    with open(source, "w", encoding="ascii") as f:
        f.write(SPY_C % {"other": j.other.port, "mine": mine.getsockname()[1], "host": hosts[0], "relay": j.server.port})
    subprocess.run(["cc", "-o", spy, source], check=True)
    os.chmod(j.dir, 0o755)
    cache = os.path.join(j.dir, "cache-s")
    # It plays git in every run; only the fetch has a network.
    j.run(j.server.url("plain", name(w)), ["fetch", head], cache=cache, env={"PROBE_GIT": spy})
    with open(os.path.join(cache, "repo", "said"), encoding="ascii") as f:
        said = dict(line.strip().split(": ") for line in f)
    want = {"relay": "yes", "repository": "yes", "other port": "no", "other host": "no", "mine": "no", "datagram": "no", "unix": "no",
            "netlink": "no", "passwd": "no", "write": "no", "shell": "no", "proc": "no"}
    assert said == want, said


SPY_C = r"""
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
static FILE *said;
static int tcp(const char *host, int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
	int s = socket(AF_INET, SOCK_STREAM, 0);
	inet_pton(AF_INET, host, &a.sin_addr);
	return s >= 0 && connect(s, (struct sockaddr *)&a, sizeof a) == 0;
}
static int opens(const char *dir, const char *name, int flags)
{
	char path[4096];
	snprintf(path, sizeof path, "%%s%%s", dir, name);
	return open(path, flags, 0600) >= 0;
}
static int shell(void)
{
	int st = 0, pid = fork();
	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", "exit 7", NULL);
		_exit(1);
	}
	return pid > 0 && waitpid(pid, &st, 0) == pid && WIFEXITED(st) && WEXITSTATUS(st) == 7;
}
static void tell(const char *what, int yes)
{
	fprintf(said, "%%s: %%s\n", what, yes ? "yes" : "no");
	fflush(said);
}
int main(int argc, char **argv)
{
	const char *dir = getenv("GIT_DIR");
	char path[4096];
	if (strcmp(argv[1], "cat-file") == 0) { /* as git: nothing is there */
		char line[200];
		while (fgets(line, sizeof line, stdin)) {
			line[strcspn(line, "\n")] = 0;
			printf("%%s missing\n", line);
		}
		return 0;
	}
	if (access("said", F_OK) == 0)
		return 1;
	snprintf(path, sizeof path, "%%s/said", dir);
	said = fopen(path, "w");
	if (!said)
		return 1;
	tell("relay", tcp("127.0.0.1", %(relay)d));
	tell("repository", opens(dir, "/mine", O_CREAT | O_WRONLY));
	tell("other port", tcp("127.0.0.1", %(other)d));
	tell("other host", tcp("%(host)s", %(mine)d));
	tell("mine", tcp("127.0.0.1", %(mine)d));
	tell("datagram", socket(AF_INET, SOCK_DGRAM, 0) >= 0);
	tell("unix", socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
	tell("netlink", socket(AF_NETLINK, SOCK_RAW, 0) >= 0);
	tell("passwd", opens("", "/etc/passwd", O_RDONLY));
	tell("write", opens(dir, "/../out", O_CREAT | O_WRONLY));
	tell("shell", shell());
	tell("proc", opens("", "/proc/1/status", O_RDONLY));
	return argc == 0;
}
"""

CASES = [fetches, deepens, access, redirects, endless, private_ca, huge, by_reference, hostile, broken, inside]

if __name__ == "__main__":
    wanted = sys.argv[1:]
    passed = failed = 0
    jail = Jail()
    try:
        for case in CASES:
            if wanted and case.__name__ not in wanted:
                continue
            begin = time.time()
            try:
                case(jail)
                passed += 1
            except Exception:  # noqa: BLE001
                failed += 1
                print("FAIL %s" % case.__name__)
                traceback.print_exc(file=sys.stdout)
            print("%-14s %.1f s" % (case.__name__, time.time() - begin))
    finally:
        jail.close()
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(1 if failed else 0)
