#include "rules/requests.h"

/* WDF_FILEOBJECT_CLASS: the class alone, without WdfFileObjectCanBeOptional. */
static bool needs_file_object(const struct rule_ctx *c)
{
	const struct object *o = model_object(rule_model(c), rule_root(c)->object);
	int64_t class;

	return o && object_int(o, "FileObjectClass", &class) && (class & 0xff) > 1 /* WdfFileObjectNotRequired */;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!root_is(c, "EVT_WDF_DEVICE_FILE_CREATE") || !sends_with(c, e, SEND_FORGET) || !needs_file_object(c))
		return;
	const struct object *o;
	bool all;

	/* The create request itself: what the callback was given. */
	if (value_objects(c, rule_arg(c, 0), &o, 1, &all) != 1 || !all || o->request != REQ_PRESENTED)
		return;
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "send-and-forget of a create request",
		"Send it with a completion routine, or set FileObjectClass = WdfFileObjectNotRequired if no file object is used.",
		"This create request is sent and forgotten, but the device asked for framework file objects: the framework has to "
		"see the create complete, to keep or drop the file object.");

	claim_report(c, &cl, SEV_ERROR);
}

RULE(send_and_forget_create_request) = {
	.id = "send-and-forget-create-request",
	.family = "iotarget",
	.title = "Send-and-forget of a file-create request",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3", "WDFV:SendAndForgetCreate"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/ne-wdfrequest-_wdf_request_send_options_flags",
		     "/windows-hardware/drivers/ddi/wdfdevice/ne-wdfdevice-_wdf_fileobject_class",
		     "/windows-hardware/drivers/ddi/wdfdevice/nf-wdfdevice-wdfdeviceinitsetfileobjectconfig"),
	.frameworks = RULE_KMDF,
	.call = call,
};
