#ifndef RC_IR_IR_H
#define RC_IR_IR_H
/*
 * The intermediate representation of one translation unit: types, globals, functions as basic
 * blocks of three-address operations, and what the source says beside code (annotations,
 * sections, suppressions, guesses). Described in ir/README.md; its text form (ir_print, ir_read)
 * is the wire, cache, dump and test format alike.
 *
 * Everything lives in the unit's arena. Ids are indexes into the unit's (or function's) arrays.
 * Id 0 of types is "unknown"; IR_NONE marks "none" elsewhere.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/strtab.h"

#define IR_NONE UINT32_MAX
typedef uint32_t ir_str;  /* id in unit->strs; 0 = empty */
typedef uint32_t ir_type; /* index in unit->types; 0 = unknown */
typedef uint32_t ir_path; /* index in function->paths */

/* Where something stands in the source. file = index in unit->files; line 0 = nowhere. */
struct ir_loc {
	uint32_t file, line, col;
};

enum ir_type_kind {
	IR_T_UNKNOWN,
	IR_T_VOID,
	IR_T_BOOL,
	IR_T_INT,
	IR_T_FLOAT,
	IR_T_PTR,   /* elem = pointee */
	IR_T_REF,   /* C++ reference; elem = referee */
	IR_T_ARRAY, /* elem, count */
	IR_T_RECORD,
	IR_T_ENUM,
	IR_T_FUNC, /* elem = result */
	IR_T_KINDS
};

enum { IR_TF_SIGNED = 1, IR_TF_VOLATILE = 2, IR_TF_CONST = 4, IR_TF_UNION = 8, IR_TF_INCOMPLETE = 16 };

struct ir_field {
	ir_str name; /* members of anonymous records are listed in their parent; never empty */
	ir_type type;
	uint32_t offset; /* bits */
	uint32_t width;	 /* bits of a bit-field, otherwise 0 */
};

struct ir_type_rec {
	enum ir_type_kind kind;
	uint32_t flags;
	uint64_t size; /* bytes; 0 = unknown or none */
	ir_str name;   /* as the author spells it: "WDFREQUEST", "PDEVICE_CONTEXT", "struct _FOO" */
	ir_str tag;    /* records and enums: canonical name without "struct": "_DEVICE_CONTEXT" */
	ir_type elem;
	uint64_t count;
	struct ir_field *fields;
	uint32_t n_fields;
};

/* One SAL or rc: annotation, as text: "sal:_IRQL_requires_max_(DISPATCH_LEVEL)". */
struct ir_note {
	ir_str text;
	int32_t on; /* -1 the function itself (or its result), otherwise a parameter's index */
};

/* An access path: where a value lives. Hash-consed: equal paths of one function have equal ids. */
enum ir_path_kind {
	IR_P_LOCAL,  /* var = index in function->vars (parameters, locals and temporaries) */
	IR_P_GLOBAL, /* var = index in unit->globals */
	IR_P_DEREF,  /* what base points to */
	IR_P_FIELD,  /* member `name` of record base */
	IR_P_INDEX,  /* element of array base, or of what a dereferenced pointer points into */
};

enum ir_opd_kind {
	IR_O_NONE,
	IR_O_INT,   /* num; name = the macro or enumerator it was written as, or empty */
	IR_O_FLOAT, /* name = its text */
	IR_O_STR,   /* name = the literal's bytes */
	IR_O_FUNC,  /* name = a function (its address) */
	IR_O_PATH,  /* the value at path */
	IR_O_ADDR,  /* the address of path */
};

struct ir_opd {
	enum ir_opd_kind kind;
	ir_str name;
	ir_path path;
	int64_t num;
};

struct ir_path_rec {
	enum ir_path_kind kind;
	uint32_t var;
	ir_path base;	     /* DEREF, FIELD, INDEX */
	ir_str name;	     /* FIELD */
	struct ir_opd index; /* INDEX: an IR_O_INT or IR_O_PATH, or NONE where it is not known */
	ir_type type;	     /* of the value there */
	uint32_t depth;	     /* steps from the variable, the deepest index's included; at most IR_PATH_DEPTH */
};

/* Walkers may recurse over a path. The builder makes no deeper one: it returns the base instead. */
enum { IR_PATH_DEPTH = 200 };

enum ir_op_kind {
#define IR_OP(n, t, term) IR_##n,
#include "ir/ops.def"
	IR_OPS
};

