#ifndef RC_MODEL_MODEL_H
#define RC_MODEL_MODEL_H
/*
 * The whole driver as passive data: its linked units, functions and what is known of each, the
 * framework objects it creates with their attributes, where each callback is entered and in what
 * context, what is stored in each structure member. flow/ fills it in (pass "collect") and reads
 * it (pass "check"); rules and reports only read it. Everything lives in one arena.
 */
#include "base/map.h"
#include "facts/ddi.h"
#include "facts/effects.h"
#include "facts/roles.h"
#include "facts/sal.h"
#include "ir/ir.h"

#define MODEL_NONE UINT32_MAX
typedef uint32_t name_id; /* string in model->names; 0 = empty */
typedef uint32_t fn_id;	  /* index in model->fns */
typedef uint32_t obj_id;  /* index in model->objects; 0 is not an object */

/* What project and INF files say beside the sources; see source/plan.h, whose kinds these are. */
enum build_fact_kind { BUILD_ANALYSIS, BUILD_RULE_SET, BUILD_SERVICE, BUILD_WDF };
struct build_fact {
	enum build_fact_kind kind;
	struct str file;
	unsigned line; /* 0 = nowhere in particular */
	struct str name, value;
};

struct driver_info {
	struct str name;
	enum ir_framework framework;
	uint32_t fw_major, fw_minor; /* 0 = not known */
	const struct str *notes;     /* what the plan could not follow */
	size_t n_notes;
	struct str config; /* the configuration under review, "Release|x64"; empty = a bare folder */
	const struct build_fact *facts;
	size_t n_facts;
};

/* A place in the driver's source, resolvable without knowing the unit's tables. */
struct site {
	const struct ir_unit *unit;
	const struct ir_func *func; /* NULL = outside of functions */
	struct ir_loc at;
};

enum { MODEL_DOCS = 4 };

/* One function of the driver as linked, or one it calls. */
struct fn {
	fn_id id;
	struct str name;    /* as in the IR */
	struct str display; /* as authors write it */
	const struct ir_unit *unit;
	const struct ir_func *ir; /* the definition; where there is none, a declaration */
	bool defined;		  /* has a body in the driver (or in a model header) */
	bool model;		  /* declared by a model or system header */
	bool guessed;		  /* its declaration was made up */
	bool address_taken;
	struct str section;	      /* "PAGE"..., "INIT", or empty = resident */
	bool pageable;		      /* section starts with PAGE */
	bool sal_read;		      /* see model_sal() */
	struct sal_facts sal_fn;      /* of the function or its result */
	struct sal_facts *sal_params; /* per parameter; NULL = none anywhere */
	const struct ddi *ddi;	      /* of functions without a body in the driver */
	const struct effect *effect;
	struct str accessor;		/* `rc:context_accessor`: the context's record type, or empty */
	VEC(const struct role *) roles; /* declared with (typedef, _Function_class_) */
	VEC(fn_id) callees;		/* called directly in its body, each once */
	VEC(fn_id) callers;
	VEC(fn_id) overriders; /* of a virtual method: all that may run in its place, the driver's own */
	bool wrapper;	       /* takes locks (or raises) without giving back, or the reverse: must be gone into */
	bool takes, gives;
	bool small;	 /* a few operations: going into it costs no more than not knowing what it does (see link.c) */
	bool hands_over; /* its body names a function that it does not call: registers a callback */
	bool forwards;	 /* its body is one call and decides nothing: a mistake in that call is its caller's */
	bool effects;	 /* it or something it calls changes IRQL, locks or tracked objects */
	/* what it was seen to return as a root: bit n = the number n; none where something else may come */
	uint32_t returns;
};

