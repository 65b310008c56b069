#ifndef RC_IR_READ_H
#define RC_IR_READ_H
/* Private to ir/: the reader's state. Functions set the lexer's error and return false. */
#include "ir/lex.h"

/* The path of a local variable, where `func` is the function being read. */
struct ir_path_of {
	uint32_t func; /* index + 1 */
	ir_path path;
};

struct reader {
	struct lex l;
	struct ir_unit *u;
	/* One function at a time: */
	uint32_t func; /* index, or IR_NONE between functions */
	bool in_block;
	unsigned nesting;	      /* of indexes within the operand being read */
	VEC(struct ir_path_of) roots; /* by name: most operands are a variable met before */
	VEC(struct ir_op) ops;	      /* of the block being read, moved into the block at its end */
	VEC(struct ir_opd) args;
	VEC(struct ir_case) cases;
	VEC(struct ir_field) fields;
};

/* A line inside a function; `end` closes it. */
bool read_func_line(struct reader *r);
bool read_func_open(struct reader *r);
bool read_op(struct reader *r, struct ir_op *op);
bool read_opd(struct reader *r, struct ir_opd *out);
bool read_path(struct reader *r, ir_path *out);
bool read_type(struct reader *r);
/* A type's id; whether it exists is the verifier's business. */
bool read_type_ref(struct reader *r, ir_type *out);

static inline struct ir_func *read_f(struct reader *r)
{
	return &r->u->funcs.v[r->func];
}

#endif
