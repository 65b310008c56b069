#!/usr/bin/env python3
"""Writes a synthetic KMDF driver: tests/bench/make_driver.py FOLDER UNITS FUNCTIONS

Each unit has a queue of its own with its handlers, a timer, a work item, a spin lock, requests sent on to the default
target, and helpers that call each other over FUNCTIONS functions; unit 0 holds DriverEntry and calls all others. The
code is what drivers are made of (status checks, goto cleanup, locks, loops over lists), every helper a little different.
"""
import os
import sys

HEAD = """#pragma once
#include <ntddk.h>
#include <wdf.h>
#include <ntstrsafe.h>

typedef struct _CHANNEL {
    LIST_ENTRY Entries;
    ULONG Count;
    ULONG Limit;
    ULONG Flags;
    NTSTATUS Last;
    PVOID Buffer;
    size_t Length;
} CHANNEL, *PCHANNEL;

typedef struct _ENTRY {
    LIST_ENTRY Link;
    ULONG Key;
    ULONG Value;
} ENTRY, *PENTRY;

typedef struct _DEVICE_CONTEXT {
    WDFDEVICE Device;
    WDFIOTARGET Target;
    WDFSPINLOCK Lock;
    WDFWAITLOCK Gate;
    KEVENT Ready;
    CHANNEL Channels[%d];
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)
"""

ENTRY_UNIT = """#include "driver.h"

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD BenchEvtDeviceAdd;
EVT_WDF_DEVICE_D0_ENTRY BenchEvtD0Entry;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, BenchEvtDeviceAdd)
#endif

NTSTATUS DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG config;

    WDF_DRIVER_CONFIG_INIT(&config, BenchEvtDeviceAdd);
    return WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, WDF_NO_HANDLE);
}

NTSTATUS BenchEvtD0Entry(_In_ WDFDEVICE Device, _In_ WDF_POWER_DEVICE_STATE PreviousState)
{
    UNREFERENCED_PARAMETER(PreviousState);
    KeSetEvent(&GetDeviceContext(Device)->Ready, IO_NO_INCREMENT, FALSE);
    return STATUS_SUCCESS;
}

NTSTATUS BenchEvtDeviceAdd(_In_ WDFDRIVER Driver, _Inout_ PWDFDEVICE_INIT DeviceInit)
{
    WDF_PNPPOWER_EVENT_CALLBACKS power;
    WDF_OBJECT_ATTRIBUTES attributes;
    PDEVICE_CONTEXT context;
    WDFDEVICE device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();

    WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&power);
    power.EvtDeviceD0Entry = BenchEvtD0Entry;
    WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, &power);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    context = GetDeviceContext(device);
    context->Device = device;
    context->Target = WdfDeviceGetIoTarget(device);
    KeInitializeEvent(&context->Ready, NotificationEvent, FALSE);
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = device;
    status = WdfSpinLockCreate(&attributes, &context->Lock);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = WdfWaitLockCreate(&attributes, &context->Gate);
    if (!NT_SUCCESS(status)) {
        return status;
    }
%s    return status;
}
"""

UNIT = """#include "driver.h"

EVT_WDF_IO_QUEUE_IO_READ Unit%(u)dEvtIoRead;
EVT_WDF_IO_QUEUE_IO_WRITE Unit%(u)dEvtIoWrite;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL Unit%(u)dEvtIoDeviceControl;
EVT_WDF_TIMER Unit%(u)dEvtTimer;
EVT_WDF_WORKITEM Unit%(u)dEvtWorkItem;
EVT_WDF_REQUEST_COMPLETION_ROUTINE Unit%(u)dSent;
%(declarations)s
static VOID Unit%(u)dForward(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request)
{
    WDF_REQUEST_SEND_OPTIONS options;

    WdfRequestFormatRequestUsingCurrentType(Request);
    WdfRequestSetCompletionRoutine(Request, Unit%(u)dSent, Context);
    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_TIMEOUT);
    WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_SEC(%(seconds)d));
    if (!WdfRequestSend(Request, Context->Target, &options)) {
        WdfRequestComplete(Request, WdfRequestGetStatus(Request));
    }
}

VOID Unit%(u)dSent(_In_ WDFREQUEST Request, _In_ WDFIOTARGET Target, _In_ PWDF_REQUEST_COMPLETION_PARAMS Params, _In_ WDFCONTEXT Context)
{
    PDEVICE_CONTEXT context = (PDEVICE_CONTEXT)Context;

    UNREFERENCED_PARAMETER(Target);
    WdfSpinLockAcquire(context->Lock);
    context->Channels[%(u)d].Last = Params->IoStatus.Status;
    WdfSpinLockRelease(context->Lock);
    WdfRequestCompleteWithInformation(Request, Params->IoStatus.Status, Params->IoStatus.Information);
}
%(helpers)s
VOID Unit%(u)dEvtTimer(_In_ WDFTIMER Timer)
{
    PDEVICE_CONTEXT context = GetDeviceContext((WDFDEVICE)WdfTimerGetParentObject(Timer));

    WdfSpinLockAcquire(context->Lock);
    context->Channels[%(u)d].Count = 0;
    WdfSpinLockRelease(context->Lock);
}

VOID Unit%(u)dEvtWorkItem(_In_ WDFWORKITEM WorkItem)
{
    PDEVICE_CONTEXT context = GetDeviceContext((WDFDEVICE)WdfWorkItemGetParentObject(WorkItem));

    WdfWaitLockAcquire(context->Gate, NULL);
    (VOID)%(last)s(context, 0);
    WdfWaitLockRelease(context->Gate);
}

VOID Unit%(u)dEvtIoRead(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
    NTSTATUS status = %(last)s(context, (ULONG)Length);

    if (!NT_SUCCESS(status)) {
        WdfRequestComplete(Request, status);
        return;
    }
    Unit%(u)dForward(context, Request);
}

VOID Unit%(u)dEvtIoWrite(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t Length)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
    PVOID buffer = NULL;
    size_t got = 0;
    NTSTATUS status = WdfRequestRetrieveInputBuffer(Request, %(seconds)d, &buffer, &got);

    if (!NT_SUCCESS(status)) {
        goto Exit;
    }
    if (got > Length) {
        status = STATUS_INVALID_PARAMETER;
        goto Exit;
    }
    status = %(middle)s(context, *(PULONG)buffer);
Exit:
    WdfRequestCompleteWithInformation(Request, status, NT_SUCCESS(status) ? got : 0);
}

VOID Unit%(u)dEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request, _In_ size_t OutputBufferLength,
                               _In_ size_t InputBufferLength, _In_ ULONG IoControlCode)
{
    PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
    NTSTATUS status = STATUS_INVALID_DEVICE_REQUEST;

    UNREFERENCED_PARAMETER(OutputBufferLength);
    UNREFERENCED_PARAMETER(InputBufferLength);
    switch (IoControlCode) {
    case CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS):
        status = %(last)s(context, 1);
        break;
    case CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS):
        Unit%(u)dForward(context, Request);
        return;
    default:
        break;
    }
    WdfRequestComplete(Request, status);
}

NTSTATUS Unit%(u)dCreate(_In_ WDFDEVICE Device)
{
    WDF_IO_QUEUE_CONFIG config;
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_TIMER_CONFIG timerConfig;
    WDF_WORKITEM_CONFIG workConfig;
    WDFWORKITEM work;
    WDFTIMER timer;
    WDFQUEUE queue;
    NTSTATUS status;

    InitializeListHead(&GetDeviceContext(Device)->Channels[%(u)d].Entries);
    WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchSequential);
    config.EvtIoRead = Unit%(u)dEvtIoRead;
    config.EvtIoWrite = Unit%(u)dEvtIoWrite;
    config.EvtIoDeviceControl = Unit%(u)dEvtIoDeviceControl;
    status = WdfIoQueueCreate(Device, &config, WDF_NO_OBJECT_ATTRIBUTES, &queue);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Device;
    WDF_TIMER_CONFIG_INIT(&timerConfig, Unit%(u)dEvtTimer);
    status = WdfTimerCreate(&timerConfig, &attributes, &timer);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_WORKITEM_CONFIG_INIT(&workConfig, Unit%(u)dEvtWorkItem);
    return WdfWorkItemCreate(&workConfig, &attributes, &work);
}
"""

