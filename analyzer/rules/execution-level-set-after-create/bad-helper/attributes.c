/*
 * What the driver wants of its objects, in one place.
 */
#include "late.h"

void
LatePassive(_Inout_ PWDF_OBJECT_ATTRIBUTES Attributes, _In_ BOOLEAN OneByOne)
{
    Attributes->ExecutionLevel = WdfExecutionLevelPassive; /* expect: execution-level-set-after-create "ExecutionLevel is set after WdfDeviceCreate" */
    if (OneByOne) {
        Attributes->SynchronizationScope = WdfSynchronizationScopeDevice; /* expect: execution-level-set-after-create "SynchronizationScope is set after" */
    }
}
