#include "opt.h"

VOID
OptInit(_Out_ PWDF_REQUEST_SEND_OPTIONS Options, _In_ BOOLEAN Always)
{
    WDF_REQUEST_SEND_OPTIONS_INIT(Options, WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET);
    if (Always) {
        Options->Flags |= WDF_REQUEST_SEND_OPTION_IGNORE_TARGET_STATE;
    }
}
