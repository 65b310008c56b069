#ifndef RC_FRONT_LOWER_H
#define RC_FRONT_LOWER_H
/*
 * Private to front/: lowering of one parsed unit to IR. `struct lo` is the unit's state, `struct fn`
 * that of the function being lowered. Decl and Stmt identity is the pointer libclang keeps in
 * CXCursor.data ([0] declarations, [1] statements), QualType's in CXType.data[0]: hashing them
 * saves a string per look-up.
 */
#include "base/map.h"
#include "front/front_int.h"

/* One source file of the unit; parallel to unit->files. */
struct lo_file {
	CXFile file;
	struct str text;
	CXSourceLocation known; /* a place in it, outside of macros */
	bool driver;		/* inside the reviewed tree */
	bool host;		/* a host header: large, and nothing in it has to be read as text */
	bool loaded;
};

/* A record type: the ir_types that are spellings of it share its fields. */
struct lo_record {
	CXCursor decl;
	CXType type;
	bool full; /* the driver's own: all fields are listed; a model record lists those the code uses */
	VEC(ir_type) ids;
	VEC(struct ir_field) fields;
};

/* What an expression evaluates to. */
struct val {
	struct ir_opd o;
	ir_type t;
	uint64_t origin; /* constants: where the macro name stands that it was written as; 0 = not one macro */
};

struct where {
	struct ir_loc at, spell;
	ir_str macro;
};

/* A scope that control has to do something to leave: destructors, SEH regions. A tree: goto finds its way in it. */
enum scope_kind { SCOPE_DTOR, SCOPE_EXCEPT, SCOPE_FINALLY };
struct scope {
	enum scope_kind kind;
	struct scope *up;
	uint32_t depth;
	uint32_t region; /* SEH */
	uint32_t reason; /* FINALLY: variable that says where to go on */
	uint32_t handler;
	uint32_t end_bb;	   /* FINALLY: the block whose SWITCH goes on to where control was heading */
	VEC(struct ir_case) cases; /* FINALLY: reason -> block */
	ir_path obj;		   /* DTOR */
	ir_str dtor;
	CXCursor at;
};

/* What break and continue leave, and __leave. */
struct target {
	struct target *up;
	struct scope *scope;
	uint32_t brk, cont; /* IR_NONE: not this one's */
	uint32_t leave;
};

struct sw {
	struct sw *up;
	VEC(struct ir_case) cases;
	uint32_t dflt;
	uint32_t label; /* 1 + the block of the last label */
	ir_type type;
};

struct label {
	uint32_t bb;
	struct scope *scope;
	bool placed;
};

struct jump { /* a goto whose label's scope is not known yet */
	uint32_t bb;
	struct label *label;
	struct scope *scope;
	CXCursor at;
};

struct fn {
	uint32_t fi;	  /* index in unit->funcs: the array moves */
	uint32_t end_col; /* of the closing brace */
	uint32_t bb;	  /* current block, IR_NONE = control does not get here */
	uint32_t region;
	uint32_t temps;
	uint32_t ret_var;
	ir_type result;
	struct map *vars;   /* Decl -> var + 1 */
	struct map *labels; /* LabelStmt -> struct label */
	struct map *params; /* names of parameters in the definition */
	struct scope *scope;
	struct target *target;
	struct sw *sw;
	VEC(struct jump) jumps;
	VEC(struct scope *) finals;
	ir_path this_path; /* C++: IR_NONE = none */
	bool model;
};

/* From this line of this file on, definitions go to `name` (0 = the default section). */
struct seg_event {
	uint32_t file, line, col;
	bool data;
	ir_str name;
};

struct alloc_text {
	ir_str func, section;
	struct ir_loc at;
};

struct work {
	CXCursor def;
	uint32_t fi;
	bool model;
};

/* Where such an expression stands: offsets. */
struct lo_kept {
	uint32_t file;
	unsigned from, to;
};

