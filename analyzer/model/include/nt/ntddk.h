/* Host header plus what it hides behind macros or lacks. */
#include <rc_markers.h>
#include <sal.h>
#define __INTRINSIC_DEFINED_InterlockedBitTestAndSet
#define __INTRINSIC_DEFINED_InterlockedBitTestAndReset
#include <rc_plain_in.h>
#include_next <ntddk.h>
#include <rc_marked_in.h>
#include <rc_wdm.h>
#include <rc_ntddk.h>
#if __has_include(<rc_doc_wdm.h>)
#include <rc_doc_wdm.h>
#endif
