/*
 * What is in effect for an object (execution level and synchronization scope, by inheritance), and
 * in what context the framework enters a callback. Follows the documented tables: queue -> device ->
 * driver; driver default: scope None, level Dispatch (KMDF), Passive (UMDF).
 */
#include "model/model.h"

#include <stdarg.h>
#include <stdio.h>

static enum wdf_level default_level(const struct model *m)
{
	return m->info.framework == IR_FW_UMDF ? LEVEL_PASSIVE : LEVEL_DISPATCH;
}

static const struct object *up(const struct model *m, const struct object *o, bool *lost)
{
	const struct object *p = model_object(m, o->parent);
	if (!p && o->kind != OBJ_DRIVER && !o->parent_known)
		*lost = true;
	return p;
}

/*
 * Only drivers, devices, queues, files, timers and general objects carry a level; others pass it on.
 * Where the chain breaks off above a device, the driver object's default stands in unless a driver object with
 * other attributes is known.
 */
struct effective model_effective(const struct model *m, const struct object *o)
{
	struct effective e = { .level = LEVEL_UNSET, .scope = SCOPE_UNSET };
	bool lost = false, own_scope = true;
	unsigned guard = 0;
	for (const struct object *p = o; p && guard++ < 16; p = up(m, p, &lost)) {
		if (e.level == LEVEL_UNSET) {
			if (p->level == LEVEL_PASSIVE || p->level == LEVEL_DISPATCH || p->level == LEVEL_UNKNOWN) {
				e.level = p->level;
				e.level_from = p;
			}
		}
		if (e.scope == SCOPE_UNSET && p->scope != SCOPE_INHERIT && p->scope != SCOPE_UNSET) {
			e.scope = p->scope;
			e.scope_from = p;
		}
		own_scope = false;
	}
	(void)own_scope;
	if (lost && (e.level == LEVEL_UNSET || e.scope == SCOPE_UNSET)) {
		/* The parent was not seen: a device's attributes may say anything. */
		if (e.level == LEVEL_UNSET)
			e.level = LEVEL_UNKNOWN;
		if (e.scope == SCOPE_UNSET)
			e.scope = SCOPE_UNKNOWN;
	}
	if (e.level == LEVEL_UNSET)
		e.level = default_level(m);
	if (e.scope == SCOPE_UNSET)
		e.scope = m->info.framework == IR_FW_UMDF ? SCOPE_DEVICE : SCOPE_NONE;
	return e;
}

