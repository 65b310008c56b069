/* Requests and I/O targets: what calls do to them. Outcomes that matter split the path. */
#include "base/hash.h"
#include "flow/machine.h"

enum rop {
	R_NONE,
	R_SEND,
	R_COMPLETE,
	R_FORMAT_CURRENT,
	R_FORMAT_STACK,
	R_FORMAT_TARGET,
	R_SET_COMPLETION,
	R_REUSE,
	R_CHANGE_TARGET,
	R_ALLOC_TIMER,
	R_STATUS,
	R_ENQUEUE,
	R_FORWARD,
	R_CANCELABLE,
	R_UNCANCELABLE,
	R_STOP_ACK,
	R_RETRIEVE,
	R_UNSAFE,
	R_LOCK,
	R_REFERENCE,
	R_DELETE,
	R_HAND_OVER,
	T_OPEN,
	T_CLOSE,
	T_QUERY_CLOSE,
	T_READER,
	T_STATE,
	R_SYNC_HELPER,
	R_QUEUE_OF
};

static const struct rrow {
	const char *name;
	enum rop op;
	signed char req, other; /* arguments */
} rows[] = {
	{ "WdfRequestSend", R_SEND, 0, 1 },
	{ "WdfRequestComplete", R_COMPLETE, 0, -1 },
	{ "WdfRequestCompleteWithInformation", R_COMPLETE, 0, -1 },
	{ "WdfRequestCompleteWithPriorityBoost", R_COMPLETE, 0, -1 },
	{ "WdfRequestFormatRequestUsingCurrentType", R_FORMAT_CURRENT, 0, -1 },
	{ "WdfRequestWdmFormatUsingStackLocation", R_FORMAT_STACK, 0, -1 },
	{ "WdfIoTargetFormatRequestForRead", R_FORMAT_TARGET, 1, 0 },
	{ "WdfIoTargetFormatRequestForWrite", R_FORMAT_TARGET, 1, 0 },
	{ "WdfIoTargetFormatRequestForIoctl", R_FORMAT_TARGET, 1, 0 },
	{ "WdfIoTargetFormatRequestForInternalIoctl", R_FORMAT_TARGET, 1, 0 },
	{ "WdfIoTargetFormatRequestForInternalIoctlOthers", R_FORMAT_TARGET, 1, 0 },
	{ "WdfUsbTargetPipeFormatRequestForRead", R_FORMAT_TARGET, 1, 0 },
	{ "WdfUsbTargetPipeFormatRequestForWrite", R_FORMAT_TARGET, 1, 0 },
	{ "WdfUsbTargetPipeFormatRequestForAbort", R_FORMAT_TARGET, 1, 0 },
	{ "WdfUsbTargetPipeFormatRequestForReset", R_FORMAT_TARGET, 1, 0 },
	{ "WdfUsbTargetPipeFormatRequestForUrb", R_FORMAT_TARGET, 1, 0 },
	{ "WdfUsbTargetDeviceFormatRequestForControlTransfer", R_FORMAT_TARGET, 1, 0 },
	{ "WdfUsbTargetDeviceFormatRequestForString", R_FORMAT_TARGET, 2, 0 },
	{ "WdfUsbTargetDeviceFormatRequestForUrb", R_FORMAT_TARGET, 1, 0 },
	{ "WdfUsbTargetDeviceFormatRequestForCyclePort", R_FORMAT_TARGET, 1, 0 },
	{ "WdfRequestSetCompletionRoutine", R_SET_COMPLETION, 0, 1 },
	{ "WdfRequestReuse", R_REUSE, 0, -1 },
	{ "WdfRequestChangeTarget", R_CHANGE_TARGET, 0, 1 },
	{ "WdfRequestAllocateTimer", R_ALLOC_TIMER, 0, -1 },
	{ "WdfRequestGetStatus", R_STATUS, 0, -1 },
	{ "WdfRequestGetCompletionParams", R_STATUS, 0, -1 },
	{ "WdfDeviceEnqueueRequest", R_ENQUEUE, 1, -1 },
	{ "WdfRequestForwardToIoQueue", R_FORWARD, 0, 1 },
	{ "WdfRequestForwardToParentDeviceIoQueue", R_FORWARD, 0, 1 },
	{ "WdfRequestRequeue", R_FORWARD, 0, -1 },
	{ "WdfRequestMarkCancelable", R_CANCELABLE, 0, 1 },
	{ "WdfRequestMarkCancelableEx", R_CANCELABLE, 0, 1 },
	{ "WdfRequestUnmarkCancelable", R_UNCANCELABLE, 0, -1 },
	{ "WdfRequestStopAcknowledge", R_STOP_ACK, 0, 1 },
	{ "WdfIoQueueRetrieveNextRequest", R_RETRIEVE, -1, 1 },
	{ "WdfIoQueueRetrieveRequestByFileObject", R_RETRIEVE, -1, 2 },
	{ "WdfIoQueueRetrieveFoundRequest", R_RETRIEVE, -1, 2 },
	{ "WdfRequestRetrieveUnsafeUserInputBuffer", R_UNSAFE, 0, -1 },
	{ "WdfRequestRetrieveUnsafeUserOutputBuffer", R_UNSAFE, 0, -1 },
	{ "WdfRequestProbeAndLockUserBufferForRead", R_LOCK, 0, -1 },
	{ "WdfRequestProbeAndLockUserBufferForWrite", R_LOCK, 0, -1 },
	{ "WdfObjectReference", R_REFERENCE, 0, -1 },
	{ "WdfObjectReferenceActual", R_REFERENCE, 0, -1 },
	{ "WdfObjectReferenceWithTag", R_REFERENCE, 0, -1 },
	{ "WdfObjectDelete", R_DELETE, 0, -1 },
	{ "WdfDmaTransactionInitializeUsingRequest", R_HAND_OVER, 1, -1 },
	{ "WdfCollectionAdd", R_HAND_OVER, 1, -1 },
	{ "WdfRequestImpersonate", R_NONE, 0, -1 },
	{ "WdfIoTargetOpen", T_OPEN, -1, 0 },
	{ "WdfIoTargetClose", T_CLOSE, -1, 0 },
	{ "WdfIoTargetCloseForQueryRemove", T_QUERY_CLOSE, -1, 0 },
	{ "WdfUsbTargetPipeConfigContinuousReader", T_READER, -1, 0 },
	{ "WdfIoTargetStart", T_STATE, -1, 0 },
	{ "WdfIoTargetStop", T_STATE, -1, 0 },
	{ "WdfIoTargetPurge", T_STATE, -1, 0 },
	{ "WdfIoTargetSendReadSynchronously", R_SYNC_HELPER, 1, 0 },
	{ "WdfIoTargetSendWriteSynchronously", R_SYNC_HELPER, 1, 0 },
	{ "WdfIoTargetSendIoctlSynchronously", R_SYNC_HELPER, 1, 0 },
	{ "WdfIoTargetSendInternalIoctlSynchronously", R_SYNC_HELPER, 1, 0 },
	{ "WdfRequestGetIoQueue", R_QUEUE_OF, 0, -1 },
};

