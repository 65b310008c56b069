/* Who speaks about which call at too high a level, and the common words. See shared.h. */
#include "rules/edits.h"

#include <stdarg.h>
#include <stdio.h>

#define DDI_DOC "/windows-hardware/drivers/ddi/"

static bool is_any(const struct call_event *e, const char *const *names)
{
	return call_is_any(e, names);
}

static bool starts(const struct call_event *e, const char *prefix)
{
	return str_starts(e->callee, str_from(prefix));
}

/* A release or end whose begin was made at such a level too was reported there: one mistake, one finding. */
static const char *const second_halves[] = { "ExReleaseFastMutex",
					     "ExReleaseFastMutexUnsafe",
					     "KeReleaseGuardedMutex",
					     "KeReleaseGuardedMutexUnsafe",
					     "KeLeaveCriticalRegion",
					     "KeLeaveGuardedRegion",
					     "KeEnterCriticalRegion",
					     "ExReleaseResourceLite",
					     "WdfWaitLockRelease",
					     "KeUnstackDetachProcess",
					     "ExReleasePushLockExclusive",
					     "ExReleasePushLockShared",
					     "FltReleasePushLock",
					     "FltReleaseResource",
					     "ExReleaseResourceAndLeaveCriticalRegion",
					     NULL };

static const char *const waits[] = { "KeWaitForSingleObject",
				     "KeWaitForMultipleObjects",
				     "KeWaitForMutexObject",
				     "KeDelayExecutionThread",
				     "ExAcquireFastMutex",
				     "ExAcquireFastMutexUnsafe",
				     "ExTryToAcquireFastMutex",
				     "KeAcquireGuardedMutex",
				     "KeAcquireGuardedMutexUnsafe",
				     "KeTryToAcquireGuardedMutex",
				     "ExAcquireResourceExclusiveLite",
				     "ExAcquireResourceSharedLite",
				     "ExAcquireSharedStarveExclusive",
				     "ExAcquireSharedWaitForExclusive",
				     "ExEnterCriticalRegionAndAcquireResourceExclusive",
				     "ExEnterCriticalRegionAndAcquireResourceShared",
				     "ExAcquirePushLockExclusive",
				     "ExAcquirePushLockShared",
				     "FltAcquirePushLockExclusive",
				     "FltAcquirePushLockShared",
				     "FltAcquireResourceExclusive",
				     "FltAcquireResourceShared",
				     "ExWaitForRundownProtectionRelease",
				     "IoReleaseRemoveLockAndWait",
				     "KeFlushQueuedDpcs",
				     "NdisWaitEvent",
				     "NdisMSleep",
				     "ZwWaitForSingleObject",
				     NULL };

static const char *const helpers[] = { "WdfIoTargetOpen",
				       "WdfIoTargetClose",
				       "WdfIoTargetCloseForQueryRemove",
				       "WdfIoTargetQueryForInterface",
				       "WdfFdoQueryForInterface",
				       "WdfUsbTargetDeviceCreate",
				       "WdfUsbTargetDeviceCreateWithParameters",
				       "WdfUsbTargetDeviceSelectConfig",
				       "WdfUsbInterfaceSelectSetting",
				       "WdfUsbTargetDeviceQueryString",
				       "WdfUsbTargetDeviceAllocAndQueryString",
				       "WdfUsbTargetDeviceIsConnectedSynchronous",
				       NULL };

static const char *const pools[] = { "ExAllocatePool",
				     "ExAllocatePool2",
				     "ExAllocatePool3",
				     "ExAllocatePoolWithTag",
				     "ExAllocatePoolWithQuota",
				     "ExAllocatePoolWithQuotaTag",
				     "ExAllocatePoolWithTagPriority",
				     "ExAllocatePoolZero",
				     "ExAllocatePoolQuotaZero",
				     "ExAllocatePoolPriorityZero",
				     "ExAllocatePoolUninitialized",
				     "ExAllocatePoolQuotaUninitialized",
				     "ExAllocatePoolPriorityUninitialized",
				     "WdfMemoryCreate",
				     "WdfLookasideListCreate",
				     NULL };

