/*
 * A callout driver: the reference says at which level the filter engine classifies, and nothing in the driver has to repeat it.
 */
#include <ntddk.h>
#define NDIS_SUPPORT_NDIS6 1
#include <ndis.h>
#include <fwpsk.h>

static KGUARDED_MUTEX FlowLock;
static ULONG Flows;
static UINT32 CalloutId;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD WeirUnload;

static VOID
WeirCount(VOID)
{
    KeAcquireGuardedMutex(&FlowLock); /* expect: blocking-primitive-at-unknown-irql "KeAcquireGuardedMutex needs APC_LEVEL" */
    Flows++;
    KeReleaseGuardedMutex(&FlowLock);
}

static VOID NTAPI
WeirClassify(_In_ const FWPS_INCOMING_VALUES0 *Values, _In_ const FWPS_INCOMING_METADATA_VALUES0 *Meta,
             _Inout_opt_ VOID *Layer, _In_opt_ const VOID *Context, _In_ const FWPS_FILTER1 *Filter, _In_ UINT64 Flow,
             _Inout_ FWPS_CLASSIFY_OUT0 *Out)
{
    UNREFERENCED_PARAMETER(Values);
    UNREFERENCED_PARAMETER(Meta);
    UNREFERENCED_PARAMETER(Layer);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Filter);
    UNREFERENCED_PARAMETER(Flow);
    WeirCount();
    Out->actionType = FWP_ACTION_CONTINUE;
}

static NTSTATUS NTAPI
WeirNotify(_In_ FWPS_CALLOUT_NOTIFY_TYPE Type, _In_ const GUID *Key, _Inout_ FWPS_FILTER1 *Filter)
{
    UNREFERENCED_PARAMETER(Type);
    UNREFERENCED_PARAMETER(Key);
    UNREFERENCED_PARAMETER(Filter);
    return STATUS_SUCCESS;
}

VOID
WeirUnload(_In_ PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    FwpsCalloutUnregisterById0(CalloutId);
}

NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    FWPS_CALLOUT1 callout = {0};
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    KeInitializeGuardedMutex(&FlowLock);
    DriverObject->DriverUnload = WeirUnload;
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_NETWORK, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    callout.classifyFn = WeirClassify;
    callout.notifyFn = WeirNotify;
    return FwpsCalloutRegister1(device, &callout, &CalloutId);
}