static const struct rrow *row_of(struct str name)
{
	if (!str_starts(name, STR("Wdf")))
		return NULL;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (str_is(name, rows[i].name))
			return &rows[i];
	return NULL;
}

const void *request_row(struct str name)
{
	return row_of(name);
}

int object_out(struct machine *m, const struct fn *f)
{
	const struct rrow *w = known_of(m, f)->request;
	if (w && w->op == R_RETRIEVE)
		return w->other;
	return known_of(m, f)->creator ? creator_out(known_of(m, f)->creator) : -1;
}

static struct req *request(struct machine *m, struct state *s, const struct call *c, int arg)
{
	if (arg < 0 || (size_t)arg >= c->n)
		return NULL;
	struct ent *e = state_ent(m, s, c->args[arg], E_REQUEST, true);
	return e ? &e->r : NULL;
}

static bool is_request(struct machine *m, const struct state *s, struct val v)
{
	const struct object *o = model_object(m->model, val_obj(m, v));
	if (o)
		return o->kind == OBJ_REQUEST;
	for (uint32_t i = 0; i < s->n_ents; i++)
		if (s->ents[i].kind == E_REQUEST && v_same(s->ents[i].key, v))
			return true;
	return false;
}

/* A copy of the path on which the call's result is negative (or zero); the first keeps the other outcome. */
static struct state *split(struct machine *m, struct state *s, struct call *c, bool status, struct state **more)
{
	struct state *f = state_copy(m, s);
	if (status) {
		assume_range(m, f, c->result, INT32_MIN, -1);
		assume_range(m, s, c->result, 0, INT32_MAX);
	} else {
		assume(m, f, c->result, false, 0);
		assume(m, s, c->result, true, 0);
	}
	struct state *both[] = { f, s };
	for (size_t k = 0; k < 2; k++) /* the driver has not tested it yet */
		for (uint32_t i = 0; i < both[k]->n_cons; i++)
			if (c->result.kind == V_SYM && both[k]->cons[i].sym == c->result.id)
				both[k]->cons[i].tested = false;
	f->next = *more;
	*more = f;
	return f;
}