static struct str textf(const struct model *m, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static struct str textf(const struct model *m, const char *fmt, ...)
{
	char tmp[400];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(tmp, sizeof tmp, fmt, ap);
	va_end(ap);
	size_t len = n < 0 ? 0 : (size_t)n < sizeof tmp ? (size_t)n : sizeof tmp - 1;
	return arena_str(m->a, (struct str){ tmp, len });
}

static const char *short_kind(const struct object *o)
{
	return o ? obj_kind_name(o->kind) : "framework";
}

/* Queue callbacks and file callbacks and others that automatic synchronization speaks of: the table of contracts. */
static void constraints(const struct model *m, struct root *r)
{
	const struct object *o = model_object(m, r->object);
	if (!o) {
		r->irql = (struct irql_range){ IRQL_PASSIVE, IRQL_DISPATCH };
		r->config_unknown = true;
		r->why = STR(
			"the framework may call it at up to DISPATCH_LEVEL unless a passive execution level is set; the code that "
			"creates its object is not in this review");
		return;
	}
	struct effective e = model_effective(m, o);
	bool sync = e.scope == SCOPE_DEVICE || (e.scope == SCOPE_QUEUE && o->kind == OBJ_QUEUE);
	if (e.level == LEVEL_PASSIVE) {
		r->irql = (struct irql_range){ IRQL_PASSIVE, IRQL_PASSIVE };
		r->callback_lock = sync;
		r->why = textf(m, "the framework calls it at PASSIVE_LEVEL: execution level Passive is in effect (%s)",
			       e.level_from ? textf(m, "set on the %s", short_kind(e.level_from)).s
					    : "the framework's default");
	} else if (sync && e.level == LEVEL_DISPATCH) {
		r->irql = (struct irql_range){ IRQL_DISPATCH, IRQL_DISPATCH };
		r->callback_lock = r->callback_lock_spin = true;
		r->why = textf(
			m,
			"the framework calls it at DISPATCH_LEVEL: synchronization scope %s (set on the %s) without a passive "
			"execution level makes it hold a spin lock",
			e.scope == SCOPE_DEVICE ? "Device" : "Queue", short_kind(e.scope_from));
	} else {
		r->irql = (struct irql_range){ IRQL_PASSIVE, IRQL_DISPATCH };
		r->config_unknown = e.level == LEVEL_UNKNOWN || e.scope == SCOPE_UNKNOWN;
		r->why =
			r->config_unknown
				? STR("the framework may call it at up to DISPATCH_LEVEL unless a passive execution level is set; the attributes "
				      "in effect are not known")
				: textf(m,
					"the framework may call it at up to DISPATCH_LEVEL: no passive execution level is set on its %s, device "
					"or driver",
					o->kind == OBJ_DEVICE ? "object" : short_kind(o));
	}
}

static void timer_context(const struct model *m, struct root *r)
{
	const struct object *o = model_object(m, r->object);
	if (m->info.framework == IR_FW_UMDF || (o && o->level == LEVEL_PASSIVE)) {
		r->irql = (struct irql_range){ IRQL_PASSIVE, IRQL_PASSIVE };
		r->why = STR("the timer was created with execution level Passive");
	} else if (!o || o->level == LEVEL_UNKNOWN) {
		r->irql = (struct irql_range){ IRQL_PASSIVE, IRQL_DISPATCH };
		r->config_unknown = true;
		r->why = STR(
			"a timer callback runs at DISPATCH_LEVEL unless the timer was created with execution level Passive; how it was "
			"created is not known");
	} else {
		r->irql = (struct irql_range){ IRQL_DISPATCH, IRQL_DISPATCH };
		r->why = STR(
			"a timer callback runs at DISPATCH_LEVEL: the timer was not created with execution level Passive");
	}
}

static void interrupt_context(const struct model *m, struct root *r)
{
	const struct object *o = model_object(m, r->object);
	int64_t passive = 0;
	if (m->info.framework == IR_FW_UMDF || (o && object_int(o, "PassiveHandling", &passive) && passive)) {
		r->irql = (struct irql_range){ IRQL_PASSIVE, IRQL_PASSIVE };
		r->why = STR("the interrupt object asks for passive-level handling");
		return;
	}
	const struct obj_prop *p = o ? object_prop(o, "PassiveHandling") : NULL;
	r->irql = (struct irql_range){ IRQL_DIRQL, IRQL_DIRQL };
	r->why = STR("an interrupt callback runs at the device's DIRQL");
	if (o && !(p ? p->kind == PROP_INT : o->props_zero)) {
		r->irql.lo = IRQL_PASSIVE;
		r->config_unknown = true;
	}
}

static void cleanup_context(const struct model *m, struct root *r)
{
	const struct object *o = model_object(m, r->object);
	/* The framework defers the callbacks of an object with a passive execution level to a passive thread. */
	if (o && o->level == LEVEL_PASSIVE && o->kind != OBJ_REQUEST) {
		r->irql = (struct irql_range){ IRQL_PASSIVE, IRQL_PASSIVE };
		r->why = textf(m, "the %s was created with execution level Passive", short_kind(o));
		return;
	}
	switch (o ? o->kind : OBJ_UNKNOWN) {
	case OBJ_DEVICE:
	case OBJ_DRIVER:
	case OBJ_DPC:
	case OBJ_INTERRUPT:
	case OBJ_TARGET:
	case OBJ_QUEUE:
	case OBJ_STRING:
	case OBJ_TIMER:
	case OBJ_WORKITEM:
	case OBJ_USB_DEVICE:
	case OBJ_FILE:
	case OBJ_DEVICE_INIT:
		r->irql = (struct irql_range){ IRQL_PASSIVE, IRQL_PASSIVE };
		r->why = textf(m, "the cleanup callback of a %s runs at PASSIVE_LEVEL", short_kind(o));
		break;
	default:
		r->irql = (struct irql_range){ IRQL_PASSIVE, IRQL_DISPATCH };
		r->config_unknown = !o;
		r->why = textf(m, "the cleanup callback of a %s may run at up to DISPATCH_LEVEL",
			       o ? short_kind(o) : "framework object of unknown type");
	}
}

static unsigned process_bits(enum role_process p)
{
	static const unsigned bits[] = { PROC_UNKNOWN, PROC_REQUESTER, PROC_ARBITRARY, PROC_SYSTEM, PROC_SENDER };
	return (size_t)p < sizeof bits / sizeof *bits ? bits[p] : PROC_UNKNOWN;
}

/*
 * IRPs other than read, write, device control and power are sent at PASSIVE_LEVEL; create and cleanup
 * come in the requester's thread.
 */
static void major_context(struct root *r)
{
	static const unsigned high = 1u << 3 | 1u << 4 | 1u << 14 | 1u << 15 | 1u << 22;
	if (r->major < 0 || r->major > 27 || high >> r->major & 1)
		return;
	r->irql = (struct irql_range){ IRQL_PASSIVE, IRQL_PASSIVE };
	r->why = STR("IRPs of this major function are sent at PASSIVE_LEVEL");
}

/* The driver's own _IRQL_requires_*: the only thing known of a function nobody is seen to call. */
static void annotated(const struct model *m, struct root *r)
{
	const struct fn *f = &m->fns.v[r->fn];
	for (size_t i = 0; i < f->sal_fn.n; i++) {
		const struct sal_fact *s = &f->sal_fn.v[i];
		if (s->when || s->when_text.n || s->level == IRQL_UNKNOWN)
			continue;
		if (s->kind == SAL_IRQL_MAX)
			r->irql.hi = s->level;
		else if (s->kind == SAL_IRQL_MIN)
			r->irql.lo = s->level;
		else if (s->kind == SAL_IRQL_REQUIRES)
			r->irql = (struct irql_range){ s->level, s->level };
		else
			continue;
		r->irql_known = r->annotated = true;
		r->source = STR("driver annotation");
		r->why = textf(m, "%s is annotated for this level", f->display.s);
	}
}

void model_root_context(struct model *m, struct root *r)
{
	const struct role *role = r->role;
	const struct object *o = model_object(m, r->object);
	if (o && o->kind == OBJ_DEVICE_INIT && o->target_of)
		r->object = o->target_of;
	r->callback_lock = r->callback_lock_spin = r->config_unknown = false;
	if (!role) {
		r->irql = IRQL_ANY;
		r->irql_known = false;
		r->process = PROC_UNKNOWN;
		r->why = STR("no caller is known");
		annotated(m, r);
		if (!r->irql_known && str_is(m->fns.v[r->fn].section, "INIT")) {
			r->irql = (struct irql_range){ IRQL_PASSIVE, IRQL_PASSIVE };
			r->irql_known = true;
			r->process = PROC_SYSTEM;
			r->why = STR("code in the INIT section can run only while DriverEntry does, at PASSIVE_LEVEL");
		}
		return;
	}
	r->irql = role->irql;
	r->irql_known = true;
	r->process = process_bits(role->process);
	r->why = str_from(role->why);
	r->source = textf(m, "contract of %s", role->name);
	r->doc = str_from(role->doc);
	switch (role->from) {
	case ROLE_IRQL_CONSTRAINTS:
		constraints(m, r);
		break;
	case ROLE_IRQL_TIMER:
		timer_context(m, r);
		break;
	case ROLE_IRQL_INTERRUPT:
		interrupt_context(m, r);
		break;
	case ROLE_IRQL_OBJECT_TYPE:
		cleanup_context(m, r);
		break;
	case ROLE_IRQL_CALLER:
		r->irql_known = role->irql.hi <= IRQL_DISPATCH;
		break;
	case ROLE_IRQL_SENDER:
		major_context(r);
		/* A dispatch routine's level depends on who sends and on where the driver is in its stack: no contract to break. */
		r->irql_known =
			role->family != ROLE_WDM || strncmp(role->name, "EVT_", 4) == 0 || r->irql.hi < IRQL_DISPATCH;
		break;
	case ROLE_IRQL_FILTER:
		model_filter_context(m, r);
		break;
	case ROLE_IRQL_FIXED:
		break;
	}
	if (role->flags & ROLE_F_REFERENCE)
		annotated(m, r); /* the author knows better than the page */
	if (m->info.framework == IR_FW_UMDF &&
	    (strncmp(role->name, "EVT_WDF", 7) == 0 || role->flags & ROLE_F_REFERENCE))
		r->irql = (struct irql_range){ IRQL_PASSIVE, IRQL_PASSIVE };
}

struct root *model_root_add(struct model *m, fn_id fn, const struct role *role, obj_id object, int major,
			    struct site registered)
{
	for (size_t i = 0; i < m->roots.n; i++) {
		struct root *r = &m->roots.v[i];
		if (r->fn != fn || (r->role != role && r->role && role))
			continue;
		if (r->role == role && r->object == object && r->major == major)
			return r;
		/* A root that was only declared, or registered with something unseen, becomes this one. */
		if ((!r->role && role) || (r->role == role && !r->registered.unit && registered.unit)) {
			r->role = role;
			r->object = object;
			r->registered = registered;
			r->major = major;
			r->open_ended = false;
			m->version++;
			model_root_context(m, r);
			return r;
		}
		if (!role || !registered.unit || (!object && major < 0))
			return r;
	}
	struct root *r = VEC_PUSH(m->a, &m->roots);
	*r = (struct root){ .id = (uint32_t)(m->roots.n - 1),
			    .fn = fn,
			    .role = role,
			    .object = object,
			    .major = major,
			    .filter_pre = MODEL_NONE,
			    .registered = registered };
	r->open_ended = !role;
	m->version++;
	model_root_context(m, r);
	return r;
}
