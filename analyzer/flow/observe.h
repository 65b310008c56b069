#ifndef RC_FLOW_OBSERVE_H
#define RC_FLOW_OBSERVE_H
/*
 * What a rule is, what it is told, and what it may ask. The explorer walks every path from every
 * root and tells each enabled rule about events; the rule asks about the state at that moment and
 * makes claims. Facts are computed here once; a rule only judges.
 *
 * Three-valued answers: TRI_NO and TRI_YES are certain on this path, TRI_MAYBE is not known. A
 * rule reports on certainty, and on "may" only where its documentation says that the contract
 * allows it. What is UNKNOWN is not reported.
 */
#include "model/model.h"
#include "report/finding.h"

enum tri { TRI_NO, TRI_YES, TRI_MAYBE };

struct rule_ctx; /* the moment: state, function, root; valid during the call only */

/* A value, opaque to rules. Ask with value_*(). */
struct val {
	uint8_t kind;
	uint32_t id;
	int64_t num;
};

struct call_event {
	struct str callee;   /* name; empty where the callee is not known */
	const struct fn *fn; /* NULL = not known */
	const struct ir_op *op;
	unsigned n_args;
	struct list_answer *lists; /* the explorer's own */
	uint8_t *kept;		   /* what rules that share a question found out at this event; 0 at first */
	bool after;		   /* told after the call's effects: rule_result() is known, typestates have moved on */
};

enum access_kind { ACCESS_LOAD, ACCESS_STORE };
struct access_event { /* through a pointer (not to a local variable) */
	enum access_kind kind;
	struct val pointer;	  /* what is dereferenced */
	struct val value;	  /* what is read or written */
	struct str record, field; /* member, where it is one */
	const struct ir_op *op;
};

/* Why the level is what it is. `text` is one sentence. */
struct irql_view {
	enum irql lo, hi;
	bool known;	/* false: nothing promises a level; report nothing */
	bool assumed;	/* narrowed by a belief of the author only (assertion, PAGED_CODE, annotation) */
	struct str why; /* "EvtIoRead may be called at DISPATCH_LEVEL: no execution level ..." */
	struct str source;
	struct site where; /* raised or locked here; unit NULL = at the root */
};

/* Is the present level above `max`? */
enum over { OVER_NO, OVER_UNKNOWN, OVER_CONTRACT /* the contract allows it */, OVER_DEFINITE };

struct process_view {
	unsigned set;	   /* PROC_ bits: all that are possible */
	unsigned attached; /* depth of KeStackAttachProcess: > 0 = a chosen process */
	bool user_checked; /* WdfRequestGetRequestorMode (or the like) said UserMode on this path */
	struct str why;
};

struct held_lock {
	enum eff_lock kind;
	struct val lock;   /* identity */
	struct str name;   /* "ctx->Lock" */
	struct site where; /* acquired */
	bool shared;
	bool automatic;		  /* the framework's callback lock */
	bool in_driver;		  /* taken by the callback or its callees (not held at entry) */
	struct irql_range before; /* the level at which it was taken */
};

enum format_kind { FMT_NONE, FMT_CURRENT_TYPE, FMT_STACK_LOCATION, FMT_TARGET, FMT_UNKNOWN };
enum sent_kind { SENT_NO, SENT_ASYNC, SENT_SYNC, SENT_FORGET, SENT_UNKNOWN_OPTIONS };

/* A request on this path. Sites with unit NULL = did not happen. */
struct request_state {
	bool known; /* false: nothing is known (not seen before on this path) */
	enum request_origin origin;
	enum format_kind format;
	struct val format_target;
	struct str formatter; /* callee that formatted */
	struct site format_at;
	enum tri
		format_ok; /* what the path knows of the format call's status: YES success, NO failed, MAYBE not tested */
	bool format_tested;
	enum tri completion_routine;
	fn_id completion_fn;
	struct site completion_at;
	enum sent_kind sent; /* the last send */
	bool send_failed;    /* it returned FALSE: the driver owns the request again */
	bool send_tested;    /* the path tested its result */
	struct val sent_target;
	struct site sent_at;
	unsigned n_sent;     /* since the last reuse */
	bool changed_target; /* WdfRequestChangeTarget succeeded since the last send */
	bool made_here;	     /* created on this path: no other request that the same code made */
	bool owned;	     /* the driver may still touch and must finish it */
	bool completed;
	struct site completed_at;
	bool enqueued; /* WdfDeviceEnqueueRequest */
	struct site enqueued_at;
	bool forwarded; /* to another queue, or requeued, stopped-and-requeued */
	struct site forwarded_at;
	bool cancelable; /* marked */
	bool reused;	 /* since the last send or creation */
	bool timer_allocated;
	bool status_read; /* WdfRequestGetStatus or completion parameters since the last send */
	bool referenced;
	bool escaped; /* stored, or passed to code that is not seen */
	bool unseen;  /* code that is not seen had the chance to do something to it */
	bool deleted;
	bool buffers_locked; /* probed and locked into a memory object */
	bool unsafe_buffer;  /* raw user pointer retrieved */
};

