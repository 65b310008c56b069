#include "driver.h"

VOID
RawFill(_In_ PDEVICE_CONTEXT Context, _In_ PIRP Irp)
{
    RtlCopyMemory(Irp->UserBuffer, &Context->Count, sizeof(ULONG)); /* expect: user-pointer-dereferenced-in-arbitrary-context "RawEvtIoDeviceControl may run in any process" */
}
