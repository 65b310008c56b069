#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

static void show(void *user, const struct pipeline_progress *at)
{
	static const char *const names[STAGES] = { "unpacking", "looking for drivers", "preparing headers",
						   "analysing units", "checking drivers" };
	struct progress *p = user;
	if (!p->on)
		return;
	p->shown = true;
	fprintf(stderr, "\r\033[K%s", names[at->stage]);
	if (at->total)
		fprintf(stderr, " %u of %u", at->done, at->total);
	fflush(stderr);
}

const struct pipeline_hooks *progress_start(struct progress *p, bool quiet)
{
	*p = (struct progress){ .hooks = { .user = p, .progress = show }, .on = !quiet && isatty(STDERR_FILENO) };
	return &p->hooks;
}

void progress_end(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
}
