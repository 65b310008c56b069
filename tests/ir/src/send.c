/* TRUE: sent. FALSE: still the driver's. The request of a handler was presented. */
#include "expect.h"
EVT_WDF_IO_QUEUE_IO_WRITE EvtWrite;
WDFIOTARGET T;
VOID EvtWrite(WDFQUEUE Queue, WDFREQUEST Request, size_t Length)
{
	WDF_REQUEST_SEND_OPTIONS options;
	BOOLEAN ok;
	UNREFERENCED_PARAMETER(Queue);
	expect_origin(Request, 1);
	WdfRequestFormatRequestUsingCurrentType(Request);
	WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET);
	if (Length)
		options.Flags |= WDF_REQUEST_SEND_OPTION_TIMEOUT;
	expect_value(options.Flags & 8, 8);
	ok = WdfRequestSend(Request, T, &options);
	if (!ok) {
		expect_sent(Request, 1, 1);
		WdfRequestComplete(Request, WdfRequestGetStatus(Request));
		return;
	}
	expect_sent(Request, 0, 0);
}
