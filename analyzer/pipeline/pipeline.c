#include "pipeline/pipe_priv.h"

#include "pipeline/wire.h"
#include "rules/registry.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static uint64_t mib(uint32_t n)
{
	return (uint64_t)n << 20;
}

struct sandbox_limits pipe_limits(const struct pipeline *p, enum pipeline_stage stage)
{
	struct sandbox_limits l = { .files = PIPE_FILES, .stack = mib(PIPE_STACK_MIB), .frame = mib(PIPE_IR_MIB) };
	uint32_t wall = 0, cpu = 0, memory = 0;
	switch (stage) {
	case STAGE_UNPACK:
		wall = cpu = PIPE_UNPACK_WALL_S;
		memory = PIPE_UNPACK_MEMORY_MIB;
		l.file_size = mib(PIPE_FILE_MIB);
		break;
	case STAGE_PLAN:
		wall = cpu = PIPE_PLAN_WALL_S;
		memory = PIPE_PLAN_MEMORY_MIB;
		break;
	case STAGE_HEADERS:
		wall = cpu = PIPE_PCH_WALL_S;
		memory = PIPE_UNIT_MEMORY_MIB;
		l.file_size = mib(PIPE_PCH_FILE_MIB);
		break;
	case STAGE_UNITS:
		wall = p->c.unit_wall_s ? p->c.unit_wall_s : PIPE_UNIT_WALL_S;
		cpu = p->c.unit_wall_s ? p->c.unit_wall_s : PIPE_UNIT_CPU_S;
		memory = PIPE_UNIT_MEMORY_MIB;
		break;
	default:
		wall = cpu = PIPE_CHECK_WALL_S;
		memory = PIPE_CHECK_MEMORY_MIB;
		break;
	}
	l.wall_ms = wall * 1000;
	l.cpu_s = cpu;
	l.memory = mib(memory);
	l.output = stage == STAGE_CHECK ? mib(PIPE_FINDINGS_MIB) : mib(PIPE_IR_MIB + PIPE_PLAN_MIB);
	return l;
}

static uint32_t cores(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > PIPE_JOBS_MAX ? PIPE_JOBS_MAX : (uint32_t)n;
}

struct pipeline *pipeline_open(const struct pipeline_config *c, struct err *e)
{
	struct sandbox *jail = sandbox_open(c->need, e);
	struct arena *a;
	struct pipeline *p;
	if (!jail)
		return NULL;
	a = arena_new(0);
	p = ARENA_NEW(a, struct pipeline);
	p->a = a;
	p->c = *c;
	p->jail = jail;
	if (p->c.jobs == 0)
		p->c.jobs = cores();
	if (p->c.jobs > PIPE_JOBS_MAX)
		p->c.jobs = PIPE_JOBS_MAX;
	/* A crash in libclang has to end the child: the parent then says so. */
	setenv("LIBCLANG_DISABLE_CRASH_RECOVERY", "1", 1);
	signal(SIGPIPE, SIG_IGN);
	return p;
}

void pipeline_close(struct pipeline *p)
{
	if (!p)
		return;
	sandbox_close(p->jail);
	arena_free(p->a);
}

const char *pipeline_warning(const struct pipeline *p)
{
	return sandbox_missing(p->jail);
}

const struct pipeline_timings *pipeline_timings(const struct pipeline *p)
{
	return &p->timings;
}

bool pipe_cancelled(const struct pipeline_hooks *h)
{
	return h && h->cancelled && h->cancelled(h->user);
}

void pipe_progress(const struct pipeline_hooks *h, enum pipeline_stage s, uint32_t done, uint32_t total,
		   const struct unit_report *u)
{
	struct pipeline_progress p = { s, done, total, u };
	if (h && h->progress)
		h->progress(h->user, &p);
}

bool pipe_key(const struct frame *f, struct cache_key *k, struct err *e)
{
	if (f->body.n != CACHE_KEY)
		return err_set(e, ERR_CHILD, "a key of %zu bytes", f->body.n);
	memcpy(k->b, f->body.s, CACHE_KEY);
	k->known = true;
	return true;
}

/* ---- children that say one thing ---- */

bool answer_frame(void *user, struct frame_reader *r, const struct frame *f, struct err *e)
{
	struct answer *an = user;
	(void)r;
	if (an->done || an->error.code)
		return err_set(e, ERR_CHILD, "a message after the last one");
	switch (f->type) {
	case MSG_DONE:
		an->done = true;
		return true;
	case MSG_ERROR:
		error_get(an->a, f->body, &an->error);
		return true;
	case MSG_NOTE:
		if (an->notes && an->notes->n < PIPE_NOTES + 1) {
			*VEC_PUSH(an->a, an->notes) = text_clean(an->a, f->body, PIPE_TEXT);
			return true;
		}
		break;
	case MSG_PLAN:
		if (!an->plan) {
			an->plan = plan_get(an->a, f->body, e);
			return an->plan != NULL;
		}
		break;
	case MSG_TREE:
		if (an->plan && !an->tree.known)
			return pipe_key(f, &an->tree, e);
		break;
	default:
		break;
	}
	return err_set(e, ERR_CHILD, "a message that does not belong here (type %u)", (unsigned)f->type);
}