struct lo {
	struct front *f;
	struct arena *a, *tmp;
	struct ir_unit *u;
	CXTranslationUnit tu;
	const struct parsed *p;
	struct map *files;
	VEC(struct lo_file) file;
	struct map *types, *records, *fields, *funcs, *globals, *macros, *enums;
	struct map *dtors; /* class that is an instance of a template -> its destructor's number in `dtor` + 1 */
	VEC(CXCursor) dtor;
	VEC(struct lo_record *) recs;
	VEC(struct work) work;
	VEC(CXCursor) kid_stack;
	struct fn *fn;
	struct fn *init; /* "<globals>" */
	ir_type t_int, t_bool, t_voidp, t_size, t_void, t_u32, t_i64, t_char;
	uint32_t last_loc; /* raw location of the cached `last` */
	struct where last;
	uint32_t lambdas;
	struct map *seg_macros; /* macro name -> index + 1 in seg_texts */
	VEC(struct str) seg_texts;
	VEC(struct seg_event) segs;
	VEC(struct alloc_text) allocs;
	VEC(struct lo_kept) kept;
	unsigned depth; /* of expression and statement recursion */
};

struct kids {
	CXCursor *v;
	uint32_t n;
};

/* Deeper nesting than this becomes OPAQUE: the recursion below is on the C stack. */
enum { LO_DEPTH = 900 };

/* ---- src.c ---- */
uint32_t lo_file(struct lo *l, CXFile file);
struct str lo_contents(struct lo *l, uint32_t file);
struct ir_loc lo_loc(struct lo *l, CXSourceLocation at);
struct where lo_where(struct lo *l, CXCursor c);
bool lo_in_driver(struct lo *l, CXCursor c);
/* The macro a location's text comes from (innermost that the author wrote), and its place; 0 = none. */
ir_str lo_macro_name(struct lo *l, CXSourceLocation at, uint64_t *origin);
ir_str lo_str(struct lo *l, CXString s);
struct str lo_text(struct lo *l, CXSourceRange r);
static inline bool lo_from_macro(CXSourceLocation at)
{
	return at.int_data >> 31; /* clang's SourceLocation::isMacroID */
}

/* ---- tree.c: children and tests on cursors ---- */
/* Statements, expressions and declarations only: no type, namespace or template references, no attributes. */
struct kids lo_kids(struct lo *l, CXCursor c);
struct kids lo_all_kids(struct lo *l, CXCursor c);
/* Without parentheses and transparent wrappers. */
CXCursor lo_strip_parens(struct lo *l, CXCursor c);
/* Also without casts, implicit or written. */
CXCursor lo_strip_casts(struct lo *l, CXCursor c);
bool lo_is_null(CXCursor c);

/* ---- type.c ---- */
ir_type lo_type(struct lo *l, CXType t);
ir_type lo_ctype(struct lo *l, CXCursor c);
ir_type lo_ptr_to(struct lo *l, ir_type elem);
ir_str lo_field(struct lo *l, CXCursor field, CXType record, ir_type *type);
void lo_records_finish(struct lo *l);
struct lo_record *lo_record(struct lo *l, CXType canonical);
const struct ir_type_rec *lo_t(const struct lo *l, ir_type t);
bool lo_is_ptr(const struct lo *l, ir_type t);
bool lo_is_int(const struct lo *l, ir_type t);
bool lo_same(const struct lo *l, ir_type a, ir_type b);

/* ---- decl.c, note.c, name.c ---- */
uint32_t lo_func(struct lo *l, CXCursor decl);
ir_str lo_func_name(struct lo *l, CXCursor decl);
uint32_t lo_global(struct lo *l, CXCursor decl);
void lo_decl_notes(struct lo *l, uint32_t fi, CXCursor decl);
void lo_top(struct lo *l);
void lo_var_decl(struct lo *l, CXCursor c);
ir_str lo_qualified(struct lo *l, CXCursor decl);
struct str lo_without_folder(struct lo *l, struct str z);

