/*
 * Objects made and handed out by the framework, and callbacks handed over: fills the model in pass
 * collect, and gives calls their results in both passes.
 */
#include "base/hash.h"
#include "facts/slots.h"
#include "flow/machine.h"

struct creator {
	const char *name;
	enum obj_kind kind;
	signed char parent, config, attr, out; /* argument, or -1 */
};

static const struct creator creators[] = {
	{ "WdfDriverCreate", OBJ_DRIVER, -1, 3, 2, 4 },
	{ "WdfDeviceCreate", OBJ_DEVICE, -1, -1, 1, 2 },
	{ "WdfIoQueueCreate", OBJ_QUEUE, 0, 1, 2, 3 },
	{ "WdfTimerCreate", OBJ_TIMER, -1, 0, 1, 2 },
	{ "WdfDpcCreate", OBJ_DPC, -1, 0, 1, 2 },
	{ "WdfWorkItemCreate", OBJ_WORKITEM, -1, 0, 1, 2 },
	{ "WdfInterruptCreate", OBJ_INTERRUPT, 0, 1, 2, 3 },
	{ "WdfRequestCreate", OBJ_REQUEST, -1, -1, 0, 2 },
	{ "WdfRequestCreateFromIrp", OBJ_REQUEST, -1, -1, 0, 3 },
	{ "WdfIoTargetCreate", OBJ_TARGET, 0, -1, 1, 2 },
	{ "WdfSpinLockCreate", OBJ_SPINLOCK, -1, -1, 0, 1 },
	{ "WdfWaitLockCreate", OBJ_WAITLOCK, -1, -1, 0, 1 },
	{ "WdfMemoryCreate", OBJ_MEMORY, -1, -1, 0, 4 },
	{ "WdfMemoryCreatePreallocated", OBJ_MEMORY, -1, -1, 0, 3 },
	{ "WdfMemoryCreateFromLookaside", OBJ_MEMORY, -1, -1, -1, 1 },
	{ "WdfLookasideListCreate", OBJ_LOOKASIDE, -1, -1, 0, 5 },
	{ "WdfCollectionCreate", OBJ_COLLECTION, -1, -1, 0, 1 },
	{ "WdfStringCreate", OBJ_STRING, -1, -1, 1, 2 },
	{ "WdfObjectCreate", OBJ_GENERAL, -1, -1, 0, 1 },
	{ "WdfUsbTargetDeviceCreate", OBJ_USB_DEVICE, 0, -1, 1, 2 },
	{ "WdfUsbTargetDeviceCreateWithParameters", OBJ_USB_DEVICE, 0, 1, 2, 3 },
	{ "WdfDmaEnablerCreate", OBJ_DMA_ENABLER, 0, 1, 2, 3 },
	{ "WdfDmaTransactionCreate", OBJ_DMA_TRANSACTION, 0, -1, 1, 2 },
	{ "WdfCommonBufferCreate", OBJ_COMMON_BUFFER, 0, -1, 2, 3 },
	{ "WdfCommonBufferCreateWithConfig", OBJ_COMMON_BUFFER, 0, 2, 3, 4 },
	{ "WdfChildListCreate", OBJ_CHILD_LIST, 0, 1, 2, 3 },
	{ "WdfWmiInstanceCreate", OBJ_WMI, 0, 1, 2, 3 },
	{ "WdfWmiProviderCreate", OBJ_WMI, 0, 1, 2, 3 },
	{ "WdfPdoInitAllocate", OBJ_DEVICE_INIT, -1, -1, -1, -1 },
	{ "WdfControlDeviceInitAllocate", OBJ_DEVICE_INIT, -1, -1, -1, -1 },
};

/* Getters: the result is made of the object in argument 0 and, where `site`, of the place of the call. */
static const struct getter {
	const char *name;
	enum obj_kind kind;
	bool site, parent; /* parent: it is the object's parent */
	unsigned target;
} getters[] = {
	{ "WdfDeviceGetIoTarget", OBJ_TARGET, false, false, TGT_LOCAL },
	{ "WdfUsbTargetDeviceGetIoTarget", OBJ_TARGET, false, false, TGT_USB },
	{ "WdfUsbTargetPipeGetIoTarget", OBJ_TARGET, false, false, TGT_USB },
	{ "WdfUsbInterfaceGetConfiguredPipe", OBJ_USB_PIPE, true, false, 0 },
	{ "WdfUsbTargetDeviceGetInterface", OBJ_USB_INTERFACE, false, false, 0 },
	{ "WdfIoQueueGetDevice", OBJ_DEVICE, false, true, 0 },
	{ "WdfTimerGetParentObject", OBJ_UNKNOWN, false, true, 0 },
	{ "WdfDpcGetParentObject", OBJ_UNKNOWN, false, true, 0 },
	{ "WdfWorkItemGetParentObject", OBJ_UNKNOWN, false, true, 0 },
	{ "WdfInterruptGetDevice", OBJ_DEVICE, false, true, 0 },
	{ "WdfIoTargetGetDevice", OBJ_DEVICE, false, true, 0 },
};

