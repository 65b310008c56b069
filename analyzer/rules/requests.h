#ifndef RC_RULES_REQUESTS_H
#define RC_RULES_REQUESTS_H
/* Questions about requests, sends and I/O targets that several rules ask. */
#include "rules/shared.h"

/* WDF_REQUEST_SEND_OPTIONS_FLAGS */
enum { SEND_TIMEOUT = 1, SEND_SYNCHRONOUS = 2, SEND_IGNORE_STATE = 4, SEND_FORGET = 8 };

/* WdfRequestSend with this flag for certain, or certainly without it. */
bool sends_with(const struct rule_ctx *c, const struct call_event *e, unsigned flag);
bool sends_asynchronously(const struct rule_ctx *c, const struct call_event *e);
/* The WDF_REQUEST_SEND_OPTIONS argument of WdfRequestSend or of a method that sends and waits; -1 = none. */
int send_options_arg(const struct call_event *e);
/* It came from a queue. */
bool request_is_received(const struct request_state *r);
/* It is the one the completion routine (the root) was called for. */
bool request_is_roots(const struct rule_ctx *c, struct val request);
/* Two I/O targets that are certainly not the same; USB targets of one device count as the same. */
bool targets_differ(const struct rule_ctx *c, struct val a, struct val b);
/* A framework method, or a context accessor: what may only be called with a handle that is still good. */
bool call_needs_handle(const struct call_event *e);

/* ---- reading the driver's code ---- */
/* Does the function, or what it calls directly or indirectly, call one of these? */
bool fn_reaches(const struct model *m, fn_id fn, const char *const *names);
/* rule_has_called() may err towards yes; this one only where the root can get there at all. */
bool path_called(const struct rule_ctx *c, const char *name);
/* The root's function, other than `except`, from which `func` can be reached; NULL = none. */
const struct root *root_reaching(const struct model *m, const struct ir_func *func, const struct root *except);
/* The operation that stands at a place. */
const struct ir_op *op_at(const struct site *s);
/* Nobody in the function reads what the call at this place returned. */
bool result_is_dropped(const struct site *s);
/* The structure member an operand is, as "record.member": the author's name for a kept handle. */
bool opd_member(const struct ir_unit *u, const struct ir_func *f, struct ir_opd o, struct str *record,
		struct str *member);
/* Does the function read or write this member anywhere? Where: in `at`, which may be NULL. */
bool fn_uses_member(const struct fn *f, const char *record, const char *member, struct site *at);
/* Somewhere in the driver the handle is kept in a structure. */
bool object_is_kept(const struct model *m, obj_id id);
/* Told of each operation of the driver's own code, until it returns false. */
typedef bool op_visitor(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op);
bool each_op(const struct model *m, op_visitor *visit, void *arg);
/* The name of the function an operation calls, or empty. */
struct str op_callee(const struct ir_unit *u, const struct ir_op *op);

#endif
