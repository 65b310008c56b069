/* One run of the engine process: started, watched, its results taken over. */
#include "worker/link.h"

#include "pipeline/wire.h"
#include "report/finding_json.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct watch {
	struct worker *w;
	struct job *j;
	struct arena *a;
	const struct engine_ask *ask;
	pid_t pid;
	int fd;
	struct frame_reader rd;
	struct review_report *report;
	pipeline_notes skipped;
	struct link_end end;
	bool ended;
	struct buf events; /* JSON array of unit events, open */
	struct pipeline_progress progress;
	bool changed;
	uint64_t flush_ns;
};

/* ---- progress ---- */

static void flush_events(struct watch *x)
{
	struct worker *w = x->w;
	struct err e = { 0 };
	char done[16], total[16], word[8];
	const char *state = x->progress.stage == STAGE_UNPACK ? "unpacking" : "analysing";
	const char *p[4] = { x->j->review, state, done, total }, *v[2] = { x->j->review, NULL };
	PGresult *r;
	uint64_t now = sandbox_now_ns();
	if (!x->changed || now < x->flush_ns || x->j->lease != LEASE_OK || x->ask->quiet)
		return;
	x->flush_ns = now + WORKER_EVENTS_MS * 1000000ull;
	x->changed = false;
	snprintf(done, sizeof done, "%u", x->progress.done);
	snprintf(total, sizeof total, "%u", x->progress.total);
	if (x->events.n > 1 && !x->events.full) {
		buf_putc(&x->events, ']');
		v[1] = x->events.s;
		r = db_query(&w->db, &e,
			     "insert into review_events (review_id, kind, data) select $1, x->>'kind', x->'data'"
			     " from jsonb_array_elements($2::jsonb) x",
			     2, v);
		PQclear(r);
	}
	buf_clear(&x->events);
	db_value(&w->db, &e, word, sizeof word, "select rc_review_progress($1, $2, $3, $4)", 4, p);
}

static void event_begin(struct watch *x, struct jsonw *w, const char *kind)
{
	buf_putc(&x->events, x->events.n ? ',' : '[');
	jsonw_init(w, &x->events);
	jsonw_obj(w);
	jsonw_kz(w, "kind", kind);
	jsonw_key(w, "data");
	jsonw_obj(w);
	x->changed = true;
}

static void unit_event(struct watch *x, const struct unit_report *u)
{
	struct jsonw w;
	event_begin(x, &w, "unit");
	jsonw_kstr(&w, "path", u->path);
	jsonw_kstr(&w, "driver", u->driver);
	jsonw_kz(&w, "state", u->analysed ? "analysed" : "not_analysed");
	jsonw_kstr(&w, "reason", u->reason);
	jsonw_end(&w);
	jsonw_end(&w);
}

static void plan_event(struct watch *x, uint32_t drivers, uint32_t units)
{
	struct jsonw w;
	event_begin(x, &w, "plan");
	jsonw_ku64(&w, "drivers", drivers);
	jsonw_ku64(&w, "units", units);
	jsonw_end(&w);
	jsonw_end(&w);
}

static bool on_event(struct watch *x, const struct frame *f, struct err *e)
{
	struct wire w = { .a = x->a, .p = f->body.s, .n = f->body.n };
	struct unit_report u;
	uint32_t v[3] = { 0 };
	if (f->type == LINK_UNIT) {
		if (!link_unit_get(x->a, f->body, &u, e))
			return false;
		unit_event(x, &u);
		return true;
	}
	for (int i = 0; i < (f->type == LINK_PLANNED ? 2 : 3); i++)
		v[i] = wire_get_u32(&w);
	if (!wire_end(&w) || v[0] > INT32_MAX || v[1] > INT32_MAX || v[2] > INT32_MAX)
		return err_set(e, ERR_CHILD, "progress that is none");
	if (f->type == LINK_PLANNED) {
		plan_event(x, v[0], v[1]);
	} else if (v[0] < STAGES && v[0] != STAGE_CHECK) {
		x->progress = (struct pipeline_progress){ (enum pipeline_stage)v[0], v[1], v[2], NULL };
		x->changed = true;
	}
	return true;
}

/* ---- the engine's frames ---- */

static bool on_result(struct watch *x, const struct frame *f, struct err *e)
{
	struct review_report *r = x->report;
	switch (f->type) {
	case LINK_DRIVER:
		return link_driver_get(x->a, f->body, VEC_PUSH(x->a, &r->drivers), e);
	case LINK_RESULT:
		return link_unit_get(x->a, f->body, VEC_PUSH(x->a, &r->units), e);
	case LINK_FINDING:
		return finding_read(x->a, f->body, VEC_PUSH(x->a, &r->findings), e);
	case LINK_SKIPPED:
		*VEC_PUSH(x->a, &r->skipped) = text_clean(x->a, f->body, PIPE_TEXT);
		return true;
	default:
		x->ended = true;
		return link_end_get(x->a, f->body, &x->end, e);
	}
}

static bool on_frame(struct watch *x, const struct frame *f, struct err *e)
{
	switch (f->type) {
	case LINK_UNPACKED:
		return !x->ask->archive || sources_store(x->w, x->a, x->j, x->ask->root, &x->skipped, e);
	case LINK_PROGRESS:
	case LINK_PLANNED:
	case LINK_UNIT:
		return on_event(x, f, e);
	case LINK_ASK:
		return err_set(e, ERR_CHILD, "the engine asks");
	default:
		return on_result(x, f, e);
	}
}

