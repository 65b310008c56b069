#ifndef RC_IR_LEX_H
#define RC_IR_LEX_H
/*
 * Private to ir/: reads tokens of one line of the text form. The cursor never leaves the line:
 * every function that does not find what it is asked for sets the error (once) and returns false.
 */
#include "ir/ir.h"
#include "ir/print.h"

struct lex {
	const char *p, *end;	     /* rest of the line */
	const char *next, *text_end; /* where the next line begins */
	uint32_t line;
	struct ir_unit *u;
	struct err *e;
	bool failed;
	struct buf tmp; /* unescaped strings */
};

void lex_init(struct lex *l, struct ir_unit *u, struct str text, struct err *e);
void lex_free(struct lex *l);
/* Goes to the next line that is not blank and not a # comment; false at the end of the text. */
bool lex_line(struct lex *l);
/* "line N: ..."; only the first one counts. Always false. */
bool lex_fail(struct lex *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static inline char lex_peek(const struct lex *l)
{
	return l->p < l->end ? *l->p : '\n';
}
static inline void lex_blanks(struct lex *l)
{
	while (l->p < l->end && (*l->p == ' ' || *l->p == '\t'))
		l->p++;
}
/* Takes c (after blanks) where it is next. */
static inline bool lex_take(struct lex *l, char c)
{
	lex_blanks(l);
	if (lex_peek(l) != c)
		return false;
	l->p++;
	return true;
}
static inline bool lex_at_end(struct lex *l)
{
	lex_blanks(l);
	return l->p == l->end;
}
bool lex_want(struct lex *l, char c);
/* Letters, digits, '.', '+', '-', '_' : "seh.enter", "c++"; empty where there is none. */
struct str lex_word(struct lex *l);
/* Takes `word` where the next word is that. */
bool lex_take_word(struct lex *l, const char *word);
bool lex_u32(struct lex *l, uint32_t *out);
bool lex_u64(struct lex *l, uint64_t *out);
bool lex_i64(struct lex *l, int64_t *out);
bool lex_string(struct lex *l, ir_str *out);
/* A bare or quoted name (the sigil is taken already). */
bool lex_name(struct lex *l, ir_str *out);
/* file:line:col, after its ! or ~ */
bool lex_loc(struct lex *l, struct ir_loc *out);
/* `bb` and its number */
bool lex_bb(struct lex *l, uint32_t *out);
/* Index of the word in a NULL-ended list; sets the error where it is none. */
bool lex_pick(struct lex *l, const char *const *words, const char *what, uint32_t *out);
/* The bit of a flag word, 0 where it is none. */
uint32_t lex_flag(const struct ir_flag *table, struct str word);

#endif
