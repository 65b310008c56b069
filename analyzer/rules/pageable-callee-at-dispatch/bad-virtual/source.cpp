#include "source.h"

#pragma code_seg("PAGE")
ULONG
FileSource::Formats()
{
    PAGED_CODE();
    return 4;
}
#pragma code_seg()
