/* Execution level and scope by inheritance; device scope without a level is exactly DISPATCH. */
#include "expect.h"
DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD EvtAdd;
EVT_WDF_IO_QUEUE_IO_READ EvtScoped, EvtPassive, EvtInherits;
EVT_WDF_TIMER EvtPassiveTimer, EvtTimer;

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
	WDF_DRIVER_CONFIG config;
	WDF_DRIVER_CONFIG_INIT(&config, EvtAdd);
	return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

static NTSTATUS MakeQueue(WDFDEVICE Device, PFN_WDF_IO_QUEUE_IO_READ Read, WDF_EXECUTION_LEVEL Level)
{
	WDF_IO_QUEUE_CONFIG config;
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchParallel);
	config.EvtIoRead = Read;
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ExecutionLevel = Level;
	return WdfIoQueueCreate(Device, &config, &attributes, WDF_NO_HANDLE);
}

NTSTATUS EvtAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_TIMER_CONFIG timer;
	WDFDEVICE device;
	WDFTIMER t;
	NTSTATUS status;
	UNREFERENCED_PARAMETER(Driver);
	expect_irql(0, 0);
	expect_process(4);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.SynchronizationScope = WdfSynchronizationScopeDevice;
	status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
	if (!NT_SUCCESS(status))
		return status;
	MakeQueue(device, EvtScoped, WdfExecutionLevelInheritFromParent);
	MakeQueue(device, EvtPassive, WdfExecutionLevelPassive);
	WDF_TIMER_CONFIG_INIT(&timer, EvtPassiveTimer);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = device;
	attributes.ExecutionLevel = WdfExecutionLevelPassive;
	WdfTimerCreate(&timer, &attributes, &t);
	WDF_TIMER_CONFIG_INIT(&timer, EvtTimer);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = device;
	return WdfTimerCreate(&timer, &attributes, &t);
}

VOID EvtScoped(WDFQUEUE Queue, WDFREQUEST Request, size_t Length)
{
	UNREFERENCED_PARAMETER(Queue);
	UNREFERENCED_PARAMETER(Length);
	expect_irql(2, 2);
	expect_locks(1);
	expect_process(2);
	WdfRequestComplete(Request, 0);
}

VOID EvtPassive(WDFQUEUE Queue, WDFREQUEST Request, size_t Length)
{
	UNREFERENCED_PARAMETER(Queue);
	UNREFERENCED_PARAMETER(Length);
	expect_irql(0, 0);
	WdfRequestComplete(Request, 0);
}

VOID EvtPassiveTimer(WDFTIMER Timer)
{
	UNREFERENCED_PARAMETER(Timer);
	expect_irql(0, 0);
}

VOID EvtTimer(WDFTIMER Timer)
{
	UNREFERENCED_PARAMETER(Timer);
	expect_irql(2, 2);
}

/* Never registered: what its creation code would say is not known. */
VOID EvtInherits(WDFQUEUE Queue, WDFREQUEST Request, size_t Length)
{
	UNREFERENCED_PARAMETER(Queue);
	UNREFERENCED_PARAMETER(Length);
	expect_irql(0, 2);
	WdfRequestComplete(Request, 0);
}