static const char *const keys[] = { "WdfDriverOpenParametersRegistryKey",
				    "WdfDriverOpenPersistentStateRegistryKey",
				    "WdfDeviceOpenRegistryKey",
				    "WdfFdoInitOpenRegistryKey",
				    "WdfDeviceOpenDevicemapKey",
				    "IoOpenDeviceRegistryKey",
				    "IoOpenDeviceInterfaceRegistryKey",
				    "IoCreateFile",
				    "IoCreateFileEx",
				    "IoCreateFileSpecifyDeviceObjectHint",
				    NULL };

/* Of these, rules about what they do speak wherever they are called. */
static const char *const spoken_for[] = { "WdfRequestRetrieveUnsafeUserInputBuffer",
					  "WdfRequestRetrieveUnsafeUserOutputBuffer",
					  "WdfRequestProbeAndLockUserBufferForRead",
					  "WdfRequestProbeAndLockUserBufferForWrite",
					  "WdfDeviceEnqueueRequest",
					  "KeSetEvent",
					  "KeReleaseMutex",
					  "KeReleaseSemaphore",
					  NULL };

static const char *const maps[] = { "MmMapLockedPagesSpecifyCache", "MmMapLockedPages", NULL };
static const char *const stops[] = { "WdfIoTargetStop", "WdfIoTargetPurge", NULL };
static const char *const idle[] = { "WdfDeviceStopIdle", "WdfDeviceStopIdleNoTrack", "WdfDeviceStopIdleActual", NULL };

static enum irql_owner by_callee(const struct call_event *e)
{
	if (call_is(e, "WdfRequestSend"))
		return IRQL_OF_SYNC_SEND;
	if (is_any(e, helpers) ||
	    ((starts(e, "WdfIoTarget") || starts(e, "WdfUsb")) && str_ends(e->callee, STR("Synchronously"))))
		return IRQL_OF_TARGET_HELPER;
	if (is_any(e, waits))
		return IRQL_OF_BLOCKING;
	if (call_is(e, "WdfWaitLockAcquire"))
		return IRQL_OF_WAIT_LOCK;
	if (is_any(e, maps))
		return IRQL_OF_USER_MAP;
	if (is_any(e, pools))
		return IRQL_OF_PAGED_POOL;
	if (is_any(e, keys) || starts(e, "WdfRegistry") || starts(e, "Zw") || starts(e, "Rtl"))
		return IRQL_OF_REGISTRY;
	if (call_is(e, "WdfTimerStop"))
		return IRQL_OF_TIMER_STOP;
	if (call_is(e, "WdfDpcCancel"))
		return IRQL_OF_DPC_CANCEL;
	if (is_any(e, stops))
		return IRQL_OF_TARGET_STOP;
	if (is_any(e, idle))
		return IRQL_OF_STOP_IDLE;
	return IRQL_OF_NOBODY;
}

static enum irql_owner by_root(const struct root *r)
{
	if (!r || !r->role)
		return IRQL_OF_FIXED;
	if (str_is(str_from(r->role->name), "EVT_WDF_REQUEST_COMPLETION_ROUTINE"))
		return IRQL_OF_COMPLETION;
	if (r->role->from == ROLE_IRQL_CONSTRAINTS)
		return r->callback_lock_spin ? IRQL_OF_SCOPE : IRQL_OF_EXECUTION_LEVEL;
	return IRQL_OF_FIXED;
}

static enum irql_owner by_unknown_caller(const struct root *r)
{
	if (!r || !r->role)
		return IRQL_OF_NOBODY;
	if (r->role->from == ROLE_IRQL_OBJECT_TYPE)
		return IRQL_OF_CLEANUP;
	if (r->role->from != ROLE_IRQL_SENDER || !str_starts(str_from(r->role->name), STR("EVT_WDF")))
		return IRQL_OF_NOBODY;
	return str_is(str_from(r->role->name), "EVT_WDF_IO_IN_CALLER_CONTEXT") ? IRQL_OF_CALLER_CONTEXT
									       : IRQL_OF_PREPROCESS;
}

