#include "source/plan.h"

#include "base/jsonw.h"

const char *plan_framework_name(enum plan_framework f)
{
	return f == PLAN_KMDF ? "KMDF" : f == PLAN_UMDF ? "UMDF" : "WDM";
}

static void strings(struct jsonw *w, const char *key, const struct str_list *l)
{
	if (!l->n)
		return;
	jsonw_key(w, key);
	jsonw_arr(w);
	for (size_t i = 0; i < l->n; i++)
		jsonw_str(w, l->v[i]);
	jsonw_end(w);
}

static void unit(struct jsonw *w, const struct plan_unit *u)
{
	jsonw_obj(w);
	jsonw_kstr(w, "path", u->path);
	jsonw_kbool(w, "cplusplus", u->cplusplus);
	if (u->standard)
		jsonw_ku64(w, "standard", u->standard);
	if (u->library.n)
		jsonw_kstr(w, "library", u->library);
	strings(w, "includes", &u->includes);
	if (u->macros.n) {
		jsonw_key(w, "macros");
		jsonw_obj(w);
		for (size_t i = 0; i < u->macros.n; i++) {
			char name[256];
			size_t n = u->macros.v[i].name.n < sizeof name - 1 ? u->macros.v[i].name.n : sizeof name - 1;
			memcpy(name, u->macros.v[i].name.s, n);
			name[n] = 0;
			jsonw_kstr(w, name, u->macros.v[i].value);
		}
		jsonw_end(w);
	}
	strings(w, "undefs", &u->undefs);
	strings(w, "forced", &u->forced);
	jsonw_end(w);
}

static void facts(struct jsonw *w, const struct plan_driver *d)
{
	static const char *const kinds[PLAN_FACTS] = { "analysis", "rule_set", "service", "wdf" };
	jsonw_key(w, "facts");
	jsonw_arr(w);
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct plan_fact *f = &d->facts.v[i];
		jsonw_obj(w);
		jsonw_kz(w, "kind", kinds[f->kind]);
		jsonw_kstr(w, "file", f->file);
		jsonw_ku64(w, "line", f->line);
		jsonw_kstr(w, "name", f->name);
		jsonw_kstr(w, "value", f->value);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void driver(struct jsonw *w, const struct plan_driver *d)
{
	jsonw_obj(w);
	jsonw_kstr(w, "name", d->name);
	jsonw_kstr(w, "project", d->project);
	jsonw_kstr(w, "config", d->config);
	strings(w, "configs", &d->configs);
	jsonw_kbool(w, "driver", d->driver);
	if (!d->driver)
		jsonw_kstr(w, "why_not", d->why_not);
	jsonw_kz(w, "framework", plan_framework_name(d->framework));
	jsonw_kbool(w, "framework_guessed", d->framework_guessed);
	jsonw_ku64(w, "fw_major", d->fw_major);
	jsonw_ku64(w, "fw_minor", d->fw_minor);
	facts(w, d);
	jsonw_key(w, "wpp");
	jsonw_arr(w);
	for (size_t i = 0; i < d->wpp.n; i++)
		jsonw_str(w, d->wpp.v[i].name);
	jsonw_end(w);
	strings(w, "generated", &d->generated);
	strings(w, "infs", &d->infs);
	strings(w, "notes", &d->notes);
	jsonw_key(w, "units");
	jsonw_arr(w);
	for (size_t i = 0; i < d->units.n; i++)
		unit(w, &d->units.v[i]);
	jsonw_end(w);
	jsonw_end(w);
}

void plan_json(const struct plan *p, struct buf *out)
{
	struct jsonw w;
	jsonw_init(&w, out);
	jsonw_obj(&w);
	jsonw_key(&w, "drivers");
	jsonw_arr(&w);
	for (size_t i = 0; i < p->drivers.n; i++)
		driver(&w, &p->drivers.v[i]);
	jsonw_end(&w);
	strings(&w, "notes", &p->notes);
	strings(&w, "skipped", &p->skipped);
	jsonw_end(&w);
}
