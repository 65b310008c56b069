#include "weigh.h"

VOID
WeighCount(_In_ PDEVICE_CONTEXT Context)
{
    ExAcquireFastMutex(&Context->Guard); /* expect: preprocess-assumes-passive "WeighEvtPreprocess" */
    Context->Count += 1;
    ExReleaseFastMutex(&Context->Guard);
}
