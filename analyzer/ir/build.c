/* Makes units, functions and blocks; access paths are in path.c. */
#include "base/hash.h"
#include "base/map.h"
#include "ir/build.h"

struct ir_unit *ir_unit_new(struct arena *a)
{
	struct ir_unit *u = ARENA_NEW(a, struct ir_unit);
	u->a = a;
	u->strs = strtab_new(a);
	u->func_ids = map_new(a);
	u->global_ids = map_new(a);
	u->init_func = IR_NONE;
	ir_type_add(u, (struct ir_type_rec){ .kind = IR_T_UNKNOWN });
	return u;
}

ir_str ir_intern(struct ir_unit *u, struct str s)
{
	return strtab_add(u->strs, s);
}

struct str ir_text(const struct ir_unit *u, ir_str id)
{
	return strtab_get(u->strs, id);
}

const char *ir_textz(const struct ir_unit *u, ir_str id)
{
	return strtab_get(u->strs, id).s;
}

ir_type ir_type_add(struct ir_unit *u, struct ir_type_rec t)
{
	*VEC_PUSH(u->a, &u->types) = t;
	return (ir_type)u->types.n - 1;
}

uint32_t ir_func_add(struct ir_unit *u, ir_str name)
{
	uint64_t *slot = map_put(u->func_ids, name);
	if (*slot == 0) {
		*VEC_PUSH(u->a, &u->funcs) = (struct ir_func){ .name = name };
		*slot = u->funcs.n;
	}
	return (uint32_t)*slot - 1;
}

uint32_t ir_func_find(const struct ir_unit *u, ir_str name)
{
	const uint64_t *slot = map_get(u->func_ids, name);
	return slot ? (uint32_t)*slot - 1 : IR_NONE;
}

uint32_t ir_global_add(struct ir_unit *u, ir_str name)
{
	uint64_t *slot = map_put(u->global_ids, name);
	if (*slot == 0) {
		*VEC_PUSH(u->a, &u->globals) = (struct ir_global){ .name = name };
		*slot = u->globals.n;
	}
	return (uint32_t)*slot - 1;
}

uint32_t ir_global_find(const struct ir_unit *u, ir_str name)
{
	const uint64_t *slot = map_get(u->global_ids, name);
	return slot ? (uint32_t)*slot - 1 : IR_NONE;
}

bool ir_ids_room(struct arena *a, struct ir_ids *t, size_t used)
{
	if ((used + 1) * 2 <= t->n_slots)
		return false;
	t->n_slots = t->n_slots ? t->n_slots * 2 : 16;
	t->slots = ARENA_ARRAY(a, uint32_t, t->n_slots);
	return true;
}

static uint32_t *var_slot(const struct ir_func *f, ir_str name)
{
	uint32_t i = (uint32_t)hash_mix(0, name) & (f->var_ids.n_slots - 1);
	while (f->var_ids.slots[i] && f->vars.v[f->var_ids.slots[i] - 1].name != name)
		i = (i + 1) & (f->var_ids.n_slots - 1);
	return &f->var_ids.slots[i];
}

uint32_t ir_var_find(const struct ir_func *f, ir_str name)
{
	uint32_t id = f->var_ids.n_slots ? *var_slot(f, name) : 0;
	return id ? id - 1 : IR_NONE;
}

/* "x" -> "x~2", "x~3": the number goes on where the last twin stopped. */
static ir_str twin_name(struct ir_unit *u, struct ir_func *f, ir_str name)
{
	for (;;) {
		uint64_t n = ++*map_put(f->twins, name) + 1;
		struct str base = ir_text(u, name);
		struct buf b;
		ir_str twin;
		buf_init(&b, base.n + 32);
		buf_str(&b, base);
		buf_putc(&b, '~');
		buf_u64(&b, n);
		twin = ir_intern(u, buf_view(&b));
		buf_free(&b);
		if (ir_var_find(f, twin) == IR_NONE)
			return twin;
	}
}

uint32_t ir_var_add(struct ir_unit *u, struct ir_func *f, struct ir_var v)
{
	if (v.name == 0)
		v.name = ir_intern(u, STR("unnamed"));
	if (ir_var_find(f, v.name) != IR_NONE) {
		if (!f->twins)
			f->twins = map_new(u->a);
		v.name = twin_name(u, f, v.name);
	}
	if (ir_ids_room(u->a, &f->var_ids, f->vars.n))
		for (size_t i = 0; i < f->vars.n; i++)
			*var_slot(f, f->vars.v[i].name) = (uint32_t)i + 1;
	*VEC_PUSH(u->a, &f->vars) = v;
	*var_slot(f, v.name) = (uint32_t)f->vars.n;
	return (uint32_t)f->vars.n - 1;
}

uint32_t ir_block_add(struct ir_unit *u, struct ir_func *f)
{
	*VEC_PUSH(u->a, &f->blocks) = (struct ir_block){ .seh = IR_NONE };
	return (uint32_t)f->blocks.n - 1;
}

struct ir_op *ir_op_add(struct ir_unit *u, struct ir_func *f, uint32_t bb, struct ir_op op)
{
	struct ir_block *b = &f->blocks.v[bb];
	if (b->n_ops == b->cap) {
		uint32_t cap = b->cap ? b->cap * 2 : 2; /* most blocks are short, and an op is big */
		struct ir_op *ops = ARENA_ARRAY(u->a, struct ir_op, cap);
		if (b->n_ops)
			memcpy(ops, b->ops, b->n_ops * sizeof *ops);
		b->ops = ops;
		b->cap = cap;
	}
	if (ir_is_terminator(op.kind) || op.kind == IR_SEH_ENTER || op.kind == IR_SEH_LEAVE)
		op.dst = IR_NONE;
	b->ops[b->n_ops] = op;
	return &b->ops[b->n_ops++];
}
