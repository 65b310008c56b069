/*
 * A fast mutex around a counter, in another file, for reads.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

typedef struct _DEVICE_CONTEXT {
    FAST_MUTEX Guard;
    ULONG Count;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD WeighEvtDeviceAdd;
EVT_WDFDEVICE_WDM_IRP_PREPROCESS WeighEvtPreprocess;

VOID WeighCount(_In_ PDEVICE_CONTEXT Context);
