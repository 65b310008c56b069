#ifndef RC_CLI_PROGRESS_H
#define RC_CLI_PROGRESS_H
/* One line on a terminal's standard error that says how far the review is; nothing where there is no terminal. */
#include "pipeline/pipeline.h"

struct progress {
	struct pipeline_hooks hooks;
	bool on, shown;
};

const struct pipeline_hooks *progress_start(struct progress *p, bool quiet);
void progress_end(struct progress *p);

#endif
