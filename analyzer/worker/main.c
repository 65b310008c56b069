#include "worker/worker.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "ringcheck-worker-"

static volatile sig_atomic_t stop_asked;

static void on_stop(int sig)
{
	(void)sig;
	stop_asked = 1;
}

bool worker_stopping(void)
{
	sigset_t pending;
	/* Blocked but for the waits: one that came in between counts as well. */
	sigpending(&pending);
	return stop_asked || sigismember(&pending, SIGTERM) || sigismember(&pending, SIGINT);
}

static void signals(void)
{
	struct sigaction sa = { .sa_handler = on_stop };
	sigset_t block;
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&block);
	sigaddset(&block, SIGTERM);
	sigaddset(&block, SIGINT);
	sigprocmask(SIG_BLOCK, &block, NULL);
}

static void idle(struct worker *w, int ms)
{
	struct pollfd p = { .fd = -1, .events = POLLIN };
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };
	sigset_t none;
	PGnotify *n;
	sigemptyset(&none);
	if (w->db.c && PQstatus(w->db.c) == CONNECTION_OK)
		p.fd = PQsocket(w->db.c);
	ppoll(&p, 1, &t, &none);
	if (!w->db.c || !PQconsumeInput(w->db.c))
		return;
	while ((n = PQnotifies(w->db.c))) {
		w->jobs_hint |= strcmp(n->relname, "rc_jobs") == 0;
		PQfreemem(n);
	}
}

/* ---- scratch: one locked folder for each worker; folders without a living one are leftovers ---- */

static void leftovers(const char *dir)
{
	DIR *d = opendir(dir);
	const struct dirent *x;
	if (!d)
		return;
	while ((x = readdir(d))) {
		char path[PATH_MAX];
		int fd;
		if (strncmp(x->d_name, PREFIX, sizeof PREFIX - 1) != 0 ||
		    snprintf(path, sizeof path, "%s/%s", dir, x->d_name) >= (int)sizeof path)
			continue;
		fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
			log_info("removing %s of a worker that is gone", path);
			scratch_remove(path);
		}
		close(fd);
	}
	closedir(d);
}

