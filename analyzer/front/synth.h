#ifndef RC_FRONT_SYNTH_H
#define RC_FRONT_SYNTH_H
/* Private to synth.c, which declares what is missing, and macros.c, its part about macros where no declaration can stand in. */
#include "front/front_int.h"

struct diag {
	struct str text, name, second; /* the first and second quoted words */
	struct str file;
	uint32_t line, col, offset;
	CXFile cx;
	bool asserted; /* in the argument of an assertion */
};

bool synth_upper_only(struct str s);
struct guess *synth_find(struct parsed *p, enum ir_guess_kind kind, struct str name);
struct guess *synth_find_any(struct parsed *p, struct str name);
/* A new guess named d->name; false = it is there already, or there are too many. */
bool synth_add(struct parsed *p, enum ir_guess_kind kind, const struct diag *d, uint32_t form);
bool synth_has(const struct diag *d, const char *z);
/* The first character that stands `skip` bytes behind the diagnostic's place, blanks aside, and the word it begins; 0 = the end. */
char synth_after(struct parsed *p, const struct diag *d, size_t skip, struct str *word);
/* Errors that quote no name: it stands where they are. */
struct diag synth_at_place(struct parsed *p, const struct diag *d);

/* ---- macros.c ---- */
bool synth_lone_macro(struct parsed *p, const struct diag *d);
/* What stands before a declaration, in it, or instead of one; true = a macro was made up. */
bool synth_macro_of_declaration(struct parsed *p, const struct diag *d, CXDiagnostic cx);

#endif
