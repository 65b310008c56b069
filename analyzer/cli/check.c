#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/output.h"
#include "report/writers.h"

static bool counts(const struct cli_options *o, const struct review_summary *s)
{
	if (o->fail_on == FAIL_NEVER)
		return false;
	for (int sev = (int)o->fail_on; sev < SEV_COUNT; sev++)
		if (s->by_severity[sev])
			return true;
	return false;
}

static int run_check(struct cli_options *o, struct err *e)
{
	struct engine_run run = { 0 };
	struct review_summary s;
	struct rule_infos rules = cli_rules(o->a);
	struct buf b;
	bool ok;
	if (!o->words.n) {
		err_set(e, ERR_USAGE, "give what to check: a folder, a source file, a .vcxproj or .sln, or an archive");
		return EXIT_USAGE;
	}
	if (!engine_run(o, &run, e))
		return EXIT_USAGE;
	buf_init(&b, (size_t)1 << 30);
	if (o->format == OUT_JSON)
		json_write(&run.report, &b);
	else if (o->format == OUT_SARIF)
		sarif_write(&run.report, &rules, &b);
	else
		text_write(&run.report, &rules,
			   &(struct text_options){ output_width(), output_colour(o), o->suppressed }, &b);
	ok = output_write(o, &b, e);
	buf_free(&b);
	s = review_summarise(&run.report);
	if (!ok)
		return EXIT_USAGE;
	if (counts(o, &s))
		return EXIT_FINDINGS;
	return s.partial ? EXIT_PARTIAL : EXIT_CLEAN;
}

const struct command command_check = { "check", "check [OPTIONS] PATH...",
				       "reviews a folder, source files, a .vcxproj or .sln, or an archive",
				       OPT_FORMAT | OPT_OUTPUT | OPT_CHECK | OPT_RULES | OPT_ENGINE, run_check };
