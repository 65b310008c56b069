/* Common header set, worth precompiling: see PROFILE.md. */
#include <ntddk.h>
#include <ntstrsafe.h>
