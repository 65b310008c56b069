#ifndef KEY_H
#define KEY_H
#include <ntddk.h>
#include <wdf.h>

EVT_WDF_FILE_CLOSE KeyEvtFileClose;

NTSTATUS KeyOpen(_In_ PUNICODE_STRING Path);

#endif
