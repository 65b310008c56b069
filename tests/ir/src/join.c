/* States meet after a branch: same level, one of two values. */
#include "expect.h"
EVT_WDF_TIMER EvtTimer;
int Pick(int c);
VOID EvtTimer(WDFTIMER Timer)
{
	int x, y = 3;
	UNREFERENCED_PARAMETER(Timer);
	if (Pick(1))
		x = 1;
	else
		x = 2;
	expect_irql(0, 2);
	expect_value(y, 3);
	if (x == 1)
		expect_value(x, 1);
	if (x == 7)
		expect_unreached(0);
}
