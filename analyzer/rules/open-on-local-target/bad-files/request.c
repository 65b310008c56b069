#include "far.h"

NTSTATUS
FarConnect(_In_ PDEVICE_CONTEXT Context)
{
    DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\FarPeer");
    WDF_IO_TARGET_OPEN_PARAMS open;

    WDF_IO_TARGET_OPEN_PARAMS_INIT_OPEN_BY_NAME(&open, &name, STANDARD_RIGHTS_ALL);
    return WdfIoTargetOpen(Context->Lower, &open); /* expect: open-on-local-target "which the framework opens" */
}
