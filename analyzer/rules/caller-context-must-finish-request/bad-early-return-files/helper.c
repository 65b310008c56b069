#include "sift.h"

BOOLEAN
SiftAllowed(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request)
{
    WDF_REQUEST_PARAMETERS params;

    WDF_REQUEST_PARAMETERS_INIT(&params);
    WdfRequestGetParameters(Request, &params);
    return params.Type == WdfRequestTypeDeviceControl && GetDeviceContext(Device)->Count < 100;
}
