#include "base/frame.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FIRST_ROOM = 64 * 1024 };

void frame_reader_init(struct frame_reader *r, int fd, uint32_t max_type, uint64_t max_frame, uint64_t max_total)
{
	*r = (struct frame_reader){ .fd = fd, .max_type = max_type, .max_frame = max_frame, .max_total = max_total };
}

void frame_reader_free(struct frame_reader *r)
{
	free(r->body);
	r->body = NULL;
	r->cap = 0;
}

char *frame_take(struct frame_reader *r)
{
	char *p = (char *)r->body;
	r->body = NULL;
	r->cap = 0;
	return p;
}

/* 1 = read something, 0 = end, -1 = would block, -2 = error */
static ssize_t some(int fd, void *p, size_t n, struct err *e)
{
	for (;;) {
		ssize_t got = read(fd, p, n);
		if (got >= 0)
			return got;
		if (errno == EINTR)
			continue;
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			return -1;
		err_set(e, ERR_IO, "reading a frame: %s", strerror(errno));
		return -2;
	}
}

static bool head_good(struct frame_reader *r, struct err *e)
{
	uint64_t n = r->head[2];
	if (r->head[0] != FRAME_MAGIC)
		return err_set(e, ERR_CHILD, "frame without its magic number");
	if (r->head[1] == 0 || r->head[1] > r->max_type)
		return err_set(e, ERR_CHILD, "frame of unknown type %u", (unsigned)r->head[1]);
	if (n > r->max_frame)
		return err_set(e, ERR_TOO_LARGE, "frame of %llu bytes (limit %llu)", (unsigned long long)n,
			       (unsigned long long)r->max_frame);
	if (n > r->max_total - r->total)
		return err_set(e, ERR_TOO_LARGE, "more than %llu bytes of output", (unsigned long long)r->max_total);
	r->total += n;
	return true;
}

/* Room for the payload's next bytes and a NUL: at most double of what has arrived. */
static bool room(struct frame_reader *r, size_t got, size_t want, struct err *e)
{
	size_t cap = r->cap ? r->cap * 2 : FIRST_ROOM;
	unsigned char *p;
	if (r->cap > got + 1 || r->cap > want)
		return true;
	if (cap > want + 1)
		cap = want + 1;
	p = realloc(r->body, cap);
	if (!p)
		return err_set(e, ERR_NO_MEMORY, "no memory for a frame of %zu bytes", want);
	r->body = p;
	r->cap = cap;
	return true;
}

/* What a read that brought nothing means; `e` is set already where it is bad. */
static enum frame_status ended(ssize_t got, bool between)
{
	if (got == -1)
		return FRAME_AGAIN;
	if (got == 0 && between)
		return FRAME_EOF;
	return FRAME_BAD;
}

static enum frame_status read_head(struct frame_reader *r, struct err *e)
{
	while (r->have < FRAME_HEAD) {
		ssize_t got = some(r->fd, (unsigned char *)r->head + r->have, FRAME_HEAD - r->have, e);
		if (got <= 0) {
			if (got == 0 && r->have)
				err_set(e, ERR_CHILD, "the output ends inside a frame");
			return ended(got, r->have == 0);
		}
		r->have += (size_t)got;
	}
	return FRAME_READY;
}

enum frame_status frame_read(struct frame_reader *r, struct frame *out, struct err *e)
{
	bool fresh;
	size_t want;
	if (r->done) {
		r->have = 0;
		r->done = false;
	}
	fresh = r->have < FRAME_HEAD;
	if (fresh) {
		enum frame_status s = read_head(r, e);
		if (s != FRAME_READY)
			return s;
		if (!head_good(r, e))
			return FRAME_BAD;
	}
	want = r->head[2];
	for (;;) {
		size_t in = r->have - FRAME_HEAD, max;
		ssize_t got;
		if (!room(r, in, want, e))
			return FRAME_BAD;
		if (in == want)
			break;
		max = r->cap - 1 - in;
		got = some(r->fd, r->body + in, max < want - in ? max : want - in, e);
		if (got <= 0) {
			if (got == 0)
				err_set(e, ERR_CHILD, "the output ends inside a frame");
			return ended(got, false);
		}
		r->have += (size_t)got;
	}
	r->body[want] = 0;
	r->done = true;
	*out = (struct frame){ r->head[1], { (char *)r->body, want } };
	return FRAME_READY;
}

bool frame_write(int fd, uint32_t type, struct str body, struct err *e)
{
	uint32_t head[3] = { FRAME_MAGIC, type, (uint32_t)body.n };
	size_t done = 0, all = FRAME_HEAD + body.n;
	if (body.n > UINT32_MAX - FRAME_HEAD)
		return err_set(e, ERR_TOO_LARGE, "a frame cannot hold %zu bytes", body.n);
	while (done < all) {
		struct iovec v[2] = { { 0 } };
		int n = 0;
		ssize_t put;
		if (done < FRAME_HEAD)
			v[n++] = (struct iovec){ (unsigned char *)head + done, FRAME_HEAD - done };
		if (body.n) {
			size_t off = done < FRAME_HEAD ? 0 : done - FRAME_HEAD;
			v[n++] = (struct iovec){ (void *)(uintptr_t)(body.s + off), body.n - off };
		}
		put = writev(fd, v, n);
		if (put >= 0) {
			done += (size_t)put;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			struct pollfd p = { .fd = fd, .events = POLLOUT };
			poll(&p, 1, -1);
		} else if (errno != EINTR) {
			return err_set(e, ERR_IO, "writing a frame: %s", strerror(errno));
		}
	}
	return true;
}
