#include "bell.h"

static VOID
BellLost(_In_ PDEVICE_CONTEXT Context)
{
    if (!NT_SUCCESS(BellRearm(Context))) {
        KdPrint(("bell: no answer\n"));
    }
}

VOID
BellEvtReaderDone(_In_ WDFUSBPIPE Pipe, _In_ WDFMEMORY Buffer, _In_ size_t NumBytesTransferred, _In_ WDFCONTEXT Context)
{
    PUCHAR report = WdfMemoryGetBuffer(Buffer, NULL);

    UNREFERENCED_PARAMETER(Pipe);

    if (NumBytesTransferred > 0 && report[0] == 0xFF) {
        BellLost((PDEVICE_CONTEXT)Context);
    }
}
