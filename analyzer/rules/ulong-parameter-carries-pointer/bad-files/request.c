#include "lg.h"

VOID
LgTrace(_In_ ULONG Context, _In_ ULONG Code)
{
    KdPrint(("lg: %x %x\n", Context, Code));
}