static void send(struct machine *m, struct state *s, struct call *c, struct state **more)
{
	struct req *r = request(m, s, c, 0);
	if (!r || c->n < 3)
		return;
	struct rule_ctx x = { .m = m, .s = s, .act = c->a, .op = c->op, .callee = c->f, .call = c };
	enum tri sync = rule_send_flag(&x, 2, 2), forget = rule_send_flag(&x, 2, 8);
	enum sent_kind k = forget == TRI_YES			? SENT_FORGET
			   : sync == TRI_YES			? SENT_SYNC
			   : sync == TRI_NO && forget == TRI_NO ? SENT_ASYNC
								: SENT_UNKNOWN_OPTIONS;
	r = request(m, s, c, 0);
	r->sent = k;
	r->sent_target = val_entity(m, c->args[1]);
	r->sent_result = c->result;
	r->sent_at = act_sitep(m, c->a);
	r->n_sent++;
	r->status_read = r->changed_target = false;
	struct state *f = split(m, s, c, false, more);
	r = request(m, s, c, 0);
	r->send_failed = false;
	r->reused = false;
	r->owned = k == SENT_SYNC;
	r = request(m, f, c, 0);
	r->send_failed = true;
	r->owned = true;
}

static void format_target(struct machine *m, struct state *s, struct call *c, const struct rrow *w)
{
	struct req *r = request(m, s, c, w->req);
	if (!r)
		return;
	struct val t = val_entity(m, c->args[w->other]);
	const struct object *o = model_object(m->model, val_obj(m, t));
	/* formatted for a pipe or USB device: its target is what WdfUsbTargetPipeGetIoTarget returns */
	for (size_t i = 1; o && o->kind != OBJ_TARGET && i < m->model->objects.n; i++)
		if (m->model->objects.v[i].kind == OBJ_TARGET && m->model->objects.v[i].target_of == o->id)
			t = v_of(V_OBJ, (uint32_t)i);
	r->format = FMT_TARGET;
	r->format_target = t;
	r->format_status = c->result;
	r->formatter = c->f->id;
	r->format_at = act_sitep(m, c->a);
}