static bool is_chain_op(const struct act *a)
{
	return a != NULL;
}

/* The calls that lead here, so that a helper called twice makes two objects. */
static uint64_t chain_key(const struct act *a, const struct ir_op *op)
{
	uint64_t h = (uint64_t)(uintptr_t)op;
	for (; is_chain_op(a); a = a->up)
		h = hash_mix(h, (uint64_t)(uintptr_t)a->call);
	return h;
}

static uint32_t member(struct machine *m, uint32_t loc, const char *record, const char *name)
{
	return loc_field(m, loc, model_name(m->model, str_from(record)), model_name(m->model, str_from(name)),
			 m->locs.v[loc].unit, 0);
}

static int member_int(struct machine *m, struct state *s, uint32_t loc, const char *record, const char *name)
{
	struct val v = state_load(m, s, member(m, loc, record, name)), l[SYM_ALTS];
	bool all;
	if (v.kind == V_INT)
		return (int)v.num;
	/* One of several: for levels and scopes, the one that promises least. */
	size_t n = val_leaves(m, v, l, SYM_ALTS, &all);
	int best = -1;
	for (size_t i = 0; i < n && all; i++)
		if (l[i].kind != V_INT)
			return -1;
		else if (best < 0 || l[i].num < best)
			best = (int)l[i].num;
	return best;
}

static const char attrs[] = "_WDF_OBJECT_ATTRIBUTES";

static void read_attributes(struct machine *m, struct state *s, struct call *c, int arg, obj_id id)
{
	struct object *o = &m->model->objects.v[id];
	bool again = o->stamp == m->model->round && o->stamp;
	int level = LEVEL_INHERIT, scope = SCOPE_INHERIT;
	uint32_t loc = UINT32_MAX;
	o->attributes_known = true;
	if (arg >= 0 && (size_t)arg < c->n && !(c->args[arg].kind == V_INT && c->args[arg].num == 0)) {
		loc = arg_loc(m, c, (size_t)arg);
		if (loc == UINT32_MAX)
			return;
		level = member_int(m, s, loc, attrs, "ExecutionLevel");
		scope = member_int(m, s, loc, attrs, "SynchronizationScope");
		struct val parent = state_load(m, s, member(m, loc, attrs, "ParentObject"));
		obj_id p = val_obj(m, parent);
		o = &m->model->objects.v[id];
		if (p && p != id) {
			o->parent = p;
			o->parent_known = true;
		} else if (!(parent.kind == V_INT && parent.num == 0) && !o->parent) {
			o->parent_known = false;
		}
		struct val type = state_load(m, s, member(m, loc, attrs, "ContextTypeInfo"));
		if (type.kind == V_ADDR && m->locs.v[type.id].kind == L_GLOBAL) {
			struct str n = m->model->globals.v[m->locs.v[type.id].id].name;
			if (str_starts(n, STR("_WDF_")) && str_ends(n, STR("_TYPE_INFO")))
				m->model->objects.v[id].context = (struct str){ n.s + 5, n.n - 15 };
		}
		o = &m->model->objects.v[id];
		o->attributes_known = level >= 0 && scope >= 0;
	}
	if (again) { /* another path makes it too: the weaker promise counts */
		if (o->level == LEVEL_PASSIVE && level != LEVEL_PASSIVE)
			o->level = (enum wdf_level)level;
		return;
	}
	if (level != (int)o->level || scope != (int)o->scope)
		m->model->version++;
	o->level = (enum wdf_level)level;
	o->scope = (enum wdf_scope)scope;
	o->level_at = o->scope_at = act_site(c->a);
	if (loc != UINT32_MAX) {
		struct site at = place_get(m, s, loc, "ExecutionLevel");
		o->level_at = at.unit ? at : o->level_at;
		at = place_get(m, s, loc, "SynchronizationScope");
		o->scope_at = at.unit ? at : o->scope_at;
	}
	o->stamp = m->model->round;
}

