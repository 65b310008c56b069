#include "sandbox/pool.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	JOBS_MAX = 256,
	TICK_MS = 100,	     /* how often `cancelled` is asked at least */
	FRAMES_AT_ONCE = 64, /* of one child before the others get their turn */
	GRACE_MS = 5000,     /* between closing its output and ending */
};

struct slot {
	bool used;
	struct pool_task task;
	struct sandbox_child child;
};

static void start(struct pool *p, struct slot *s, const struct pool_task *t)
{
	struct err e = { 0 };
	s->task = *t;
	s->used = sandbox_spawn(p->sandbox, &t->spec, &s->child, &e);
	if (!s->used) {
		struct sandbox_end end = { .how = SANDBOX_EXITED, .status = -1 };
		snprintf(end.text, sizeof end.text, "%.250s", e.text);
		t->ended(t->user, &end);
	}
}

static void read_frames(struct slot *s)
{
	struct err e = { 0 };
	struct frame f;
	for (int i = 0; i < FRAMES_AT_ONCE && !s->child.stop && !s->child.got_eof; i++) {
		char text[200];
		enum frame_status st = frame_read(&s->child.reader, &f, &e);
		if (st == FRAME_AGAIN)
			return;
		if (st == FRAME_EOF) {
			uint64_t end = sandbox_now_ns() + GRACE_MS * 1000000ull;
			s->child.got_eof = true;
			if (s->child.deadline_ns == 0 || end < s->child.deadline_ns)
				s->child.deadline_ns = end;
			return;
		}
		if (st == FRAME_READY && s->task.frame(s->task.user, &s->child.reader, &f, &e))
			continue;
		/* A child that died half-way says more by how it died than by what is missing. */
		snprintf(text, sizeof text, "broke the protocol: %.170s", e.text);
		if (st == FRAME_BAD && e.code == ERR_CHILD && strstr(e.text, "ends inside"))
			s->child.got_eof = true;
		else
			sandbox_stop(&s->child, SANDBOX_PROTOCOL, text);
	}
}

static void reap(struct slot *s)
{
	struct sandbox_end end;
	bool torn = s->child.got_eof && s->child.reader.have && !s->child.reader.done;
	if (!sandbox_reap(&s->child, &end))
		return;
	if (torn && end.how == SANDBOX_OK) {
		end.how = SANDBOX_PROTOCOL;
		snprintf(end.text, sizeof end.text, "broke the protocol: the output ends inside a frame");
	}
	s->used = false;
	s->task.ended(s->task.user, &end);
}

/* Until the next thing to do: a frame, a deadline, a tick. */
static void wait_some(struct slot *slots, uint32_t n)
{
	struct pollfd fds[JOBS_MAX];
	uint64_t now = sandbox_now_ns();
	int ms = TICK_MS;
	nfds_t k = 0;
	for (uint32_t i = 0; i < n; i++) {
		struct sandbox_child *c = &slots[i].child;
		if (!slots[i].used)
			continue;
		if (c->got_eof || c->stop)
			ms = 1;
		else
			fds[k++] = (struct pollfd){ .fd = c->out, .events = POLLIN };
		if (c->deadline_ns) {
			uint64_t left = c->deadline_ns > now ? (c->deadline_ns - now) / 1000000 + 1 : 0;
			ms = left < (uint64_t)ms ? (int)left : ms;
		}
	}
	poll(fds, k, ms);
}

static void turn(struct slot *slots, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct slot *s = &slots[i];
		if (!s->used)
			continue;
		read_frames(s);
		if (s->child.got_eof || s->child.stop ||
		    (s->child.deadline_ns && sandbox_now_ns() >= s->child.deadline_ns))
			reap(s);
	}
}

static void fill(struct pool *p, struct slot *slots, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct pool_task t = { 0 };
		while (!slots[i].used) {
			if (!p->next(p->user, &t))
				return;
			start(p, &slots[i], &t);
		}
	}
}

static bool any(const struct slot *slots, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (slots[i].used)
			return true;
	return false;
}

bool pool_run(struct pool *p, struct err *e)
{
	uint32_t n = p->jobs < 1 ? 1 : p->jobs > JOBS_MAX ? JOBS_MAX : p->jobs;
	struct slot *slots = calloc(n, sizeof *slots);
	bool cancelled = false;
	if (!slots)
		return err_set(e, ERR_NO_MEMORY, "no memory for the process pool");
	for (;;) {
		if (!cancelled && p->cancelled && p->cancelled(p->user)) {
			cancelled = true;
			for (uint32_t i = 0; i < n; i++)
				if (slots[i].used)
					sandbox_stop(&slots[i].child, SANDBOX_CANCELLED, "cancelled");
		}
		if (!cancelled)
			fill(p, slots, n);
		if (!any(slots, n))
			break;
		wait_some(slots, n);
		turn(slots, n);
	}
	free(slots);
	return !cancelled || err_set(e, ERR_CONFLICT, "cancelled");
}

struct once {
	const struct pool_task *t;
	bool started;
	bool (*cancelled)(void *);
	void *user;
};

static bool once_next(void *user, struct pool_task *t)
{
	struct once *o = user;
	if (o->started)
		return false;
	o->started = true;
	*t = *o->t;
	return true;
}

static bool once_cancelled(void *user)
{
	struct once *o = user;
	return o->cancelled && o->cancelled(o->user);
}

bool pool_one(const struct sandbox *s, const struct pool_task *t, bool (*cancelled)(void *), void *user, struct err *e)
{
	struct once o = { .t = t, .cancelled = cancelled, .user = user };
	struct pool p = { .sandbox = s, .jobs = 1, .cancelled = once_cancelled, .user = &o, .next = once_next };
	return pool_run(&p, e);
}