static void retrieve(struct machine *m, struct state *s, struct call *c, const struct rrow *w, struct state **more)
{
	bool made;
	uint32_t out = arg_loc(m, c, (size_t)w->other);
	struct object *o = model_object_at(m->model, (uint64_t)(uintptr_t)c->op, OBJ_REQUEST, &made);
	if (made) {
		o->request = REQ_RETRIEVED;
		o->created = act_site(c->a);
		o->creator = c->f->name;
		o->per_call = true;
	}
	obj_id id = o->id;
	split(m, s, c, true, more);
	struct ent *e = state_ent(m, s, v_of(V_OBJ, id), E_REQUEST, true);
	e->r = (struct req){ .origin = REQ_RETRIEVED,
			     .format = FMT_NONE,
			     .completion = TRI_NO,
			     .owned = true,
			     .completion_fn = MODEL_NONE,
			     .formatter = MODEL_NONE };
	if (out != UINT32_MAX) {
		note_origin(m, c->a, out, v_of(V_OBJ, id));
		state_store(m, s, out, v_of(V_OBJ, id));
	}
}

static unsigned open_bits(struct machine *m, struct state *s, struct call *c)
{
	static const char rec[] = "_WDF_IO_TARGET_OPEN_PARAMS";
	uint32_t loc = arg_loc(m, c, 1);
	if (loc == UINT32_MAX)
		return TGT_OPEN_UNKNOWN;
	name_id r = model_name(m->model, str_from(rec));
	struct val type =
		state_load(m, s, loc_field(m, loc, r, model_name(m->model, STR("Type")), m->locs.v[loc].unit, 0));
	struct val file =
		state_load(m, s,
			   loc_field(m, loc, r, model_name(m->model, STR("TargetFileObject")), m->locs.v[loc].unit, 0));
	if (type.kind != V_INT)
		return TGT_OPEN_UNKNOWN;
	switch (type.num) {
	case 1:
		return TGT_EXISTING | (file.kind == V_INT && file.num == 0 ? 0 : TGT_FILE_OBJECT);
	case 2:
		return TGT_BY_NAME;
	case 3:
		return TGT_REOPENED;
	case 4:
		return TGT_LOCAL_BY_FILE;
	default:
		return TGT_OPEN_UNKNOWN;
	}
}

static void note_event(struct machine *m, const struct call *c, obj_id id, unsigned flags)
{
	if (m->check || !id)
		return;
	struct object *o = &m->model->objects.v[id];
	struct site at = act_site(c->a);
	for (size_t i = 0; i < o->events.n; i++)
		if (o->events.v[i].at.at.line == at.at.line && o->events.v[i].at.func == at.func &&
		    o->events.v[i].flags == flags)
			return;
	if (o->events.n < 16)
		*VEC_PUSH(m->a, &o->events) = (struct obj_event){ .at = at, .what = c->f->name, .flags = flags };
	o->target |= flags;
}

static void open_target(struct machine *m, struct state *s, struct call *c, struct state **more)
{
	unsigned bits = open_bits(m, s, c);
	struct val l[SYM_ALTS];
	bool all;
	size_t n = val_leaves(m, c->args[0], l, SYM_ALTS, &all);
	for (size_t i = 0; i < n; i++)
		if (l[i].kind == V_OBJ)
			note_event(m, c, l[i].id, bits);
	struct state *f = split(m, s, c, true, more);
	struct ent *e = state_ent(m, s, c->args[0], E_TARGET, true), *x = state_ent(m, f, c->args[0], E_TARGET, true);
	const char *how = bits & TGT_BY_NAME	   ? "by name"
			  : bits & TGT_FILE_OBJECT ? "on an existing device, with a file object"
			  : bits & TGT_EXISTING	   ? "on an existing device"
						   : "";
	if (e) {
		e->t = (struct tgt){ .open = OPEN_OK, .open_at = act_sitep(m, c->a), .status = c->result };
		trail_change(m, s, act_site(c->a), STR(""), "the I/O target is opened %s here", how);
	}
	if (x)
		x->t = (struct tgt){ .open = OPEN_FAILED, .open_at = act_sitep(m, c->a), .status = c->result };
}

