#include "cli/engine.h"

#include "base/log.h"
#include "cli/progress.h"
#include "report/rebase.h"
#include "rules/registry.h"

#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *cache_dir(struct cli_options *o)
{
	const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME"), *dir = o->cache;
	char real[PATH_MAX];
	if (o->no_cache)
		return NULL;
	if (!dir && xdg && *xdg == '/')
		dir = arena_printf(o->a, "%s/ringcheck", xdg);
	if (!dir && home && *home == '/') {
		mkdir(arena_printf(o->a, "%s/.cache", home), 0700);
		dir = arena_printf(o->a, "%s/.cache/ringcheck", home);
	}
	if (!dir)
		return NULL;
	if (mkdir(dir, 0700) != 0 && errno != EEXIST) {
		log_warn("no cache: %s: %s", dir, strerror(errno));
		return NULL;
	}
	return realpath(dir, real) ? arena_printf(o->a, "%s", real) : NULL;
}

static bool known_rules(const struct cli_options *o, struct err *e)
{
	for (size_t i = 0; i < o->rules.n + o->disable.n; i++) {
		struct str id = i < o->rules.n ? o->rules.v[i] : o->disable.v[i - o->rules.n];
		if (!rules_find(id))
			return err_set(e, ERR_USAGE, "there is no rule '" STR_FMT "'; 'ringcheck rules' lists them",
				       STR_ARG(id));
	}
	return true;
}

static bool listed(const struct str *v, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(v[i], id))
			return true;
	return false;
}

static void choose_rules(struct cli_options *o, struct pipeline_input *in)
{
	size_t n = rules_count(), k = 0;
	const struct rule **v = ARENA_ARRAY(o->a, const struct rule *, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct rule *r = rules_at(i);
		bool wanted = !o->rules.n || listed(o->rules.v, o->rules.n, r->id);
		if (wanted && !listed(o->disable.v, o->disable.n, r->id))
			v[k++] = r;
	}
	in->rules = v;
	in->n_rules = k;
}

static void print_timings(struct pipeline *p)
{
	static const char *const names[STAGES] = { "unpack", "plan", "headers", "units", "check" };
	const struct pipeline_timings *t = pipeline_timings(p);
	fprintf(stderr, "%u units from the cache\n", t->recalled);
	for (int i = 0; i < STAGES; i++)
		fprintf(stderr, "%-8s %8.1f ms, %8.1f ms of processor time in children\n", names[i], t->stage_ms[i],
			t->spent_ms[i]);
}

static bool is_project(const char *name)
{
	static const char *const tails[] = { ".vcxproj", ".sln", ".slnx" };
	struct str s = str_from(name);
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		struct str tail = str_from(tails[i]);
		if (s.n > tail.n && str_eq_nocase((struct str){ s.s + s.n - tail.n, tail.n }, tail))
			return true;
	}
	return str_eq_nocase(s, STR("sources")) || str_is(s, "compile_commands.json");
}

enum { PROJECT_LOOK = 20000 }; /* entries looked at before giving up */

/* Is something that names include folders below one of the given paths? */
static bool has_project(struct arena *a, const struct pipeline_input *in)
{
	bool found = false;
	size_t looked = 0, n = in->n_paths ? in->n_paths : 1;
	for (size_t i = 0; i < n && !found; i++) {
		char *path = in->n_paths ? arena_printf(a, "%s/" STR_FMT, in->root, STR_ARG(in->paths[i]))
					 : arena_printf(a, "%s", in->root);
		FTS *f = fts_open((char *[]){ path, NULL }, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
		FTSENT *x;
		while (f && !found && looked++ < PROJECT_LOOK && (x = fts_read(f)))
			found = x->fts_info == FTS_F && is_project(x->fts_name);
		if (f)
			fts_close(f);
	}
	return found;
}

/*
 * Projects include headers from beside their folder (../inc). Inside a git work tree the whole of it is
 * readable to the analysis; what is reviewed, and what locations are relative to, stays what was given.
 */
static struct str widen_root(struct arena *a, struct pipeline_input *in)
{
	struct str root = str_from(in->root), base = STR("");
	size_t n = root.n;
	while (n > 1 && access(arena_printf(a, "%.*s/.git", (int)n, root.s), F_OK) != 0)
		while (n > 1 && root.s[--n] != '/')
			;
	if (n <= 1 || n == root.n || !has_project(a, in))
		return base;
	base = arena_str(a, (struct str){ root.s + n + 1, root.n - n - 1 });
	if (in->n_paths == 0) {
		struct str *all = ARENA_NEW(a, struct str);
		*all = base;
		in->paths = all;
		in->n_paths = 1;
	} else {
		struct str *paths = ARENA_ARRAY(a, struct str, in->n_paths);
		for (size_t i = 0; i < in->n_paths; i++)
			paths[i] = str_from(arena_printf(a, STR_FMT "/" STR_FMT, STR_ARG(base), STR_ARG(in->paths[i])));
		in->paths = paths;
	}
	in->root = arena_printf(a, "%.*s", (int)n, root.s);
	return base;
}

static bool run_input(struct cli_options *o, struct engine_run *r, struct pipeline *p, struct pipeline_input *in,
		      int archive, struct err *e)
{
	struct progress progress;
	pipeline_notes notes = { 0 };
	struct str base = STR("");
	char *scratch = NULL;
	bool ok = true;
	const struct pipeline_hooks *hooks = r->hooks;
	if (!hooks)
		hooks = progress_start(&progress, o->quiet);
	if (archive >= 0) {
		scratch = scratch_make(o->a, NULL, "ringcheck-", e);
		ok = scratch && pipeline_unpack(p, o->a, archive, scratch, hooks, &notes, e);
		in->root = scratch;
	} else {
		base = widen_root(o->a, in);
	}
	ok = ok && pipeline_run(p, o->a, in, hooks, &r->report, e);
	for (size_t i = 0; ok && i < notes.n; i++)
		*VEC_PUSH(o->a, &r->report.skipped) = notes.v[i];
	if (ok)
		review_rebase(&r->report, base);
	if (scratch)
		scratch_remove(scratch);
	if (!r->hooks)
		progress_end(&progress);
	if (ok && o->timings)
		print_timings(p);
	return ok;
}

bool engine_run(struct cli_options *o, struct engine_run *r, struct err *e)
{
	struct pipeline_config c = {
		.need = SANDBOX_BEST_EFFORT, .wdk_dir = o->wdk, .jobs = o->jobs, .unit_wall_s = o->unit_timeout
	};
	struct pipeline_input in = { .config = o->config, .no_check = r->no_check };
	struct pipeline *p;
	int archive = -1;
	bool ok;
	if (!known_rules(o, e) || !pipeline_input_from(o->a, o->words.v, o->words.n, &in, &archive, e))
		return false;
	choose_rules(o, &in);
	c.model_dir = pipeline_model_dir(o->a, e);
	if (!c.model_dir)
		return false;
	c.cache_dir = cache_dir(o);
	c.units_dir = c.cache_dir;
	p = pipeline_open(&c, e);
	if (!p)
		return false;
	if (pipeline_warning(p) && !o->quiet)
		log_warn("%s", pipeline_warning(p));
	ok = run_input(o, r, p, &in, archive, e);
	pipeline_close(p);
	if (archive >= 0)
		close(archive);
	return ok;
}
