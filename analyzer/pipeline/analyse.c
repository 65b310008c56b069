/*
 * Parse children for all units and a check child for every driver whose units have all ended, side
 * by side in one pool. Checks go first: they free the IR that is kept for them.
 */
#include "pipeline/pipe_priv.h"

#include "pipeline/wire.h"
#include "report/finding_json.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct driver_job;

struct unit_job {
	struct run *run;
	struct driver_job *driver;
	size_t report; /* its place in the report's units */
	struct unit_arg arg;
	struct answer said;
	bool has_numbers;
	struct unit_report got; /* from MSG_UNIT */
	struct str ir;		/* malloc'ed */
	struct str raw, reads;	/* MSG_UNIT and MSG_READS themselves, where the unit may be kept; malloc'ed */
	struct cache_key parts; /* recalled: where they were kept */
	bool recalled;
};

struct driver_job {
	struct run *run;
	const struct plan_driver *plan;
	size_t report;
	struct unit_job *units;
	struct check_unit *texts;
	size_t n, left, n_ir;
	uint64_t ir_bytes;
	bool ready, started;
	struct check_arg arg;
	struct answer said;
	pipeline_notes notes;
	VEC(struct finding) findings; /* of the check child, taken over where it ends well */
	struct str map;
};

struct run {
	struct pipeline *p;
	const struct pipeline_input *in;
	const struct pipeline_hooks *h;
	struct front *front;
	struct review_report *out;
	int root;
	struct driver_job *drivers;
	size_t n_drivers, n_units, next_driver, next_unit; /* the next to start */
	size_t units_done, checks_done;
	uint64_t since_ns, last_unit;
	const char *headers; /* which ones, and of what state */
	const struct cache_key *tree;
	bool kept; /* something new */
	VEC(struct unit_job *) all;
	struct unit_job *recalling; /* whose kept parts are coming */
	struct answer recall;
	const char *dirs[FRONT_DIRS_MAX + 1];
	size_t n_dirs;
};

static bool cancelled(void *user)
{
	struct run *r = user;
	return pipe_cancelled(r->h);
}

static void account(struct run *r, enum pipeline_stage stage, const struct sandbox_end *end)
{
	r->p->timings.spent_ms[stage] += end->cpu_ms;
	if (end->peak_kib > r->out->peak_kib)
		r->out->peak_kib = end->peak_kib;
}

/* ---- units ---- */

static bool unit_frame(void *user, struct frame_reader *rd, const struct frame *f, struct err *e)
{
	struct unit_job *u = user;
	struct driver_job *d = u->driver;
	if (u->said.done || u->said.error.code)
		return err_set(e, ERR_CHILD, "a message after the last one");
	if (f->type == MSG_UNIT && !u->has_numbers) {
		u->has_numbers = true;
		if (!unit_get(u->run->out->a, f->body, &u->got, e))
			return false;
		if (u->arg.root && !u->recalled) {
			size_t n = f->body.n;
			u->raw = (struct str){ frame_take(rd), n };
		}
		return true;
	}
	if (f->type == MSG_READS && u->arg.root && u->has_numbers && !u->reads.s && !u->ir.s) {
		u->reads = (struct str){ frame_take(rd), f->body.n };
		return true;
	}
	if (f->type == MSG_IR && u->has_numbers && !u->ir.s) {
		if (f->body.n > ((uint64_t)PIPE_IR_ALL_MIB << 20) - d->ir_bytes)
			return err_set(e, ERR_TOO_LARGE, "the driver's IR is over %d MiB", (int)PIPE_IR_ALL_MIB);
		u->ir = (struct str){ frame_take(rd), f->body.n };
		d->ir_bytes += u->ir.n;
		return true;
	}
	return answer_frame(&u->said, rd, f, e);
}

static void unit_forget(struct unit_job *u)
{
	free((void *)(uintptr_t)u->ir.s);
	free((void *)(uintptr_t)u->raw.s);
	free((void *)(uintptr_t)u->reads.s);
	u->ir = u->raw = u->reads = (struct str){ 0 };
}