static void finish(struct machine *m, struct state *s, struct call *c, struct req *r, const struct rrow *w,
		   struct state **more)
{
	struct state *f;
	switch (w->op) {
	case R_COMPLETE:
		r->completed = true;
		r->owned = false;
		r->completed_at = act_sitep(m, c->a);
		break;
	case R_ENQUEUE:
	case R_FORWARD:
		f = split(m, s, c, true, more);
		r = request(m, s, c, w->req);
		r->owned = false;
		if (w->op == R_ENQUEUE) {
			r->enqueued = true;
			r->enqueued_at = act_sitep(m, c->a);
		} else {
			r->forwarded = true;
			r->forwarded_at = act_sitep(m, c->a);
		}
		(void)f;
		break;
	case R_STOP_ACK:
		if (w->other >= 0 && (size_t)w->other < c->n && c->args[w->other].kind == V_INT &&
		    c->args[w->other].num) {
			r->forwarded = true;
			r->owned = false;
			r->forwarded_at = act_sitep(m, c->a);
		}
		break;
	default:
		break;
	}
}

/* Steps that say how the request came to its state: shown in the finding's path. */
static void tell_format(struct machine *m, struct state *s, struct call *c, const char *what)
{
	trail_change(m, s, act_site(c->a), STR(""), "the request is formatted %s (%s)", what, c->f->display.s);
}

static void one_request(struct machine *m, struct state *s, struct call *c, const struct rrow *w, struct state **more)
{
	struct req *r = request(m, s, c, w->req);
	if (!r)
		return;
	switch (w->op) {
	case R_FORMAT_CURRENT:
	case R_FORMAT_STACK:
		r->format = w->op == R_FORMAT_CURRENT ? FMT_CURRENT_TYPE : FMT_STACK_LOCATION;
		r->format_target = (struct val){ 0 };
		r->formatter = c->f->id;
		r->format_at = act_sitep(m, c->a);
		tell_format(m, s, c, w->op == R_FORMAT_CURRENT ? "with its current type" : "by stack location");
		break;
	case R_FORMAT_TARGET:
		format_target(m, s, c, w);
		tell_format(m, s, c, "for a target");
		break;
	case R_SET_COMPLETION: {
		struct val fn = c->args[1];
		r->completion = fn.kind == V_INT && fn.num == 0 ? TRI_NO : TRI_YES;
		r->completion_fn = fn.kind == V_FUNC ? fn.id : MODEL_NONE;
		r->completion_at = act_sitep(m, c->a);
		break;
	}
	case R_REUSE:
		r->format = FMT_NONE;
		r->completion = TRI_NO;
		r->completion_fn = MODEL_NONE;
		r->sent = SENT_NO;
		r->n_sent = 0;
		r->send_failed = r->completed = r->status_read = false;
		r->owned = r->reused = true;
		break;
	case R_CHANGE_TARGET:
		split(m, s, c, true, more);
		request(m, s, c, w->req)->changed_target = true;
		break;
	case R_ALLOC_TIMER:
		r->timer = true;
		break;
	case R_STATUS:
		/* A send that was refused leaves the reason in the request: it is a failure. */
		if (r->send_failed && str_is(c->f->name, "WdfRequestGetStatus"))
			assume_range(m, s, c->result, INT32_MIN, -1);
		r->status_read = true;
		break;
	case R_SYNC_HELPER:
		r->status_read = true;
		break;
	case R_CANCELABLE:
		r->cancelable = true;
		break;
	case R_UNCANCELABLE:
		r->cancelable = false;
		break;
	case R_UNSAFE:
		r->unsafe = true;
		break;
	case R_LOCK:
		r->locked = true;
		break;
	case R_REFERENCE:
		r->referenced = true;
		break;
	case R_HAND_OVER:
		r->escaped = r->unseen = true;
		break;
	case R_DELETE:
		r->deleted = true;
		r->owned = false;
		break;
	default:
		finish(m, s, c, r, w, more);
		break;
	}
}

/*
 * Given to a function nobody knows, but one that prints: it may format the request, keep it or complete it. What prints has a
 * parameter before the open ones; a declaration without any is one whose parameters are not known.
 */
