#include "pk.h"

VOID
PkRemember(_Inout_ PDEVICE_CONTEXT Context, _In_ PUCHAR Buffer)
{
    Context->Owner = (ULONG)(ULONG_PTR)Buffer; /* expect: pointer-stored-in-ulong */
}

PUCHAR
PkRecall(_In_ PDEVICE_CONTEXT Context)
{
    return (PUCHAR)(ULONG_PTR)Context->Owner; /* expect: truncated-pointer-restored "(Owner)" */
}