static void add_prop(struct machine *m, struct state *s, obj_id id, const struct loc *l, struct val v)
{
	struct str name = model_text(m->model, l->a);
	struct site set_at = place_get(m, s, l->parent, arena_printf(m->a, STR_FMT, STR_ARG(name)));
	struct object *o = &m->model->objects.v[id];
	const struct field *f = &m->model->fields.v[l->field];
	struct obj_prop p = { .record = model_text(m->model, f->record), .field = name, .set_at = set_at };
	p.kind = v.kind == V_INT ? PROP_INT : v.kind == V_FUNC ? PROP_FN : v.kind == V_OBJ ? PROP_OBJ : PROP_UNKNOWN;
	p.num = v.num;
	p.fn = p.obj = v.id;
	for (size_t i = 0; i < o->props.n; i++)
		if (str_eq(o->props.v[i].field, p.field) && str_eq(o->props.v[i].record, p.record)) {
			struct obj_prop *have = &o->props.v[i];
			if (have->kind != p.kind || (p.kind == PROP_INT && have->num != p.num))
				have->kind = PROP_VARIES;
			return;
		}
	*VEC_PUSH(m->a, &o->props) = p;
}

static void read_config(struct machine *m, struct state *s, struct call *c, size_t arg, obj_id id)
{
	uint32_t loc = arg_loc(m, c, arg);
	if (loc == UINT32_MAX || m->check)
		return;
	for (uint32_t i = 0; i < s->n_cells; i++)
		if (s->cells[i].loc == loc)
			m->model->objects.v[id].props_zero = s->cells[i].v.kind == V_ZERO;
	for (uint32_t i = 0; i < s->n_cells; i++) {
		const struct loc at = m->locs.v[s->cells[i].loc], *l = &at;
		struct val v = s->cells[i].v;
		if (l->kind == L_FIELD && l->field && loc_within(m, s->cells[i].loc, loc) && v.kind != V_ZERO &&
		    v.kind != V_UNKNOWN)
			add_prop(m, s, id, l, val_obj(m, v) ? v_of(V_OBJ, val_obj(m, v)) : v);
	}
}

/* The role that a pointer's declared type names. */
static const struct role *role_of_type(const struct ir_unit *u, ir_type t)
{
	if (!u || !t || t >= u->types.n || u->types.v[t].kind != IR_T_PTR)
		return NULL;
	const struct role *r = role_find(ir_text(u, u->types.v[t].name));
	ir_type of = u->types.v[t].elem;
	return r || !of || of >= u->types.n ? r : role_find(ir_text(u, u->types.v[of].name));
}

/*
 * What a function becomes that is stored in a member. A class extension's own types say it; types that everybody uses
 * (PDRIVER_DISPATCH) also stand in the driver's own tables, out of which the driver calls as it likes.
 */
static const struct role *role_in_member(struct machine *m, const struct loc *l)
{
	const struct field *f = &m->model->fields.v[l->field];
	const char *slot = slot_field(model_text(m->model, f->record), model_text(m->model, f->name));
	const struct role *r = slot ? role_find(str_from(slot)) : role_of_type(l->unit, l->type);
	return slot || !r || r->flags & ROLE_F_REFERENCE ? r : NULL;
}

static void roots_in(struct machine *m, struct state *s, struct call *c, uint32_t loc, obj_id object)
{
	for (uint32_t i = 0; i < s->n_cells; i++) {
		const struct loc *l = &m->locs.v[s->cells[i].loc];
		struct val f[SYM_ALTS];
		bool all;
		if (!l->field || (l->kind != L_FIELD && l->kind != L_INDEX) || !loc_within(m, s->cells[i].loc, loc))
			continue;
		size_t n = val_leaves(m, s->cells[i].v, f, SYM_ALTS, &all);
		const struct role *role = n && f[0].kind == V_FUNC ? role_in_member(m, l) : NULL;
		for (size_t k = 0; k < n && role; k++)
			if (f[k].kind == V_FUNC)
				model_root_add(m->model, f[k].id, role, object, -1, act_site(c->a));
	}
}

/* An object that stands for what the framework makes by attributes the driver sets: file objects, requests. */
static obj_id stand_in(struct machine *m, struct call *c, enum obj_kind kind)
{
	bool made;
	struct object *o = model_object_at(m->model, (uint64_t)(uintptr_t)c->op, kind, &made);
	o->creator = c->f->name;
	o->created = act_site(c->a);
	o->per_call = true;
	return o->id;
}

