/* Common header set, worth precompiling: see PROFILE.md. */
#include <ndis.h>
#include <ntstrsafe.h>
