#ifndef RC_CLI_COMMANDS_H
#define RC_CLI_COMMANDS_H
/* One command, one file, one const struct. */
#include "cli/options.h"
#include "report/review.h"

/* Exit status of every command; documented in the README. */
enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_PARTIAL = 3 };

struct command {
	const char *name, *usage, *about;
	unsigned options;				  /* OPT_ groups */
	int (*run)(struct cli_options *o, struct err *e); /* EXIT_...; EXIT_USAGE with e filled in */
};

extern const struct command command_check, command_rules, command_explain, command_dump, command_connect;

/* All rules as plain data for the writers. */
struct rule_infos cli_rules(struct arena *a);

#endif
