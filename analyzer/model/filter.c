/*
 * File system filters: the level of an operation's callbacks follows from the operation, and after it from what the
 * pre-operation callback returned. Dispatch table of the documentation ("Dispatch Routine IRQL and Thread Context") for the
 * way down; for the way up: create is synchronous, FLT_PREOP_SYNCHRONIZE brings the thread of the way down back.
 */
#include "model/model.h"

#include <string.h>

enum { MJ_CREATE = 0, MJ_CLOSE = 2, MJ_READ = 3, MJ_WRITE = 4, MJ_DIRECTORY_CONTROL = 12, MJ_LAST = 27 };
/* Operations without an IRP: fast I/O, and above it the callbacks around sections and flushes, which may come at APC_LEVEL. */
enum { MJ_FAST_IO_LAST = 0x100 - 13 };
/* FLT_PREOP_CALLBACK_STATUS, as bits */
enum { PRE_WITH_CALLBACK = 1 << 0, PRE_SYNCHRONIZE = 1 << 5 };

static void set(struct root *r, enum irql hi, const char *why)
{
	r->irql = (struct irql_range){ IRQL_PASSIVE, hi };
	r->why = str_from(why);
}

static void way_down(struct root *r)
{
	if (r->major == MJ_READ || r->major == MJ_WRITE) {
		if (!r->no_paging)
			set(r, IRQL_APC, "reads and writes of the paging file system path come at APC_LEVEL");
		else
			set(r, IRQL_PASSIVE, "reads and writes other than paging I/O come at PASSIVE_LEVEL");
		return;
	}
	if (r->major == MJ_CLOSE || r->major == MJ_DIRECTORY_CONTROL) {
		r->process = PROC_ARBITRARY;
		set(r, IRQL_APC, "this operation comes at up to APC_LEVEL in whatever thread");
	} else if (r->major <= MJ_FAST_IO_LAST) {
		set(r, IRQL_PASSIVE, "this operation comes at PASSIVE_LEVEL in the thread that made the request");
	}
}

static void way_up(const struct model *m, struct root *r)
{
	uint32_t returns = r->filter_pre == MODEL_NONE ? PRE_WITH_CALLBACK : m->fns.v[r->filter_pre].returns;

	r->process = PROC_UNKNOWN;
	if (r->major == MJ_CREATE) {
		r->process = PROC_REQUESTER;
		set(r, IRQL_PASSIVE, "post-create callbacks run at PASSIVE_LEVEL in the thread that opens the file");
	} else if (r->major > MJ_LAST) {
		way_down(r); /* ends in the thread that began it */
	} else if (returns & PRE_SYNCHRONIZE && !(returns & PRE_WITH_CALLBACK)) {
		way_down(r);
		r->why =
			r->irql.hi == IRQL_PASSIVE
				? STR("FLT_PREOP_SYNCHRONIZE brings it back to the thread of the pre-operation callback, at PASSIVE_LEVEL")
				: STR("after FLT_PREOP_SYNCHRONIZE the post-operation callback runs at up to APC_LEVEL, in the same thread");
	} else if (returns & PRE_SYNCHRONIZE || !(returns & PRE_WITH_CALLBACK)) {
		/* Which request takes which way is not told apart, or not known at all. */
		r->irql_known = false;
	} else {
		r->process = PROC_ARBITRARY;
		set(r, IRQL_DISPATCH,
		    "without FLT_PREOP_SYNCHRONIZE, post-operation callbacks run at up to DISPATCH_LEVEL in whatever thread");
	}
}

void model_filter_context(const struct model *m, struct root *r)
{
	bool post = strcmp(r->role->name, "FLT_POST_OPERATION_CALLBACK") == 0;

	if (!r->filter_known || r->major < 0)
		r->irql_known = !post; /* up to APC_LEVEL on the way down, whatever the operation */
	else if (post)
		way_up(m, r);
	else
		way_down(r);
}
