#include "clasp.h"

VOID
ClaspReadName(_In_ PDEVICE_CONTEXT Context)
{
    ULONG needed;

    if (!NT_SUCCESS(WdfDeviceQueryProperty(Context->Device, DevicePropertyFriendlyName, sizeof(Context->Name), Context->Name, &needed))) { /* expect: passive-call-under-spinlock "WdfDeviceQueryProperty" */
        Context->Name[0] = 0;
    }
}
