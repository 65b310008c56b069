/*
 * A frame grabber's control requests. The handler is in queue.c, the mapping two calls further in
 * map.c, and the access mode arrives there as a parameter.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    PMDL FrameMdl;
    ULONG Frames;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD GrabEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL GrabEvtIoDeviceControl;

#define IOCTL_GRAB_MAP CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_GRAB_RESET CTL_CODE(FILE_DEVICE_UNKNOWN, 0x802, METHOD_BUFFERED, FILE_ANY_ACCESS)

NTSTATUS GrabMapFrames(_In_ PMDL Mdl, _In_ KPROCESSOR_MODE Mode, _Out_ PVOID *Address);
