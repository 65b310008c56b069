#include "driver.h"

VOID
GateEnter(_Inout_ PDEVICE_CONTEXT Context)
{
    KeAcquireGuardedMutex(&Context->Gate);
}