HELPER = """
static NTSTATUS Unit%(u)dHelper%(h)d(_In_ PDEVICE_CONTEXT Context, _In_ ULONG Value)
{
    PCHANNEL channel = &Context->Channels[%(u)d];
    NTSTATUS status = STATUS_SUCCESS;
    PENTRY entry = NULL;
    PLIST_ENTRY link;
    ULONG i;

    if (Value > %(limit)d) {
        return STATUS_INVALID_PARAMETER;
    }
    WdfSpinLockAcquire(Context->Lock);
    for (link = channel->Entries.Flink; link != &channel->Entries; link = link->Flink) {
        entry = CONTAINING_RECORD(link, ENTRY, Link);
        if (entry->Key == Value + %(h)d) {
            entry->Value++;
            break;
        }
    }
    WdfSpinLockRelease(Context->Lock);
    for (i = 0; i < channel->Limit; i++) {
        channel->Flags ^= i << %(shift)d;
    }
    if (channel->Count++ %% %(modulus)d == 0) {
        entry = (PENTRY)ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*entry), 'hcnB');
        if (entry == NULL) {
            status = STATUS_INSUFFICIENT_RESOURCES;
            goto Exit;
        }
        entry->Key = Value;
        entry->Value = %(h)d;
        WdfSpinLockAcquire(Context->Lock);
        InsertTailList(&channel->Entries, &entry->Link);
        WdfSpinLockRelease(Context->Lock);
    }
%(calls)sExit:
    channel->Last = status;
    return status;
}
"""

CALL = """    status = Unit%dHelper%d(Context, Value + %d);
    if (!NT_SUCCESS(status)) {
        goto Exit;
    }
"""


def helper(u, h):
    before = sorted({x for x in (h - 1, (h * 7 + u) % 5 + h - 6) if 0 <= x < h and x // 4 == h // 4})
    calls = "".join(CALL % (u, x, x + 1) for x in before)
    return HELPER % {"u": u, "h": h, "limit": 1000 + 10 * h, "shift": h % 7, "modulus": 3 + h % 5, "calls": calls}


def main():
    folder, units, functions = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    os.makedirs(folder, exist_ok=True)
    helpers = max(1, functions - 8)

    def put(name, text):
        with open(os.path.join(folder, name), "w", encoding="ascii") as f:
            f.write(text)

    put("driver.h", HEAD % units + "".join(f"NTSTATUS Unit{u}Create(_In_ WDFDEVICE Device);\n" for u in range(1, units)))
    check = "    status = Unit%dCreate(device);\n    if (!NT_SUCCESS(status)) {\n        return status;\n    }\n"
    put("unit0.c", ENTRY_UNIT % "".join(check % u for u in range(1, units)))
    for u in range(1, units):
        put(f"unit{u}.c", UNIT % {"u": u, "seconds": 1 + u % 9, "declarations": "",
                                  "helpers": "".join(helper(u, h) for h in range(helpers)),
                                  "last": f"Unit{u}Helper{helpers - 1}", "middle": f"Unit{u}Helper{helpers // 2}"})


if __name__ == "__main__":
    main()
