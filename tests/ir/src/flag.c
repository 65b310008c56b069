/* A lock taken in one branch and given back in another, correlated by a flag; saved levels nest. */
#include "expect.h"
EVT_WDF_IO_QUEUE_IO_READ EvtRead;
KSPIN_LOCK A, B;
VOID EvtRead(WDFQUEUE Queue, WDFREQUEST Request, size_t Length)
{
	KIRQL one, two;
	BOOLEAN take = Length > 16;
	UNREFERENCED_PARAMETER(Queue);
	UNREFERENCED_PARAMETER(Request);
	expect_irql(0, 2);
	if (take)
		KeAcquireSpinLock(&A, &one);
	if (take)
		expect_irql(2, 2);
	if (take)
		KeReleaseSpinLock(&A, one);
	expect_irql(0, 2);
	KeAcquireSpinLock(&A, &one);
	KeAcquireSpinLock(&B, &two);
	expect_locks(2);
	KeReleaseSpinLock(&B, two);
	expect_irql(2, 2);
	KeReleaseSpinLock(&A, one);
	expect_irql(0, 2);
	expect_locks(0);
}
