/* Loops: left again, counters widened, the level unchanged; recursion ends. */
#include "expect.h"
EVT_WDF_WORKITEM EvtWork;
int More(void);
KSPIN_LOCK L;
static int Fact(int n)
{
	return n <= 1 ? 1 : n * Fact(n - 1);
}
VOID EvtWork(WDFWORKITEM WorkItem)
{
	int i, n = 5, m = Fact(n);
	KIRQL old;
	UNREFERENCED_PARAMETER(WorkItem);
	for (i = 0; i < 10; i++) {
		KeAcquireSpinLock(&L, &old);
		expect_irql(2, 2);
		KeReleaseSpinLock(&L, old);
	}
	expect_irql(0, 0);
	expect_unknown(m);
	expect_value(n, 5);
	while (More())
		n = 6;
	expect_unknown(n);
	do {
		i = 3;
	} while (More());
	expect_value(i, 3);
}
