/*
 * That an INF is meant for development is not written anywhere, so it is only asked of one that shows it: it is reviewed
 * for a debug configuration, or it configures the verifier without turning it on.
 */
#include "rules/build.h"

/* What only works while the verifier is on. */
static const char *const dependent[] = { "TrackHandles", "VerifierAllocateFailCount", "EnhancedVerifierOptions",
					 "VerifyDownLevel", "DbgWaitForSignalTimeoutInSec" };

static const struct build_fact *idle_option(const struct model *m, struct str inf)
{
	for (size_t i = 0; i < sizeof dependent / sizeof *dependent; i++) {
		const struct build_fact *f = build_wdf_value(m, inf, dependent[i]);
		if (build_is_set(f))
			return f;
	}
	return NULL;
}

static void inf(struct rule_ctx *c, const struct model *m, const struct build_fact *service)
{
	const struct build_fact *on = build_wdf_value(m, service->file, "VerifierOn"), *idle;
	struct str fix =
		STR("Add to the AddReg section of the service: HKR,Parameters\\Wdf,VerifierOn,0x00010001,1 (and "
		    "VerboseOn and DbgBreakOnError likewise).");

	if (build_is_set(on))
		return;
	if ((idle = idle_option(m, service->file)) != NULL)
		build_report(c, idle,
			     rule_text(c,
				       STR_FMT
				       " has no effect here: the framework reads it only while its verifier is on, "
				       "and " STR_FMT " does not set VerifierOn.",
				       STR_ARG(idle->name), STR_ARG(build_name(idle->file))),
			     fix, "verifier option without VerifierOn");
	else if (build_for_debugging(m))
		build_report(
			c, on ? on : service,
			rule_text(
				c,
				"The driver is built for debugging (" STR_FMT "), but " STR_FMT
				" does not turn on the framework's verifier: broken contracts go unnoticed until they "
				"crash somewhere else.",
				STR_ARG(m->info.config), STR_ARG(build_name(service->file))),
			fix, "debug build without VerifierOn");
}

static void driver(struct rule_ctx *c, const struct model *m)
{
	for (size_t i = 0; i < m->info.n_facts; i++)
		if (m->info.facts[i].kind == BUILD_SERVICE &&
		    build_service(m, m->info.facts[i].file) == &m->info.facts[i])
			inf(c, m, &m->info.facts[i]);
}

RULE(inf_enables_wdf_verifier) = {
	.id = "inf-enables-wdf-verifier",
	.family = "misc",
	.title = "Development INF that does not turn on the framework's verifier",
	.severity = SEV_NOTE,
	.anchors = LIST("SEED:4"),
	.docs = LIST("/windows-hardware/drivers/wdf/registry-values-for-debugging-kmdf-drivers",
		     "/windows-hardware/drivers/wdf/using-kmdf-verifier"),
	.frameworks = RULE_KMDF,
	.driver = driver,
};