/* ---- body.c: functions, blocks, operations ---- */
struct ir_func *lo_cur(struct lo *l);
void lo_body(struct lo *l, struct work w);
void lo_globals_begin(struct lo *l);
void lo_globals_end(struct lo *l);
struct ir_op *lo_emit(struct lo *l, CXCursor c, struct ir_op op);
void lo_assign(struct lo *l, CXCursor c, ir_path dst, struct ir_opd a);
void lo_bin(struct lo *l, CXCursor c, ir_path dst, enum ir_bin k, ir_type t, struct ir_opd a, struct ir_opd b);
struct ir_opd lo_call(struct lo *l, CXCursor c, const char *callee, const struct ir_opd *args, uint32_t n, ir_type t);
void lo_opaque(struct lo *l, CXCursor c, ir_path dst, const char *what);
uint32_t lo_block(struct lo *l);
void lo_start(struct lo *l,
	      uint32_t bb); /* goes on in bb; falls into it where control reaches the end of the current one */
void lo_jump(struct lo *l, CXCursor c, uint32_t bb);
void lo_branch(struct lo *l, CXCursor c, struct ir_opd v, uint32_t yes, uint32_t no);
/* With the condition's words, for a finding's path. */
/* A condition or a case as written, or 0 (cond.c). */
ir_str lo_words(struct lo *l, CXCursor c);
void lo_branch_text(struct lo *l, CXCursor c, struct ir_opd v, uint32_t yes, uint32_t no, ir_str text);
uint32_t lo_temp(struct lo *l, ir_type t);
ir_path lo_temp_path(struct lo *l, ir_type t);
ir_path lo_local(struct lo *l, uint32_t var);
uint32_t lo_add_var(struct lo *l, CXCursor c, enum ir_var_kind kind, ir_str name, ir_type t);

/* ---- stmt.c, loop.c, seh.c ---- */
void lo_stmt(struct lo *l, CXCursor c);
void lo_for(struct lo *l, CXCursor c);
void lo_while(struct lo *l, CXCursor c);
void lo_do(struct lo *l, CXCursor c);
void lo_try(struct lo *l, CXCursor c);
void lo_leave(struct lo *l, CXCursor c);
void lo_return(struct lo *l, CXCursor c);
void lo_go(struct lo *l, CXCursor c, uint32_t bb, struct scope *to); /* jump, leaving scopes down to `to` */
void lo_unwind(struct lo *l, CXCursor c, struct scope *to);
struct scope *lo_push(struct lo *l, enum scope_kind kind, CXCursor at);
void lo_scope_end(struct lo *l, CXCursor c, struct scope *to); /* normal end of a block: runs its destructors */
void lo_goto(struct lo *l, CXCursor c);
void lo_label(struct lo *l, CXCursor c);
void lo_jumps_finish(struct lo *l);
void lo_dtor_push(struct lo *l, CXCursor at, ir_path obj, CXType t);