static const struct creator *creator_of(struct str name)
{
	for (size_t i = 0; i < sizeof creators / sizeof *creators; i++)
		if (str_is(name, creators[i].name))
			return &creators[i];
	return NULL;
}

const void *creator_row(struct str name)
{
	return creator_of(name);
}

int creator_out(const void *row)
{
	return ((const struct creator *)row)->out;
}

const void *getter_row(struct str name)
{
	for (size_t i = 0; i < sizeof getters / sizeof *getters; i++)
		if (str_is(name, getters[i].name))
			return &getters[i];
	return NULL;
}

static int major_arg(const struct call *c)
{
	bool pre = str_is(c->f->name, "WdfDeviceInitAssignWdmIrpPreprocessCallback");
	return pre && c->n > 2 && c->args[2].kind == V_INT ? (int)c->args[2].num : -1;
}

void call_registers(struct machine *m, struct state *s, struct call *c)
{
	if (m->check || known_of(m, c->f)->creator)
		return;
	obj_id first = c->n && str_starts(c->f->name, STR("Wdf")) ? val_obj(m, c->args[0]) : 0;
	for (size_t i = 0; i < c->n; i++) {
		struct val f[SYM_ALTS];
		bool all;
		size_t n = val_leaves(m, c->args[i], f, SYM_ALTS, &all);
		for (size_t k = 0; k < n; k++) {
			if (f[k].kind != V_FUNC)
				continue;
			const char *slot = slot_arg(c->f->name, (unsigned)i);
			const struct role *role = slot ? role_find(str_from(slot))
						  : i < c->f->ir->n_params
							  ? role_of_type(c->f->unit, c->f->ir->vars.v[i].type)
							  : NULL;
			if (role)
				model_root_add(m->model, f[k].id, role, first, major_arg(c), act_site(c->a));
		}
		if (c->args[i].kind == V_ADDR) {
			obj_id o = first;
			bool files = str_is(c->f->name, "WdfDeviceInitSetFileObjectConfig");
			if (i == 1 && files && first)
				read_config(m, s, c, 1, first);
			if (i == 2 && files)
				o = stand_in(m, c, OBJ_FILE);
			else if (str_is(c->f->name, "WdfDeviceInitSetRequestAttributes"))
				o = stand_in(m, c, OBJ_REQUEST);
			roots_in(m, s, c, c->args[i].id, o);
		}
	}
}

/* An entry of a filter's table of operations: what stands beside the callback decides in what context it runs. */
static void filter_entry(struct machine *m, struct state *s, const struct act *a, const struct loc *l, fn_id fn,
			 const struct role *role)
{
	static const char record[] = "_FLT_OPERATION_REGISTRATION";
	struct val major = state_load(m, s, member(m, l->parent, record, "MajorFunction"));
	struct val flags = state_load(m, s, member(m, l->parent, record, "Flags"));
	struct val pre = state_load(m, s, member(m, l->parent, record, "PreOperation"));
	struct root *r =
		model_root_add(m->model, fn, role, 0, major.kind == V_INT ? (int)(major.num & 0xff) : -1, act_site(a));
	bool none = pre.kind == V_INT && pre.num == 0;
	r->filter_known = major.kind == V_INT && (pre.kind == V_FUNC || none);
	r->filter_pre = pre.kind == V_FUNC ? pre.id : MODEL_NONE;
	r->no_paging = flags.kind == V_INT && (flags.num & 1);
}

void store_registers(struct machine *m, const struct act *a, struct state *s, uint32_t loc, struct val v)
{
	const struct loc *l = &m->locs.v[loc];
	if (m->check || v.kind != V_FUNC || !l->field || loc_is_local(m, loc))
		return;
	const struct role *k = role_in_member(m, l);
	if (!k)
		return;
	if (k->from == ROLE_IRQL_FILTER) {
		struct loc copy = *l; /* the table may move */
		filter_entry(m, s, a, &copy, v.id, k);
	} else {
		model_root_add(m->model, v.id, k, 0, l->kind == L_INDEX ? (int)l->n : -1, act_site(a));
	}
}

/* See struct origin. */
uint32_t global_of(const struct machine *m, uint32_t loc)
{
	const struct loc *root = &m->locs.v[m->locs.v[loc].root];
	return root->kind == L_GLOBAL ? root->id + 1 : 0;
}

