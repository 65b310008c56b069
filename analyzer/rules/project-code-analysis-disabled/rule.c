/*
 * Only what the project says itself counts: one that says nothing leaves the choice to the person at the keyboard (and to
 * msbuild /p:RunCodeAnalysis).
 */
#include "rules/build.h"

/* The configurations of one kind, as "Debug|x64, Release|x64"; at most three are named. */
static struct str configs(struct rule_ctx *c, const struct model *m, const char *value, size_t *n)
{
	struct str out = STR("");

	*n = 0;
	for (size_t i = 0; i < m->info.n_facts; i++) {
		const struct build_fact *f = &m->info.facts[i];
		if (f->kind != BUILD_ANALYSIS || !str_is(f->value, value))
			continue;
		if (++*n <= 3)
			out = rule_text(c, STR_FMT "%s" STR_FMT, STR_ARG(out), out.n ? ", " : "", STR_ARG(f->name));
	}
	return *n > 3 ? rule_text(c, STR_FMT " and %zu more", STR_ARG(out), *n - 3) : out;
}

static const struct build_fact *first(const struct model *m, const char *value)
{
	for (size_t i = 0; i < m->info.n_facts; i++)
		if (m->info.facts[i].kind == BUILD_ANALYSIS && str_is(m->info.facts[i].value, value))
			return &m->info.facts[i];
	return NULL;
}

static bool is_analysed(const struct model *m, struct str config)
{
	for (size_t i = 0; i < m->info.n_facts; i++)
		if (m->info.facts[i].kind == BUILD_ANALYSIS && str_eq(m->info.facts[i].name, config))
			return str_is(m->info.facts[i].value, "true");
	return false;
}

/* Rule sets that leave rules for drivers out, by the names the kit and Visual Studio give them. */
static bool is_small(struct str rule_set)
{
	static const char *const names[] = { "DriverMinimumRules.ruleset", "DriverMustFixRules.ruleset",
					     "NativeMinimumRules.ruleset", "NativeRecommendedRules.ruleset",
					     "MinimumRecommendedRules.ruleset" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq_nocase(rule_set, str_from(names[i])))
			return true;
	return false;
}

static void small_set(struct rule_ctx *c, const struct model *m)
{
	for (size_t i = 0; i < m->info.n_facts; i++) {
		const struct build_fact *f = &m->info.facts[i];
		if (f->kind != BUILD_RULE_SET || !is_small(f->value) || !is_analysed(m, f->name))
			continue;
		build_report(c, f,
			     rule_text(c,
				       "Code analysis of " STR_FMT " runs with " STR_FMT
				       ", which leaves most rules for drivers out.",
				       STR_ARG(f->name), STR_ARG(f->value)),
			     STR("Choose AllRules.ruleset, or the kit's DriverRecommendedRules.ruleset."),
			     "code analysis with a reduced rule set");
		return;
	}
}

static void driver(struct rule_ctx *c, const struct model *m)
{
	size_t off, on, silent;
	struct str o = configs(c, m, "false", &off), s = configs(c, m, "", &silent);
	struct str fix = STR(
		"Set RunCodeAnalysis to true in a PropertyGroup without a condition, so that every configuration is "
		"analysed.");

	configs(c, m, "true", &on);
	if (off)
		build_report(c, first(m, "false"),
			     rule_text(c, "The project turns code analysis for drivers off for " STR_FMT ".",
				       STR_ARG(o)),
			     fix, "code analysis turned off");
	else if (on && silent)
		build_report(c, first(m, "true"),
			     rule_text(c,
				       "Code analysis runs for some configurations only: " STR_FMT
				       " %s built without it, and what only that code shows is not seen.",
				       STR_ARG(s), silent == 1 ? "is" : "are"),
			     fix, "code analysis for some configurations only");
	else if (on)
		small_set(c, m);
}

RULE(project_code_analysis_disabled) = {
	.id = "project-code-analysis-disabled",
	.family = "misc",
	.title = "Project that turns code analysis for drivers off",
	.severity = SEV_NOTE,
	.anchors = LIST("SEED:4"),
	.docs = LIST("/windows-hardware/drivers/devtest/how-to-run-code-analysis-for-drivers",
		     "/windows-hardware/drivers/devtest/code-analysis-for-drivers"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.driver = driver,
};
