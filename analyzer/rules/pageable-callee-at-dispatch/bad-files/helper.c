#include "score.h"

#pragma code_seg("PAGE")

VOID
ScoreRecount(_In_ PDEVICE_CONTEXT Context)
{
    PAGED_CODE();
    Context->Count = 0;
}

#pragma code_seg()