static bool make_scratch(struct worker *w, struct arena *a, struct err *e)
{
	const char *tmp = getenv("TMPDIR"), *dir = w->c.scratch;
	if (!*dir)
		dir = tmp && *tmp == '/' ? tmp : "/tmp";
	leftovers(dir);
	w->scratch = scratch_make(a, dir, PREFIX, e);
	if (!w->scratch)
		return false;
	w->lock = open(w->scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (w->lock < 0 || flock(w->lock, LOCK_EX | LOCK_NB) != 0)
		return err_set(e, ERR_IO, "locking %s: %s", w->scratch, strerror(errno));
	if (w->c.jail_uid && chmod(w->scratch, 0711) != 0)
		return err_set(e, ERR_IO, "%s: %s", w->scratch, strerror(errno));
	if (!w->c.projects[0])
		snprintf(w->c.projects, sizeof w->c.projects, "%s/projects", w->scratch);
	if (mkdir(w->c.projects, 0711) != 0 && errno != EEXIST)
		return err_set(e, ERR_IO, "the folder for projects, %s: %s", w->c.projects, strerror(errno));
	if (w->c.cache[0])
		return true;
	snprintf(w->c.cache, sizeof w->c.cache, "%s/cache", w->scratch);
	if (mkdir(w->c.cache, 0755) != 0 ||
	    (geteuid() == 0 && w->c.jail_uid && chown(w->c.cache, w->c.jail_uid, w->c.jail_uid) != 0))
		return err_set(e, ERR_IO, "%s: %s", w->c.cache, strerror(errno));
	return true;
}

/* ---- the queue ---- */

static bool claim(struct worker *w, struct arena *a, struct job *j)
{
	char lease[24];
	const char *v[3] = { w->c.name, lease, w->c.kinds };
	struct err e = { 0 };
	uint64_t now = sandbox_now_ns();
	PGresult *r;
	bool got;
	snprintf(lease, sizeof lease, "%u s", w->c.lease_s);
	r = db_query(&w->db, &e,
		     "select id, review_id, lease_token, kind, payload"
		     " from rc_job_claim($1, $2, string_to_array($3, ','))",
		     3, v);
	if (!r) {
		log_warn("looking for a job: %s", e.text);
		idle(w, 1000);
		return false;
	}
	got = PQntuples(r) == 1;
	*j = (struct job){ .lease = LEASE_OK };
	if (got) {
		snprintf(j->id, sizeof j->id, "%s", PQgetvalue(r, 0, 0));
		snprintf(j->review, sizeof j->review, "%s", PQgetvalue(r, 0, 1));
		snprintf(j->token, sizeof j->token, "%s", PQgetvalue(r, 0, 2));
		snprintf(j->kind, sizeof j->kind, "%s", PQgetvalue(r, 0, 3));
		j->payload = arena_printf(a, "%s", PQgetvalue(r, 0, 4));
		j->beat_ns = now + w->c.lease_s * 1000000000ull / 3;
		j->lease_end_ns = now + w->c.lease_s * 1000000000ull;
	}
	PQclear(r);
	return got;
}

/* One job to its end; false: there was none. */
static bool work(struct worker *w)
{
	struct arena *a = arena_new(0);
	struct job j;
	bool got = claim(w, a, &j);
	if (got && strcmp(j.kind, "review") == 0)
		job_run(w, &j);
	else if (got)
		task_run(w, &j);
	w->doing = NULL;
	arena_free(a);
	return got;
}

/* Every project's look for missed deliveries is a job; whichever worker is first makes those that are due. */
static void sweeps(struct worker *w, uint64_t now, uint64_t *sweep_ns)
{
	char minutes[16], word[24];
	const char *v[1] = { minutes };
	struct err e = { 0 };
	if (w->c.sweep_min == 0 || now < *sweep_ns)
		return;
	*sweep_ns = now + WORKER_SWEEP_S * 1000000000ull;
	snprintf(minutes, sizeof minutes, "%u", w->c.sweep_min);
	db_value(&w->db, &e, word, sizeof word,
		 "select count(rc_job_once('sweep', jsonb_build_object('project', p.id), p.id::text, 7, 3)::text)"
		 " from projects p join forges f on f.id = p.forge_id"
		 " where f.kind <> 'git' and p.health <> 'new'"
		 " and coalesce(p.swept_at, p.created_at) < now() - make_interval(mins => $1::int)"
		 " and not exists (select from jobs j where j.kind = 'sweep' and j.payload->>'once' = p.id::text"
		 " and j.state in ('ready', 'leased'))",
		 1, v);
}

static void housekeeping(struct worker *w, uint64_t *reap_ns, uint64_t *uploads_ns, uint64_t *sweep_ns)
{
	uint64_t now = sandbox_now_ns();
	struct err e = { 0 };
	char word[24];
	if (now >= *reap_ns) {
		*reap_ns = now + WORKER_REAP_S * 1000000000ull;
		if (w->c.lease_s < WORKER_REAP_S)
			*reap_ns = now + w->c.lease_s * 1000000000ull;
		if (db_value(&w->db, &e, word, sizeof word, "select rc_job_reap()", 0, NULL) && strcmp(word, "0") != 0)
			log_info("%s jobs taken back from workers that stopped answering", word);
	}
	if (now >= *uploads_ns) {
		*uploads_ns = now + WORKER_UPLOADS_S * 1000000000ull;
		db_value(&w->db, &e, word, sizeof word, "select rc_uploads_reap('1 hour')", 0, NULL);
	}
	sweeps(w, now, sweep_ns);
}

static void serve(struct worker *w)
{
	uint64_t reap_ns = 0, uploads_ns = sandbox_now_ns() + WORKER_UPLOADS_S * 1000000000ull, sweep_ns = 0;
	while (!worker_stopping()) {
		if (!db_up(&w->db)) {
			idle(w, 200);
			continue;
		}
		housekeeping(w, &reap_ns, &uploads_ns, &sweep_ns);
		w->jobs_hint = false;
		if (!work(w) && !w->jobs_hint)
			idle(w, w->c.lease_s * 1000 < WORKER_POLL_MS ? (int)w->c.lease_s * 1000 : WORKER_POLL_MS);
	}
}

static int usage(void)
{
	fputs("usage: ringcheck-worker [--config FILE]\n"
	      "Settings: ringcheck-worker.conf.sample; the database from DATABASE_URL.\n",
	      stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct worker w = { .lock = -1 };
	struct arena *a;
	struct sandbox *jail;
	struct err e = { 0 };
	const char *file = NULL;
	log_init("ringcheck-worker", LOG_INFO);
	if (argc == 2 && strcmp(argv[1], "--engine") == 0)
		return engine_main();
	if (argc == 3 && strcmp(argv[1], "--config") == 0)
		file = argv[2];
	else if (argc != 1)
		return usage();
	if (!worker_config_read(&w.c, file, &e)) {
		log_error("%s", e.text);
		return 2;
	}
	log_init("ringcheck-worker", (enum log_level)w.c.log_level);
	signals();
	a = arena_new(0);
	if (!w.c.name[0]) {
		char host[256] = "";
		gethostname(host, sizeof host - 1);
		snprintf(w.c.name, sizeof w.c.name, "%s:%ld", host, (long)getpid());
	}
	jail = sandbox_open(w.c.sandbox == 1 ? SANDBOX_BEST_EFFORT : SANDBOX_STRICT, &e);
	if (!jail || !seal_key_read(&w.key, w.c.secret_key, w.c.secret_key_file, &e) || !make_scratch(&w, a, &e)) {
		log_error("%s", e.text);
		return 1;
	}
	if (sandbox_missing(jail))
		log_warn("%s", sandbox_missing(jail));
	sandbox_close(jail);
	w.db.url = w.c.database_url;
	log_info("%s is ready", w.c.name);
	serve(&w);
	log_info("stopping");
	db_close(&w.db);
	scratch_remove(w.scratch);
	arena_free(a);
	return 0;
}
