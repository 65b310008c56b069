#include "view.h"

NTSTATUS
ViewMap(_In_ PDEVICE_CONTEXT Context, _In_ HANDLE Process)
{
    SIZE_T size = 0;

    Context->Address = NULL;
    return ZwMapViewOfSection(Context->Section, Process, &Context->Address, 0, 0, NULL, &size, ViewUnmap, 0, PAGE_READONLY); /* expect: current-process-address-space-in-handler "ViewEvtIoDeviceControl" */
}
