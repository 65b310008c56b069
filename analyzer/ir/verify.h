#ifndef RC_IR_VERIFY_H
#define RC_IR_VERIFY_H
/* Private to ir/: the verifier's state while it walks one unit. Checks return false with the error set. */
#include "ir/ir.h"

struct verify {
	const struct ir_unit *u;
	const struct ir_func *f;
	uint32_t bb, op; /* where in f, or IR_NONE */
	struct err *e;
};

bool verify_fail(struct verify *v, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool verify_str(struct verify *v, ir_str s);
bool verify_type(struct verify *v, ir_type t);
bool verify_loc(struct verify *v, struct ir_loc at);
bool verify_types(struct verify *v);
bool verify_func(struct verify *v);
bool verify_op(struct verify *v, const struct ir_op *op);

#endif
