/* Bytes between a jailed git and the one address it may speak to, counted and timed. What they mean is theirs (TLS). */
#include "git/git_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CONNS = 8, ROOM = 64 << 10 };

struct pump {
	char *b;
	size_t from, to;
	bool eof, shut;
};

struct conn {
	int in, out; /* the jail's end, the forge's end; -1 = none */
	bool connecting;
	uint64_t deadline_ns;
	struct pump up, down;
};

struct relay {
	int listener;
	struct git_remote remote;
	uint64_t down, up, down_max, up_max;
	uint64_t asked_ns; /* the last bytes went up, then; 0 = they came down */
	enum relay_end state;
	char why[128];
	struct conn c[CONNS];
};

struct relay *relay_new(int listener, const struct git_remote *r, uint64_t down_max, uint64_t up_max)
{
	struct relay *x = calloc(1, sizeof *x);
	if (!x) {
		close(listener);
		return NULL;
	}
	x->listener = listener;
	x->remote = *r;
	x->down_max = down_max;
	x->up_max = up_max;
	for (int i = 0; i < CONNS; i++)
		x->c[i].in = x->c[i].out = -1;
	fcntl(listener, F_SETFL, O_NONBLOCK);
	return x;
}

static void drop(struct conn *c)
{
	if (c->in >= 0)
		close(c->in);
	if (c->out >= 0)
		close(c->out);
	free(c->up.b);
	free(c->down.b);
	*c = (struct conn){ .in = -1, .out = -1 };
}

void relay_free(struct relay *x)
{
	if (!x)
		return;
	for (int i = 0; i < CONNS; i++)
		drop(&x->c[i]);
	close(x->listener);
	free(x);
}

enum relay_end relay_state(const struct relay *x)
{
	return x->state;
}

const char *relay_why(const struct relay *x)
{
	return x->why;
}

void relay_bytes(const struct relay *x, uint64_t *down, uint64_t *up)
{
	*down = x->down;
	*up = x->up;
}

static void no_connection(struct relay *x, struct conn *c, int why)
{
	x->state = RELAY_NO_CONNECTION;
	snprintf(x->why, sizeof x->why, "%s", strerror(why));
	drop(c);
}

static void take(struct relay *x, struct conn *c)
{
	int one = 1, in = accept4(x->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (in < 0)
		return;
	*c = (struct conn){ .in = in, .out = -1, .connecting = true };
	c->up.b = malloc(ROOM);
	c->down.b = malloc(ROOM);
	c->deadline_ns = sandbox_now_ns() + GIT_CONNECT_S * 1000000000ull;
	c->out = socket(x->remote.addr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (!c->up.b || !c->down.b || c->out < 0 ||
	    (connect(c->out, (const struct sockaddr *)&x->remote.addr, x->remote.addr_n) != 0 &&
	     errno != EINPROGRESS)) {
		no_connection(x, c, errno);
		return;
	}
	setsockopt(c->out, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(c->in, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static short wants(const struct pump *reads, const struct pump *writes)
{
	return (short)((reads->to < ROOM && !reads->eof ? POLLIN : 0) | (writes->from < writes->to ? POLLOUT : 0));
}

size_t relay_poll(struct relay *x, struct pollfd *v, size_t room)
{
	size_t n = 0;
	bool free_one = false;
	for (int i = 0; i < CONNS; i++)
		free_one |= x->c[i].in < 0;
	/* Who comes while all are taken waits; polling for it would not sleep. */
	if (n < room)
		v[n++] = (struct pollfd){ .fd = free_one ? x->listener : -1, .events = POLLIN };
	for (int i = 0; i < CONNS && n + 2 <= room; i++) {
		struct conn *c = &x->c[i];
		if (c->in < 0)
			continue;
		/* Both ends closed one way only: nothing to wait for there, or poll would not sleep. */
		v[n++] = (struct pollfd){ .fd = c->connecting ? -1 : c->in, .events = wants(&c->up, &c->down) };
		v[n++] = (struct pollfd){ .fd = c->out, .events = c->connecting ? POLLOUT : wants(&c->down, &c->up) };
		for (size_t k = n - 2; k < n; k++)
			if (!v[k].events)
				v[k].fd = -1;
	}
	return n;
}

static bool connected(struct relay *x, struct conn *c)
{
	struct pollfd p = { .fd = c->out, .events = POLLOUT };
	int why = 0;
	socklen_t n = sizeof why;
	if (poll(&p, 1, 0) == 1) {
		getsockopt(c->out, SOL_SOCKET, SO_ERROR, &why, &n);
		if (why)
			no_connection(x, c, why);
		else
			c->connecting = false;
		return !why;
	}
	if (sandbox_now_ns() > c->deadline_ns)
		no_connection(x, c, ETIMEDOUT);
	return false;
}

/* One way, as far as it goes now. False: an end is broken. `n` counts. */
static bool move(struct pump *p, int from, int to, uint64_t *count, bool *moved)
{
	ssize_t n;
	if (!p->eof && p->to < ROOM) {
		n = read(from, p->b + p->to, ROOM - p->to);
		if (n > 0) {
			p->to += (size_t)n;
			*count += (uint64_t)n;
			*moved = true;
		} else if (n == 0) {
			p->eof = true;
		} else if (errno != EAGAIN && errno != EINTR) {
			return false;
		}
	}
	if (p->from < p->to) {
		n = send(to, p->b + p->from, p->to - p->from, MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		p->from += n > 0 ? (size_t)n : 0;
		if (p->from == p->to)
			p->from = p->to = 0;
	}
	if (p->eof && p->from == p->to && !p->shut) {
		shutdown(to, SHUT_WR);
		p->shut = true;
	}
	return true;
}

static void work(struct relay *x, struct conn *c)
{
	bool up = false, down = false, good;
	if (c->connecting && !connected(x, c))
		return;
	good = move(&c->up, c->in, c->out, &x->up, &up) && move(&c->down, c->out, c->in, &x->down, &down);
	if (down)
		x->asked_ns = 0;
	else if (up)
		x->asked_ns = sandbox_now_ns();
	if (!good || (c->up.shut && c->down.shut) || (c->down.shut && c->up.from == c->up.to))
		drop(c);
}

void relay_work(struct relay *x)
{
	for (int i = 0; i < CONNS; i++) {
		if (x->c[i].in < 0)
			take(x, &x->c[i]);
		if (x->c[i].in >= 0)
			work(x, &x->c[i]);
	}
	if (x->down > x->down_max)
		x->state = RELAY_TOO_MUCH_DOWN;
	else if (x->up > x->up_max)
		x->state = RELAY_TOO_MUCH_UP;
	else if (x->asked_ns && sandbox_now_ns() > x->asked_ns + GIT_STALL_S * 1000000000ull)
		x->state = RELAY_STALLED;
}
