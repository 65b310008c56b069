/* Common header set, worth precompiling: see PROFILE.md. */
#include <ntddk.h>
#include <wdf.h>
#include <ntstrsafe.h>
