#include "stall.h"

VOID
StallReadName(_In_ PDEVICE_CONTEXT Context)
{
    ULONG needed;

    if (!NT_SUCCESS(WdfDeviceQueryProperty(Context->Device, DevicePropertyFriendlyName, sizeof(Context->Name), Context->Name, &needed))) { /* expect: caller-context-assumes-passive "StallEvtIoInCallerContext" */
        Context->Name[0] = 0;
    }
}
