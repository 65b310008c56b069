/* A try-lock holds only where it said so; a wait with a timeout may come back without. */
#include "expect.h"
EVT_WDF_WORKITEM EvtWork;
KSPIN_LOCK L;
WDFWAITLOCK W;
VOID EvtWork(WDFWORKITEM WorkItem)
{
	LONGLONG zero = 0;
	UNREFERENCED_PARAMETER(WorkItem);
	if (KeTryToAcquireSpinLockAtDpcLevel(&L)) {
		expect_locks(1);
		KeReleaseSpinLockFromDpcLevel(&L);
	} else {
		expect_locks(0);
	}
	if (WdfWaitLockAcquire(W, &zero) == STATUS_SUCCESS) {
		expect_locks(1);
		WdfWaitLockRelease(W);
	}
	expect_locks(0);
	expect_irql(0, 0);
}
