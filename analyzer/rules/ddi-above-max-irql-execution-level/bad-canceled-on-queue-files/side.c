#include "lane.h"

static VOID
LaneDrain(_In_ WDFQUEUE Queue)
{
    WdfIoQueueDrainSynchronously(Queue); /* expect: ddi-above-max-irql-execution-level "LaneEvtIoCanceledOnQueue" */
    WdfIoQueueStart(Queue);
}

VOID
LaneReset(_In_ PDEVICE_CONTEXT Context)
{
    if (Context->Side != NULL) {
        LaneDrain(Context->Side);
    }
}
