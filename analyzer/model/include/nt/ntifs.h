/* Host header plus what it hides behind macros or lacks. */
#ifndef _KERNEL_MODE
#include <windows.h>
#include <winternl.h>
#include <devioctl.h>
#else
#include <rc_markers.h>
#include <sal.h>
#define __INTRINSIC_DEFINED_InterlockedBitTestAndSet
#define __INTRINSIC_DEFINED_InterlockedBitTestAndReset
#include <rc_plain_in.h>
/* The host leaves two members out of CM_PARTIAL_RESOURCE_DESCRIPTOR; its one use of this name lets them in. */
#define DeviceSpecificData DeviceSpecificData; struct { ULONG Channel; ULONG RequestLine; UCHAR TransferWidth; UCHAR Reserved1; UCHAR Reserved2; UCHAR Reserved3; } DmaV3; \
    struct { UCHAR Class; UCHAR Type; UCHAR Reserved1; UCHAR Reserved2; ULONG IdLowPart; ULONG IdHighPart; } Connection
#include_next <ntifs.h>
#undef DeviceSpecificData
#include <rc_marked_in.h>
#include <rc_wdm.h>
#include <rc_ntddk.h>
#include <rc_ntifs.h>
#if __has_include(<rc_doc_ntifs.h>)
#include <rc_doc_wdm.h>
#include <rc_doc_ntifs.h>
#endif
#endif
