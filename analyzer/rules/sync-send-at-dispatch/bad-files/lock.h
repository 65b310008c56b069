/*
 * The handler, the decision and the send stand in three files; whether to wait is a parameter, and
 * the options are put together by the caller of the send.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    WDFIOTARGET Target;
    BOOLEAN WaitForLower;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD LockEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_WRITE LockEvtIoWrite;
EVT_WDF_REQUEST_COMPLETION_ROUTINE LockEvtWriteDone;

VOID LockForward(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request, _In_ BOOLEAN Wait);
NTSTATUS LockSend(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_SEND_OPTIONS Options);