/*
 * Work on an application's addresses and handles, in the callback that exists for it: who does it takes the sender for an
 * application, which comes at PASSIVE_LEVEL, and there is no other place to do it. Whether the sender is one is asked by
 * the rules about contexts.
 */
static bool of_the_sender(const struct rule_ctx *c, const struct call_event *e)
{
	if (call_is(e, "ObReferenceObjectByHandle"))
		return arg_is_user_mode(c, 3);
	if (call_is(e, "MmProbeAndLockPages"))
		return arg_is_user_mode(c, 1);
	return call_is(e, "ProbeForRead") || call_is(e, "ProbeForWrite") || call_is(e, "MmSecureVirtualMemory");
}

static enum irql_owner owner_of(struct rule_ctx *c, const struct call_event *e)
{
	const struct held_lock *lock = rule_lock_that_raises(c);
	enum irql_owner callee = by_callee(e), root;

	if (callee == IRQL_OF_USER_MAP || callee == IRQL_OF_PAGED_POOL)
		return callee;
	if (lock && lock->in_driver)
		return IRQL_OF_LOCK;
	if ((root = by_unknown_caller(rule_root(c))) == IRQL_OF_CALLER_CONTEXT && of_the_sender(c, e))
		return IRQL_OF_NOBODY;
	if (root != IRQL_OF_NOBODY)
		return root;
	return callee != IRQL_OF_NOBODY ? callee : by_root(rule_root(c));
}

/* A cleanup callback of an object that nobody knows has no level to speak of. */
static bool level_is_told(struct rule_ctx *c)
{
	const struct root *r = rule_root(c);
	const struct object *o = r ? model_object(rule_model(c), r->object) : NULL;

	return !r || !r->role || r->role->from != ROLE_IRQL_OBJECT_TYPE || (o && o->kind != OBJ_UNKNOWN);
}

enum over level_over(struct rule_ctx *c, enum irql max)
{
	return level_is_told(c) ? rule_over(c, max) : OVER_NO;
}

enum over pageable_over(struct rule_ctx *c, const struct fn *f, bool cleanup)
{
	const struct root *r = rule_root(c);

	if (!f->pageable || !r || !r->role || r->role->from == ROLE_IRQL_SENDER || !level_is_told(c) ||
	    (r->role->from == ROLE_IRQL_OBJECT_TYPE) != cleanup)
		return OVER_NO;
	return rule_over(c, IRQL_APC);
}

void pageable_report(struct rule_ctx *c, const struct fn *f, enum over o, enum severity full)
{
	struct site at = { .unit = f->unit, .func = f->ir, .at = f->ir->at };
	struct irql_view v = rule_irql(c);
	bool sure = o == OVER_DEFINITE;
	struct claim cl =
		claim_of(c, rule_strength(o), "pageable callback above APC_LEVEL", "",
			 STR_FMT " is in the pageable section " STR_FMT
				 ", but %s DISPATCH_LEVEL, where a page fault stops the "
				 "system: " STR_FMT ".%s",
			 STR_ARG(f->display), STR_ARG(f->section), sure ? "it is called at" : "the contract allows",
			 STR_ARG(str_stop(v.why)),
			 sure ? "" : " It works today only because the framework usually calls it at PASSIVE_LEVEL.");

	cl.at = &at;
	cl.source = v.source;
	cl.fix = irql_fix(c, IRQL_APC);
	if (!edit_passive(&cl, edit_level_object(rule_model(c), rule_root(c))) && edit_resident(&cl, rule_model(c), f))
		cl.fix = rule_text(c, "Take " STR_FMT " out of the pageable section.", STR_ARG(f->display));
	claim_report(c, &cl, full);
}

