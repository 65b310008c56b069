#include "size.h"

size_t
SizeOfInput(VOID)
{
    return IoIs32bitProcess(NULL) ? sizeof(ULONG) : sizeof(ULONGLONG); /* expect: bitness-of-current-process "SizeEvtIoDeviceControl" */
}
