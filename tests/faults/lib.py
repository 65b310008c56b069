"""A PostgreSQL of our own, uploads by SQL, workers to be killed: what the fault tests share."""
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
REPO = os.path.dirname(os.path.dirname(HERE))


def pg_bin():
    base = "/usr/lib/postgresql"
    versions = sorted(os.listdir(base), key=float) if os.path.isdir(base) else []
    return os.path.join(base, versions[-1], "bin") if versions else ""


class Database:
    """A private cluster on a socket; as root it runs as the user postgres, which PostgreSQL insists on."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="ringcheck-faults-")
        self.data = os.path.join(self.dir, "data")
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        if os.getuid() == 0:
            os.chmod(self.dir, 0o755)
            os.chown(self.dir, pwd.getpwnam("postgres").pw_uid, -1)
        self.run("initdb", "-D", self.data, "-A", "trust", "-U", self.user, "-E", "UTF8", "--no-sync")
        with open(os.path.join(self.data, "postgresql.conf"), "a", encoding="ascii") as f:
            f.write("listen_addresses = ''\nunix_socket_directories = '%s'\nfsync = off\n" % self.dir)
        self.start()
        self.url = "host=%s dbname=ringcheck user=%s" % (self.dir, self.user)
        subprocess.run([os.path.join(pg_bin(), "createdb"), "-h", self.dir, "-U", self.user, "ringcheck"], check=True)
        for name in sorted(os.listdir(os.path.join(REPO, "migrations"))):
            if name.endswith(".sql"):
                self.psql("-1", "-f", os.path.join(REPO, "migrations", name))

    def run(self, program, *args):
        command = [os.path.join(pg_bin(), program), *args]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    def start(self):
        self.run("pg_ctl", "-D", self.data, "-w", "-l", os.path.join(self.dir, "log"), "start")

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")

    def psql(self, *args, text=None):
        done = subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-At", self.url, *args], input=text,
                              text=True, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        return done.stdout.strip()

    def sql(self, text):
        return self.psql("-f", "-", text=text)

    def close(self):
        self.stop()
        shutil.rmtree(self.dir, ignore_errors=True)

    # ---- reviews ----

    def review_files(self, files, name="test"):
        upload = self.sql("select rc_upload_begin('', '');")
        statements = []
        for path, raw in files.items():
            packed = subprocess.run(["zstd", "-q", "-c", "--no-check", "--content-size", "--stream-size=%d" % len(raw)],
                                    input=raw, capture_output=True, check=True).stdout
            statements.append("select rc_upload_file(%s, '%s', '\\x%s', '\\x%s', %d, 'utf-8');"
                              % (upload, path, hashlib.sha256(raw).hexdigest(), packed.hex(), len(raw)))
        self.sql("begin;" + "".join(statements) + "commit;")
        return self.create(upload, name, "files")

    def review_archive(self, raw, name="test"):
        upload = self.sql("select rc_upload_begin('a.zip', 'zip');")
        step = 1 << 20
        for i, at in enumerate(range(0, len(raw), step)):
            self.sql("select rc_upload_chunk(%s, %d, '\\x%s');" % (upload, i, raw[at:at + step].hex()))
        return self.create(upload, name, "archive")

    def create(self, upload, name, kind):
        public = self.sql("select rc_review_create(%s, '%s', '{}', '%s');" % (upload, name, kind))
        return self.sql("select id from reviews where public_id = '%s';" % uuid.UUID(public))

    def review(self, rid, columns):
        return self.sql("select %s from reviews where id = %s;" % (columns, rid))

    def job(self, rid, columns):
        return self.sql("select %s from jobs where review_id = %s order by id desc limit 1;" % (columns, rid))

    def wait(self, rid, states=("done", "failed", "cancelled"), seconds=90):
        end = time.time() + seconds
        state = ""
        while time.time() < end:
            try:
                state = self.review(rid, "state")
            except RuntimeError:
                pass  # the database is down: that is the test
            if state in states:
                return state
            time.sleep(0.05)
        raise RuntimeError("still %s after %d s: job %s" % (state, seconds, self.job(rid, "state, attempts, last_error")))


class Worker:
    def __init__(self, program, db, scratch, lease=2, **settings):
        env = {"PATH": os.environ["PATH"], "DATABASE_URL": db.url, "RINGCHECK_SCRATCH": scratch, "RINGCHECK_JOBS": "1",
               "RINGCHECK_LEASE": str(lease), "RINGCHECK_SANDBOX": "best-effort"}
        for key in ("RINGCHECK_MODEL_DIR", "ASAN_OPTIONS"):
            if key in os.environ:
                env[key] = os.environ[key]
        env.update({"RINGCHECK_" + k.upper(): v for k, v in settings.items()})
        self.log = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen([program], env=env, cwd=scratch, stderr=self.log, stdout=self.log)

    def kill(self, sig=signal.SIGKILL):
        self.process.send_signal(sig)

    def wait(self, seconds=20):
        return self.process.wait(seconds)

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def said(self):
        self.log.seek(0)
        return self.log.read()


def engines(scratch):
    """Engine processes whose scratch folder this is (their open socket says nothing; their parent's cwd does)."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/cmdline" % pid, "rb") as f:
                engine = b"--engine" in f.read()
            if engine and os.readlink("/proc/%s/cwd" % pid) == os.path.realpath(scratch):
                found.append(int(pid))
        except OSError:
            continue
    return found
