#include "server/http.h"

#include "base/utf8.h"
#include "server/access.h"
#include "server/events.h"
#include "server/guard.h"
#include "server/reply.h"
#include "server/upload.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- finding the route ---- */

bool is_uuid(const char *s, size_t n)
{
	if (n != 36)
		return false;
	for (size_t i = 0; i < n; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		if (dash ? s[i] != '-' : !strchr("0123456789abcdefABCDEF", s[i]))
			return false;
	}
	return true;
}

static bool match(struct request *r, const char *pattern, const char *url)
{
	while (*pattern) {
		if (*pattern == '{') {
			size_t n = strcspn(url, "/");
			bool id = strncmp(pattern, "{id}", 4) == 0;
			if (n == 0 || n >= sizeof r->arg || (id && !is_uuid(url, n)))
				return false;
			memcpy(id ? r->id : r->arg, url, n);
			(id ? r->id : r->arg)[n] = 0;
			url += n;
			pattern += strcspn(pattern, "}") + 1;
		} else if (*pattern++ != *url++) {
			return false;
		}
	}
	return *url == 0;
}

/* The route, or NULL with the reply filled in. */
static const struct route *find_route(struct request *r, const char *url)
{
	const char *method = strcmp(r->method, "HEAD") == 0 ? "GET" : r->method;
	bool known = false;
	for (size_t i = 0; i < routes_n; i++) {
		if (!match(r, routes[i].path, url))
			continue;
		if (strcmp(routes[i].method, method) == 0)
			return &routes[i];
		known = true;
	}
	if (known)
		reply_problem(r, 405, "method-not-allowed", "this address does not take %s; see /api/v1/openapi.yaml",
			      method);
	else if (strncmp(url, "/api/", 5) == 0)
		reply_problem(r, 404, "not-found",
			      "there is nothing at this address; see /api/v1/openapi.yaml for what there is");
	else if (strcmp(method, "GET") == 0)
		site_get(r, url);
	else
		reply_problem(r, 405, "method-not-allowed", "this address does not take %s", method);
	return NULL;
}

/* ---- parameters ---- */

static bool allowed(const struct route *route, const char *name)
{
	char word[64];
	if (route->lists && (strcmp(name, "cursor") == 0 || strcmp(name, "limit") == 0))
		return true;
	snprintf(word, sizeof word, " %s ", name);
	return route->params && strstr(route->params, word);
}

static enum MHD_Result take_param(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n, const char *value,
				  size_t n)
{
	struct request *r = cls;
	(void)kind;
	if (r->reply.status)
		return MHD_NO;
	if (key_n > 40 || !utf8_valid(key, key_n) || !allowed(r->route, key)) {
		reply_problem(r, 400, "bad-parameter", "there is no parameter \"%.40s\" here; see /api/v1/openapi.yaml",
			      utf8_valid(key, key_n) ? key : "?");
	} else if (request_param(r, key)) {
		reply_problem(r, 400, "bad-parameter",
			      "the parameter \"%s\" was given twice; several values go into one, separated by commas",
			      key);
	} else if (r->n_params == HTTP_PARAMS || n > HTTP_PARAM_MAX || (n && !utf8_valid(value, n))) {
		reply_problem(r, 400, "bad-parameter", "the value of \"%s\" is too long or not UTF-8", key);
	} else {
		struct param *p = &r->params[r->n_params++];
		p->name = key; /* lives with the connection's request */
		p->value = strndup(value ? value : "", n);
		if (!p->value)
			reply_problem(r, 503, "unavailable", "out of memory; try again later");
	}
	return MHD_YES;
}

const char *request_param(const struct request *r, const char *name)
{
	for (unsigned i = 0; i < r->n_params; i++)
		if (strcmp(r->params[i].name, name) == 0)
			return r->params[i].value;
	return NULL;
}

/* A cursor is the last row's key after a letter: "n" and a number, "p" and a path. Clients pass it on as it is. */
static void read_paging(struct request *r)
{
	const char *limit = request_param(r, "limit"), *cursor = request_param(r, "cursor");
	unsigned long long n = PAGE_DEFAULT, k;
	if (limit && (!str_to_u64(str_from(limit), &n) || n < 1 || n > PAGE_MAX)) {
		reply_problem(r, 400, "bad-parameter", "limit must be a number from 1 to %d", PAGE_MAX);
		return;
	}
	r->limit = (unsigned)n;
	snprintf(r->limit_text, sizeof r->limit_text, "%u", r->limit + 1);
	if (!cursor)
		return;
	if ((cursor[0] == 'n' && strspn(cursor + 1, "0123456789") == strlen(cursor + 1) &&
	     str_to_u64(str_from(cursor + 1), &k) && k < INT64_MAX) ||
	    (cursor[0] == 'p' && cursor[1] && strlen(cursor) < REQUEST_CURSOR))
		snprintf(r->cursor, sizeof r->cursor, "%s", cursor);
	else
		reply_problem(r, 400, "bad-parameter", "cursor must be the `next` of an earlier page, unchanged");
}