static void unit_keep(struct unit_job *u)
{
	struct run *r = u->run;
	if (u->recalled && !r->p->c.units_only_read) {
		cache_touch(r->p->c.units_dir, &u->arg.key);
		cache_touch(r->p->c.units_dir, &u->parts);
	} else if (u->raw.s && u->reads.s && !r->p->c.units_only_read) {
		cache_put(r->p->c.units_dir, &u->arg.key, u->reads, u->raw, u->ir);
		r->kept = true;
	}
	free((void *)(uintptr_t)u->raw.s);
	free((void *)(uintptr_t)u->reads.s);
	u->raw = u->reads = (struct str){ 0 };
}

/* Its part of the report; without numbers, IR and DONE it counts as not analysed. */
static void unit_report(struct unit_job *u, const struct sandbox_end *end)
{
	struct run *r = u->run;
	struct unit_report *out = &r->out->units.v[u->report];
	struct err e = { 0 };
	out->parse_ms = end->wall_ms;
	out->peak_kib = end->peak_kib;
	u->said.end = *end;
	if (answer_good(&u->said, NULL, &e) && u->ir.n) {
		struct unit_report keep = *out;
		*out = u->got;
		out->driver = keep.driver;
		out->path = keep.path;
		out->parse_ms = keep.parse_ms;
		out->peak_kib = keep.peak_kib;
		out->analysed = true;
		unit_keep(u);
		return;
	}
	out->reason = str_from(arena_printf(r->out->a, "%s", e.code ? e.text : "it gave no result"));
	unit_forget(u);
}

static void unit_end(void *user, const struct sandbox_end *end)
{
	struct unit_job *u = user;
	struct run *r = u->run;
	struct driver_job *d = u->driver;
	struct unit_report *report = &r->out->units.v[u->report];
	account(r, STAGE_UNITS, end);
	unit_report(u, end);
	d->n_ir += u->ir.n != 0;
	r->units_done++;
	r->last_unit = sandbox_now_ns();
	if (r->h && r->h->ir && u->ir.n)
		r->h->ir(r->h->user, report, u->ir);
	pipe_progress(r->h, STAGE_UNITS, (uint32_t)r->units_done, (uint32_t)r->n_units, report);
	if (--d->left == 0)
		d->ready = true;
}

static void unit_task(struct unit_job *u, struct pool_task *t)
{
	struct run *r = u->run;
	*t = (struct pool_task){ .user = u, .frame = unit_frame, .ended = unit_end };
	t->spec = (struct sandbox_spec){ .name = "parse",
					 .files = SANDBOX_READ,
					 .limits = pipe_limits(r->p, STAGE_UNITS) };
	t->spec.read = r->dirs;
	t->spec.n_read = r->n_dirs;
	t->spec.max_type = MSG_MAX;
	t->spec.uid = r->p->c.jail_uid;
	t->spec.run = child_unit;
	t->spec.arg = &u->arg;
	u->said.a = r->out->a;
}

/* ---- units that were kept ---- */

static bool recall_next(struct run *r, const struct frame *f, struct err *e)
{
	struct frame key = *f;
	uint32_t i;
	if (f->body.n != sizeof i + CACHE_KEY)
		return err_set(e, ERR_CHILD, "a kept unit without its key");
	memcpy(&i, f->body.s, sizeof i);
	key.body.s += sizeof i;
	key.body.n -= sizeof i;
	if (i >= r->all.n || r->all.v[i]->recalled)
		return err_set(e, ERR_CHILD, "a kept unit that is not asked for");
	r->recalling = r->all.v[i];
	r->recalling->recalled = true;
	return pipe_key(&key, &r->recalling->parts, e);
}

static bool recall_frame(void *user, struct frame_reader *rd, const struct frame *f, struct err *e)
{
	struct run *r = user;
	struct unit_job *u = r->recalling;
	if (f->type == MSG_RECALL && !u && !r->recall.done)
		return recall_next(r, f, e);
	if (f->type == MSG_DONE && !u)
		return answer_frame(&r->recall, rd, f, e);
	if (!u || (f->type != MSG_UNIT && f->type != MSG_IR))
		return err_set(e, ERR_CHILD, "a message that does not belong here (type %u)", (unsigned)f->type);
	if (!unit_frame(u, rd, f, e))
		return false;
	if (f->type == MSG_IR) {
		r->recalling = NULL;
		u->said.done = true;
	}
	return true;
}

