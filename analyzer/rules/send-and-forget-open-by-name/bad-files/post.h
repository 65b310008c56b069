/*
 * The target is opened when hardware is prepared, in target.c; the handler in queue.c reaches it through a pointer
 * in a structure of the target module. Nothing is formatted, which the flag allows: only the target is wrong.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

struct post_port {
    WDFIOTARGET Target;
    ULONG Sent;
};

typedef struct _DEVICE_CONTEXT {
    struct post_port *Port;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD PostEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL PostEvtIoDeviceControl;
EVT_WDF_DEVICE_PREPARE_HARDWARE PostEvtPrepareHardware;
EVT_WDF_DEVICE_RELEASE_HARDWARE PostEvtReleaseHardware;

VOID PostForward(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target);