enum target_open {
	OPEN_UNKNOWN,
	OPEN_NEVER /* created here, not opened */,
	OPEN_OK,
	OPEN_FAILED,
	OPEN_CLOSED,
	OPEN_QUERY_REMOVE,
	OPEN_DELETED /* the object is gone */
};

struct target_state {
	bool known;
	unsigned is;	       /* TGT_ bits that hold for every possible origin */
	unsigned may_be;       /* TGT_ bits that hold for some origin */
	bool all_known;	       /* every origin is known */
	enum target_open open; /* on this path */
	struct site open_at;   /* on this path, or (driver-wide) where it was opened */
	struct str opened_by;  /* callback or function that opens it */
};

struct rule {
	const char *id;	    /* the folder's name */
	const char *family; /* as in the catalogue */
	const char *title;  /* one line */
	enum severity severity;
	const char *const *anchors; /* "SEED:2", "SDV:IrqlKeWait...", NULL-terminated */
	const char *const *docs;    /* paths below https://learn.microsoft.com, NULL-terminated */
	unsigned frameworks;	    /* RULE_KMDF | ...; 0 = all */
	void (*call)(struct rule_ctx *c, const struct call_event *e);	  /* before its effects */
	void (*after)(struct rule_ctx *c, const struct call_event *e);	  /* after them, once per outcome */
	void (*enter)(struct rule_ctx *c, const struct fn *f, bool root); /* a function is entered */
	void (*leave)(struct rule_ctx *c, const struct fn *f, bool root); /* it returns */
	void (*access)(struct rule_ctx *c, const struct access_event *e);
	void (*driver)(struct rule_ctx *c, const struct model *m); /* once, after all roots */
};

enum { RULE_WDM = 1, RULE_KMDF = 2, RULE_UMDF = 4 };

/* What a rule says. Strings may be built with rule_text(). */
struct claim {
	enum severity severity; /* 0 (SEV_NOTE) = the rule's, unless `severity_set` */
	bool severity_set;
	enum strength strength;
	struct str message, fix, fact;
	const struct site *at; /* NULL = the present operation */
	struct place
		place; /* in driver(), of what stands in no unit: a line of a project or INF file; otherwise file empty */
	const struct site *related[4];
	struct edit edits[4]; /* what mends it mechanically, together; file empty = none */
	struct str here;      /* text of the last step; empty = the message */
	struct str source;    /* where the broken fact comes from */
	const char *doc;      /* one more doc path, or NULL */
};

/* ---- where are we ---- */
const struct model *rule_model(const struct rule_ctx *c);
const struct root *rule_root(const struct rule_ctx *c);
struct str rule_role(const struct rule_ctx *c); /* role type of the root ("EVT_WDF_TIMER"), or empty */
const struct fn *rule_root_fn(const struct rule_ctx *c);
const struct fn *rule_fn(const struct rule_ctx *c);		     /* the function being executed */
unsigned rule_depth(const struct rule_ctx *c);			     /* 0 = in the root itself */
const struct fn *rule_caller(const struct rule_ctx *c, unsigned up); /* up 1 = caller; NULL = none */
struct site rule_site(const struct rule_ctx *c);		     /* the present operation */
const struct ir_op *rule_op(const struct rule_ctx *c);
bool rule_has_called(const struct rule_ctx *c, const char *callee); /* on this path, since the root was entered */

/* ---- IRQL ---- */
struct irql_view rule_irql(const struct rule_ctx *c);
enum over rule_over(const struct rule_ctx *c, enum irql max);
/* Highest level at which this very call may be made (conditions evaluated with what is known of its
 * arguments); IRQL_UNKNOWN = nobody says. `source`: "driver annotation", "annotation in the header", "reference". */
enum irql rule_callee_max(const struct rule_ctx *c, struct str *source);
enum irql rule_callee_min(const struct rule_ctx *c, struct str *source);
/* Does this call wait (or may it)? YES/NO certain, MAYBE depends on arguments that are not known. */
enum tri rule_blocks(const struct rule_ctx *c);
bool rule_in_except(const struct rule_ctx *c);	/* inside a __try with an __except in this activation or a caller's */
bool rule_in_guarded(const struct rule_ctx *c); /* critical or guarded region entered */

/* ---- process, locks ---- */
struct process_view rule_process(const struct rule_ctx *c);
size_t rule_locks(const struct rule_ctx *c, const struct held_lock **out); /* outermost first */
const struct held_lock *rule_lock_that_raises(
	const struct rule_ctx *c); /* the innermost spin lock or the like; NULL = none */

