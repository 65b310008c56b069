#ifndef RC_FLOW_MACHINE_H
#define RC_FLOW_MACHINE_H
/*
 * Inside flow/: the explorer's data. A `machine` lives for one pass over the driver; symbols,
 * locations and states live in its per-root arena. README.md tells how it all works.
 */
#include "flow/observe.h"

/* ---- values ---- */
enum {
	V_UNKNOWN,
	V_INT,
	V_SYM,
	V_ADDR,
	V_FUNC,
	V_OBJ,
	V_STR,
	V_ZERO /* only in the store: a whole zeroed aggregate */
};

static inline struct val v_int(int64_t n)
{
	return (struct val){ .kind = V_INT, .num = n };
}
static inline struct val v_of(uint8_t kind, uint32_t id)
{
	return (struct val){ .kind = kind, .id = id };
}
static inline bool v_same(struct val a, struct val b)
{
	return a.kind == b.kind && a.id == b.id && a.num == b.num;
}

enum sym_kind { S_FRESH, S_RESULT, S_OUT, S_LOAD, S_PHI, S_PARAM, S_EXPR, S_IRQL_NOW, S_IRQL_SAVED };
enum { SYM_ALTS = FIELD_ALTS };

struct why { /* where the present level comes from */
	struct str text, source;
	struct site where;
};

/* Made by the thousand: kept small. */
struct sym {
	const struct ir_op *op; /* that made it */
	uint8_t kind;		/* enum sym_kind */
	uint8_t sub;		/* EXPR: enum ir_bin, or IR_BINS + enum ir_un */
	bool is_unsigned;	/* EXPR */
	uint8_t n_alts;
	bool alts_all;			 /* there are no other possibilities */
	bool range_known, range_assumed; /* IRQL_SAVED */
	fn_id callee;			 /* RESULT, OUT: whose; otherwise MODEL_NONE */
	uint32_t arg;			 /* OUT, PARAM: index */
	uint32_t loc;			 /* LOAD: where from */
	uint32_t field;			 /* LOAD: model field or 0 */
	uint32_t pointee;		 /* 1 + the location it points to; 0 = nobody asked yet */
	struct val *alts;		 /* PHI, LOAD: what it may be; room for SYM_ALTS */
	union {
		struct {
			struct val a, b; /* EXPR */
		};
		struct { /* IRQL_SAVED, IRQL_NOW */
			struct irql_range range;
			const struct why *why;
		};
	};
};

/* ---- locations ---- */
enum loc_kind { L_LOCAL, L_GLOBAL, L_PTR, L_OBJ, L_CTX, L_FIELD, L_INDEX };
struct loc {
	enum loc_kind kind;
	uint32_t parent;	    /* FIELD, INDEX; otherwise UINT32_MAX */
	uint32_t root;		    /* outermost location */
	uint32_t id;		    /* LOCAL: var; GLOBAL: global; PTR: sym; OBJ, CTX: obj or sym (see a) */
	uint32_t a;		    /* LOCAL: depth << 24 | fn; FIELD: name; CTX: record name | is-object bit 31 */
	int64_t n;		    /* INDEX: element, or -1 = not known */
	uint32_t field;		    /* model field, or 0 */
	const struct ir_unit *unit; /* of `type` */
	ir_type type;
};

struct owner {		     /* the local a location belongs to */
	uint32_t frame, var; /* 1 + (depth << 24 | fn); 0 = it is not in a local */
	uint32_t root;	     /* as the location's */
	bool has_inside;     /* a location within it was made */
	bool many;	     /* an element that is not known, or within one: no single place */
	uint32_t initial;    /* the symbol for what it held before the root; 0 = not loaded yet */
};

/* ---- state ---- */
struct cell {
	uint32_t loc;
	struct val v;
};

struct cons { /* what the path knows of a symbol */
	uint32_t sym;
	bool nonzero, tested;
	int64_t lo, hi;
	uint64_t bits, ones; /* known bits and their values */
};

