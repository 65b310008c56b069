#ifndef UNIT_H
#define UNIT_H
#include <ntddk.h>
#include <wdf.h>

EVT_WDF_WORKITEM UnitEvtWorkItem;

NTSTATUS UnitMakeWorkItem(_In_ WDFDEVICE Device, _Out_ WDFWORKITEM *WorkItem);

#endif
