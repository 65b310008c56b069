/*
 * The level is raised in one file, and the mapping made in another.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    PMDL Mdl;
    PVOID Address;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD WeirEvtDeviceAdd;
EVT_WDF_IO_IN_CALLER_CONTEXT WeirEvtIoInCallerContext;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL WeirEvtIoDeviceControl;

NTSTATUS WeirMap(_In_ PDEVICE_CONTEXT Context);