struct req {
	enum request_origin origin;
	enum format_kind format;
	struct val format_target, format_status, sent_target, sent_result;
	fn_id formatter;
	const struct site *format_at, *completion_at, *sent_at, *completed_at, *enqueued_at, *forwarded_at;
	enum tri completion;
	fn_id completion_fn;
	enum sent_kind sent;
	uint16_t n_sent;
	bool send_failed, changed_target, owned, completed, enqueued, forwarded, cancelable, reused, timer, status_read,
		referenced, escaped, unseen, deleted, locked, unsafe, made_here;
};

struct tgt {
	enum target_open open;
	struct val status;
	const struct site *open_at;
};

enum ent_kind { E_REQUEST, E_TARGET };
struct ent {
	struct val key; /* V_OBJ or V_SYM */
	enum ent_kind kind;
	union {
		struct req r;
		struct tgt t;
	};
};

struct mlock {
	struct held_lock h;
	bool raised; /* it raised the level; `before` is what to go back to */
	struct irql_range before;
	bool before_known, before_assumed;
	const struct why *before_why;
	const struct trail *trail_before, *trail_at; /* around the step that tells of it */
	uint32_t changes_before;
};

enum trail_kind { T_CALL, T_RETURN, T_CHANGE };
struct trail {
	const struct trail *up;
	enum trail_kind kind;
	struct site at;
	fn_id fn; /* CALL, RETURN: callee */
	struct str text, source;
};

/* A decision of the path between two ways that were both open, for the finding that depends on it: branches.c. */
struct branch {
	const struct branch *up;
	const struct trail *after; /* what the trail ended with */
	uint32_t n;		   /* how many are above */
	const struct ir_unit *unit;
	const struct ir_func *func;
	const struct ir_op *op;
	struct val on; /* what the condition looks at */
	uint32_t depth, bb;
	uint32_t way; /* the block that it goes to */
	bool yes, loop;
};

enum { BRANCHES_TOLD = 3, ASKED_MAX = 16 };

enum { LOCKS_MAX = 12, SEEN_WORDS = 4, CONS_MAX = 128 };

struct state {
	struct cell *cells;
	uint32_t n_cells, cap_cells;
	struct cons *cons;
	uint32_t n_cons, cap_cons;
	struct ent *ents;
	uint32_t n_ents, cap_ents;
	const struct mlock *locks[LOCKS_MAX];
	uint32_t n_locks;
	struct irql_range irql;
	bool irql_known, irql_assumed;
	const struct why *irql_why;
	uint32_t irql_sym; /* KeGetCurrentIrql() since the last change, or 0 */
	unsigned process, attached, guarded;
	bool user_checked;
	uint64_t seen[SEEN_WORDS]; /* functions called, hashed */
	const struct trail *trail;
	const struct branch *branches;
	uint32_t changes; /* trail entries that are not calls */
	struct val ret;	  /* of the activation that has just ended */
	struct state *next;
};

enum { DYING_FEW = 6 };

/* Per function, once. */
struct cfg {
	uint32_t *rank;	 /* block -> position in reverse post order; UINT32_MAX = unreachable */
	uint32_t *order; /* the reverse */
	uint32_t n;
	uint8_t *loop_head; /* by block */
	uint64_t *live;	    /* by block: locals alive at its start, n_words each */
	uint32_t n_words;
	uint64_t *pinned;   /* locals whose address is taken */
	uint32_t *key_vars; /* locals whose value keeps states apart */
	uint32_t n_key_vars;
	struct dying {			    /* by block: the locals that may have died on the way to it */
		uint32_t n, var[DYING_FEW]; /* n larger than that: not listed */
	} * dying;
	struct path_memo {
		uint32_t run, base, loc;
	} * memo; /* by path: where it led to, and from where, when it was last evaluated */
};

struct act { /* one activation of a function */
	struct act *up;
	fn_id fn;
	const struct fn *f;
	const struct ir_func *ir;
	const struct ir_unit *u;
	struct model_unit *mu;
	struct cfg *cfg;
	uint32_t *locals; /* by variable: 1 + its location; 0 = not asked yet */
	uint32_t depth;
	uint32_t bb, op_i;
	bool assert_keeps; /* the assertion at op holds on no path: it rules nothing out */
	const struct ir_op *op;
	const struct ir_op *call; /* in `up` */
	struct state *out;	  /* states at return */
	uint32_t n_out;
};

