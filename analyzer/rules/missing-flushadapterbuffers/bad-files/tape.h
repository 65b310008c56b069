/*
 * Start and end of a transfer are in two files; neither flushes.
 */
#pragma once
#include <wdm.h>

typedef struct _TAPE_EXTENSION {
    PDEVICE_OBJECT Lower;
    PDMA_ADAPTER Adapter;
    PIRP Current;
    PVOID MapBase;
    ULONG MapCount;
    ULONG Length;
    PULONG Registers;
} TAPE_EXTENSION, *PTAPE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_CONTROL TapeAdapterControl;
VOID TapeTransferDone(_In_ PTAPE_EXTENSION Extension);
