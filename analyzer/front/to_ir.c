/* A parsed unit to IR: declarations, then bodies until nothing new is called, then what stands beside code. */
#include "front/lower.h"

static ir_type basic(struct lo *l, enum ir_type_kind kind, uint64_t size, uint32_t flags, const char *name)
{
	return ir_type_add(l->u, (struct ir_type_rec){ .kind = kind,
						       .size = size,
						       .flags = flags,
						       .name = ir_intern(l->u, str_from(name)) });
}

static void basics(struct lo *l)
{
	l->t_void = basic(l, IR_T_VOID, 0, 0, "void");
	l->t_int = basic(l, IR_T_INT, 4, IR_TF_SIGNED, "int");
	l->t_u32 = basic(l, IR_T_INT, 4, 0, "unsigned int");
	l->t_bool = basic(l, IR_T_BOOL, 1, 0, "bool");
	l->t_size = basic(l, IR_T_INT, 8, 0, "unsigned long long");
	l->t_i64 = basic(l, IR_T_INT, 8, IR_TF_SIGNED, "long long");
	l->t_char = basic(l, IR_T_INT, 1, IR_TF_SIGNED, "char");
	l->t_voidp = lo_ptr_to(l, l->t_void);
}

void front_to_ir(struct parsed *p, struct ir_unit *u)
{
	struct lo *l = ARENA_NEW(p->a, struct lo);
	l->f = p->f;
	l->a = u->a;
	l->tmp = p->a;
	l->u = u;
	l->tu = p->tu;
	l->p = p;
	l->files = map_new(l->tmp);
	l->types = map_new(l->tmp);
	l->records = map_new(l->tmp);
	l->fields = map_new(l->tmp);
	l->funcs = map_new(l->tmp);
	l->dtors = map_new(l->tmp);
	l->globals = map_new(l->tmp);
	l->macros = map_new(l->tmp);
	l->enums = map_new(l->tmp);
	l->seg_macros = map_new(l->tmp);
	basics(l);
	lo_file(l, clang_getFile(l->tu, p->main.s));
	lo_pragmas_read(l);
	lo_globals_begin(l);
	lo_top(l);
	for (size_t i = 0; i < l->work.n; i++) /* grows while it runs */
		lo_body(l, l->work.v[i]);
	lo_globals_end(l);
	lo_records_finish(l);
	lo_pragmas_apply(l);
	lo_guesses(l, p);
	lo_diags(l);
	l->f->stats.funcs_affected = front_affected(u);
}
