#include "cli/options.h"

#include <getopt.h>
#include <stdlib.h>

enum { LONG_BASE = 256 };
enum {
	L_FORMAT = LONG_BASE,
	L_OUTPUT,
	L_JOBS,
	L_FAIL_ON,
	L_RULE,
	L_DISABLE,
	L_CONFIG,
	L_WDK,
	L_CACHE,
	L_NO_CACHE,
	L_COLOUR,
	L_SUPPRESSED,
	L_QUIET,
	L_TIMEOUT,
	L_TIMINGS
};

static const struct {
	const char *name;
	int arg, code;
	unsigned group;
} table[] = {
	{ "format", required_argument, L_FORMAT, OPT_FORMAT },
	{ "output", required_argument, L_OUTPUT, OPT_OUTPUT },
	{ "jobs", required_argument, L_JOBS, OPT_ENGINE },
	{ "config", required_argument, L_CONFIG, OPT_ENGINE },
	{ "wdk", required_argument, L_WDK, OPT_ENGINE },
	{ "cache", required_argument, L_CACHE, OPT_ENGINE },
	{ "no-cache", no_argument, L_NO_CACHE, OPT_ENGINE },
	{ "unit-timeout", required_argument, L_TIMEOUT, OPT_ENGINE },
	{ "quiet", no_argument, L_QUIET, OPT_ENGINE },
	{ "timings", no_argument, L_TIMINGS, OPT_ENGINE },
	{ "fail-on", required_argument, L_FAIL_ON, OPT_CHECK },
	{ "colour", required_argument, L_COLOUR, OPT_CHECK },
	{ "color", required_argument, L_COLOUR, OPT_CHECK },
	{ "suppressed", no_argument, L_SUPPRESSED, OPT_CHECK },
	{ "rule", required_argument, L_RULE, OPT_RULES },
	{ "disable", required_argument, L_DISABLE, OPT_RULES },
};
enum { N_TABLE = sizeof table / sizeof *table };

static int one_of(const char *word, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (strcmp(word, words[i]) == 0)
			return i;
	return -1;
}

static bool choice(const char *option, const char *value, const char *const *words, int *out, struct err *e)
{
	*out = one_of(value, words);
	if (*out >= 0)
		return true;
	return err_set(e, ERR_USAGE, "--%s %s: give one of %s, %s%s%s%s%s", option, value, words[0], words[1],
		       words[2] ? ", " : "", words[2] ? words[2] : "", words[2] && words[3] ? ", " : "",
		       words[2] && words[3] ? words[3] : "");
}

static bool number(const char *option, const char *value, unsigned lo, unsigned hi, unsigned *out, struct err *e)
{
	unsigned long long v;
	if (!str_to_u64(str_from(value), &v) || v < lo || v > hi)
		return err_set(e, ERR_USAGE, "--%s %s: give a number from %u to %u", option, value, lo, hi);
	*out = (unsigned)v;
	return true;
}

/* A list option may be repeated, or hold commas. */
static void add_list(struct cli_options *o, struct str **v, size_t *n, size_t *cap, const char *value)
{
	struct str rest = str_from(value), one;
	while (rest.n) {
		str_cut(rest, ',', &one, &rest);
		if (!one.n)
			continue;
		*v = arena_grow(o->a, *v, *n, cap, *n + 1, sizeof **v);
		(*v)[(*n)++] = one;
	}
}

static bool set_word(struct cli_options *o, int code, const char *v, struct err *e)
{
	static const char *const formats[] = { "text", "json", "sarif", NULL };
	static const char *const fails[] = { "note", "warning", "error", "never", NULL };
	static const char *const colours[] = { "auto", "always", "never", NULL };
	int i = 0;
	bool ok = true;
	if (code == L_FORMAT) {
		ok = choice("format", v, formats, &i, e);
		o->format = (enum out_format)i;
	} else if (code == L_FAIL_ON) {
		ok = choice("fail-on", v, fails, &i, e);
		o->fail_on = (enum fail_on)i;
	} else {
		ok = choice("colour", v, colours, &i, e);
		o->colour = (enum colour_mode)i;
	}
	return ok;
}

static bool set(struct cli_options *o, int code, const char *v, struct err *e)
{
	switch (code) {
	case L_FORMAT:
	case L_FAIL_ON:
	case L_COLOUR:
		return set_word(o, code, v, e);
	case L_OUTPUT:
		o->output = v;
		return true;
	case L_JOBS:
		return number("jobs", v, 1, 256, &o->jobs, e);
	case L_TIMEOUT:
		return number("unit-timeout", v, 1, 3600, &o->unit_timeout, e);
	case L_CONFIG:
		o->config = str_from(v);
		return true;
	case L_WDK:
		o->wdk = v;
		return true;
	case L_CACHE:
		o->cache = v;
		return true;
	case L_NO_CACHE:
		o->no_cache = true;
		return true;
	case L_SUPPRESSED:
		o->suppressed = true;
		return true;
	case L_QUIET:
		o->quiet = true;
		return true;
	case L_TIMINGS:
		o->timings = true;
		return true;
	case L_RULE:
		add_list(o, &o->rules.v, &o->rules.n, &o->rules.cap, v);
		return true;
	default:
		add_list(o, &o->disable.v, &o->disable.n, &o->disable.cap, v);
		return true;
	}
}

/* Short forms of the two most typed ones. */
static int long_of(int c)
{
	return c == 'o' ? L_OUTPUT : c == 'j' ? L_JOBS : c == 'f' ? L_FORMAT : c == 'q' ? L_QUIET : c;
}

static bool allowed_here(int code, unsigned allowed)
{
	for (size_t i = 0; i < N_TABLE; i++)
		if (table[i].code == code)
			return table[i].group & allowed;
	return false;
}

bool cli_parse(struct cli_options *o, unsigned allowed, int argc, char **argv, struct err *e)
{
	struct option longs[N_TABLE + 1] = { 0 };
	size_t n = 0;
	int c;
	for (size_t i = 0; i < N_TABLE; i++)
		if (table[i].group & allowed)
			longs[n++] = (struct option){ table[i].name, table[i].arg, NULL, table[i].code };
	optind = 1;
	opterr = 0;
	while ((c = getopt_long(argc, argv, ":o:j:f:q", longs, NULL)) != -1) {
		int code = long_of(c);
		const char *word = argv[optind - 1];
		if (c == ':')
			return err_set(e, ERR_USAGE, "%s needs a value; see 'ringcheck help'", word);
		if (c == '?' || !allowed_here(code, allowed))
			return err_set(e, ERR_USAGE, "%s is no option of 'ringcheck %s'; see 'ringcheck help'", word,
				       argv[0]);
		if (!set(o, code, optarg, e))
			return false;
	}
	for (int i = optind; i < argc; i++)
		*VEC_PUSH(o->a, &o->words) = argv[i];
	return true;
}
