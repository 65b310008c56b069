#include "nap.h"

VOID
NapShortly(VOID)
{
    LARGE_INTEGER interval;

    interval.QuadPart = WDF_REL_TIMEOUT_IN_MS(5);
    (void)KeDelayExecutionThread(KernelMode, TRUE, &interval); /* expect: user-mode-wait-in-arbitrary-thread "NapEvtIoDeviceControl" */
}
