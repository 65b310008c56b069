#ifndef RC_RULES_POINTERS_H
#define RC_RULES_POINTERS_H
/* Pointers that are cut down to 32 bits, as several rules see them in the code. */
#include "rules/requests.h"

enum cut {
	CUT_NO,
	CUT_CAST,  /* by a cast */
	CUT_MACRO, /* by PtrToUlong and its kin: the author knows */
};

/* Does this operation make an integer of at most 32 bits of a pointer? `from`: the pointer. */
enum cut op_cuts_pointer(const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op, struct ir_opd *from);
/* Does it make a pointer of an integer of at most 32 bits? `from`: the integer. */
bool op_makes_pointer(const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op, struct ir_opd *from);
/* The type of an operand; NULL = not known. */
const struct ir_type_rec *opd_type(const struct ir_unit *u, const struct ir_func *f, struct ir_opd o);
/* The only operation that sets this temporary or local variable; NULL = none or several. */
const struct ir_op *only_definition(const struct ir_func *f, struct ir_opd o);

#endif