enum obj_kind {
	OBJ_UNKNOWN,
	OBJ_DRIVER,
	OBJ_DEVICE,
	OBJ_DEVICE_INIT,
	OBJ_QUEUE,
	OBJ_REQUEST,
	OBJ_FILE,
	OBJ_TARGET,
	OBJ_USB_DEVICE,
	OBJ_USB_INTERFACE,
	OBJ_USB_PIPE,
	OBJ_TIMER,
	OBJ_DPC,
	OBJ_WORKITEM,
	OBJ_INTERRUPT,
	OBJ_SPINLOCK,
	OBJ_WAITLOCK,
	OBJ_MEMORY,
	OBJ_LOOKASIDE,
	OBJ_COLLECTION,
	OBJ_STRING,
	OBJ_KEY,
	OBJ_DMA_ENABLER,
	OBJ_DMA_TRANSACTION,
	OBJ_COMMON_BUFFER,
	OBJ_CHILD_LIST,
	OBJ_WMI,
	OBJ_GENERAL,
	OBJ_KINDS
};

enum wdf_level { LEVEL_UNSET = 0, LEVEL_INHERIT = 1, LEVEL_PASSIVE = 2, LEVEL_DISPATCH = 3, LEVEL_UNKNOWN = -1 };
enum wdf_scope {
	SCOPE_UNSET = 0,
	SCOPE_INHERIT = 1,
	SCOPE_DEVICE = 2,
	SCOPE_QUEUE = 3,
	SCOPE_NONE = 4,
	SCOPE_UNKNOWN = -1
};

/* How a request came into the driver's hands. */
enum request_origin { REQ_UNKNOWN, REQ_PRESENTED, REQ_RETRIEVED, REQ_CREATED, REQ_FROM_IRP };

/* What an I/O target is, as a set: an origin may be several. */
enum {
	TGT_LOCAL = 1,	 /* WdfDeviceGetIoTarget */
	TGT_CREATED = 2, /* WdfIoTargetCreate: remote */
	TGT_USB = 4,	 /* of a USB device or pipe: specialised */
	TGT_BY_NAME = 8, /* opened by name somewhere in the driver */
	TGT_EXISTING = 16,
	TGT_FILE_OBJECT = 32, /* opened on an existing device with TargetFileObject set */
	TGT_LOCAL_BY_FILE = 64,
	TGT_REOPENED = 128,
	TGT_OPEN_UNKNOWN = 256, /* opened with parameters that are not known */
	TGT_READER = 512,	/* continuous reader configured (USB pipe) */
};

/* One member of the structures an object was created with, as it stood at the create call. */
struct obj_prop {
	struct str record, field; /* "_WDF_IO_QUEUE_CONFIG", "PowerManaged" */
	enum { PROP_UNKNOWN, PROP_INT, PROP_FN, PROP_OBJ, PROP_VARIES } kind;
	int64_t num;	    /* INT */
	fn_id fn;	    /* FN */
	obj_id obj;	    /* OBJ */
	struct site set_at; /* the driver's assignment; unit NULL = the *_INIT function gave the value, or not known */
};

struct obj_event { /* something done to the object somewhere in the driver */
	struct site at;
	struct str what; /* callee's name */
	unsigned flags;	 /* targets: TGT_ of this open */
};

struct object {
	obj_id id;
	enum obj_kind kind;
	struct site created;
	struct str creator; /* "WdfIoQueueCreate"; or the callback that hands it in */
	obj_id parent;	    /* 0 = not known or none */
	bool parent_known;
	bool attributes_known; /* false: attributes came from somewhere unseen; NULL attributes are known */
	enum wdf_level level;  /* as set in the attributes */
	enum wdf_scope scope;
	struct site level_at, scope_at; /* where the attribute structure was given that value, or the create call */
	struct str context;		/* record type of its context, or empty */
	VEC(struct obj_prop) props;
	bool props_zero;  /* members not in `props` were zero at the create call */
	unsigned target;  /* TGT_ bits */
	obj_id target_of; /* device or pipe of a local or USB target */
	enum request_origin request;
	VEC(struct obj_event) events; /* opens, reader configurations, sets of attributes */
	bool per_call;		      /* stands for many: made in a loop, or a callback's parameter */
	uint32_t stamp;		      /* round of pass collect that last saw it created */
};

enum { PROC_REQUESTER = 1, PROC_ARBITRARY = 2, PROC_SYSTEM = 4, PROC_SENDER = 8, PROC_UNKNOWN = 16 };

