#include "tag.h"

ULONG
TagOf(_In_ PUCHAR Buffer)
{
    return (ULONG)(ULONG_PTR)Buffer; /* expect: pointer-stored-in-ulong "upper half of the address is lost" */
}