void answer_end(void *user, const struct sandbox_end *end)
{
	((struct answer *)user)->end = *end;
}

bool answer_good(const struct answer *an, const char *what, struct err *e)
{
	if (an->error.code) {
		*e = an->error;
	} else if (an->end.how != SANDBOX_OK) {
		enum err_code code =
			an->end.how == SANDBOX_TIMEOUT || an->end.how == SANDBOX_CPU ? ERR_TIMEOUT : ERR_CHILD;
		err_set(e, code, "%s", an->end.text);
	} else if (!an->done) {
		err_set(e, ERR_CHILD, "ended before it was done");
	} else {
		return true;
	}
	return what ? err_wrap(e, "%s", what) : false;
}

static bool ask(struct pipeline *p, struct answer *an, struct sandbox_spec *spec, enum pipeline_stage stage,
		const struct pipeline_hooks *h, const char *what, struct err *e)
{
	struct pool_task t = { .user = an, .frame = answer_frame, .ended = answer_end };
	uint64_t from = sandbox_now_ns();
	bool ran;
	spec->limits = pipe_limits(p, stage);
	spec->max_type = MSG_MAX;
	spec->uid = p->c.jail_uid;
	t.spec = *spec;
	ran = pool_one(p->jail, &t, h ? h->cancelled : NULL, h ? h->user : NULL, e);
	p->timings.stage_ms[stage] = (double)(sandbox_now_ns() - from) / 1e6;
	p->timings.spent_ms[stage] = an->end.cpu_ms;
	return ran && answer_good(an, what, e);
}

bool pipeline_unpack(struct pipeline *p, struct arena *a, int fd, const char *into, const struct pipeline_hooks *h,
		     pipeline_notes *notes, struct err *e)
{
	struct unpack_arg arg = { fd, into };
	struct answer an = { .a = a, .notes = notes };
	struct sandbox_spec spec = { .name = "unpack", .files = SANDBOX_WRITE, .run = child_unpack, .arg = &arg };
	spec.write = &into;
	spec.n_write = 1;
	spec.keep = &fd;
	spec.n_keep = 1;
	if (geteuid() == 0 && p->c.jail_uid && chown(into, p->c.jail_uid, p->c.jail_uid) != 0)
		return err_set(e, ERR_IO, "giving the scratch folder to user %u: %s", p->c.jail_uid, strerror(errno));
	pipe_progress(h, STAGE_UNPACK, 0, 0, NULL);
	return ask(p, &an, &spec, STAGE_UNPACK, h, NULL, e);
}

/* Units are kept where every file that is read counts in their key: a WDK's are too many to look at. */
static bool keeps(const struct pipeline *p)
{
	return p->c.units_dir && !p->c.wdk_dir;
}

static struct plan *make_plan(struct pipeline *p, struct arena *a, const struct pipeline_input *in,
			      const struct pipeline_hooks *h, struct cache_key *tree, struct err *e)
{
	struct plan_arg arg = { in, keeps(p) };
	struct answer an = { .a = a };
	struct sandbox_spec spec = { .name = "plan", .files = SANDBOX_READ, .run = child_plan, .arg = &arg };
	spec.read = &in->root;
	spec.n_read = 1;
	pipe_progress(h, STAGE_PLAN, 0, 0, NULL);
	if (!ask(p, &an, &spec, STAGE_PLAN, h, NULL, e))
		return NULL;
	if (!an.plan)
		err_set(e, ERR_CHILD, "no plan was made");
	*tree = an.tree;
	return an.plan;
}

bool pipe_headers(struct pipeline *p, struct front *front, const struct units_arg *units,
		  const struct pipeline_hooks *h, struct review_report *out, struct err *e)
{
	struct units_arg arg = *units;
	struct answer an = { .a = out->a };
	struct sandbox_spec spec = { .name = "headers", .files = SANDBOX_BUILD, .run = child_headers, .arg = &arg };
	const char *dirs[FRONT_DIRS_MAX];
	if (!p->c.cache_dir)
		return true;
	spec.read = dirs;
	spec.n_read = front_read_dirs(front, dirs);
	spec.write = &p->c.cache_dir;
	spec.n_write = 1;
	pipe_progress(h, STAGE_HEADERS, 0, 0, NULL);
	if (ask(p, &an, &spec, STAGE_HEADERS, h, "precompiled headers", e))
		return true;
	if (pipe_cancelled(h))
		return false;
	*VEC_PUSH(out->a, &out->skipped) =
		str_from(arena_printf(out->a, "%s (every unit parses all headers)", e->text));
	*e = (struct err){ 0 };
	return true;
}