static void recall_end(void *user, const struct sandbox_end *end)
{
	struct run *r = user;
	account(r, STAGE_UNITS, end);
	r->recall.end = *end;
}

static void take_recalled(struct run *r)
{
	for (size_t i = 0; i < r->all.n; i++) {
		struct unit_job *u = r->all.v[i];
		if (u->recalled && u->said.done) {
			r->p->timings.recalled++;
			unit_end(u, &(struct sandbox_end){ .how = SANDBOX_OK });
		} else if (u->recalled) { /* only half of it came: it is parsed */
			u->driver->ir_bytes -= u->ir.n;
			unit_forget(u);
			u->recalled = u->has_numbers = false;
			u->got = (struct unit_report){ .reason = STR("") };
		}
	}
}

/* Those that have to be parsed need precompiled headers. */
static bool headers(struct run *r, struct err *e)
{
	const struct unit_arg **units = ARENA_ARRAY(r->out->a, const struct unit_arg *, r->all.n + 1);
	struct units_arg arg = { .units = units };
	for (size_t i = 0; i < r->all.n; i++)
		if (!r->all.v[i]->recalled || !r->all.v[i]->said.done)
			units[arg.n++] = &r->all.v[i]->arg;
	return !arg.n || pipe_headers(r->p, r->front, &arg, r->h, r->out, e);
}

/* Before the pool: whatever goes wrong here only means that units are parsed. */
static bool recall(struct run *r, struct err *e)
{
	const struct unit_arg **units = ARENA_ARRAY(r->out->a, const struct unit_arg *, r->all.n + 1);
	struct units_arg arg = { .root = r->in->root, .dir = r->p->c.units_dir, .units = units, .n = r->all.n };
	struct pool_task t = { .user = r, .frame = recall_frame, .ended = recall_end };
	const char *dirs[FRONT_DIRS_MAX + 2];
	for (size_t i = 0; i < r->all.n; i++)
		units[i] = &r->all.v[i]->arg;
	t.spec = (struct sandbox_spec){ .name = "recall",
					.files = SANDBOX_READ,
					.limits = pipe_limits(r->p, STAGE_UNITS) };
	t.spec.limits.output = (uint64_t)PIPE_RECALL_MIB << 21;
	for (size_t i = 0; i < r->n_dirs; i++)
		dirs[i] = r->dirs[i];
	dirs[r->n_dirs] = r->p->c.units_dir;
	t.spec.read = dirs;
	t.spec.n_read = r->n_dirs + 1;
	t.spec.max_type = MSG_MAX;
	t.spec.uid = r->p->c.jail_uid;
	t.spec.run = child_recall;
	t.spec.arg = &arg;
	r->recall.a = r->out->a;
	return pool_one(r->p->jail, &t, cancelled, r, e);
}

/* ---- checks ---- */

static bool unread(struct driver_job *d, const struct frame *f, struct err *e)
{
	struct unit_report *u;
	struct str why;
	uint32_t i;
	if (!unread_get(d->run->out->a, f->body, (uint32_t)d->n, &i, &why, e))
		return false;
	u = &d->run->out->units.v[d->units[i].report];
	u->analysed = false;
	u->reason = str_from(
		arena_printf(d->run->out->a, "internal error, its IR could not be read: " STR_FMT, STR_ARG(why)));
	return true;
}

static bool check_frame(void *user, struct frame_reader *rd, const struct frame *f, struct err *e)
{
	struct driver_job *d = user;
	struct finding one = { 0 };
	if (d->said.done || d->said.error.code)
		return err_set(e, ERR_CHILD, "a message after the last one");
	switch (f->type) {
	case MSG_UNREAD:
		return unread(d, f, e);
	case MSG_FINDING:
		if (d->findings.n >= PIPE_FINDINGS)
			return err_set(e, ERR_TOO_LARGE, "more than %d findings", (int)PIPE_FINDINGS);
		if (!finding_get(d->run->out->a, f->body, d->run->root, &one, e))
			return false;
		one.driver = d->plan->name;
		*VEC_PUSH(d->run->out->a, &d->findings) = one;
		return true;
	case MSG_MAP:
		return map_get_json(d->run->out->a, f->body, &d->map, e);
	default:
		return answer_frame(&d->said, rd, f, e);
	}
}