/* A handle that was opened on this path before the lock that is now in the way: opening it was fine, closing it is not. */
static bool opened_before(const struct ir_op *open, const struct held_lock *lock)
{
	return lock && lock->in_driver && open->at.file == lock->where.at.file && open->at.line < lock->where.at.line;
}

static bool ends_what_is_told(const struct rule_ctx *c, const struct call_event *e, enum irql max)
{
	const struct held_lock *locks;
	size_t n;

	if (call_is(e, "ZwClose") || call_is(e, "WdfRegistryClose")) {
		const struct ir_op *open = value_producer(c, rule_arg(c, 0), NULL);
		return open && !opened_before(open, rule_lock_that_raises(c));
	}
	if (!is_any(e, second_halves))
		return false;
	n = rule_locks(c, &locks);
	while (n--)
		if (e->fn->effect && locks[n].kind == e->fn->effect->lock && locks[n].in_driver)
			return locks[n].before.hi > max;
	return true; /* begun in code that is not seen */
}

/*
 * A library's pages that contradict each other: its callback may come higher than the library's function may be called that
 * takes what the callback is given.
 */
static bool pages_disagree(const struct rule_ctx *c, const struct call_event *e, enum over o)
{
	const struct root *r = rule_root(c);
	const char *end = r && r->role && r->role->flags & ROLE_F_REFERENCE ? strchr(r->role->doc, '/') : NULL;
	bool takes = false;

	if (!end || o == OVER_DEFINITE || !e->fn->ddi ||
	    strncmp(r->role->doc, e->fn->ddi->doc, (size_t)(end - r->role->doc) + 1) != 0)
		return false;
	for (unsigned i = 0; i < e->n_args && !takes; i++)
		takes = value_root_param(c, rule_arg(c, i)) >= 0;
	return takes;
}

/* Whose call this is to speak about, were it made too high; IRQL_OF_NOBODY where nobody is to. */
static enum irql_owner speaker(struct rule_ctx *c, const struct call_event *e)
{
	const struct irql_view v = rule_irql(c);

	if (!v.known || !level_is_told(c) || v.hi == IRQL_PASSIVE || is_any(e, spoken_for))
		return IRQL_OF_NOBODY;
	/* Of the driver's own functions, what they call is reported: nearer to the mistake. */
	return e->fn && (!e->fn->defined || e->fn->model) ? owner_of(c, e) : IRQL_OF_NOBODY;
}

bool irql_fault_is(struct rule_ctx *c, const struct call_event *e, enum irql_owner owner, struct irql_fault *f)
{
	if (!*e->kept) /* a dozen rules ask */
		*e->kept = (uint8_t)(1 + speaker(c, e));
	if (*e->kept != 1 + owner)
		return false;
	f->view = rule_irql(c);
	f->max = rule_callee_max(c, &f->source);
	if (f->max == IRQL_UNKNOWN)
		return false;
	f->owner = owner;
	f->over = rule_over(c, f->max);
	return is_over(f->over) && !ends_what_is_told(c, e, f->max) && !pages_disagree(c, e, f->over);
}

struct str str_stop(struct str s)
{
	while (s.n && s.s[s.n - 1] == '.')
		s.n--;
	return s;
}

struct str root_name(const struct rule_ctx *c)
{
	const struct fn *f = rule_root_fn(c);

	return f ? f->display : STR("this callback");
}

bool root_is(const struct rule_ctx *c, const char *role)
{
	return str_is(rule_role(c), role);
}

bool root_is_request_handler(const struct rule_ctx *c)
{
	const struct root *r = rule_root(c);

	return r && r->role && r->role->family == ROLE_QUEUE && (r->role->flags & ROLE_F_HANDLER);
}

bool process_is_foreign(const struct rule_ctx *c)
{
	struct process_view p = rule_process(c);

	return p.attached == 0 && p.set != 0 && !(p.set & (PROC_REQUESTER | PROC_SENDER | PROC_UNKNOWN));
}