/* ---- expr.c, op.c, call.c, const.c, cast.c, cond.c, init.c ---- */
struct val lo_rv(struct lo *l, CXCursor c);
ir_path lo_lv(struct lo *l, CXCursor c);
void lo_ev(struct lo *l, CXCursor c);
void lo_into(struct lo *l, CXCursor c, ir_path dst);
struct val lo_val(struct ir_opd o, ir_type t);
struct val lo_of_path(struct lo *l, ir_path p);
struct val lo_addr_of(struct lo *l, ir_path p, ir_type ptr);
ir_path lo_deref(struct lo *l, CXCursor c, struct val ptr, ir_type elem);
ir_path lo_referred(struct lo *l, ir_path p);
struct val lo_unary(struct lo *l, CXCursor c, bool used);
struct val lo_binary(struct lo *l, CXCursor c, ir_path dst, bool used);
struct val lo_logic(struct lo *l, CXCursor c, ir_path dst);
struct val lo_select(struct lo *l, CXCursor c, ir_path dst, bool used);
struct val lo_call_expr(struct lo *l, CXCursor c, ir_path dst, bool used);
struct val lo_literal(struct lo *l, CXCursor c);
struct val lo_enumerator(struct lo *l, CXCursor c, CXCursor decl);
bool lo_evaluate(CXCursor c, int64_t *out);
struct val lo_cast(struct lo *l, CXCursor c, struct val v, ir_type to);
struct val lo_convert_const(struct lo *l, struct val v, ir_type to);
bool lo_fold(struct lo *l, CXCursor c, enum ir_bin k, struct val a, struct val b, ir_type t, struct val *out);
void lo_const_name(struct lo *l, CXCursor c, struct val *v, uint64_t origin);
ir_type lo_common(struct lo *l, ir_type a, ir_type b);
ir_type lo_promote(struct lo *l, ir_type t);
ir_type lo_path_type(struct lo *l, ir_path p);
struct val lo_containing_record(struct lo *l, CXCursor c, bool *is);
struct val lo_unexposed(struct lo *l, CXCursor c, ir_path dst, bool used);
bool lo_is_offsetof(struct lo *l, CXCursor c);
ir_path lo_materialise(struct lo *l, CXCursor c, struct val v);
void lo_cond(struct lo *l, CXCursor c, uint32_t yes, uint32_t no);
void lo_init(struct lo *l, CXCursor init, ir_path dst, CXType t);

/* ---- guessed.c: C++ ---- */
bool lo_guessed(const struct lo *l, CXCursor decl);
struct val lo_guessed_construct(struct lo *l, CXCursor c, ir_path obj);
bool lo_guessed_call(struct lo *l, CXCursor c, CXCursor d, CXCursor callee, ir_path dst, struct val *out);
bool lo_is_guessed_member(struct lo *l, CXCursor decl);
ir_path lo_guessed_member(struct lo *l, CXCursor c, CXCursor field);

/* ---- lost.c ---- */
ir_path lo_unknown_member(struct lo *l, CXCursor c, CXCursor base);
ir_path lo_lost_member(struct lo *l, CXCursor c);
void lo_recovered(struct lo *l, CXCursor c, struct kids k, struct val *out);
/* Does an expression stand there that did not compile, and yet was lowered with all its parts? */
bool lo_is_kept(const struct lo *l, uint32_t file, unsigned off);

/* ---- diag.c: what is told of errors, and which functions they touch ---- */
void lo_guesses(struct lo *l, const struct parsed *p);
void lo_diags(struct lo *l);

/* ---- cxx.c, cxx_decl.c ---- */
bool lo_cxx_stmt(struct lo *l, CXCursor c);
bool lo_cxx_expr(struct lo *l, CXCursor c, ir_path dst, bool used, struct val *out);
struct val lo_cxx_construct(struct lo *l, CXCursor c, ir_path obj);
bool lo_cxx_is_construct(CXCursor c);
/* Which method is called depends on the object's class. */
bool lo_cxx_is_dynamic(CXCursor call, CXCursor method);
/* Notes on the function, a method, which methods it overrides: "rc:overrides:CBase::OnRead". */
void lo_cxx_overrides(struct lo *l, uint32_t fi, CXCursor method);
bool lo_cxx_lambda_method(struct lo *l, CXCursor method, CXCursor object, struct val *out);
CXCursor lo_cxx_dtor(struct lo *l, CXType t);
void lo_cxx_ctor_inits(struct lo *l, CXCursor def);
void lo_cxx_dtor_members(struct lo *l, CXCursor def);
ir_path lo_this_member(struct lo *l, CXCursor c);

/* ---- pragma.c: what the driver's files say beside code ---- */
void lo_pragmas_read(struct lo *l);  /* before declarations: macros that name sections */
void lo_pragmas_apply(struct lo *l); /* after them: sections of functions and globals */
/* The section a macro's body (or an attribute's text) names, or 0. */
ir_str lo_section_in(struct lo *l, struct str text);

#endif
