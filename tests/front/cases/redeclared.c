#include <ntddk.h>
#include <wdf.h>
/* A definition whose parameters are not its declaration's: the usual compiler warns. Nothing is missing. */
EVT_WDF_IO_QUEUE_IO_READ OnRead;
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS Own(PVOID context);
/* ir: func "OnRead" */
/* ir: role "EVT_WDF_IO_QUEUE_IO_READ" */
VOID OnRead(WDFQUEUE queue, WDFREQUEST request, ULONG length)
{
	/* ir: call ^Own( */
	Own(WdfIoQueueGetDevice(queue));
	WdfRequestComplete(request, length ? STATUS_SUCCESS : STATUS_NO_MEMORY);
}
/* ir: func "Own" */
/* ir: note fn "sal:_IRQL_requires_max_(PASSIVE_LEVEL)" */
NTSTATUS Own(WDFDEVICE device)
{
	/* ir: ^WdfDeviceWdmGetDeviceObject(%context) */
	return WdfDeviceWdmGetDeviceObject(device) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
/* ir-not: diag */
