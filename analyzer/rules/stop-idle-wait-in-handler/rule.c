/* A queue is power managed where its configuration says so; by default only for drivers that own the power policy, which is left alone. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	static const char *const names[] = { "WdfDeviceStopIdle", "WdfDeviceStopIdleActual", "WdfDeviceStopIdleNoTrack",
					     NULL };
	const struct object *q = model_object(rule_model(c), rule_root(c)->object);
	struct irql_fault f;
	int64_t managed;

	if (!call_is_any(e, names) || arg_is(c, 1, 0) != TRI_NO)
		return;
	if (root_is(c, "EVT_WDF_DEVICE_D0_EXIT") ||
	    (root_is_request_handler(c) && q && object_int(q, "PowerManaged", &managed) &&
	     managed == 1 /* WdfTrue */)) {
		struct claim cl = claim_of(
			c, STRENGTH_DEFINITE, "waiting for D0 in a power-managed callback",
			"Pass FALSE, or drop the call: the framework powers the device up before it presents a request of a "
			"power-managed queue.",
			STR_FMT " waits for the working state in " STR_FMT
				", on which the power transition itself waits.",
			STR_ARG(e->callee), STR_ARG(root_name(c)));
		claim_report(c, &cl, SEV_ERROR);
	} else if (irql_fault_is(c, e, IRQL_OF_STOP_IDLE, &f)) {
		irql_report(c, e, &f, "with WaitForD0 it waits");
	}
}

RULE(stop_idle_wait_in_handler) = {
	.id = "stop-idle-wait-in-handler",
	.family = "power",
	.title = "Waiting for the working power state where that cannot come",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfdevice/nf-wdfdevice-wdfdevicestopidle",
		     "/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdf_device_d0_exit"),
	.frameworks = RULE_KMDF,
	.call = call,
};
