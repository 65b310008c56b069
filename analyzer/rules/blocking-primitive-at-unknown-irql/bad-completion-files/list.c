#include "roster.h"

VOID
RosterEvtDeviceCleanup(_In_ WDFOBJECT Object)
{
    ExDeleteResourceLite(&GetDeviceContext((WDFDEVICE)Object)->ListLock);
}

VOID
RosterLock(_In_ PDEVICE_CONTEXT Context)
{
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Context->ListLock, TRUE); /* expect: blocking-primitive-at-unknown-irql "RosterEvtReadDone" */
}

VOID
RosterUnlock(_In_ PDEVICE_CONTEXT Context)
{
    ExReleaseResourceLite(&Context->ListLock);
    KeLeaveCriticalRegion();
}