/* One way the framework, the kernel or an unseen caller enters the driver. */
struct root {
	uint32_t id;
	fn_id fn;
	const struct role *role; /* NULL: no role known */
	obj_id object;		 /* what it was registered with; 0 = not known */
	int major;		 /* IRP major function it is registered for, or -1 */
	int major_lo, major_hi;	 /* while it is explored: of all roots it stands for */
	bool filter_known;	 /* file system filters: the registration's entry was read, with */
	fn_id filter_pre;	 /* ... the entry's pre-operation callback, or MODEL_NONE */
	bool no_paging;		 /* ... and whether it asks to be left out of paging I/O */
	struct irql_range irql;
	bool irql_known;	 /* false: nothing promises a level */
	unsigned process;	 /* PROC_ bits */
	obj_id lock_object;	 /* entered with this object's callback lock held; 0 = none */
	bool callback_lock;	 /* automatic synchronization: a callback lock is held */
	bool callback_lock_spin; /* ... a spin lock (level DISPATCH), otherwise a mutex */
	struct str why;		 /* one sentence: why it may be at that level */
	struct str source;	 /* where that comes from: "contract of EVT_...", "driver annotation" */
	struct str doc;
	struct site registered; /* unit NULL = only declared by its role type */
	bool config_unknown;	/* creation code not in the review */
	bool open_ended;	/* callers unknown: nobody calls it, no role */
	bool annotated;		/* level from the driver's own annotation */
	/* pass collect's: explored, what that depended on, and the state of those things then */
	bool explored, reads_objects;
	struct field_read *reads;
	size_t n_reads;
	uint64_t seen;
};

/* A value stored in a member anywhere in the driver. */
enum origin_kind { ORG_UNKNOWN, ORG_INT, ORG_NULL, ORG_FN, ORG_OBJ };
struct origin {
	enum origin_kind kind;
	int64_t num;
	uint32_t id;	 /* fn_id or obj_id */
	uint32_t global; /* 1 + the global that holds the member; 0 = none does; ORIGIN_SEVERAL */
	struct site at;
};
#define ORIGIN_SEVERAL UINT32_MAX

enum { FIELD_ALTS = 4 }; /* origins that a load tells apart; where there are more, it says nothing */

/* A member whose origins were asked for, and its stamp at that moment: model_field_stamp(). */
struct field_read {
	uint32_t field, stamp;
};

struct field {
	uint32_t id;
	name_id record, name;
	VEC(struct origin) from;
	bool unknown;			  /* something not understood was stored too */
	VEC(const struct ir_op *) makers; /* calls whose result or out argument is stored */
	bool made_otherwise;		  /* something is stored that is neither a call's nor a constant */
	uint32_t round;			  /* of pass collect */
	uint32_t version;		  /* grows with every new origin that a load could tell */
};

/* ExecutionLevel or SynchronizationScope assigned to attributes that a create call has read already, and that none reads again. */
struct late_set {
	struct site at, made;
	const struct ir_op *op;
	struct str creator, member;
};

/* A call that opens a handle, on all ways to it. */
struct opened {
	const struct ir_op *op;
	struct site at;
	bool bare;	  /* without OBJ_KERNEL_HANDLE for certain */
	bool other;	  /* with it, not known, or attached to a process */
	unsigned process; /* PROC_ bits */
};

enum limit_kind { LIMIT_STEPS, LIMIT_DEPTH, LIMIT_RECURSION, LIMIT_STATES, LIMIT_OPAQUE, LIMIT_KINDS };
struct limit {
	enum limit_kind kind;
	fn_id fn;
	uint32_t count;
};

struct model_unit {
	const struct ir_unit *u;
	fn_id *fns;	   /* by index of u->funcs */
	uint32_t *globals; /* by index of u->globals: driver-wide id */
	name_id *names;	   /* by ir_str, filled in as needed; UINT32_MAX = not yet */
	uint32_t n_names;
	uint32_t index;
};

