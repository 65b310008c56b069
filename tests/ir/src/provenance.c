/* A target opened by name in one callback, kept in the device context, used in another. TGT_: 1 local, 2 created, 8 by name. */
#include "expect.h"
typedef struct _CTX {
	WDFIOTARGET Remote, Local, Either;
	int (*Op)(int);
} CTX, *PCTX;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(CTX, GetCtx)
DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD EvtAdd;
EVT_WDF_IO_QUEUE_IO_READ EvtRead;
int Which(void);

static int Double(int x)
{
	return 2 * x;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
	WDF_DRIVER_CONFIG config;
	WDF_DRIVER_CONFIG_INIT(&config, EvtAdd);
	return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

static NTSTATUS OpenRemote(WDFDEVICE Device, PUNICODE_STRING Name)
{
	WDF_IO_TARGET_OPEN_PARAMS params;
	PCTX ctx = GetCtx(Device);
	NTSTATUS status = WdfIoTargetCreate(Device, WDF_NO_OBJECT_ATTRIBUTES, &ctx->Remote);
	if (!NT_SUCCESS(status))
		return status;
	WDF_IO_TARGET_OPEN_PARAMS_INIT_OPEN_BY_NAME(&params, Name, GENERIC_READ);
	return WdfIoTargetOpen(ctx->Remote, &params);
}

NTSTATUS EvtAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_IO_QUEUE_CONFIG config;
	UNICODE_STRING name;
	WDFDEVICE device;
	PCTX ctx;
	NTSTATUS status;
	UNREFERENCED_PARAMETER(Driver);
	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, CTX);
	status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
	if (!NT_SUCCESS(status))
		return status;
	ctx = GetCtx(device);
	ctx->Local = WdfDeviceGetIoTarget(device);
	ctx->Op = Double;
	RtlInitUnicodeString(&name, L"\\Device\\X");
	status = OpenRemote(device, &name);
	if (!NT_SUCCESS(status))
		return status;
	if (Which())
		ctx->Either = ctx->Local;
	else
		ctx->Either = ctx->Remote;
	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchSequential);
	config.EvtIoRead = EvtRead;
	return WdfIoQueueCreate(device, &config, WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
}

VOID EvtRead(WDFQUEUE Queue, WDFREQUEST Request, size_t Length)
{
	PCTX ctx = GetCtx(WdfIoQueueGetDevice(Queue));
	UNREFERENCED_PARAMETER(Length);
	expect_irql(0, 2);
	expect_target(ctx->Remote, 10, 10);
	expect_target(ctx->Local, 1, 1);
	expect_target(ctx->Either, 0, 11);
	expect_value(ctx->Op(4), 8);
	WdfRequestComplete(Request, 0);
}