/* ---- asking the database ---- */

static bool answered(struct db_task *t)
{
	struct request *r = (struct request *)(void *)((char *)t - offsetof(struct request, task));
	r->asked = false;
	r->then(r);
	if (r->asked)
		return true;
	MHD_resume_connection(r->conn);
	return false;
}

void request_ask(struct request *r, void (*then)(struct request *r))
{
	r->then = then;
	r->asked = true;
}

bool request_failed(struct request *r)
{
	if (r->task.ok) {
		/* What follows asks anew; results stay where they are until `then` returns. */
		r->task.nq = 0;
		return false;
	}
	reply_err(r, &r->task.err);
	return true;
}

struct arena *request_arena(struct request *r)
{
	if (!r->a)
		r->a = arena_new(0);
	return r->a;
}

static enum MHD_Result wait_for_database(struct request *r)
{
	r->task.done = answered;
	MHD_suspend_connection(r->conn);
	db_submit(r->srv->db, &r->task);
	return MHD_YES;
}

/* ---- one request's way ---- */

static struct request *request_new(struct server *s, struct MHD_Connection *conn, const char *method)
{
	struct request *r = calloc(1, sizeof *r);
	if (!r)
		return NULL;
	r->magic = REQUEST_MAGIC;
	r->srv = s;
	r->conn = conn;
	r->method = method;
	r->task.q = r->q;
	clock_gettime(CLOCK_MONOTONIC, &r->started);
	buf_init(&r->out, RESPONSE_MAX);
	jsonw_init(&r->w, &r->out);
	atomic_fetch_add(&s->open, 1);
	return r;
}

static void request_free(void *cls, struct MHD_Connection *conn, void **con_cls, enum MHD_RequestTerminationCode why)
{
	struct request *r = *con_cls;
	struct timespec now;
	(void)cls, (void)conn;
	if (!r || r->magic != REQUEST_MAGIC)
		return;
	*con_cls = NULL;
	if (r->upload)
		upload_end(r->upload, why);
	if (r->stream)
		events_close(r->srv->events, r->stream);
	clock_gettime(CLOCK_MONOTONIC, &now);
	metrics_request(&r->srv->metrics, r->reply.status,
			(uint64_t)(now.tv_sec - r->started.tv_sec) * 1000000 +
				(uint64_t)((now.tv_nsec - r->started.tv_nsec) / 1000));
	for (unsigned i = 0; i < r->n_params; i++)
		free(r->params[i].value);
	atomic_fetch_sub(&r->srv->bodies, r->counted);
	buf_free(&r->out);
	buf_free(&r->in);
	json_decref(r->json);
	arena_free(r->a);
	free(r->data);
	r->magic = 0;
	atomic_fetch_sub(&r->srv->open, 1);
	free(r);
}

/* Headers are in, the body is not. */
static void begin(struct request *r, const char *url)
{
	guard_check(r);
	if (r->reply.status)
		return;
	r->route = find_route(r, url);
	if (!r->route)
		return;
	MHD_get_connection_values_n(r->conn, MHD_GET_ARGUMENT_KIND, take_param, r);
	if (!r->reply.status && r->route->lists)
		read_paging(r);
	if (!r->reply.status)
		access_check(r);
}

static unsigned long long announced(const struct request *r)
{
	const char *v = MHD_lookup_connection_value(r->conn, MHD_HEADER_KIND, "Content-Length");
	unsigned long long n = 0;
	return v && str_to_u64(str_from(v), &n) ? n : 0;
}

static void reply_too_large(struct request *r)
{
	size_t max = r->route->body;
	reply_problem(r, 413, "too-large", "the body may have %zu %s", max >= 1 << 20 ? max >> 20 : max >> 10,
		      max >= 1 << 20 ? "MiB" : "KiB");
}

/* Whoever asks is let in: now the body may come. */
static enum MHD_Result admitted(struct request *r)
{
	r->at_head = false;
	if (!r->reply.status && r->route->upload)
		upload_begin(r);
	else if (!r->reply.status && r->route->body) {
		buf_init(&r->in, r->route->body);
		if (announced(r) > r->route->body)
			reply_too_large(r);
	}
	/* Too large is said before the body comes; everything else after it, so that no client is cut off sending. */
	return r->reply.status == 413 || r->reply.status == 411 ||
			       (r->reply.status && !r->upload && announced(r) > HTTP_SMALL_BODY)
		       ? reply_send(r)
		       : MHD_YES;
}

/* A body nobody wants, or what follows a refused one: thrown away, so that the client reads our answer. */
static enum MHD_Result drain(struct request *r, size_t *n)
{
	r->drained += *n;
	*n = 0;
	return r->drained > (r->upload ? UPLOAD_DRAIN_MAX : HTTP_SMALL_BODY) ? MHD_NO : MHD_YES;
}

