#include "rules/requests.h"

static const char *const later[] = { "WdfWorkItemEnqueue", "IoQueueWorkItem",	   "IoQueueWorkItemEx",
				     "ExQueueWorkItem",	   "KeSetEvent",	   "KeInsertQueueDpc",
				     "WdfTimerStart",	   "PsCreateSystemThread", NULL };
static const char *const query[] = { "WdfIoTargetCloseForQueryRemove", NULL };
static const char *const close[] = { "WdfIoTargetClose", "WdfObjectDelete", NULL };
static const char *const open[] = { "WdfIoTargetOpen", NULL };

static void leave(struct rule_ctx *c, const struct fn *f, bool root)
{
	bool is_query = root_is(c, "EVT_WDF_IO_TARGET_QUERY_REMOVE"),
	     is_done = root_is(c, "EVT_WDF_IO_TARGET_REMOVE_COMPLETE");
	const char *const *names = is_query					     ? query
				   : is_done					     ? close
				   : root_is(c, "EVT_WDF_IO_TARGET_REMOVE_CANCELED") ? open
										     : NULL;

	if (!root || !names || fn_reaches(rule_model(c), f->id, names) || fn_reaches(rule_model(c), f->id, later) ||
	    (is_query && value_success(c, rule_result(c)) != TRI_YES))
		return;
	struct site at = { .unit = f->unit, .func = f->ir, .at = f->ir->at };
	struct claim cl =
		claim_of(c, STRENGTH_DEFINITE, "removal callback leaves the target's state",
			 is_query  ? "Call WdfIoTargetCloseForQueryRemove before returning success."
			 : is_done ? "Call WdfIoTargetClose in it."
				   : "Reopen the target: WDF_IO_TARGET_OPEN_PARAMS_INIT_REOPEN and WdfIoTargetOpen.",
			 STR_FMT " %s, but never calls %s.", STR_ARG(f->display),
			 is_query  ? "lets the device be removed"
			 : is_done ? "is told that the device is gone"
				   : "is told that the removal was called off",
			 names[0]);

	cl.at = &at;
	claim_report(c, &cl, SEV_ERROR);
}

RULE(target_removal_callbacks) = {
	.id = "target-removal-callbacks",
	.family = "iotarget",
	.title = "A target removal callback without its close or open",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/wdf/controlling-a-general-i-o-target-s-state",
		     "/windows-hardware/drivers/ddi/wdfiotarget/nc-wdfiotarget-evt_wdf_io_target_query_remove",
		     "/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetcloseforqueryremove",
		     "/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetclose"),
	.frameworks = RULE_KMDF,
	.leave = leave,
};
