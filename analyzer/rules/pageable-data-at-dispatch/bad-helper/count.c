#include "driver.h"

VOID
TabCount(_Inout_ PDEVICE_CONTEXT Context)
{
    Context->Table[1] = 1; /* expect: pageable-data-at-dispatch "contract allows" */
}