enum ir_un { IR_NEG, IR_NOT /* ~ */, IR_LNOT /* ! */, IR_UNS };
enum ir_bin {
	IR_ADD,
	IR_SUB,
	IR_MUL,
	IR_DIV,
	IR_REM,
	IR_SHL,
	IR_SHR,
	IR_AND,
	IR_OR,
	IR_XOR,
	IR_EQ,
	IR_NE,
	IR_LT,
	IR_LE,
	IR_GT,
	IR_GE, /* signedness: that of the operation's `type` */
	IR_BINS
};

struct ir_case {
	int64_t lo, hi; /* inclusive */
	uint32_t bb;
	ir_str text; /* the label in its author's words; empty where the compiler made the case */
};

enum {
	IR_OF_VOLATILE = 1,
	IR_OF_INTERLOCKED = 2,
	IR_OF_IMPLICIT = 4, /* not written by the author: destructor, default argument */
	IR_OF_DYNAMIC = 8   /* a virtual call: the callee, or a method that overrides it (note "rc:overrides:NAME") */
};

struct ir_op {
	enum ir_op_kind kind;
	uint8_t sub; /* enum ir_un or enum ir_bin */
	uint8_t flags;
	uint32_t seh;	     /* SEH_ENTER, SEH_LEAVE: index in function->seh */
	ir_path dst;	     /* IR_NONE = no result */
	ir_type type;	     /* CAST: target type; UN, BIN: type computed in; CALL: result type; otherwise 0 */
	struct ir_opd a, b;  /* CALL: a = callee */
	struct ir_opd *args; /* CALL: arguments; OPAQUE: what it reads */
	uint32_t n_args;
	uint32_t bb[2];
	struct ir_case *cases;
	uint32_t n_cases;
	struct ir_loc at;    /* where the author sees it (macro: the expansion) */
	struct ir_loc spell; /* in a macro: where its text stands; otherwise line 0 */
	ir_str macro;	     /* outermost macro it came from, or empty */
	ir_str text;	     /* OPAQUE: what it was; BR: the condition in its author's words, or empty */
};

struct ir_block {
	struct ir_op *ops; /* the last one, and only it, is a terminator */
	uint32_t n_ops;
	uint32_t cap;
	uint32_t seh; /* innermost region an exception here goes to, or IR_NONE */
};

enum ir_seh_kind { IR_SEH_EXCEPT, IR_SEH_FINALLY, IR_SEH_CATCH };

/*
 * A __try: an exception in one of its blocks may go to `handler`. __finally: the handler block is
 * reached by normal control too (its text is lowered once; it ends in a SWITCH on a saved reason).
 */
struct ir_seh {
	enum ir_seh_kind kind;
	uint32_t handler; /* block of the filter's or finally's start */
	uint32_t parent;  /* enclosing region or IR_NONE */
	struct ir_loc at;
};

enum ir_var_kind { IR_V_PARAM, IR_V_LOCAL, IR_V_TEMP, IR_V_STATIC };

struct ir_var {
	enum ir_var_kind kind;
	ir_str name; /* unique within the function: a shadowing twin is called "name~2" */
	ir_type type;
	struct ir_loc at;
};

enum { IR_ST_CRLF = 1, IR_ST_SEMI = 2, IR_ST_ALONE = 4 }; /* front/statements.h says what they mean */

/*
 * A statement, or a condition's head, in the author's text: what a finding there is known again by (front/statements.h).
 * In the function's file; columns as of places, the end exclusive.
 */
struct ir_stmt {
	uint32_t line, col, end_line, end_col;
	uint64_t words, inside;
	uint32_t tail; /* IR_ST_* */
};

/* A word of the function's text that a mechanical edit may replace: where it begins, in the function's file. */
struct ir_word {
	uint32_t line, col;
	ir_str text;
};

enum {
	IR_FF_STATIC = 1,
	IR_FF_INLINE = 2,
	IR_FF_DEFINED = 4, /* has blocks */
	IR_FF_NORETURN = 8,
	IR_FF_VARIADIC = 16,
	IR_FF_MODEL = 32,   /* declared by a model or system header, not by the driver */
	IR_FF_GUESSED = 64, /* declaration synthesised */
	IR_FF_METHOD = 128,
	IR_FF_CTOR = 256,
	IR_FF_DTOR = 512,
	IR_FF_LAMBDA = 1024,
	IR_FF_VIRTUAL = 2048
};

