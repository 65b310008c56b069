#include "pass.h"

BOOLEAN
PassIsOwner(_In_ PDEVICE_CONTEXT Context)
{
    return PsGetCurrentProcess() == Context->Owner; /* expect: current-process-identity-in-handler "PassEvtIoDeviceControl" */
}
