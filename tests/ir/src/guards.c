/* Tests of the level, switches, assertions as beliefs, functions nobody calls. */
#include "expect.h"
EVT_WDF_IO_QUEUE_IO_READ EvtRead;
VOID EvtRead(WDFQUEUE Queue, WDFREQUEST Request, size_t Length)
{
	KIRQL old;
	UNREFERENCED_PARAMETER(Queue);
	PAGED_CODE();
	expect_irql(0, 2);
	if (KeGetCurrentIrql() < DISPATCH_LEVEL)
		expect_irql(0, 1);
	else
		expect_irql(2, 2);
	if (KeGetCurrentIrql() == PASSIVE_LEVEL)
		expect_irql(0, 0);
	expect_irql(0, 2);
	switch (Length) {
	case 4:
		expect_value((LONG_PTR)Length, 4);
		break;
	case 5:
	case 6:
		expect_unknown((LONG_PTR)Length);
		break;
	default:
		break;
	}
	old = KeRaiseIrqlToDpcLevel();
	expect_irql(2, 2);
	KeLowerIrql(old);
	expect_irql(0, 2);
	WdfRequestComplete(Request, 0);
}

VOID NobodyCalls(PVOID p)
{
	expect_irql_unknown(0);
	NT_ASSERT(p != NULL);
	if (p == NULL)
		expect_unreached(0);
	PAGED_CODE();
	expect_irql(0, 1);
}

_IRQL_requires_max_(DISPATCH_LEVEL)
VOID Annotated(VOID)
{
	expect_irql(0, 2);
}
