#include "tm.h"

VOID
TmTick(_In_ WDFTIMER Timer) /* expect: callback-without-role-type "registered as EVT_WDF_TIMER" */
{
    KdPrint(("tm: timer %p\n", Timer));
}
