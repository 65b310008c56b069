#ifndef RC_CLI_OPTIONS_H
#define RC_CLI_OPTIONS_H
/* The words after a command. One parser for all commands; each says which options it takes. */
#include "base/arena.h"
#include "base/err.h"
#include "report/finding.h"

enum out_format { OUT_TEXT, OUT_JSON, OUT_SARIF };
enum fail_on { FAIL_NOTE, FAIL_WARNING, FAIL_ERROR, FAIL_NEVER };
enum colour_mode { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

enum {
	OPT_FORMAT = 1,
	OPT_OUTPUT = 2,
	OPT_CHECK = 4,	 /* --fail-on, --suppressed, --colour, --quiet */
	OPT_RULES = 8,	 /* --rule, --disable */
	OPT_OWN = 32,	 /* reads argc and argv itself */
	OPT_ENGINE = 16, /* --jobs, --config, --wdk, --cache, --no-cache, --timeout, --unit */
};

struct cli_options {
	struct arena *a;
	enum out_format format;
	const char *output; /* NULL = standard output */
	unsigned jobs;	    /* 0 = one per core */
	enum fail_on fail_on;
	enum colour_mode colour;
	bool quiet, suppressed, no_cache, timings;
	struct str config; /* "Release|x64" */
	const char *wdk, *cache;
	unsigned unit_timeout; /* seconds a translation unit may take; 0 = the default */
	VEC(struct str) rules, disable;
	VEC(const char *) words; /* what is not an option */
	int argc;		 /* with OPT_OWN: the command's word and all after it */
	char **argv;
};

/* False: bad usage, told in e. */
bool cli_parse(struct cli_options *o, unsigned allowed, int argc, char **argv, struct err *e);

#endif
