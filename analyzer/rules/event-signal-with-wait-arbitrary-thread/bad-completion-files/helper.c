#include "wake.h"

VOID
WakeSignal(_In_ PDEVICE_CONTEXT Context)
{
    KeReleaseSemaphore(&Context->Done, IO_NO_INCREMENT, 1, TRUE); /* expect: event-signal-with-wait-arbitrary-thread "WakeEvtReadDone" */
}