struct machine;
struct call;
struct rule_ctx {
	struct machine *m;
	const struct rule *rule;
	struct state *s;
	struct act *act;
	const struct ir_op *op;
	const struct fn *callee;
	const struct call *call; /* NULL outside of call events */
	struct val result;
	bool has_result;
	struct site at; /* driver(): none */
};

struct pending_finding {
	struct finding f;
	uint64_t key;
	unsigned rank;	/* worse is higher */
	uint64_t group; /* findings of one mistake; 0 = stands alone */
	fn_id root;	/* from which its path comes */
	bool gone;	/* told by another one of its group */
	struct pending_finding *next;
};

enum { EVENT_CALL, EVENT_AFTER, EVENT_ENTER, EVENT_LEAVE, EVENT_ACCESS, EVENTS };
struct listeners {
	const struct rule **v;
	size_t n;
};

/* call_is_any(): the last answers, by callee and list. A list is asked of the same few callees over and over. */
enum { LIST_ANSWERS = 1024 };
struct list_answer {
	const char *const *list;
	fn_id fn;
	bool is;
};

struct machine {
	struct arena *a;  /* for what outlives the pass */
	struct arena *ra; /* per root */
	struct arena *ta; /* tables that every root fills anew: they keep their room */
	struct model *model;
	bool check; /* pass 2: rules listen */
	const struct check_options *opt;
	struct cfg **cfgs;    /* by fn_id */
	VEC(struct sym) syms; /* [0] unused */
	VEC(struct loc) locs;
	VEC(struct owner) owners; /* of locs: all that dropping looks at */
	struct map *loc_ids, *phis, *visits;
	struct root root;
	uint32_t steps, max_steps;
	bool degraded, stop;
	uint32_t *inlined; /* activations by fn_id, this root */
	struct known {	   /* by fn_id: rows of the tables and what its name says, looked up once */
		const void *creator, *getter, *request;
		bool done, marker, asserts, is_thread, memory;
		bool makes; /* calls a creator itself */
	} * known;
	uint32_t creations;
	struct map *finding_ids;
	VEC(struct pending_finding) found;
	struct places *places;		    /* see places.c */
	struct listeners listeners[EVENTS]; /* of pass check */
	struct list_answer *call_lists;	    /* see call_is_any() */
	struct rule_ctx ctx;
	struct val asked[ASKED_MAX]; /* what the rule asked about at this event */
	uint32_t n_asked;
	bool want_access;
	struct state *free_states;
	VEC(struct cell) tmp_cells;
	VEC(struct cons) tmp_cons;
	/* pass collect: what the root's run depended on */
	VEC(struct field_read) read_fields;
	VEC(uint32_t) field_run; /* by field: run that last read it */
	uint32_t run;
	bool read_objects;
};

/* value.c */
uint32_t sym_new(struct machine *m, enum sym_kind k, const struct ir_op *op);
struct val val_sym(struct machine *m, enum sym_kind k, const struct ir_op *op);
struct val val_phi(struct machine *m, struct val a, struct val b);
const struct sym *val_symp(const struct machine *m, struct val v); /* NULL = not a symbol */
uint32_t loc_intern(struct machine *m, struct loc l);
uint32_t loc_local(struct machine *m, const struct act *a, uint32_t var);
uint32_t loc_field(struct machine *m, uint32_t base, name_id record, name_id name, const struct ir_unit *u, ir_type t);
uint32_t loc_index(struct machine *m, uint32_t base, int64_t n, const struct ir_unit *u, ir_type t);
uint32_t loc_of_pointer(struct machine *m, struct val p, const struct ir_unit *u, ir_type t);
bool loc_within(const struct machine *m, uint32_t loc, uint32_t outer);
bool loc_is_local(const struct machine *m, uint32_t loc);
void field_asked(struct machine *m, const struct sym *y); /* what a loaded value may be was looked at */
/* All leaves a value may stand for: through PHI and LOAD alternatives. Returns the number; *all = no others. */
size_t val_leaves(struct machine *m, struct val v, struct val *out, size_t max, bool *all);
uint32_t val_obj(struct machine *m, struct val v); /* the only object it can be, or 0 */
/* State-independent identity of a tracked handle: the object where there is only one, otherwise the value itself. */
struct val val_entity(struct machine *m, struct val v);

