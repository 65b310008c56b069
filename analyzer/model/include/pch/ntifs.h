/* Common header set, worth precompiling: see PROFILE.md. */
#include <ntifs.h>
#include <ntstrsafe.h>