static void driver_done(struct driver_job *d)
{
	struct run *r = d->run;
	for (size_t i = 0; i < d->n; i++)
		unit_forget(&d->units[i]);
	r->checks_done++;
	pipe_progress(r->h, STAGE_CHECK, (uint32_t)r->checks_done, (uint32_t)r->n_drivers, NULL);
}

static void check_end(void *user, const struct sandbox_end *end)
{
	struct driver_job *d = user;
	struct run *r = d->run;
	struct arena *a = r->out->a;
	struct driver_report *out = &r->out->drivers.v[d->report];
	struct err e = { 0 };
	account(r, STAGE_CHECK, end);
	out->check_ms = end->wall_ms;
	d->said.end = *end;
	if (answer_good(&d->said, NULL, &e) && d->map.n) {
		out->checked = true;
		out->map_json = d->map;
		for (size_t i = 0; i < d->findings.n; i++)
			*VEC_PUSH(a, &r->out->findings) = d->findings.v[i];
		for (size_t i = 0; i < d->notes.n; i++)
			*VEC_PUSH(a, &out->notes) = d->notes.v[i];
	} else {
		out->reason = str_from(arena_printf(a, "%s", e.code ? e.text : "the check gave no result"));
	}
	driver_done(d);
}

static void check_task(struct driver_job *d, struct pool_task *t)
{
	struct run *r = d->run;
	d->texts = ARENA_ARRAY(r->out->a, struct check_unit, d->n + 1);
	for (size_t i = 0; i < d->n; i++)
		d->texts[i].ir = d->units[i].ir;
	d->arg = (struct check_arg){
		.driver = d->plan, .units = d->texts, .n = d->n, .rules = r->in->rules, .n_rules = r->in->n_rules
	};
	*t = (struct pool_task){ .user = d, .frame = check_frame, .ended = check_end };
	t->spec = (struct sandbox_spec){ .name = "check",
					 .files = SANDBOX_NO_FILES,
					 .limits = pipe_limits(r->p, STAGE_CHECK) };
	t->spec.max_type = MSG_MAX;
	t->spec.uid = r->p->c.jail_uid;
	t->spec.run = child_check;
	t->spec.arg = &d->arg;
	d->said.a = r->out->a;
	d->said.notes = &d->notes;
}

/* ---- the pool's questions ---- */

static bool next_check(struct run *r, struct pool_task *t)
{
	for (size_t i = 0; i < r->n_drivers; i++) {
		struct driver_job *d = &r->drivers[i];
		if (!d->ready || d->started)
			continue;
		d->started = true;
		if (d->n_ir && !r->in->no_check) {
			check_task(d, t);
			return true;
		}
		if (!d->n_ir)
			r->out->drivers.v[d->report].reason = STR("none of its units could be analysed");
		driver_done(d);
	}
	return false;
}

static bool next(void *user, struct pool_task *t)
{
	struct run *r = user;
	if (next_check(r, t))
		return true;
	while (r->next_driver < r->n_drivers) {
		struct driver_job *d = &r->drivers[r->next_driver];
		while (r->next_unit < d->n && d->units[r->next_unit].recalled)
			r->next_unit++;
		if (r->next_unit < d->n) {
			unit_task(&d->units[r->next_unit++], t);
			return true;
		}
		r->next_driver++;
		r->next_unit = 0;
	}
	return false;
}

/* ---- setting up ---- */

static struct str framework_words(struct arena *a, const struct plan_driver *d)
{
	const char *name = d->framework == PLAN_KMDF ? "KMDF" : d->framework == PLAN_UMDF ? "UMDF" : "WDM";
	if (d->framework == PLAN_WDM || !d->fw_major)
		return str_from(name);
	return str_from(arena_printf(a, "%s %u.%u", name, d->fw_major, d->fw_minor));
}

