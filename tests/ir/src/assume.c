/* An assumption that holds on no path (made to quiet another analysis) cuts nothing off. */
#include "expect.h"
EVT_WDF_DRIVER_DEVICE_ADD EvtAdd;
EVT_WDF_IO_QUEUE_IO_READ EvtRead;
DRIVER_INITIALIZE DriverEntry;
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
	WDF_DRIVER_CONFIG config;
	WDF_DRIVER_CONFIG_INIT(&config, EvtAdd);
	return WdfDriverCreate(Driver, Path, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS EvtAdd(WDFDRIVER Driver, PWDFDEVICE_INIT Init)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_IO_QUEUE_CONFIG config;
	WDFDEVICE device;
	NTSTATUS status;
	UNREFERENCED_PARAMETER(Driver);
	status = WdfDeviceCreate(&Init, WDF_NO_OBJECT_ATTRIBUTES, &device);
	if (!NT_SUCCESS(status)) {
		NT_ASSERT(NT_SUCCESS(status));
		expect_irql(0, 0);
		return status;
	}
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ExecutionLevel = WdfExecutionLevelPassive;
	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchParallel);
	config.EvtIoRead = EvtRead;
	__analysis_assume(config.EvtIoStop != 0);
	status = WdfIoQueueCreate(device, &config, &attributes, WDF_NO_HANDLE);
	__analysis_assume(config.EvtIoStop == 0);
	expect_irql(0, 0);
	return status;
}

VOID EvtRead(WDFQUEUE Queue, WDFREQUEST Request, size_t Length)
{
	UNREFERENCED_PARAMETER(Queue);
	UNREFERENCED_PARAMETER(Length);
	expect_irql(0, 0);
	WdfRequestComplete(Request, 0);
}
