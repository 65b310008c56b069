/* The counterpart of inf-enables-wdf-verifier: silent where the review is of a debug configuration. */
#include "rules/build.h"

/* `alone`: it works without VerifierOn, too. The most harmful first: the finding stands at the first that is set. */
static const struct {
	const char *name;
	bool alone;
	const char *does;
} settings[] = {
	{ "VerifierAllocateFailCount", false, "makes the framework's allocations fail" },
	{ "DbgBreakOnError", true, "stops the machine in the debugger, or crashes it where there is none" },
	{ "VerifierOn", true, "checks every call and stops the machine at a violation" },
	{ "EnhancedVerifierOptions", false, "adds checks, or simulates a lack of memory" },
	{ "TrackHandles", false, "records every reference to an object" },
	{ "VerboseOn", true, "fills the framework's log with its own steps" },
};

static void inf(struct rule_ctx *c, const struct model *m, struct str file)
{
	bool on = build_is_set(build_wdf_value(m, file, "VerifierOn"));

	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		const struct build_fact *f = build_wdf_value(m, file, settings[i].name);
		if (!build_is_set(f) || (!settings[i].alone && !on))
			continue;
		/* (DWORD) -1 is this value's off. */
		if (str_is(f->value, "0xffffffff") || str_is(f->value, "0xFFFFFFFF") || str_is(f->value, "-1"))
			continue;
		build_report(
			c, f,
			rule_text(c,
				  STR_FMT " installs " STR_FMT
					  " for the framework's verifier, which %s: it is meant for "
					  "development, and users get it with this INF.",
				  STR_ARG(build_name(file)), STR_ARG(f->name), settings[i].does),
			STR("Take the Parameters\\Wdf debugging values out of the INF that is released, or set them on the "
			    "test machine with WdfVerifier.exe."),
			"verifier setting in the INF");
		return;
	}
}

static void driver(struct rule_ctx *c, const struct model *m)
{
	for (size_t i = 0; i < m->info.n_facts && !build_for_debugging(m); i++)
		if (m->info.facts[i].kind == BUILD_SERVICE &&
		    build_service(m, m->info.facts[i].file) == &m->info.facts[i])
			inf(c, m, m->info.facts[i].file);
}

RULE(inf_ships_verifier_settings) = {
	.id = "inf-ships-verifier-settings",
	.family = "misc",
	.title = "INF that installs the framework verifier's settings",
	.severity = SEV_NOTE,
	.anchors = LIST("SEED:4"),
	.docs = LIST("/windows-hardware/drivers/wdf/using-kmdf-verifier",
		     "/windows-hardware/drivers/wdf/registry-values-for-debugging-kmdf-drivers"),
	.frameworks = RULE_KMDF,
	.driver = driver,
};