/* ---- values ---- */
struct val rule_arg(const struct rule_ctx *c, unsigned i);
struct val rule_result(const struct rule_ctx *c); /* `after` events */
/* What a member of the structure that argument `i` points to holds. "Flags", or "Parameters.Others". */
struct val rule_arg_field(const struct rule_ctx *c, unsigned i, const char *field);
/* The value stored where argument `i` points to. */
struct val rule_arg_target(const struct rule_ctx *c, unsigned i);
bool value_int(const struct rule_ctx *c, struct val v, int64_t *out); /* exactly one value */
enum tri value_is(const struct rule_ctx *c, struct val v, int64_t n);
enum tri value_bits(const struct rule_ctx *c, struct val v, uint64_t mask); /* are all these bits set? */
enum tri value_null(const struct rule_ctx *c, struct val v);
enum tri value_success(const struct rule_ctx *c, struct val v);	       /* NT_SUCCESS */
bool value_same(const struct rule_ctx *c, struct val a, struct val b); /* certainly the same */
enum tri value_same_tri(const struct rule_ctx *c, struct val a, struct val b);
bool value_known(const struct rule_ctx *c, struct val v); /* anything known at all */
/* The call whose result (or out argument) this value is; NULL = it is not one. */
const struct ir_op *value_producer(const struct rule_ctx *c, struct val v, struct str *callee);
/* The member of a structure it was loaded from; false = it was not. */
bool value_loaded_from(const struct rule_ctx *c, struct val v, struct str *record, struct str *field);
/* The record type of what it points to ("_KEVENT"), where the place is known; otherwise empty. */
struct str value_target_record(const struct rule_ctx *c, struct val v);
/* The member or global variable it was loaded from, with all that the driver stores there; NULL = it was not. */
const struct field *value_field(const struct rule_ctx *c, struct val v);
/* Which argument of a call that opens a handle points to the OBJECT_ATTRIBUTES; -1 = not such a call. */
int handle_attributes_arg(struct str callee);
/* A parameter of the root callback: its index, or -1. */
int value_root_param(const struct rule_ctx *c, struct val v);
bool value_is_local_address(const struct rule_ctx *c, struct val v); /* address in a stack frame */
bool value_points_to_global(const struct rule_ctx *c, struct val v, struct str *name);
/* Objects it may be; `complete` = there are no others. */
size_t value_objects(const struct rule_ctx *c, struct val v, const struct object **out, size_t max, bool *complete);
/* Functions it may be. */
size_t value_functions(const struct rule_ctx *c, struct val v, const struct fn **out, size_t max, bool *complete);
/* shorthand on arguments */
static inline enum tri arg_is(const struct rule_ctx *c, unsigned i, int64_t n)
{
	return value_is(c, rule_arg(c, i), n);
}
static inline enum tri arg_bits(const struct rule_ctx *c, unsigned i, uint64_t mask)
{
	return value_bits(c, rule_arg(c, i), mask);
}
static inline enum tri arg_null(const struct rule_ctx *c, unsigned i)
{
	return value_null(c, rule_arg(c, i));
}
static inline bool arg_int(const struct rule_ctx *c, unsigned i, int64_t *out)
{
	return value_int(c, rule_arg(c, i), out);
}
static inline bool call_is(const struct call_event *e, const char *name)
{
	return str_is(e->callee, name);
}
/* Is the callee one of a NULL-terminated list? The list is constant data that stays where it is: answers are kept. */
bool call_is_any(const struct call_event *e, const char *const *names);
/* As the author wrote argument i: "ctx->Target". */
struct str rule_arg_text(const struct rule_ctx *c, unsigned i);
struct str rule_value_text(const struct rule_ctx *c, struct val v);

/* ---- tracked objects on this path ---- */
struct request_state rule_request(const struct rule_ctx *c, struct val v);
struct target_state rule_target(const struct rule_ctx *c, struct val v);
/* Requests known on this path, for `leave`: returns how many; values in out. */
size_t rule_requests(const struct rule_ctx *c, struct val *out, size_t max);
/* I/O targets that this path created, opened, closed or deleted. */
size_t rule_targets(const struct rule_ctx *c, struct val *out, size_t max);
/* Send options argument: flags tri-state (NULL options = no bits), and timeout set. */
enum tri rule_send_flag(const struct rule_ctx *c, unsigned i, uint32_t bit);

/* ---- saying it ---- */
struct str rule_text(struct rule_ctx *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* One finding for each rule, place and kind of root; the worst context wins, the others become related. */
void rule_report(struct rule_ctx *c, const struct claim *cl);
/* Within driver(): a claim at a place, without a path. */
struct str irql_words(enum irql lo, enum irql hi); /* "DISPATCH_LEVEL", "PASSIVE_LEVEL to DISPATCH_LEVEL" */

#endif
