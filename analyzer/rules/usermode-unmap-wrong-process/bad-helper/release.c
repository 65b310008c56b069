#include "driver.h"

VOID
ShareEvtFileClose(_In_ WDFFILEOBJECT FileObject)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfFileObjectGetDevice(FileObject));
    PFILE_CONTEXT file = GetFileContext(FileObject);

    ShareRelease(file, context->Mdl);
}

VOID
ShareRelease(_In_ PFILE_CONTEXT File, _In_ PMDL Mdl)
{
    MmUnmapLockedPages(File->Address, Mdl); /* expect: usermode-unmap-wrong-process "made in another callback" */
    File->Address = NULL;
}

VOID
ShareEvtIoRead(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    UNREFERENCED_PARAMETER(Queue);
    UNREFERENCED_PARAMETER(Length);

    WdfRequestComplete(Request, STATUS_SUCCESS);
}
