#include "tulip.h"

VOID
TulipReadName(_In_ PDEVICE_CONTEXT Context)
{
    ULONG needed;

    if (!NT_SUCCESS(WdfDeviceQueryProperty(Context->Device, DevicePropertyFriendlyName, sizeof(Context->Name), Context->Name, &needed))) { /* expect: sync-scope-forces-dispatch "Queue" */
        Context->Name[0] = 0;
    }
}