/* How many drivers and units there are; what is not reviewed is named. */
static bool look_at(const struct plan *plan, const struct pipeline_hooks *h, bool changed, struct review_report *out,
		    struct err *e)
{
	uint32_t drivers = 0, units = 0;
	for (size_t i = 0; i < plan->notes.n; i++)
		*VEC_PUSH(out->a, &out->skipped) = plan->notes.v[i];
	for (size_t i = 0; i < plan->skipped.n; i++)
		*VEC_PUSH(out->a, &out->skipped) = plan->skipped.v[i];
	for (size_t i = 0; i < plan->drivers.n; i++) {
		const struct plan_driver *d = &plan->drivers.v[i];
		struct str name = d->project.n ? d->project : d->name;
		if (d->driver) {
			drivers++;
			units += (uint32_t)d->units.n;
			continue;
		}
		*VEC_PUSH(out->a, &out->skipped) =
			str_from(arena_printf(out->a, STR_FMT ": " STR_FMT, STR_ARG(name), STR_ARG(d->why_not)));
	}
	if (h && h->planned)
		h->planned(h->user, drivers, units);
	if (drivers || changed)
		return true;
	err_set(e, ERR_INPUT, "there is no driver source to review");
	for (size_t i = 0; i < out->skipped.n && i < 3; i++) {
		size_t n = strlen(e->text);
		snprintf(e->text + n, sizeof e->text - n, "; " STR_FMT, STR_ARG(out->skipped.v[i]));
	}
	return false;
}

/* Takes out the drivers that the change cannot affect; how many. */
static size_t leave_out(struct plan *plan)
{
	size_t kept = 0, out = 0;
	for (size_t i = 0; i < plan->drivers.n; i++) {
		if (plan->drivers.v[i].unaffected)
			out++;
		else
			plan->drivers.v[kept++] = plan->drivers.v[i];
	}
	plan->drivers.n = kept;
	return out;
}

/* Ours to write; where children run as another user, that one's group may read. */
static void make_units(const struct pipeline *p, const char *path)
{
	if (mkdir(path, 0700) == 0 && geteuid() == 0 && p->c.jail_uid && chown(path, 0, p->c.jail_uid) == 0)
		chmod(path, 02750);
}

static struct pipeline_input with_rules(struct arena *a, const struct pipeline_input *given)
{
	struct pipeline_input in = *given;
	size_t n = rules_count();
	const struct rule **all;
	if (in.rules)
		return in;
	all = ARENA_ARRAY(a, const struct rule *, n + 1);
	for (size_t i = 0; i < n; i++)
		all[i] = rules_at(i);
	in.rules = all;
	in.n_rules = n;
	return in;
}

bool pipeline_run(struct pipeline *p, struct arena *a, const struct pipeline_input *given,
		  const struct pipeline_hooks *h, struct review_report *out, struct err *e)
{
	struct pipeline_input in = with_rules(a, given);
	struct front_config fc = { .root = in.root,
				   .model_dir = p->c.model_dir,
				   .cache_dir = p->c.cache_dir,
				   .mingw_dir = p->c.mingw_dir,
				   .resource_dir = p->c.resource_dir,
				   .wdk_dir = p->c.wdk_dir };
	uint64_t from = sandbox_now_ns();
	struct cache_key tree = { .known = false };
	struct plan *plan;
	struct front *front;
	bool good;
	*out = (struct review_report){ .a = a, .name = in.name };
	p->timings = (struct pipeline_timings){ .stage_ms[STAGE_UNPACK] = p->timings.stage_ms[STAGE_UNPACK],
						.spent_ms[STAGE_UNPACK] = p->timings.spent_ms[STAGE_UNPACK] };
	p->since_ns = cache_now_ns();
	plan = make_plan(p, a, &in, h, &tree, e);
	if (plan)
		out->unaffected = leave_out(plan);
	if (!plan || !look_at(plan, h, in.changed != NULL, out, e))
		return false;
	if (in.changed && plan->drivers.n == 0) {
		out->elapsed_ms = (double)(sandbox_now_ns() - from) / 1e6;
		return true;
	}
	front = front_open(&fc, e);
	if (!front)
		return false;
	if (tree.known)
		make_units(p, arena_printf(a, "%s/units", p->c.units_dir));
	good = pipe_analyse(p, &in, h, front, plan, &tree, out, e);
	front_close(front);
	if (!good)
		return false;
	review_finish(out);
	pipe_line_hashes(in.root, out);
	out->elapsed_ms = (double)(sandbox_now_ns() - from) / 1e6;
	return true;
}
