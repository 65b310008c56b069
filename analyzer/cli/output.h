#ifndef RC_CLI_OUTPUT_H
#define RC_CLI_OUTPUT_H
#include "base/buf.h"
#include "cli/options.h"

/* To --output (written beside it and renamed, so that an old file is never half replaced) or to standard output. */
bool output_write(const struct cli_options *o, const struct buf *b, struct err *e);
/* Is text for a person at a terminal wanted? */
bool output_colour(const struct cli_options *o);
unsigned output_width(void);

#endif