static bool too_slow(const struct request *r)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - r->started.tv_sec > BODY_SECONDS;
}

/* A body that its handler gets whole. What all of them hold together is bounded. */
static enum MHD_Result keep(struct request *r, const char *data, size_t *n)
{
	if (r->in.n + *n > r->route->body) {
		reply_too_large(r);
		return drain(r, n);
	}
	r->counted += *n;
	if (atomic_fetch_add(&r->srv->bodies, *n) + *n > BODIES_MAX) {
		reply_problem(r, 503, "unavailable", "too many large requests at once; send it again in a moment");
		return drain(r, n);
	}
	buf_add(&r->in, data, *n);
	*n = 0;
	return too_slow(r) ? MHD_NO : MHD_YES;
}

static enum MHD_Result body(struct request *r, const char *data, size_t *n)
{
	if (!r->reply.status && r->route->body)
		return keep(r, data, n);
	if (r->reply.status || !r->upload)
		return drain(r, n);
	upload_data(r->upload, data, *n);
	*n = 0;
	return r->asked ? wait_for_database(r) : MHD_YES;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *conn, const char *url, const char *method,
			      const char *version, const char *data, size_t *n, void **con_cls)
{
	struct request *r = *con_cls;
	(void)version;
	if (!r) {
		*con_cls = r = request_new(cls, conn, method);
		if (!r)
			return MHD_NO;
		begin(r, url);
		r->at_head = true;
		return r->asked ? wait_for_database(r) : admitted(r);
	}
	/* Called again after the database said who asks: still nothing of the body. */
	if (r->at_head)
		return admitted(r);
	if (*n)
		return body(r, data, n);
	if (r->reply.status)
		return reply_send(r);
	if (r->upload)
		upload_finish(r->upload);
	else
		r->route->handle(r);
	if (r->asked)
		return wait_for_database(r);
	return r->reply.status ? reply_send(r) : MHD_NO;
}

/* ---- listening ---- */

static int listen_on(const struct config *c, unsigned *port, struct err *e)
{
	struct addrinfo *ai = NULL, hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	struct sockaddr_storage a;
	socklen_t alen = sizeof a;
	char service[8];
	int fd = -1, one = 1;
	snprintf(service, sizeof service, "%u", c->port);
	if (getaddrinfo(c->listen, service, &hints, &ai) != 0 || !ai) {
		err_set(e, ERR_USAGE, "listen = %s is no address of this machine", c->listen);
		return -1;
	}
	fd = socket(ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (fd < 0 || bind(fd, ai->ai_addr, ai->ai_addrlen) != 0 || listen(fd, 512) != 0) {
		if (errno == EADDRINUSE)
			err_set(e, ERR_CONFLICT,
				"port %u on %s is in use, perhaps by another Ringcheck: stop that program or set RINGCHECK_PORT",
				c->port, c->listen);
		else
			err_set(e, ERR_IO, "cannot listen on %s port %u: %s", c->listen, c->port, strerror(errno));
		if (fd >= 0)
			close(fd);
		freeaddrinfo(ai);
		return -1;
	}
	freeaddrinfo(ai);
	getsockname(fd, (struct sockaddr *)&a, &alen);
	*port = ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)(void *)&a)->sin6_port
					      : ((struct sockaddr_in *)(void *)&a)->sin_port);
	return fd;
}

static void mhd_log(void *cls, const char *fmt, va_list ap)
{
	char text[256];
	(void)cls;
	vsnprintf(text, sizeof text, fmt, ap);
	log_debug("http: %s", text);
}

bool http_start(struct server *s, unsigned *port, struct err *e)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
	int fd = listen_on(s->config, port, e);
	if (fd < 0)
		return false;
	s->daemon =
		MHD_start_daemon(flags, 0, NULL, NULL, handle, s, MHD_OPTION_EXTERNAL_LOGGER, mhd_log, NULL,
				 MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED, request_free, NULL,
				 MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
				 (unsigned)HTTP_IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
				 (size_t)HTTP_CONNECTION_MEMORY, MHD_OPTION_THREAD_POOL_SIZE,
				 s->config->http_threads > 1 ? s->config->http_threads : 0u,
				 MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
	if (s->daemon)
		return true;
	close(fd);
	return err_set(e, ERR_IO, "cannot start the HTTP server");
}

void http_stop(struct server *s)
{
	int fd;
	uint64_t until = clock_ms() + STOP_SECONDS * 1000;
	atomic_store(&s->stopping, true);
	fd = MHD_quiesce_daemon(s->daemon);
	events_stop_streams(s->events);
	while (atomic_load(&s->open) > 0 && clock_ms() < until)
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	if (atomic_load(&s->open) > 0)
		log_warn("stopping with %d requests unfinished", atomic_load(&s->open));
	MHD_stop_daemon(s->daemon);
	s->daemon = NULL;
	if (fd >= 0)
		close(fd);
}