/* Open addressing over an array's ids; small, as every function has two. */
struct ir_ids {
	uint32_t *slots; /* id + 1; 0 = free; a power of two of them, at most half used */
	uint32_t n_slots;
};

struct ir_func {
	ir_str name;	/* C: the name. C++: qualified, with parameter types where overloaded; unique in the unit */
	ir_str display; /* as authors write it: "CDevice::OnRead" */
	uint32_t flags;
	ir_type result;
	struct ir_loc at;	  /* of the name in the definition (or the declaration) */
	uint32_t end_line;	  /* last line of the definition */
	ir_str section;		  /* "PAGE", "PAGEABLE", "INIT", or empty = resident */
	struct ir_loc section_at; /* the pragma or declspec that put it there */
	VEC(ir_str) roles;	  /* function typedefs it was declared with: "EVT_WDF_IO_QUEUE_IO_READ" */
	VEC(struct ir_note) notes;
	uint32_t n_params; /* the first vars; declared-only functions list theirs too */
	VEC(struct ir_var) vars;
	VEC(struct ir_path_rec) paths;
	VEC(struct ir_block) blocks; /* [0] is the entry */
	VEC(struct ir_seh) seh;
	VEC(struct ir_stmt) stmts; /* in the order of the text */
	VEC(struct ir_word) words; /* likewise; only of a short list (front/body.c) */
	/* builder's: */
	struct ir_ids path_ids, var_ids;
	struct map *twins; /* how many variables share a name; NULL before the first pair */
};

enum { IR_GF_STATIC = 1, IR_GF_CONST = 2, IR_GF_DEFINED = 4, IR_GF_MODEL = 8 };

struct ir_global {
	ir_str name;
	ir_type type;
	uint32_t flags;
	struct ir_loc at;
	ir_str section; /* data_seg, or empty */
};

enum ir_guess_kind { IR_G_TYPE, IR_G_FUNCTION, IR_G_CONSTANT, IR_G_VARIABLE, IR_G_HEADER, IR_G_MEMBER, IR_G_KINDS };

/* A declaration made up because the source names something nobody declares. */
struct ir_guess {
	enum ir_guess_kind kind;
	ir_str name, why;
	struct ir_loc at;
};

/* What the front end could not take in: an error left after synthesis; the statement there is missing from the IR. */
struct ir_diag {
	ir_str text;
	struct ir_loc at;
};

/* `#pragma warning(suppress/disable)`, `#pragma prefast(suppress)`, or a `ringcheck-suppress ID` comment. */
struct ir_suppress {
	ir_str ids; /* as written: "28118 6387", or a rule id */
	ir_str reason;
	uint32_t file, first_line, last_line;
};

enum { IR_FILE_MODEL = 1 /* model or system header */ };

struct ir_file {
	ir_str path; /* relative to the reviewed tree; model headers: "<wdf/wdfrequest.h>" */
	uint32_t flags;
};

enum ir_framework { IR_FW_NONE /* WDM, NDIS, ... */, IR_FW_KMDF, IR_FW_UMDF };

struct ir_unit {
	struct arena *a;
	struct strtab *strs;
	ir_str path; /* of the main source file, relative */
	bool cplusplus;
	enum ir_framework framework;
	uint32_t fw_major, fw_minor; /* 1, 33; 0 = not known */
	VEC(struct ir_file) files;
	VEC(struct ir_type_rec) types;
	VEC(struct ir_global) globals;
	VEC(struct ir_func) funcs; /* defined ones, and every declared one that code here refers to */
	uint32_t init_func;	   /* the function "<globals>" that holds all static initialisers, or IR_NONE */
	VEC(struct ir_guess) guesses;
	VEC(struct ir_diag) diags;
	VEC(struct ir_suppress) suppress;
	struct map *func_ids, *global_ids; /* by name id */
};

