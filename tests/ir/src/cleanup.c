/* goto cleanup with NT_SUCCESS: what failed is known at the label. */
#include "expect.h"
EVT_WDF_WORKITEM EvtWork;
NTSTATUS First(void);
NTSTATUS Second(void);
KSPIN_LOCK Lock;
VOID EvtWork(WDFWORKITEM WorkItem)
{
	KIRQL old = 0;
	BOOLEAN held = FALSE;
	NTSTATUS status = First();
	UNREFERENCED_PARAMETER(WorkItem);
	if (!NT_SUCCESS(status))
		goto cleanup;
	KeAcquireSpinLock(&Lock, &old);
	held = TRUE;
	status = Second();
	if (!NT_SUCCESS(status))
		goto cleanup;
	if (status < 0)
		expect_unreached(0);
	expect_irql(2, 2);
cleanup:
	if (held)
		KeReleaseSpinLock(&Lock, old);
	expect_irql(0, 0);
	expect_locks(0);
}