void note_origin(struct machine *m, const struct act *a, uint32_t loc, struct val v)
{
	const struct loc *l = &m->locs.v[loc];
	uint32_t field = l->field;
	if (m->check || !field || loc_is_local(m, loc))
		return;
	struct val leaf[8];
	bool all;
	size_t n = val_leaves(m, v, leaf, 8, &all);
	const struct sym *y = val_symp(m, v);
	if (!all && y && y->kind == S_LOAD && y->field &&
	    (y->field == field || (!m->model->fields.v[y->field].unknown && !m->model->fields.v[y->field].from.n)))
		all = true; /* copies what is not there (yet) */
	struct site at = act_site(a);
	note_makers(m, field, v, 0);
	for (size_t i = 0; i < n; i++) {
		struct origin o = { .at = at, .id = leaf[i].id, .num = leaf[i].num, .global = global_of(m, loc) };
		switch (leaf[i].kind) {
		case V_INT: {
			const struct ir_unit *u = l->unit;
			bool ptr = l->type && u->types.v[l->type].kind == IR_T_PTR;
			o.kind = ptr && o.num == 0 ? ORG_NULL : ORG_INT;
			break;
		}
		case V_FUNC:
			o.kind = ORG_FN;
			break;
		case V_OBJ:
			o.kind = ORG_OBJ;
			break;
		default:
			o.kind = ORG_UNKNOWN;
			break;
		}
		model_origin_add(m->model, &m->model->fields.v[field], o);
	}
	if (!all)
		model_origin_add(m->model, &m->model->fields.v[field],
				 (struct origin){ .kind = ORG_UNKNOWN, .at = at });
}

static struct val the_only(struct machine *m, enum obj_kind kind)
{
	obj_id found = 0;
	m->read_objects = true;
	for (size_t i = 1; i < m->model->objects.n; i++)
		if (m->model->objects.v[i].kind == kind) {
			if (found)
				return (struct val){ 0 };
			found = (obj_id)i;
		}
	return found ? v_of(V_OBJ, found) : (struct val){ 0 };
}

static void finish_device(struct machine *m, struct state *s, struct call *c, obj_id id)
{
	uint32_t init = arg_loc(m, c, 0);
	obj_id from = init == UINT32_MAX ? 0 : val_obj(m, state_load(m, s, init));
	struct object *o = &m->model->objects.v[id];
	struct val driver = the_only(m, OBJ_DRIVER);
	if (!o->parent && driver.kind == V_OBJ)
		o->parent = driver.id;
	o->parent_known = true;
	if (!from || m->check)
		return;
	struct object *i = &m->model->objects.v[from];
	i->target_of = id;
	for (size_t k = 0; k < i->props.n; k++)
		if (!object_prop(o, i->props.v[k].field.s))
			*VEC_PUSH(m->a, &o->props) = i->props.v[k];
	for (size_t k = 0; k < m->model->roots.n; k++)
		if (m->model->roots.v[k].object == from) {
			m->model->roots.v[k].object = id;
			m->model->version++;
		}
}

static void create(struct machine *m, struct state *s, struct call *c, const struct creator *k)
{
	bool made;
	struct object *o = model_object_at(m->model, chain_key(c->a, c->op), k->kind, &made);
	obj_id id = o->id;
	if (made) {
		o->created = act_site(c->a);
		o->creator = c->f->name;
	}
	if (!m->check) {
		if (k->parent >= 0 && (size_t)k->parent < c->n)
			o->parent = val_obj(m, c->args[k->parent]);
		if (k->kind == OBJ_DRIVER)
			o->parent_known = true;
		if (k->kind == OBJ_TARGET)
			o->target |= TGT_CREATED;
		if (k->kind == OBJ_REQUEST)
			o->request = str_is(c->f->name, "WdfRequestCreate") ? REQ_CREATED : REQ_FROM_IRP;
		read_attributes(m, s, c, k->attr, id);
		if (k->config >= 0) {
			read_config(m, s, c, (size_t)k->config, id);
			uint32_t loc = arg_loc(m, c, (size_t)k->config);
			if (loc != UINT32_MAX)
				roots_in(m, s, c, loc, id);
		}
		uint32_t at = k->attr >= 0 ? arg_loc(m, c, (size_t)k->attr) : UINT32_MAX;
		if (at != UINT32_MAX)
			roots_in(m, s, c, at, id);
	}
	uint32_t given = k->attr >= 0 ? arg_loc(m, c, (size_t)k->attr) : UINT32_MAX;
	if (given != UINT32_MAX)
		place_create(m, c->a, s, given, c->f);
	if (k->kind == OBJ_DEVICE)
		finish_device(m, s, c, id);
	if (k->kind == OBJ_REQUEST || k->kind == OBJ_TARGET) {
		struct ent *e = state_ent(m, s, v_of(V_OBJ, id), k->kind == OBJ_REQUEST ? E_REQUEST : E_TARGET, true);
		struct val key = e->key;
		*e = (struct ent){ .key = key, .kind = k->kind == OBJ_REQUEST ? E_REQUEST : E_TARGET };
		if (k->kind == OBJ_REQUEST)
			e->r = (struct req){ .origin = m->model->objects.v[id].request,
					     .format = FMT_NONE,
					     .completion = TRI_NO,
					     .owned = true,
					     .made_here = true,
					     .completion_fn = MODEL_NONE,
					     .formatter = MODEL_NONE };
		else
			e->t.open = OPEN_NEVER;
	}
	if (k->out < 0) {
		c->result = v_of(V_OBJ, id);
		return;
	}
	uint32_t out = arg_loc(m, c, (size_t)k->out);
	if (out != UINT32_MAX) {
		note_origin(m, c->a, out, v_of(V_OBJ, id));
		state_store(m, s, out, v_of(V_OBJ, id));
	}
}

