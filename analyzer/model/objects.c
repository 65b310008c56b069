/* Framework objects and the origins of what is stored in structure members. */
#include "base/hash.h"
#include "model/model.h"

enum { ORIGINS_MAX = 12, FUNCTIONS_MAX = 64 /* of a table of handlers */, EVENTS_MAX = 24 };

const struct object *model_object(const struct model *m, obj_id id)
{
	return id && id < m->objects.n ? &m->objects.v[id] : NULL;
}

struct object *model_object_at(struct model *m, uint64_t key, enum obj_kind kind, bool *made)
{
	uint64_t k = hash_mix(key, kind);
	uint64_t *slot = map_get(m->object_by_key, k);
	*made = !slot;
	if (slot)
		return &m->objects.v[*slot];
	*map_put(m->object_by_key, k) = m->objects.n;
	struct object *o = VEC_PUSH(m->a, &m->objects);
	*o = (struct object){
		.id = (obj_id)(m->objects.n - 1), .kind = kind, .level = LEVEL_UNKNOWN, .scope = SCOPE_UNKNOWN
	};
	m->version++;
	return o;
}

struct field *model_field(struct model *m, name_id record, name_id field)
{
	uint64_t key = (uint64_t)record << 32 | field;
	uint64_t *slot = map_get(m->field_by_key, key);
	if (slot)
		return &m->fields.v[*slot];
	*map_put(m->field_by_key, key) = m->fields.n;
	struct field *f = VEC_PUSH(m->a, &m->fields);
	*f = (struct field){ .id = (uint32_t)(m->fields.n - 1), .record = record, .name = field };
	return f;
}

const struct field *model_field_find(const struct model *m, struct str record, struct str field)
{
	name_id r = strtab_find(m->names, record), f = strtab_find(m->names, field);
	const uint64_t *slot = r && f ? map_get(m->field_by_key, (uint64_t)r << 32 | f) : NULL;
	return slot ? &m->fields.v[*slot] : NULL;
}

/* Numbers are not told (fresh memory holds zero, too) but for a constant global's only one. */
bool model_field_tells(const struct field *f)
{
	for (size_t i = 0; i < f->from.n && f->from.n > 1; i++)
		if (f->from.v[i].kind == ORG_INT)
			return false;
	return f->from.n <= FIELD_ALTS;
}

uint32_t model_field_stamp(const struct field *f)
{
	return f->version * 2 + (f->unknown && model_field_tells(f));
}

void model_origin_add(struct model *m, struct field *f, struct origin o)
{
	if (!f->id)
		return;
	if (o.kind == ORG_UNKNOWN) {
		if (!f->unknown)
			m->version++;
		f->unknown = true;
		return;
	}
	for (size_t i = 0; i < f->from.n; i++)
		if (f->from.v[i].kind == o.kind && f->from.v[i].num == o.num && f->from.v[i].id == o.id) {
			if (f->from.v[i].global != o.global)
				f->from.v[i].global = ORIGIN_SEVERAL;
			return;
		}
	if (f->from.n >= (o.kind == ORG_FN ? FUNCTIONS_MAX : ORIGINS_MAX)) {
		f->unknown = true;
		return;
	}
	f->version += model_field_tells(f);
	*VEC_PUSH(m->a, &f->from) = o;
	if (o.kind == ORG_OBJ || o.kind == ORG_FN)
		m->version++;
}

const struct obj_prop *object_prop(const struct object *o, const char *field)
{
	for (size_t i = 0; i < o->props.n; i++)
		if (str_is(o->props.v[i].field, field))
			return &o->props.v[i];
	return NULL;
}

bool object_int(const struct object *o, const char *field, int64_t *out)
{
	const struct obj_prop *p = object_prop(o, field);
	if (!p || p->kind != PROP_INT)
		return false;
	*out = p->num;
	return true;
}

struct opened *model_opened(struct model *m, const struct ir_op *op, bool make)
{
	for (size_t i = 0; i < m->opened.n; i++)
		if (m->opened.v[i].op == op)
			return &m->opened.v[i];
	if (!make)
		return NULL;
	*VEC_PUSH(m->a, &m->opened) = (struct opened){ .op = op };
	return &m->opened.v[m->opened.n - 1];
}

const char *obj_kind_name(enum obj_kind k)
{
	static const char *const names[OBJ_KINDS] = {
		"object",     "driver",	      "device",	       "device init",	  "queue",
		"request",    "file object",  "I/O target",    "USB device",	  "USB interface",
		"USB pipe",   "timer",	      "DPC",	       "work item",	  "interrupt",
		"spin lock",  "wait lock",    "memory",	       "lookaside list",  "collection",
		"string",     "registry key", "DMA enabler",   "DMA transaction", "common buffer",
		"child list", "WMI object",   "general object"
	};
	return k < OBJ_KINDS ? names[k] : "object";
}

void model_limit(struct model *m, enum limit_kind k, fn_id fn)
{
	for (size_t i = 0; i < m->limits.n; i++)
		if (m->limits.v[i].kind == k && m->limits.v[i].fn == fn) {
			m->limits.v[i].count++;
			return;
		}
	*VEC_PUSH(m->a, &m->limits) = (struct limit){ .kind = k, .fn = fn, .count = 1 };
}

const char *limit_name(enum limit_kind k)
{
	static const char *const names[LIMIT_KINDS] = { "steps", "call depth", "recursion", "states", "opaque" };
	return k < LIMIT_KINDS ? names[k] : "?";
}

bool site_in_driver(const struct site *s)
{
	return s->unit && s->at.file < s->unit->files.n && !(s->unit->files.v[s->at.file].flags & IR_FILE_MODEL);
}

struct str site_file(const struct site *s)
{
	if (!s->unit || s->at.file >= s->unit->files.n)
		return STR("");
	return ir_text(s->unit, s->unit->files.v[s->at.file].path);
}
