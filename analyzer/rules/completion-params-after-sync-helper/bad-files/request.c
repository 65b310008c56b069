#include "sub.h"

NTSTATUS
SubSend(_In_ WDFIOTARGET Target, _In_ WDFREQUEST Query)
{
    WDF_REQUEST_SEND_OPTIONS options;

    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_TIMEOUT);
    WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_SEC(2));
    return WdfIoTargetSendIoctlSynchronously(Target, Query, IOCTL_PEER, NULL, NULL, &options, NULL);
}

ULONG_PTR
SubLength(_In_ WDFREQUEST Query)
{
    WDF_REQUEST_COMPLETION_PARAMS params;

    WDF_REQUEST_COMPLETION_PARAMS_INIT(&params);
    WdfRequestGetCompletionParams(Query, &params); /* expect: completion-params-after-sync-helper "only after WdfRequestSend" */
    return params.IoStatus.Information;
}