bool process_is_requesters(const struct rule_ctx *c)
{
	struct process_view p = rule_process(c);

	return p.attached == 0 && p.set == PROC_REQUESTER;
}

bool arg_is_user_mode(const struct rule_ctx *c, unsigned i)
{
	struct str record, member, callee;
	enum tri t = arg_is(c, i, 1 /* UserMode */);

	/* Whoever passes on the requester's mode means the requester's things, and most requesters are applications. */
	if (t == TRI_MAYBE && value_producer(c, rule_arg(c, i), &callee) &&
	    (str_is(callee, "WdfRequestGetRequestorMode") || str_is(callee, "ExGetPreviousMode")))
		return true;
	if (t != TRI_MAYBE || !value_loaded_from(c, rule_arg(c, i), &record, &member))
		return t == TRI_YES;
	/* A member that is given one value only, UserMode, is meant to be that. */
	const struct field *f = model_field_find(rule_model(c), record, member);
	bool user = f && !f->unknown && f->from.n;
	for (size_t k = 0; user && k < f->from.n; k++)
		user = f->from.v[k].kind == ORG_INT && f->from.v[k].num == 1;
	return user;
}

bool process_is_arbitrary(const struct rule_ctx *c)
{
	return process_is_foreign(c) && (rule_process(c).set & PROC_ARBITRARY);
}

/* "queue.c:52": places are rebased after the text is made, so the base name */
static struct str where(struct rule_ctx *c, const struct site *at)
{
	struct str file = site_file(at);

	for (size_t i = file.n; i-- > 0;)
		if (file.s[i] == '/') {
			file = (struct str){ file.s + i + 1, file.n - i - 1 };
			break;
		}
	return rule_text(c, STR_FMT ":%u", STR_ARG(file), at->at.line);
}

/* Which field of which attributes, where in this driver. */
static struct str passive_fix(struct rule_ctx *c, const struct root *r)
{
	const struct model *m = rule_model(c);
	const struct object *set = edit_level_object(m, r), *o = model_object(m, r->object);
	const struct object *device = o ? model_object(m, o->parent) : NULL;

	if (set)
		return rule_text(c,
				 "Set ExecutionLevel = WdfExecutionLevelPassive in the attributes that " STR_FMT
				 " is given in " STR_FMT " (it creates the %s), or hand this part to a work item.",
				 STR_ARG(set->creator), STR_ARG(where(c, &set->created)), obj_kind_name(set->kind));
	if (!o || !o->created.unit || !site_in_driver(&o->created))
		return STR("Set ExecutionLevel = WdfExecutionLevelPassive in the WDF_OBJECT_ATTRIBUTES given to "
			   "WdfIoQueueCreate or WdfDeviceCreate, or hand this part to a work item.");
	if (device && device->kind == OBJ_DEVICE && device->created.unit)
		return rule_text(
			c,
			"Give " STR_FMT " in " STR_FMT " (it creates the %s), or WdfDeviceCreate in " STR_FMT
			", a WDF_OBJECT_ATTRIBUTES with ExecutionLevel = WdfExecutionLevelPassive, or hand this part to "
			"a work item.",
			STR_ARG(o->creator), STR_ARG(where(c, &o->created)), obj_kind_name(o->kind),
			STR_ARG(where(c, &device->created)));
	return rule_text(c,
			 "Give " STR_FMT " in " STR_FMT
			 " (it creates the %s) a WDF_OBJECT_ATTRIBUTES with ExecutionLevel = "
			 "WdfExecutionLevelPassive, or hand this part to a work item.",
			 STR_ARG(o->creator), STR_ARG(where(c, &o->created)), obj_kind_name(o->kind));
}

struct str irql_fix(struct rule_ctx *c, enum irql max)
{
	const struct root *r = rule_root(c);
	const struct held_lock *lock = rule_lock_that_raises(c);
	const struct role *role = r ? r->role : NULL;