/* ---- the engine process ---- */

static _Noreturn void become_engine(int fd, pid_t parent)
{
	char name[] = "ringcheck-worker", mode[] = "--engine", *const argv[] = { name, mode, NULL };
	char *const envp[] = { NULL };
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent && (fd == 3 || dup2(fd, 3) == 3) &&
	    fcntl(3, F_SETFD, 0) == 0 && syscall(SYS_close_range, 4u, ~0u, 0) == 0)
		execve("/proc/self/exe", argv, envp);
	_exit(127);
}

static bool engine_start(struct watch *x, const struct engine_config *c, struct err *e)
{
	int p[2];
	pid_t parent = getpid();
	struct buf b;
	bool good;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, p) != 0)
		return err_set(e, ERR_IO, "a socket to the engine: %s", strerror(errno));
	x->pid = fork();
	if (x->pid == 0)
		become_engine(p[1], parent);
	close(p[1]);
	x->fd = p[0];
	if (x->pid < 0)
		return err_set(e, ERR_IO, "starting the engine: %s", strerror(errno));
	buf_init(&b, LINK_ASK_MAX);
	link_ask_put(x->ask, c, &b);
	good = frame_write(x->fd, LINK_ASK, buf_view(&b), e);
	buf_free(&b);
	fcntl(x->fd, F_SETFL, O_NONBLOCK);
	frame_reader_init(&x->rd, x->fd, LINK_MAX, (size_t)PIPE_MAP_MIB << 21, (size_t)WORKER_RESULT_MIB << 20);
	return good;
}

static void engine_stop(struct watch *x)
{
	if (x->pid > 0) {
		kill(x->pid, SIGKILL);
		while (waitpid(x->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (x->fd >= 0)
		close(x->fd);
	frame_reader_free(&x->rd);
	x->pid = -1;
	x->fd = -1;
}

static void wait_some(struct watch *x)
{
	struct pollfd p[2] = { { .fd = x->fd, .events = POLLIN }, { .fd = -1, .events = POLLIN } };
	struct timespec t = { 0, x->changed ? WORKER_EVENTS_MS * 1000000 / 2 : 500000000 };
	sigset_t none;
	sigemptyset(&none);
	if (x->w->db.c && PQstatus(x->w->db.c) == CONNECTION_OK)
		p[1].fd = PQsocket(x->w->db.c);
	if (x->j->lease == LEASE_UNKNOWN)
		t.tv_nsec = 100000000;
	ppoll(p, 2, &t, &none);
	if (p[1].revents & (POLLHUP | POLLERR))
		x->j->beat_ns = 0;
}

/* Until the engine has ended; false with `e`: it must not go on (also cancelled, lost, stopping: see the lease). */
static bool engine_watch(struct watch *x, struct err *e)
{
	while (!x->ended) {
		struct frame f;
		enum frame_status s;
		wait_some(x);
		if (worker_stopping())
			return err_set(e, ERR_UNAVAILABLE, "the worker is shutting down");
		if (job_beat(x->w, x->j) == LEASE_LOST || x->j->lease == LEASE_CANCEL)
			return err_set(e, ERR_CONFLICT, "the job is not ours any more");
		while (!x->ended && (s = frame_read(&x->rd, &f, e)) != FRAME_AGAIN) {
			if (s == FRAME_EOF)
				return err_set(e, ERR_CHILD, "the analysis process ended unexpectedly");
			if (s == FRAME_BAD || !on_frame(x, &f, e))
				return false;
		}
		flush_events(x);
	}
	if (x->end.error.code)
		*e = x->end.error;
	return x->end.error.code == ERR_NONE;
}

static bool configure(struct worker *w, struct arena *a, struct engine_config *c, struct err *e)
{
	c->model_dir = w->c.model_dir[0] ? w->c.model_dir : pipeline_model_dir(a, e);
	c->cache_dir = w->c.cache;
	c->jobs = w->c.jobs;
	c->unit_timeout_s = w->c.unit_timeout_s;
	c->jail_uid = w->c.jail_uid;
	c->best_effort = w->c.sandbox == 1;
	return c->model_dir != NULL;
}

bool engine_run(struct worker *w, struct arena *a, struct job *j, const struct engine_ask *ask,
		struct review_report *out, struct err *e)
{
	struct watch x = { .w = w, .j = j, .a = a, .ask = ask, .pid = -1, .fd = -1, .report = out };
	struct engine_config c = { 0 };
	bool good;
	*out = (struct review_report){ .a = a, .name = ask->name };
	buf_init(&x.events, 16 << 20);
	x.changed = true;
	good = configure(w, a, &c, e) && engine_start(&x, &c, e) && engine_watch(&x, e);
	engine_stop(&x);
	buf_free(&x.events);
	for (size_t i = 0; i < x.skipped.n; i++)
		*VEC_PUSH(a, &out->skipped) = x.skipped.v[i];
	out->elapsed_ms = x.end.elapsed_ms;
	out->peak_kib = x.end.peak_kib;
	out->unaffected = x.end.unaffected;
	if (good)
		review_finish(out);
	return good;
}
