#include "last.h"

NTSTATUS
LastTell(_In_ WDFDEVICE Device)
{
    DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\LastPeer");
    WDF_IO_TARGET_OPEN_PARAMS open;
    WDF_REQUEST_SEND_OPTIONS options;
    WDFIOTARGET target;
    NTSTATUS status;

    status = WdfIoTargetCreate(Device, WDF_NO_OBJECT_ATTRIBUTES, &target);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_IO_TARGET_OPEN_PARAMS_INIT_OPEN_BY_NAME(&open, &name, STANDARD_RIGHTS_ALL);
    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_TIMEOUT);
    WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_SEC(2));
    status = WdfIoTargetOpen(target, &open);
    if (!NT_SUCCESS(status)) {
        WdfObjectDelete(target);
        return status;
    }
    WdfIoTargetClose(target);
    status = WdfIoTargetSendIoctlSynchronously(target, NULL, IOCTL_PEER, NULL, NULL, &options, NULL); /* expect: remote-target-not-open "has been closed" */
    WdfObjectDelete(target);
    return status;
}
