#include "lg.h"

VOID
LgEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                     _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    UNREFERENCED_PARAMETER(Queue);
    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);

    LgTrace(PtrToUlong(Request), IoControlCode); /* expect: ulong-parameter-carries-pointer "parameter Context" */
    WdfRequestComplete(Request, STATUS_SUCCESS);
}