static void handed_over(struct machine *m, struct state *s, const struct call *c)
{
	bool prints = c->f->ir->flags & IR_FF_VARIADIC && c->f->ir->n_params;
	if (str_starts(c->f->name, STR("Wdf")) || prints)
		return;
	for (size_t i = 0; i < c->n; i++) {
		struct ent *e = state_ent(m, s, c->args[i], E_REQUEST, false);
		if (!e)
			continue;
		e->r.escaped = e->r.unseen = true;
		if (e->r.format == FMT_NONE)
			e->r.format = FMT_UNKNOWN;
	}
}

void call_request(struct machine *m, struct state *s, struct call *c, struct state **more)
{
	const struct rrow *w = known_of(m, c->f)->request;
	if (!w)
		handed_over(m, s, c);
	if (!w || c->n == 0)
		return;
	switch (w->op) {
	case R_NONE:
		break;
	case R_SEND:
		send(m, s, c, more);
		break;
	case R_RETRIEVE:
		retrieve(m, s, c, w, more);
		break;
	case T_OPEN:
		open_target(m, s, c, more);
		break;
	case T_CLOSE:
	case T_QUERY_CLOSE: {
		struct ent *e = state_ent(m, s, c->args[0], E_TARGET, true);
		if (e)
			e->t.open = w->op == T_CLOSE ? OPEN_CLOSED : OPEN_QUERY_REMOVE;
		break;
	}
	case T_READER:
		note_event(m, c, val_obj(m, c->args[0]), TGT_READER);
		break;
	case T_STATE:
		note_event(m, c, val_obj(m, c->args[0]), 0);
		break;
	case R_REFERENCE:
	case R_DELETE: {
		struct ent *t = w->op == R_DELETE ? state_ent(m, s, c->args[0], E_TARGET, false) : NULL;
		if (t)
			t->t.open = OPEN_DELETED;
		else if (is_request(m, s, c->args[0]))
			one_request(m, s, c, w, more);
		break;
	}
	case R_QUEUE_OF: {
		const struct object *q = model_object(m->model, m->root.object);
		if (q && q->kind == OBJ_QUEUE && is_request(m, s, c->args[0]))
			c->result = v_of(V_OBJ, q->id);
		break;
	}
	default:
		one_request(m, s, c, w, more);
		break;
	}
}

static enum request_origin presented(const struct root *r)
{
	const struct role *k = r->role;
	if (k->flags & ROLE_F_HANDLER || k->family == ROLE_QUEUE || k->family == ROLE_FILE ||
	    strstr(k->name, "IN_CALLER_CONTEXT"))
		return REQ_PRESENTED;
	return REQ_UNKNOWN;
}

static struct val request_param(struct machine *m, const struct root *r)
{
	const struct object *reg = model_object(m->model, r->object);
	if (reg && reg->kind == OBJ_REQUEST)
		return v_of(V_OBJ, reg->id);
	bool made;
	struct object *o = model_object_at(m->model, hash_mix(r->fn, 0x7265), OBJ_REQUEST, &made);
	const struct fn *f = &m->model->fns.v[r->fn];
	if (made) {
		o->created = (struct site){ .unit = f->unit, .func = f->ir, .at = f->ir->at };
		o->creator = f->display;
		o->per_call = true;
		o->request = presented(r);
	}
	return v_of(V_OBJ, o->id);
}

static obj_id only_device(const struct model *m)
{
	obj_id found = 0;
	for (size_t i = 1; i < m->objects.n; i++)
		if (m->objects.v[i].kind == OBJ_DEVICE) {
			if (found)
				return 0;
			found = (obj_id)i;
		}
	return found;
}

static struct val device_param(struct machine *m, const struct root *r)
{
	const struct object *o = model_object(m->model, r->object);
	for (unsigned i = 0; o && i < 8; i++, o = model_object(m->model, o->parent))
		if (o->kind == OBJ_DEVICE)
			return v_of(V_OBJ, o->id);
	obj_id d = only_device(m->model);
	return d ? v_of(V_OBJ, d) : val_sym(m, S_PARAM, NULL);
}

