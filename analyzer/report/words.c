#include "report/review.h"

static const char *const severities[SEV_COUNT] = { "note", "warning", "error" };
static const char *const strengths[STRENGTH_COUNT] = { "definite", "contract" };
static const char *const steps[STEP_KINDS] = { "root", "call", "return", "change", "branch", "here" };

static int find(const char *const *words, int n, struct str word)
{
	for (int i = 0; i < n; i++)
		if (str_is(word, words[i]))
			return i;
	return -1;
}

const char *severity_word(enum severity s)
{
	return (unsigned)s < SEV_COUNT ? severities[s] : "note";
}

int severity_from(struct str word)
{
	return find(severities, SEV_COUNT, word);
}

const char *strength_word(enum strength s)
{
	return (unsigned)s < STRENGTH_COUNT ? strengths[s] : "definite";
}

int strength_from(struct str word)
{
	return find(strengths, STRENGTH_COUNT, word);
}

const char *step_word(enum step_kind k)
{
	return (unsigned)k < STEP_KINDS ? steps[k] : "here";
}

int step_from(struct str word)
{
	return find(steps, STEP_KINDS, word);
}

struct str doc_url(struct arena *a, struct str path)
{
	return str_from(arena_printf(a, "https://learn.microsoft.com" STR_FMT, STR_ARG(path)));
}
