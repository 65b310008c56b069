/* Project and INF files. See build.h. */
#include "rules/build.h"

bool build_for_debugging(const struct model *m)
{
	static const struct str word = { "Debug", 5 };
	struct str name;

	/* "Debug|x64", "Win8.1 Debug|Win32" */
	str_cut(m->info.config, '|', &name, &(struct str){ 0 });
	return name.n >= word.n && (str_eq_nocase((struct str){ name.s, word.n }, word) ||
				    str_eq_nocase((struct str){ name.s + name.n - word.n, word.n }, word));
}

const struct build_fact *build_wdf_value(const struct model *m, struct str inf, const char *name)
{
	for (size_t i = 0; i < m->info.n_facts; i++) {
		const struct build_fact *f = &m->info.facts[i];
		if (f->kind == BUILD_WDF && str_eq(f->file, inf) && str_eq_nocase(f->name, str_from(name)))
			return f;
	}
	return NULL;
}

bool build_is_set(const struct build_fact *f)
{
	unsigned long long n;

	return f && f->value.n && (!str_to_u64(f->value, &n) || n != 0);
}

const struct build_fact *build_service(const struct model *m, struct str inf)
{
	for (size_t i = 0; i < m->info.n_facts; i++)
		if (m->info.facts[i].kind == BUILD_SERVICE && str_eq(m->info.facts[i].file, inf))
			return &m->info.facts[i];
	return NULL;
}

void build_report(struct rule_ctx *c, const struct build_fact *at, struct str message, struct str fix, const char *fact)
{
	rule_report(c, &(struct claim){ .strength = STRENGTH_DEFINITE,
					.place = { .file = at->file, .line = at->line ? at->line : 1, .col = 1 },
					.message = message,
					.fix = fix,
					.fact = str_from(fact) });
}

struct str build_name(struct str file)
{
	for (size_t i = file.n; i-- > 0;)
		if (file.s[i] == '/')
			return (struct str){ file.s + i + 1, file.n - i - 1 };
	return file;
}
