#include "rules/requests.h"

static const char *const maps[] = { "MmMapIoSpace", "MmMapIoSpaceEx", NULL };
static const char *const unmaps[] = { "MmUnmapIoSpace", NULL };

/* The handed-out address may be unmapped by code that is not in the review. */
static bool unmapped_somewhere(const struct model *m)
{
	const struct fn *f = model_fn_named(m, STR("MmUnmapIoSpace"));

	return f && f->callers.n;
}

static const struct root *release_of(const struct model *m)
{
	for (size_t i = 0; i < m->roots.n; i++)
		if (m->roots.v[i].role && str_is(str_from(m->roots.v[i].role->name), "EVT_WDF_DEVICE_RELEASE_HARDWARE"))
			return &m->roots.v[i];
	return NULL;
}

static bool any_root_unmaps(const struct model *m)
{
	for (size_t i = 0; i < m->roots.n; i++)
		if (m->roots.v[i].role &&
		    !str_is(str_from(m->roots.v[i].role->name), "EVT_WDF_DEVICE_PREPARE_HARDWARE") &&
		    fn_reaches(m, m->roots.v[i].fn, unmaps))
			return true;
	return false;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	const struct model *m = rule_model(c);

	if (!call_is_any(e, maps) || !root_is(c, "EVT_WDF_DEVICE_PREPARE_HARDWARE") || any_root_unmaps(m))
		return;
	struct claim cl =
		claim_of(c, STRENGTH_DEFINITE, "mapping never released",
			 "Call MmUnmapIoSpace in EvtDeviceReleaseHardware, also after a failed start.",
			 "The range mapped here in EvtDevicePrepareHardware is %s.",
			 unmapped_somewhere(m) ? "unmapped only while preparing, never when the hardware is released"
			 : release_of(m)       ? "not unmapped in EvtDeviceReleaseHardware"
					       : "never unmapped: the driver has no EvtDeviceReleaseHardware");

	claim_report(c, &cl, SEV_WARNING);
}

RULE(io_space_mapping_leak) = {
	.id = "io-space-mapping-leak",
	.family = "pnp-init",
	.title = "A mapped register range that nobody unmaps",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:0"),
	.docs = LIST("/windows-hardware/drivers/wdf/finding-and-mapping-hardware-resources",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-mmunmapiospace",
		     "/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdf_device_release_hardware"),
	.frameworks = RULE_KMDF,
	.call = call,
};