struct gvar {
	struct str name;
	const struct ir_unit *unit; /* whose definition counts */
	uint32_t index;		    /* in unit->globals */
	uint32_t field;		    /* its origins, as a struct field */
	bool is_static;
};

struct model {
	struct arena *a;
	struct driver_info info;
	struct strtab *names;
	VEC(struct model_unit) units;
	VEC(struct fn) fns;
	VEC(struct gvar) globals;
	VEC(struct object) objects; /* [0] unused */
	VEC(struct root) roots;
	VEC(struct field) fields; /* [0] unused */
	VEC(struct limit) limits;
	VEC(struct late_set) late_sets; /* after pass check */
	VEC(struct opened) opened;
	struct map *fn_by_name, *global_by_name, *field_by_key, *object_by_key, *unit_by_ptr;
	struct map *answers; /* what a rule asked of the whole driver's code: once is enough (rules/kept.c) */
	uint32_t round;	     /* of pass collect */
	uint32_t version;    /* grows with every addition; pass collect runs until it stays */
	uint32_t steps;	     /* operations executed, all passes */
};

/* link.c: units -> functions, globals, call graph, SAL facts. */
struct model *model_link(struct arena *a, struct ir_unit **units, size_t n, const struct driver_info *info);
name_id model_name(struct model *m, struct str s);
struct str model_text(const struct model *m, name_id id);
/* Reads the function's annotations, once. */
void model_sal(struct model *m, fn_id id);
struct model_unit *model_unit_of(const struct model *m, const struct ir_unit *u);
name_id model_unit_name(struct model *m, struct model_unit *mu, ir_str s);
const struct fn *model_fn(const struct model *m, fn_id id);
const struct fn *model_fn_named(const struct model *m,
				struct str name); /* NULL = none; statics by plain name, the first */

/* objects.c */
const struct object *model_object(const struct model *m, obj_id id); /* NULL for 0 */
struct object *model_object_at(struct model *m, uint64_t key, enum obj_kind kind, bool *made);
struct field *model_field(struct model *m, name_id record, name_id field);
const struct field *model_field_find(const struct model *m, struct str record, struct str field);
/* Whether one more origin changes what a load of the member gives. */
bool model_field_tells(const struct field *f);
/* Another one whenever a load of the member gives something else. */
uint32_t model_field_stamp(const struct field *f);
void model_origin_add(struct model *m, struct field *f, struct origin o);
const struct obj_prop *object_prop(const struct object *o, const char *field);
bool object_int(const struct object *o, const char *field, int64_t *out); /* exactly known */
/* What pass collect saw of the call; NULL = it opens nothing. */
struct opened *model_opened(struct model *m, const struct ir_op *op, bool make);
const char *obj_kind_name(enum obj_kind k);
void model_limit(struct model *m, enum limit_kind k, fn_id fn);

/* context.c: what is in effect for an object, by inheritance; and entry contexts. */
struct effective {
	enum wdf_level level;			      /* PASSIVE, DISPATCH or UNKNOWN */
	enum wdf_scope scope;			      /* DEVICE, QUEUE, NONE or UNKNOWN */
	const struct object *level_from, *scope_from; /* whose attributes decided; NULL = the default */
};
struct effective model_effective(const struct model *m, const struct object *o);
/* Fills in level, process, locks and reasons of a root from its role and its object. */
void model_root_context(struct model *m, struct root *r);
/* Adds the root where it is new (same function, role and object); returns it. */
struct root *model_root_add(struct model *m, fn_id fn, const struct role *role, obj_id object, int major,
			    struct site registered);
const char *limit_name(enum limit_kind k);

/* filter.c: level and process of a file system filter's pre- and post-operation callbacks. */
void model_filter_context(const struct model *m, struct root *r);

/* The file is in the driver's tree (not a model or system header). */
bool site_in_driver(const struct site *s);
struct str site_file(const struct site *s);

/* map.c: the map a reviewer makes first. */
void model_map_json(const struct model *m, struct buf *out);
void model_map_text(const struct model *m, struct buf *out);

#endif
