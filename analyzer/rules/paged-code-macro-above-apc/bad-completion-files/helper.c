#include "vow.h"

VOID
VowNote(_In_ PDEVICE_CONTEXT Context)
{
    PAGED_CODE(); /* expect: paged-code-macro-above-apc "completion routines" */
    Context->Notes += 1;
}
