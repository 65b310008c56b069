/*
 * A helper in another file programs the address as one 64-bit register.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    PULONG64 Registers;
    PVOID Buffer;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD PwEvtDeviceAdd;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL PwEvtIoDeviceControl;
VOID PwProgram(_In_ PDEVICE_CONTEXT Context);
