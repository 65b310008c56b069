/* The section is what counts: PAGED_CODE() alone pages nothing (paged-code-macro-above-apc speaks about it). */
#include "rules/shared.h"

static void enter(struct rule_ctx *c, const struct fn *f, bool root)
{
	enum over o = root ? pageable_over(c, f, false) : OVER_NO;

	if (is_over(o))
		pageable_report(c, f, o, SEV_ERROR);
}

RULE(pageable_io_callback) = {
	.id = "pageable-io-callback",
	.family = "paging",
	.title = "Pageable callback that may be called at DISPATCH_LEVEL",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/wdf/using-automatic-synchronization",
		     "/windows-hardware/drivers/ddi/wdfio/nc-wdfio-evt_wdf_io_queue_io_device_control",
		     "/windows-hardware/drivers/kernel/when-should-code-and-data-be-pageable-"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.enter = enter,
};