static void add_driver(struct run *r, const struct plan_driver *pd)
{
	struct arena *a = r->out->a;
	struct driver_job *d = &r->drivers[r->n_drivers++];
	struct driver_report *report = VEC_PUSH(a, &r->out->drivers);
	*d = (struct driver_job){ .run = r, .plan = pd, .report = r->out->drivers.n - 1, .n = pd->units.n };
	d->left = d->n;
	d->ready = d->n == 0;
	d->units = ARENA_ARRAY(a, struct unit_job, d->n + 1);
	report->name = pd->name;
	report->project = pd->project;
	report->config = pd->config;
	report->framework = framework_words(a, pd);
	report->map_json = report->reason = STR("");
	for (size_t i = 0; i < pd->notes.n; i++)
		*VEC_PUSH(a, &report->notes) = pd->notes.v[i];
	for (size_t i = 0; i < d->n; i++) {
		struct unit_job *u = &d->units[i];
		struct unit_report *ur = VEC_PUSH(a, &r->out->units);
		*ur = (struct unit_report){ .driver = pd->name, .path = pd->units.v[i].path, .reason = STR("") };
		*u = (struct unit_job){ .run = r, .driver = d, .report = r->out->units.n - 1 };
		u->arg = (struct unit_arg){ .front = r->front, .driver = pd, .unit = &pd->units.v[i] };
		u->got.reason = STR("");
		if (r->tree->known) {
			u->arg.root = r->in->root;
			u->arg.since_ns = r->since_ns;
			u->arg.key = cache_unit(r->in->root, r->headers, r->tree, pd, u->arg.unit);
		}
		*VEC_PUSH(a, &r->all) = u;
		r->n_units++;
	}
}

bool pipe_analyse(struct pipeline *p, const struct pipeline_input *in, const struct pipeline_hooks *h,
		  struct front *front, const struct plan *plan, const struct cache_key *tree, struct review_report *out,
		  struct err *e)
{
	struct run r = { .p = p, .in = in, .h = h, .front = front, .out = out, .tree = tree };
	struct pool pool = { .sandbox = p->jail, .jobs = p->c.jobs, .cancelled = cancelled, .user = &r, .next = next };
	uint64_t from = sandbox_now_ns(), asked, end;
	bool good;
	r.root = open(in->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (r.root < 0)
		return err_set(e, ERR_IO, "opening %s", in->root);
	r.drivers = ARENA_ARRAY(out->a, struct driver_job, plan->drivers.n + 1);
	r.n_dirs = front_read_dirs(front, r.dirs);
	r.since_ns = p->since_ns;
	r.headers = arena_printf(out->a, "%s %s %s %s", front_version(front), p->c.model_dir,
				 p->c.mingw_dir ? p->c.mingw_dir : "", p->c.resource_dir ? p->c.resource_dir : "");
	for (size_t i = 0; i < plan->drivers.n; i++)
		if (plan->drivers.v[i].driver)
			add_driver(&r, &plan->drivers.v[i]);
	good = !tree->known || recall(&r, e);
	asked = sandbox_now_ns() - from;
	good = good && headers(&r, e);
	from = sandbox_now_ns() - asked;
	pipe_progress(h, STAGE_UNITS, 0, (uint32_t)r.n_units, NULL);
	take_recalled(&r);
	good = good && pool_run(&pool, e);
	end = sandbox_now_ns();
	/* The stages overlap: what comes after the last unit counts as checking. */
	if (r.last_unit < from)
		r.last_unit = from;
	p->timings.stage_ms[STAGE_UNITS] = (double)(r.last_unit - from) / 1e6;
	p->timings.stage_ms[STAGE_CHECK] = (double)(end - r.last_unit) / 1e6;
	for (size_t i = 0; i < r.n_drivers; i++)
		for (size_t k = 0; k < r.drivers[i].n; k++)
			unit_forget(&r.drivers[i].units[k]);
	close(r.root);
	if (r.kept)
		cache_prune(p->c.units_dir);
	return good;
}
