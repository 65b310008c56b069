#include "spool.h"

#pragma code_seg("PAGE")

NTSTATUS
SpoolReadSettings(_In_ WDFDEVICE Device)
{
    WDFKEY key;
    NTSTATUS status;

    status = WdfDeviceOpenRegistryKey(Device, PLUGPLAY_REGKEY_DEVICE, KEY_READ, WDF_NO_OBJECT_ATTRIBUTES, &key);
    if (NT_SUCCESS(status)) {
        WdfRegistryClose(key);
    }
    return status;
}

VOID
SpoolEvtWriteDone(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, /* expect: pageable-io-callback "SpoolEvtWriteDone" */
                  _In_ PWDF_REQUEST_COMPLETION_PARAMS Params, _In_ WDFCONTEXT Context)
{
    UNREFERENCED_PARAMETER(Target);
    ((PDEVICE_CONTEXT)Context)->Done += 1;
    WdfRequestCompleteWithInformation(Request, Params->IoStatus.Status, Params->IoStatus.Information);
}

#pragma code_seg()
