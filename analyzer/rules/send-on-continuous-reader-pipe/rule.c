#include "rules/requests.h"

struct scan {
	struct str record, member;
	struct site at;
};

/* Handles of several pipes come from one call in a loop: the member they are kept in tells them apart. */
static bool visit(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	struct scan *s = arg;
	struct str record, member;

	if (!str_is(op_callee(u, op), "WdfUsbTargetPipeConfigContinuousReader") || !op->n_args ||
	    !opd_member(u, f, op->args[0], &record, &member) || !str_eq(record, s->record) ||
	    !str_eq(member, s->member))
		return true;
	s->at = (struct site){ .unit = u, .func = f, .at = op->at };
	return false;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct site here = rule_site(c);
	struct scan s = { 0 };

	if (call_is(e, "WdfRequestSend")) {
		struct request_state r = rule_request(c, rule_arg(c, 0));
		if (!r.known || !str_is(r.formatter, "WdfUsbTargetPipeFormatRequestForRead"))
			return;
		here = r.format_at;
	} else if (!call_is(e, "WdfUsbTargetPipeReadSynchronously")) {
		return;
	}
	const struct ir_op *op = call_is(e, "WdfRequestSend") ? op_at(&here) : e->op;
	if (!op || !op->n_args || !opd_member(here.unit, here.func, op->args[0], &s.record, &s.member) ||
	    rule_has_called(c, "WdfIoTargetStop") || each_op(rule_model(c), visit, &s))
		return;
	struct claim cl =
		claim_of(c, STRENGTH_DEFINITE, "read on a pipe with a continuous reader",
			 "Take the data from the reader's completion callback, or stop the pipe's target first.",
			 "The pipe in " STR_FMT
			 " has a continuous reader, which keeps read requests of its own on it: a read beside it %s.",
			 STR_ARG(s.member),
			 call_is(e, "WdfRequestSend") ? "is not allowed" : "is not allowed and may never get data");

	cl.related[0] = &s.at;
	claim_report(c, &cl, SEV_ERROR);
}

RULE(send_on_continuous_reader_pipe) = {
	.id = "send-on-continuous-reader-pipe",
	.family = "usb",
	.title = "A read on a pipe that has a continuous reader",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3"),
	.docs = LIST(
		"/windows-hardware/drivers/ddi/wdfusb/nf-wdfusb-wdfusbtargetpipeconfigcontinuousreader",
		"/windows-hardware/drivers/ddi/wdfusb/nf-wdfusb-wdfusbtargetpipereadsynchronously",
		"/windows-hardware/drivers/usbcon/how-to-use-the-continous-reader-for-getting-data-from-a-usb-endpoint--umdf-"),
	.frameworks = RULE_KMDF,
	.call = call,
};
