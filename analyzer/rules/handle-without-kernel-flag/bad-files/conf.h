/*
 * A key opened through another file, with the flags passed in.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    HANDLE Key;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD ConfEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL ConfEvtIoDeviceControl;

NTSTATUS ConfOpenKey(_Out_ PHANDLE Key, _In_ ULONG Flags);
