/* Common header set of user-mode drivers, worth precompiling: see PROFILE.md. */
#include <windows.h>
#include <wdf.h>
