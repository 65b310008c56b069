/*
 * The work item asks to be serialized with the device's callbacks, which driver.c leaves without a scope.
 */
#include "unit.h"

NTSTATUS
UnitMakeWorkItem(_In_ WDFDEVICE Device, _Out_ WDFWORKITEM *WorkItem)
{
    WDF_WORKITEM_CONFIG config;
    WDF_OBJECT_ATTRIBUTES attributes;

    WDF_WORKITEM_CONFIG_INIT(&config, UnitEvtWorkItem);
    config.AutomaticSerialization = TRUE; /* expect: automatic-serialization-no-effect "above the work item is none" */
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Device;
    return WdfWorkItemCreate(&config, &attributes, WorkItem);
}

VOID
UnitEvtWorkItem(_In_ WDFWORKITEM WorkItem)
{
    UNREFERENCED_PARAMETER(WorkItem);
}
