#include "trust.h"

BOOLEAN
TrustCaller(VOID)
{
    return ExGetPreviousMode() == KernelMode; /* expect: previous-mode-in-handler "TrustEvtIoDeviceControl" */
}
