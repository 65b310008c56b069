#ifndef RC_CLI_ENGINE_H
#define RC_CLI_ENGINE_H
/* From the words of a command to a finished review: what `check` and `dump` share. */
#include "cli/options.h"
#include "pipeline/pipeline.h"

struct engine_run {
	struct review_report report;
	const struct pipeline_hooks *hooks; /* NULL = progress on the terminal only */
	bool no_check;
};

/* False: nothing was reviewed, `e` says why. */
bool engine_run(struct cli_options *o, struct engine_run *r, struct err *e);

#endif
