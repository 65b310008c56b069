#ifndef RC_FRONT_STATEMENTS_H
#define RC_FRONT_STATEMENTS_H
/*
 * The statements of a function's text, so that a finding can be known again in the next revision:
 * where each stands, and hashes of its words and of what encloses it that layout, comments, the
 * names of locals, and braces around one statement do not change.
 *
 * This is text alone, so that the hashes depend neither on libclang nor on how code is lowered: both
 * change, and a person's comment on a finding should outlive them. Both branches of an #if count;
 * directives are no words. A macro's call counts as written. Odd text gives odd statements, never
 * anything worse.
 */
#include "base/arena.h"
#include "base/str.h"

enum {
	STATEMENT_CRLF = 1,  /* its lines end so */
	STATEMENT_SEMI = 2,  /* its semicolon follows at once, and may go with it: it is no branch's only statement */
	STATEMENT_ALONE = 4, /* and nothing else stands on its lines */
};

struct statement {
	uint32_t line, col, end_line, end_col; /* end exclusive */
	uint64_t words;			       /* its tokens; locals by the order of their first use in it */
	uint64_t inside;		       /* the conditions, loops and case labels it stands in */
	uint32_t tail;			       /* STATEMENT_*: what an edit has to know of its surroundings */
};

typedef VEC(struct statement) statement_list;

struct place_of_word {
	struct str text;
	uint32_t line, col;
};
typedef VEC(struct place_of_word) word_places;

struct statement_text {
	struct str body;    /* from "{" to "}" */
	uint32_t line, col; /* of its first byte, from 1 */
	void *user;
	bool (*local)(void *user, struct str name); /* a parameter or local variable? */
	const char *const *wanted;		    /* words whose places go into `places`; NULL = none */
	word_places *places;
};

/* Appends to `out`, in order. Heads (`if (x)`) are statements too; labels and braces are not. */
void statements_find(struct arena *a, const struct statement_text *t, statement_list *out);

#endif