/* ---- building (build.c) ---- */
struct ir_unit *ir_unit_new(struct arena *a);
ir_str ir_intern(struct ir_unit *u, struct str s);
struct str ir_text(const struct ir_unit *u, ir_str id);
const char *ir_textz(const struct ir_unit *u, ir_str id);
/* The function's index, made (with only a name) where it is new. The array may move: keep indexes. */
uint32_t ir_func_add(struct ir_unit *u, ir_str name);
uint32_t ir_func_find(const struct ir_unit *u, ir_str name); /* or IR_NONE */
uint32_t ir_global_add(struct ir_unit *u, ir_str name);
uint32_t ir_global_find(const struct ir_unit *u, ir_str name);
uint32_t ir_type_add(struct ir_unit *u, struct ir_type_rec t);
uint32_t ir_var_add(struct ir_unit *u, struct ir_func *f, struct ir_var v); /* makes the name unique */
uint32_t ir_var_find(const struct ir_func *f, ir_str name);		    /* or IR_NONE */
uint32_t ir_block_add(struct ir_unit *u, struct ir_func *f);
/* An operation with "none" wherever it can stand: a zeroed struct ir_op would name path 0. */
static inline struct ir_op ir_op_new(enum ir_op_kind kind)
{
	struct ir_opd none = { .kind = IR_O_NONE, .path = IR_NONE };
	return (struct ir_op){ .kind = kind, .dst = IR_NONE, .a = none, .b = none };
}
struct ir_op *ir_op_add(struct ir_unit *u, struct ir_func *f, uint32_t bb, struct ir_op op);
ir_path ir_path_local(struct ir_unit *u, struct ir_func *f, uint32_t var);
ir_path ir_path_global(struct ir_unit *u, struct ir_func *f, uint32_t global);
/* `type` of the result; 0 = derive it from base's type. */
ir_path ir_path_deref(struct ir_unit *u, struct ir_func *f, ir_path base, ir_type type);
ir_path ir_path_field(struct ir_unit *u, struct ir_func *f, ir_path base, ir_str name, ir_type type);
ir_path ir_path_index(struct ir_unit *u, struct ir_func *f, ir_path base, struct ir_opd index, ir_type type);

static inline struct ir_opd ir_none(void)
{
	return (struct ir_opd){ .kind = IR_O_NONE, .path = IR_NONE };
}
static inline struct ir_opd ir_int(int64_t num, ir_str name)
{
	return (struct ir_opd){ .kind = IR_O_INT, .num = num, .name = name, .path = IR_NONE };
}
static inline struct ir_opd ir_func_opd(ir_str name)
{
	return (struct ir_opd){ .kind = IR_O_FUNC, .name = name, .path = IR_NONE };
}
static inline struct ir_opd ir_val(ir_path p)
{
	return (struct ir_opd){ .kind = IR_O_PATH, .path = p };
}
static inline struct ir_opd ir_addr(ir_path p)
{
	return (struct ir_opd){ .kind = IR_O_ADDR, .path = p };
}

/* ---- asking ---- */
bool ir_is_terminator(enum ir_op_kind k);
/* Successors of a block in order, without exception edges; returns how many (may exceed max). */
uint32_t ir_successors(const struct ir_block *b, uint32_t *out, uint32_t max);
/* The record type a field path's base has, through typedefs: tag or name, for (type, member) identity. */
ir_str ir_path_record(const struct ir_unit *u, const struct ir_func *f, ir_path field);
/* The last operation of a block that has ended, or NULL. */
const struct ir_op *ir_terminator(const struct ir_block *b);
/* Words of the text form: "ge", "int", "call"; "?" where out of range. */
const char *ir_op_word(enum ir_op_kind k);
const char *ir_bin_word(enum ir_bin b);
const char *ir_un_word(enum ir_un b);
const char *ir_type_kind_word(enum ir_type_kind k);
/* The variable or global a path starts at. */
ir_path ir_path_root(const struct ir_func *f, ir_path p);
/* Does p run through `prefix` (or equal it)? The steps only: an index's own path does not count. */
bool ir_path_has_prefix(const struct ir_func *f, ir_path p, ir_path prefix);
/* A member of a record type, or NULL. */
const struct ir_field *ir_field_find(const struct ir_unit *u, ir_type record, ir_str name);
/* Index of the statement that holds the place, or IR_NONE. */
uint32_t ir_stmt_at(const struct ir_func *f, struct ir_loc at);
/* "ctx->Target" */
void ir_path_show(const struct ir_unit *u, const struct ir_func *f, ir_path p, struct buf *out);
void ir_opd_show(const struct ir_unit *u, const struct ir_func *f, struct ir_opd o, struct buf *out);

/* ---- text form (print.c, read.c), and the invariants (verify.c) ---- */
void ir_print(const struct ir_unit *u, struct buf *out);
/* Reads and verifies; hostile input gives an error with its line. Memory: at most about 40 times the text. */
struct ir_unit *ir_read(struct arena *a, struct str text, struct err *e);
bool ir_verify(const struct ir_unit *u, struct err *e);

#endif