/* cons.c: constraints */
struct cons cons_get(const struct machine *m, const struct state *s, struct val v); /* of any value; ints are exact */
bool cons_meet(struct machine *m, struct state *s, struct val v, struct cons c);    /* false = contradiction */
/* The path takes the branch on which `v` is non-zero (or zero); false = it cannot. */
bool assume(struct machine *m, struct state *s, struct val v, bool nonzero, unsigned depth);
/* It is not NULL, which nobody on this path has tested. */
void assume_given(struct machine *m, struct state *s, struct val v);
bool assume_range(struct machine *m, struct state *s, struct val v, int64_t lo, int64_t hi);
int64_t fold_int(const struct ir_unit *u, ir_type t, int64_t n); /* to the type's width and sign */
struct val eval_bin(struct machine *m, struct state *s, uint8_t sub, struct val a, struct val b, const struct ir_op *op,
		    const struct ir_unit *u);
struct val eval_un(struct machine *m, struct state *s, uint8_t sub, struct val a, const struct ir_op *op,
		   const struct ir_unit *u);

/* state.c */
struct state *state_new(struct machine *m);
struct state *state_copy(struct machine *m, const struct state *s);
void state_free(struct machine *m, struct state *s);
struct val state_peek(struct machine *m, struct state *s, uint32_t loc, bool *made);
bool state_zeroed(const struct machine *m, const struct state *s, uint32_t loc); /* by a whole structure around it */
struct val state_load(struct machine *m, struct state *s, uint32_t loc);
void state_store(struct machine *m, struct state *s, uint32_t loc, struct val v);
void state_copy_aggregate(struct machine *m, struct state *s, uint32_t to, uint32_t from);
void state_clobber(struct machine *m, struct state *s, uint32_t loc, const struct ir_op *op); /* and what is inside */
bool state_has(const struct state *s, uint32_t loc, struct val *v);
void state_drop_dead(struct machine *m, const struct act *a, struct state *s, uint32_t bb);
void cons_put(struct machine *m, struct state *s, uint32_t sym, struct cons c);
void state_drop_frame(struct machine *m, struct state *s, uint32_t depth);
struct ent *state_ent(struct machine *m, struct state *s, struct val key, enum ent_kind k, bool make);

/* merge.c */
struct state *merge_into(struct machine *m, struct act *a, struct state *into, struct state *s, bool *changed);
uint64_t state_key(struct machine *m, const struct act *a, const struct state *s, bool with_ret, bool with_vars);
/* Brings a list down to what may be kept apart. */
struct state *states_reduce(struct machine *m, struct act *a, struct state *list, bool with_ret);

