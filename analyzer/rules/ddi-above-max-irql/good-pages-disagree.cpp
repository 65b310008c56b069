/*
 * The extension lets its callback come at DISPATCH_LEVEL and documents the function that takes the callback's own request for
 * PASSIVE_LEVEL only. The pages contradict each other; the driver has no choice.
 */
#include <ntddk.h>
#include <wdf.h>
#include <netadaptercx.h>
#include <mbbcx.h>

EXTERN_C DRIVER_INITIALIZE DriverEntry;
static EVT_WDF_DRIVER_DEVICE_ADD CowlEvtDeviceAdd;
static EVT_MBB_DEVICE_SEND_MBIM_FRAGMENT CowlEvtSend;
static EVT_MBB_DEVICE_RECEIVE_MBIM_FRAGMENT CowlEvtReceive;
static EVT_MBB_DEVICE_SEND_DEVICE_SERVICE_SESSION_DATA CowlEvtData;
static EVT_MBB_DEVICE_CREATE_ADAPTER CowlEvtCreate;

static VOID
CowlEvtSend(_In_ WDFDEVICE Device, _In_ MBBREQUEST Request)
{
    size_t size = 0;
    PVOID buffer = MbbRequestGetBuffer(Request, &size);

    UNREFERENCED_PARAMETER(Device);
    RtlZeroMemory(buffer, size);
}

static VOID
CowlEvtReceive(_In_ WDFDEVICE Device, _In_ MBBREQUEST Request)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Request);
}

static VOID
CowlEvtData(_In_ WDFDEVICE Device, _In_ DSS_SESSION_ID Session, _In_ WDFMEMORY Data)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Session);
    UNREFERENCED_PARAMETER(Data);
}

static NTSTATUS
CowlEvtCreate(_In_ WDFDEVICE Device, _In_ NETADAPTER_INIT *Init)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Init);
    return STATUS_SUCCESS;
}

static NTSTATUS
CowlEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    MBB_DEVICE_CONFIG config;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    status = WdfDeviceCreate(&DeviceInit, WDF_NO_OBJECT_ATTRIBUTES, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    MBB_DEVICE_CONFIG_INIT(&config, CowlEvtSend, CowlEvtReceive, CowlEvtData, CowlEvtCreate);
    return MbbDeviceInitialize(device, &config);
}

EXTERN_C NTSTATUS
DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, CowlEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}
