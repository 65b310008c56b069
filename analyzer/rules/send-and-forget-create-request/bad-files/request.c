#include "open.h"

VOID
OpenEvtDeviceFileCreate(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request, _In_ WDFFILEOBJECT FileObject)
{
    UNREFERENCED_PARAMETER(FileObject);

    GetDeviceContext(Device)->Opens++;
    OpenPassOn(Device, Request);
}

VOID
OpenPassOn(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request)
{
    WDF_REQUEST_SEND_OPTIONS options;

    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET);
    if (!WdfRequestSend(Request, WdfDeviceGetIoTarget(Device), &options)) { /* expect: send-and-forget-create-request "framework file objects" */
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}
