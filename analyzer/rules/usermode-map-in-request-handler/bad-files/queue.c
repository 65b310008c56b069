#include "grab.h"

static NTSTATUS
GrabMapForApplication(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request, _Out_ size_t *Written)
{
    PVOID *out;
    NTSTATUS status;

    *Written = 0;
    status = WdfRequestRetrieveOutputBuffer(Request, sizeof(PVOID), (PVOID *)&out, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = GrabMapFrames(Context->FrameMdl, UserMode, out);
    if (NT_SUCCESS(status)) {
        *Written = sizeof(PVOID);
    }
    return status;
}

VOID
GrabEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                       _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
    NTSTATUS status;
    size_t written = 0;

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);

    switch (IoControlCode) {
    case IOCTL_GRAB_MAP:
        status = GrabMapForApplication(context, Request, &written);
        break;
    case IOCTL_GRAB_RESET:
        context->Frames = 0;
        status = STATUS_SUCCESS;
        break;
    default:
        status = STATUS_INVALID_DEVICE_REQUEST;
        break;
    }
    WdfRequestCompleteWithInformation(Request, status, written);
}