/* trail.c */
void trail_change(struct machine *m, struct state *s, struct site at, struct str source, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
void trail_step(struct machine *m, struct state *s, enum trail_kind kind, struct site at, fn_id callee);
struct site act_site(const struct act *a);
const struct site *act_sitep(struct machine *m, const struct act *a);
struct str textf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void report_build(struct machine *m, const struct claim *cl);
/* One mistake is one finding: the others of its group become places of the first. */
void report_merge(struct machine *m);

/* branches.c */
struct val branch_on(struct machine *m, struct act *a, struct state *s, const struct ir_op *op);
bool branch_is_news(const struct machine *m, const struct state *s, struct val on);
void branch_taken(struct machine *m, const struct act *a, struct state *s, const struct ir_op *op, struct val on,
		  uint32_t way);
/* The way in words: "x is true", "code is IOCTL_READ". */
const char *branch_words(struct machine *m, const struct branch *b);
/* What the paths of two states that are alike have in common: what parted them decides nothing. */
const struct branch *branch_common(struct machine *m, const struct branch *a, const struct branch *b);
void rule_asked(const struct rule_ctx *c, struct val v);
/* The branches that the present claim depends on, in the order of the path; how many. */
size_t branches_told(struct machine *m, struct site here, const struct branch *out[BRANCHES_TOLD]);

/* live.c */
void cfg_live(struct machine *m, const struct ir_func *f, struct cfg *c);

/* explore.c */
struct cfg *cfg_of(struct machine *m, fn_id fn);
/* Runs the function from `s`; the states at its returns (ret set), at most a few. */
struct state *run_function(struct machine *m, struct act *up, fn_id fn, const struct ir_op *call, struct val *args,
			   size_t n_args, struct state *s);
void run_root(struct machine *m, struct root *r);

/* exec.c */
bool type_is_aggregate(const struct ir_unit *u, ir_type t);
/* An operand's target is read or written by what is called with it. */
void exec_touches(struct machine *m, struct act *a, struct state *s, enum access_kind k, const struct ir_opd *o);
struct val eval_opd(struct machine *m, struct act *a, struct state *s, const struct ir_opd *o);
uint32_t eval_loc(struct machine *m, struct act *a, struct state *s, ir_path p);
/* One operation that is not a terminator; the resulting states. */
struct state *exec_op(struct machine *m, struct act *a, struct state *s, const struct ir_op *op);

/* call.c */
struct state *exec_call(struct machine *m, struct act *a, struct state *s, const struct ir_op *op);
const struct known *known_of(struct machine *m, const struct fn *f);
bool is_assertion(const struct act *a, const struct ir_op *op);
bool assertion_never_holds(struct machine *m, struct act *a, struct state *set, const struct ir_op *op);
enum { ARGS_MAX = 24 };
struct call {
	struct act *a;
	const struct ir_op *op;
	const struct fn *f; /* may be NULL */
	struct val args[ARGS_MAX];
	size_t n;
	struct val result;
	bool has_result;
	int made; /* argument that receives an object, which is known better; -1 = none */
};
/* Effects of a function without a body: changes s, may add further outcomes to *more. */
void call_clobber(struct machine *m, struct state *s, struct call *c);
uint32_t arg_loc(struct machine *m, const struct call *c, size_t i); /* where argument i points, or UINT32_MAX */
struct val arg_out(struct machine *m, struct state *s, struct call *c,
		   size_t i); /* fresh value stored where it points */
void escape(struct machine *m, struct state *s, struct val v);

/* locks.c */
void call_level_effects(struct machine *m, struct state *s, struct call *c, struct state **more);
enum irql callee_limit(const struct rule_ctx *c, bool max, struct str *source);
enum tri callee_blocks(const struct rule_ctx *c);

/* create.c: objects and registrations */
bool call_creates(struct machine *m, struct state *s, struct call *c, struct state **more);
void call_registers(struct machine *m, struct state *s, struct call *c);
void store_registers(struct machine *m, const struct act *a, struct state *s, uint32_t loc, struct val v);
uint32_t global_of(const struct machine *m, uint32_t loc);
void note_origin(struct machine *m, const struct act *a, uint32_t loc, struct val v);

const void *creator_row(struct str name);
const void *getter_row(struct str name);
int creator_out(const void *row);
int object_out(struct machine *m,
	       const struct fn *f); /* the argument through which a call hands out an object, or -1 */

/* handles.c */
void call_opens(struct machine *m, struct state *s, struct call *c);
void note_makers(struct machine *m, uint32_t field, struct val v, unsigned depth);

/* places.c: where members of attribute and configuration structures are assigned */
void place_store(struct machine *m, const struct act *a, struct state *s, uint32_t loc);
struct site place_get(struct machine *m, struct state *s, uint32_t base, const char *member); /* unit NULL = nowhere */
void place_seen(struct machine *m, uint32_t base); /* code that is not followed may read the structure */
void place_create(struct machine *m, const struct act *a, struct state *s, uint32_t base, const struct fn *creator);
void places_unsure(struct machine *m);
void places_tell(struct machine *m);

/* request.c: requests and targets */
const void *request_row(struct str name);
void call_request(struct machine *m, struct state *s, struct call *c, struct state **more);
void root_values(struct machine *m, struct act *a, struct state *s, struct val *args, size_t n);

/* notify.c */
void notify_open(struct machine *m);
void tell_call(struct machine *m, struct act *a, struct state *s, const struct ir_op *op, const struct call *c,
	       bool after);
void tell_enter(struct machine *m, struct act *a, struct state *s, bool root);
void tell_leave(struct machine *m, struct act *a, struct state *s, bool root);
void tell_access(struct machine *m, struct act *a, struct state *s, const struct ir_op *op, enum access_kind k,
		 ir_path p, struct val ptr, struct val v);

void tell_driver(struct machine *m);

#endif