	if (lock && lock->in_driver)
		return rule_text(c, "Release " STR_FMT " before this call, or let a work item do it.",
				 STR_ARG(lock->name));
	if (role && role->from == ROLE_IRQL_CONSTRAINTS)
		return passive_fix(c, r);
	if (role && role->family == ROLE_REQUEST)
		return STR(
			"Hand this part to a work item: an execution level does not change the level of completion and cancel callbacks.");
	if (role && role->family == ROLE_TIMER)
		return STR(
			"Queue a work item here, or make the timer one-shot and create it with WdfExecutionLevelPassive.");
	if (role && (role->family == ROLE_DPC || role->family == ROLE_INTERRUPT))
		return STR("Queue a work item here and do this part there.");
	return rule_text(c, "Move this to code that runs at or below %s, for instance a work item.", irql_name(max));
}

struct claim claim_of(struct rule_ctx *c, enum strength s, const char *fact, const char *fix, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return (struct claim){
		.strength = s,
		.fact = str_from(fact),
		.fix = str_from(fix),
		.message = rule_text(c, "%s", text),
	};
}

void claim_report(struct rule_ctx *c, struct claim *cl, enum severity full)
{
	cl->severity_set = true;
	cl->severity = cl->strength == STRENGTH_DEFINITE || full == SEV_NOTE ? full : SEV_WARNING;
	rule_report(c, cl);
}

/* What an edit can do about it: another kind of pool, or a passive level where nothing but the callback's own level is in the way. */
static void irql_edit(struct rule_ctx *c, const struct irql_fault *f, struct claim *cl)
{
	const struct held_lock *lock = rule_lock_that_raises(c);
	struct site at = rule_site(c);

	if (f->owner == IRQL_OF_PAGED_POOL && (edit_word(cl, &at, "PagedPool", "NonPagedPoolNx") ||
					       edit_word(cl, &at, "POOL_FLAG_PAGED", "POOL_FLAG_NON_PAGED")))
		cl->fix = STR("Allocate from nonpaged pool here (NonPagedPoolNx, POOL_FLAG_NON_PAGED).");
	else if (!f->view.where.unit && !(lock && lock->in_driver))
		edit_passive(cl, edit_level_object(rule_model(c), rule_root(c)));
}

void irql_report(struct rule_ctx *c, const struct call_event *e, const struct irql_fault *f, const char *because)
{
	struct str stop = str_stop(f->view.why);
	struct str why = stop.n ? rule_text(c, ": " STR_FMT, STR_ARG(stop)) : STR("");
	struct str needs = because ? rule_text(c, " (%s)", because) : STR("");
	struct claim cl = {
		.strength = rule_strength(f->over),
		.fact = rule_text(c, STR_FMT " needs %s", STR_ARG(e->callee), irql_name(f->max)),
		.fix = irql_fix(c, f->max),
		.source = f->source,
		.doc = e->fn->ddi ? rule_text(c, DDI_DOC "%s", e->fn->ddi->doc).s : NULL,
	};

	if (f->over == OVER_DEFINITE)
		cl.message = rule_text(c,
				       STR_FMT " needs %s%s" STR_FMT ", but reached from " STR_FMT
					       " the level is %s" STR_FMT ".",
				       STR_ARG(e->callee), irql_name(f->max), f->max > IRQL_PASSIVE ? " or lower" : "",
				       STR_ARG(needs), STR_ARG(root_name(c)), irql_name(f->view.lo), STR_ARG(why));
	else
		cl.message =
			rule_text(c,
				  STR_FMT " needs %s%s" STR_FMT ", but reached from " STR_FMT
					  " the contract allows %s" STR_FMT
					  ". It works today only because the caller usually comes at a lower level.",
				  STR_ARG(e->callee), irql_name(f->max), f->max > IRQL_PASSIVE ? " or lower" : "",
				  STR_ARG(needs), STR_ARG(root_name(c)), irql_name(f->view.hi), STR_ARG(why));
	irql_edit(c, f, &cl);
	claim_report(c, &cl, SEV_ERROR);
}
