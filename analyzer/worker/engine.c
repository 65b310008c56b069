/*
 * The engine process: started by exec for one review, with an empty environment and one socket. It
 * owns the jailed children. It ends with its worker, and its children with it.
 */
#include "worker/link.h"

#include "report/finding_json.h"
#include "rules/registry.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

enum { SOCKET = 3 };

/* A worker that is gone needs no answer. */
static void tell(uint32_t type, struct str body)
{
	struct err e = { 0 };
	if (!frame_write(SOCKET, type, body, &e))
		_exit(1);
}

static void tell_buf(uint32_t type, struct buf *b)
{
	tell(type, buf_view(b));
	buf_clear(b);
}

static void on_progress(void *user, const struct pipeline_progress *p)
{
	struct buf *b = user;
	if (p->unit) {
		link_unit_put(p->unit, false, b);
		tell_buf(LINK_UNIT, b);
	}
	buf_clear(b);
	for (int i = 0; i < 3; i++) {
		uint32_t v = i == 0 ? (uint32_t)p->stage : i == 1 ? p->done : p->total;
		buf_add(b, &v, sizeof v);
	}
	tell_buf(LINK_PROGRESS, b);
}

static void on_planned(void *user, uint32_t drivers, uint32_t units)
{
	struct buf *b = user;
	buf_clear(b);
	buf_add(b, &drivers, sizeof drivers);
	buf_add(b, &units, sizeof units);
	tell_buf(LINK_PLANNED, b);
}

static bool listed(const struct str *v, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(v[i], id))
			return true;
	return false;
}

static void choose_rules(struct arena *a, const struct engine_ask *ask, struct pipeline_input *in)
{
	size_t n = rules_count();
	const struct rule **v = ARENA_ARRAY(a, const struct rule *, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct rule *r = rules_at(i);
		if ((!ask->n_rules || listed(ask->rules, ask->n_rules, r->id)) &&
		    !listed(ask->disable, ask->n_disable, r->id))
			v[in->n_rules++] = r;
	}
	in->rules = v;
}

static bool unpack_archive(struct pipeline *p, struct arena *a, const struct engine_ask *ask, const char *tree,
			   const struct pipeline_hooks *h, pipeline_notes *notes, struct err *e)
{
	int fd = open(ask->archive, O_RDONLY | O_CLOEXEC);
	bool good;
	if (fd < 0)
		return err_set(e, ERR_IO, "the fetched archive: %s", strerror(errno));
	good = pipeline_unpack(p, a, fd, tree, h, notes, e);
	close(fd);
	unlink(ask->archive);
	return good;
}

static bool review(struct arena *a, const struct engine_ask *ask, const struct engine_config *c,
		   struct review_report *r, struct err *e)
{
	struct pipeline_config pc = { .need = c->best_effort ? SANDBOX_BEST_EFFORT : SANDBOX_STRICT,
				      .model_dir = c->model_dir,
				      .cache_dir = *c->cache_dir ? c->cache_dir : NULL,
				      .jobs = c->jobs,
				      .unit_wall_s = c->unit_timeout_s,
				      .units_dir = ask->units_dir,
				      .units_only_read = ask->units_only_read,
				      .jail_uid = c->jail_uid };
	struct pipeline_input in = { .name = ask->name, .config = ask->config };
	struct buf b;
	struct pipeline_hooks h = { .user = &b, .progress = on_progress, .planned = on_planned };
	struct pipeline *p = pipeline_open(&pc, e);
	pipeline_notes notes = { 0 };
	bool good;
	if (!p)
		return false;
	buf_init(&b, (size_t)PIPE_IR_MIB << 20);
	in.root = ask->root;
	in.changed = ask->changed;
	choose_rules(a, ask, &in);
	good = !ask->archive || unpack_archive(p, a, ask, in.root, &h, &notes, e);
	if (good)
		tell(LINK_UNPACKED, STR(""));
	good = good && pipeline_run(p, a, &in, &h, r, e);
	for (size_t i = 0; i < notes.n; i++)
		*VEC_PUSH(a, &r->skipped) = notes.v[i];
	buf_free(&b);
	pipeline_close(p);
	return good;
}

static void tell_results(const struct review_report *r)
{
	struct buf b;
	buf_init(&b, (size_t)PIPE_MAP_MIB << 21);
	for (size_t i = 0; i < r->drivers.n; i++) {
		link_driver_put(&r->drivers.v[i], &b);
		tell_buf(LINK_DRIVER, &b);
	}
	for (size_t i = 0; i < r->units.n; i++) {
		link_unit_put(&r->units.v[i], true, &b);
		tell_buf(LINK_RESULT, &b);
	}
	for (size_t i = 0; i < r->findings.n; i++) {
		struct jsonw w;
		jsonw_init(&w, &b);
		finding_write(&w, &r->findings.v[i]);
		tell_buf(LINK_FINDING, &b);
	}
	for (size_t i = 0; i < r->skipped.n; i++)
		tell(LINK_SKIPPED, r->skipped.v[i]);
	buf_free(&b);
}

int engine_main(void)
{
	struct arena *a = arena_new(0);
	struct frame_reader rd;
	struct frame f;
	struct engine_ask ask = { 0 };
	struct engine_config c = { 0 };
	struct review_report r = { .a = a };
	struct link_end end = { 0 };
	struct buf b;
	/* The worker's stop signals are its business: it ends us when it wants to. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	frame_reader_init(&rd, SOCKET, LINK_ASK, LINK_ASK_MAX, LINK_ASK_MAX);
	if (frame_read(&rd, &f, &end.error) != FRAME_READY || !link_ask_get(a, f.body, &ask, &c, &end.error))
		return 1;
	if (review(a, &ask, &c, &r, &end.error))
		tell_results(&r);
	end.elapsed_ms = r.elapsed_ms;
	end.peak_kib = r.peak_kib;
	end.unaffected = r.unaffected;
	buf_init(&b, 4096);
	link_end_put(&end, &b);
	tell_buf(LINK_END, &b);
	return 0;
}
