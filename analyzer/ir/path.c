/* Access paths: hash-consed per function, with types derived from the base's. */
#include "base/hash.h"
#include "ir/build.h"

const struct ir_field *ir_field_find(const struct ir_unit *u, ir_type record, ir_str name)
{
	const struct ir_type_rec *t;
	if (record >= u->types.n)
		return NULL;
	t = &u->types.v[record];
	for (uint32_t i = 0; i < t->n_fields; i++)
		if (t->fields[i].name == name)
			return &t->fields[i];
	return NULL;
}

/* Ids of a unit still being read may point nowhere: the verifier, which finds out, comes later. */
static const struct ir_type_rec *type_of(const struct ir_unit *u, const struct ir_func *f, ir_path p)
{
	ir_type t = f->paths.v[p].type;
	return &u->types.v[t < u->types.n ? t : 0];
}

static ir_type derive_index(const struct ir_unit *u, const struct ir_func *f, ir_path base)
{
	const struct ir_type_rec *t = type_of(u, f, base);
	if (t->kind == IR_T_ARRAY || t->kind == IR_T_PTR)
		return t->elem;
	/* p[i] is written as INDEX of *p: what p points to is the element. */
	return f->paths.v[base].kind == IR_P_DEREF ? f->paths.v[base].type : 0;
}

ir_type ir_path_derive(const struct ir_unit *u, const struct ir_func *f, const struct ir_path_rec *p)
{
	const struct ir_type_rec *t;
	const struct ir_field *field;
	switch (p->kind) {
	case IR_P_LOCAL:
		return f->vars.v[p->var].type;
	case IR_P_GLOBAL:
		return u->globals.v[p->var].type;
	case IR_P_DEREF:
		t = type_of(u, f, p->base);
		return t->kind == IR_T_PTR || t->kind == IR_T_REF || t->kind == IR_T_ARRAY ? t->elem : 0;
	case IR_P_FIELD:
		field = ir_field_find(u, f->paths.v[p->base].type, p->name);
		return field ? field->type : 0;
	case IR_P_INDEX:
		return derive_index(u, f, p->base);
	}
	return 0;
}

static bool same_path(const struct ir_path_rec *a, const struct ir_path_rec *b)
{
	return a->kind == b->kind && a->var == b->var && a->base == b->base && a->name == b->name &&
	       a->index.kind == b->index.kind && a->index.num == b->index.num && a->index.path == b->index.path;
}

static uint64_t path_hash(const struct ir_path_rec *p)
{
	uint64_t h = hash_mix(p->kind, (uint64_t)p->var << 32 | p->base);
	h = hash_mix(h, (uint64_t)p->name << 32 | p->index.path);
	return hash_mix(h, (uint64_t)p->index.num * 8 + p->index.kind);
}

static uint32_t *path_slot(const struct ir_func *f, const struct ir_path_rec *p)
{
	uint32_t i = (uint32_t)path_hash(p) & (f->path_ids.n_slots - 1);
	while (f->path_ids.slots[i] && !same_path(&f->paths.v[f->path_ids.slots[i] - 1], p))
		i = (i + 1) & (f->path_ids.n_slots - 1);
	return &f->path_ids.slots[i];
}

static uint32_t depth_of(const struct ir_func *f, const struct ir_path_rec *p)
{
	uint32_t depth = p->base == IR_NONE ? 0 : f->paths.v[p->base].depth + 1;
	if (p->index.kind == IR_O_PATH && f->paths.v[p->index.path].depth + 1 > depth)
		depth = f->paths.v[p->index.path].depth + 1;
	return depth;
}

/* The path's id, made where it is new. Types are no part of its identity: the first one asked for stays. */
static ir_path cons(struct ir_unit *u, struct ir_func *f, struct ir_path_rec p)
{
	uint32_t *slot;
	if (ir_ids_room(u->a, &f->path_ids, f->paths.n))
		for (size_t i = 0; i < f->paths.n; i++)
			*path_slot(f, &f->paths.v[i]) = (uint32_t)i + 1;
	slot = path_slot(f, &p);
	if (*slot)
		return *slot - 1;
	p.depth = depth_of(f, &p);
	if (p.depth > IR_PATH_DEPTH)
		return p.base;
	if (p.type == 0)
		p.type = ir_path_derive(u, f, &p);
	*VEC_PUSH(u->a, &f->paths) = p;
	*slot = (uint32_t)f->paths.n;
	return (ir_path)f->paths.n - 1;
}

static struct ir_path_rec step(enum ir_path_kind kind, ir_path base, ir_type type)
{
	return (struct ir_path_rec){ .kind = kind, .base = base, .type = type, .index = ir_none() };
}

ir_path ir_path_local(struct ir_unit *u, struct ir_func *f, uint32_t var)
{
	struct ir_path_rec p = step(IR_P_LOCAL, IR_NONE, 0);
	p.var = var;
	return cons(u, f, p);
}

ir_path ir_path_global(struct ir_unit *u, struct ir_func *f, uint32_t global)
{
	struct ir_path_rec p = step(IR_P_GLOBAL, IR_NONE, 0);
	p.var = global;
	return cons(u, f, p);
}

ir_path ir_path_deref(struct ir_unit *u, struct ir_func *f, ir_path base, ir_type type)
{
	return cons(u, f, step(IR_P_DEREF, base, type));
}

ir_path ir_path_field(struct ir_unit *u, struct ir_func *f, ir_path base, ir_str name, ir_type type)
{
	struct ir_path_rec p = step(IR_P_FIELD, base, type);
	p.name = name;
	return cons(u, f, p);
}

ir_path ir_path_index(struct ir_unit *u, struct ir_func *f, ir_path base, struct ir_opd index, ir_type type)
{
	struct ir_path_rec p = step(IR_P_INDEX, base, type);
	if (index.kind == IR_O_INT || index.kind == IR_O_PATH)
		p.index = index;
	if (index.kind == IR_O_INT)
		p.index.path = IR_NONE;
	if (index.kind == IR_O_PATH)
		p.index.num = 0, p.index.name = 0;
	return cons(u, f, p);
}