static bool get(struct machine *m, struct call *c, const struct getter *g)
{
	obj_id of = c->n ? val_obj(m, c->args[0]) : 0;
	bool made;
	if (g->parent) {
		m->read_objects = true;
		const struct object *o = model_object(m->model, of);
		obj_id p = o ? o->parent : 0;
		if (!p && g->kind == OBJ_DEVICE)
			p = the_only(m, OBJ_DEVICE).id;
		if (p)
			c->result = v_of(V_OBJ, p);
		return true;
	}
	uint64_t key = hash_mix(of, (uint64_t)(uintptr_t)g);
	if (g->site)
		key = hash_mix(key, (uint64_t)(uintptr_t)c->op);
	struct object *o = model_object_at(m->model, key, g->kind, &made);
	if (made) {
		o->created = act_site(c->a);
		o->creator = c->f->name;
		o->target = g->target;
		o->target_of = of;
		o->parent = of;
		o->per_call = g->site;
		o->level = LEVEL_INHERIT;
		o->scope = SCOPE_INHERIT;
	}
	c->result = v_of(V_OBJ, o->id);
	return true;
}

static bool context_of(struct machine *m, struct state *s, struct call *c)
{
	(void)s;
	if (str_is(c->f->name, "WdfObjectContextGetObject") && c->n && c->args[0].kind == V_ADDR) {
		const struct loc *l = &m->locs.v[c->args[0].id];
		if (l->kind == L_CTX && !(l->a & 1u << 30))
			c->result = v_of(l->a >> 31 ? V_OBJ : V_SYM, l->id);
		return true;
	}
	if (!str_is(c->f->name, "WdfObjectGetTypedContextWorker") || c->n < 2 || c->args[1].kind != V_ADDR)
		return false;
	const struct loc *g = &m->locs.v[c->args[1].id];
	struct str n = g->kind == L_GLOBAL ? m->model->globals.v[g->id].name : STR("");
	struct val h = val_entity(m, c->args[0]);
	name_id rec = n.n > 15 ? model_name(m->model, (struct str){ n.s + 5, n.n - 15 }) : 0;
	c->result = v_of(V_ADDR, loc_intern(m, (struct loc){ .kind = L_CTX,
							     .parent = UINT32_MAX,
							     .id = h.id,
							     .a = rec | (h.kind == V_OBJ ? 1u << 31 : 0),
							     .unit = c->f->unit }));
	return true;
}

bool call_creates(struct machine *m, struct state *s, struct call *c, struct state **more)
{
	(void)more;
	if (!str_starts(c->f->name, STR("Wdf")))
		return false;
	const struct creator *k = known_of(m, c->f)->creator;
	if (k) {
		create(m, s, c, k);
		return true;
	}
	if (known_of(m, c->f)->getter)
		return get(m, c, known_of(m, c->f)->getter);
	if (str_is(c->f->name, "WdfFileObjectGetDevice") || str_is(c->f->name, "WdfDeviceGetDevice")) {
		struct val d = the_only(m, OBJ_DEVICE);
		if (d.kind == V_OBJ)
			c->result = d;
		return true;
	}
	if (str_is(c->f->name, "WdfGetDriver") || str_is(c->f->name, "WdfDeviceGetDriver")) {
		struct val d = the_only(m, OBJ_DRIVER);
		if (d.kind == V_OBJ)
			c->result = d;
		return true;
	}
	return context_of(m, s, c);
}
