/* kmdf: 1.9 */
#include <ntddk.h>
#include <wdf.h>
/* ir: func "UsesNewer" */
NTSTATUS UsesNewer(WDFQUEUE queue, WDFINTERRUPT interrupt)
{
	/* ir: call ^WdfIoQueueStopAndPurge(%queue */
	WdfIoQueueStopAndPurge(queue, NULL, NULL);
	/* ir: call ^WdfInterruptTryToAcquireLock(%interrupt) */
	return WdfInterruptTryToAcquireLock(interrupt) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
/* ir-any: guess function "WdfInterruptTryToAcquireLock" "needs KMDF 1.11" */
