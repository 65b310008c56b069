#ifndef LATE_H
#define LATE_H
#include <ntddk.h>
#include <wdf.h>

void LatePassive(_Inout_ PWDF_OBJECT_ATTRIBUTES Attributes, _In_ BOOLEAN OneByOne);

#endif