/* WDFDEVICE_INIT parameters become an object, so that what is set on it finds its device. */
static struct val init_param(struct machine *m, const struct root *r, const struct fn *f, size_t i)
{
	ir_type t = f->ir->vars.v[i].type;
	struct str n = t < f->unit->types.n ? ir_text(f->unit, f->unit->types.v[t].name) : STR("");
	if (!str_is(n, "PWDFDEVICE_INIT"))
		return (struct val){ 0 };
	bool made;
	struct object *o = model_object_at(m->model, hash_mix(r->fn, 0x696e), OBJ_DEVICE_INIT, &made);
	if (made)
		o->created = (struct site){ .unit = f->unit, .func = f->ir, .at = f->ir->at };
	return v_of(V_OBJ, o->id);
}

/* The operation that a filter's callback is called for stands in its callback data. */
static void filter_param(struct machine *m, const struct act *a, struct state *s, struct val data)
{
	const struct root *r = &m->root;
	name_id names[] = { model_name(m->model, STR("_FLT_CALLBACK_DATA")), model_name(m->model, STR("Iopb")),
			    model_name(m->model, STR("_FLT_IO_PARAMETER_BLOCK")),
			    model_name(m->model, STR("MajorFunction")) };
	if (!r->role || r->role->from != ROLE_IRQL_FILTER || r->major_lo < 0)
		return;
	uint32_t iopb = loc_field(m, loc_of_pointer(m, data, a->u, 0), names[0], names[1], a->u, 0);
	uint32_t block = loc_of_pointer(m, state_load(m, s, iopb), a->u, 0);
	uint32_t major = loc_field(m, block, names[2], names[3], a->u, 0);
	assume_range(m, s, state_load(m, s, major), r->major_lo, r->major_hi);
}

void root_values(struct machine *m, struct act *a, struct state *s, struct val *args, size_t n)
{
	const struct root *r = &m->root;
	const struct role *k = r->role;
	for (size_t i = 0; i < n; i++) {
		args[i] = val_sym(m, S_PARAM, NULL);
		m->syms.v[args[i].id].arg = (uint32_t)i;
		struct val init = init_param(m, r, a->f, i);
		if (init.kind == V_OBJ)
			args[i] = init;
		if (!k)
			continue;
		const struct object *o = model_object(m->model, r->object);
		if ((int)i == k->request_arg)
			args[i] = request_param(m, r);
		else if ((int)i == k->device_arg)
			args[i] = device_param(m, r);
		else if (((int)i == k->queue_arg && o && o->kind == OBJ_QUEUE) ||
			 ((int)i == k->object_arg && o && o->kind != OBJ_DEVICE_INIT))
			args[i] = v_of(V_OBJ, o->id);
		bool handle = (int)i == k->request_arg || (int)i == k->device_arg || (int)i == k->queue_arg ||
			      (int)i == k->object_arg;
		if (handle) /* the framework hands over no NULL: who owns a request asks for that in its destructor */
			assume_given(m, s, args[i]);
	}
	if (k && k->request_arg >= 0 && (size_t)k->request_arg < n && k->family != ROLE_REQUEST) {
		struct ent *e = state_ent(m, s, args[k->request_arg], E_REQUEST, true);
		if (e) {
			e->r.format = FMT_NONE;
			e->r.completion = TRI_NO;
		}
	}
	if (n)
		filter_param(m, a, s, args[0]);
	if (r->callback_lock) {
		struct mlock *l = ARENA_NEW(m->ra, struct mlock);
		s->locks[s->n_locks++] = l;
		l->h = (struct held_lock){ .kind = EFF_L_WDF_OBJECT,
					   .lock = v_of(V_OBJ, r->object),
					   .automatic = true,
					   .name = STR("the framework's callback lock") };
	}
}
