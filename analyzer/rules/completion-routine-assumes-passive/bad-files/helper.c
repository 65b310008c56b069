#include "rose.h"

VOID
RoseReadName(_In_ PDEVICE_CONTEXT Context)
{
    ULONG needed;

    if (!NT_SUCCESS(WdfDeviceQueryProperty(Context->Device, DevicePropertyFriendlyName, sizeof(Context->Name), Context->Name, &needed))) { /* expect: completion-routine-assumes-passive "RoseEvtReadDone" */
        Context->Name[0] = 0;
    }
}
