#include "fee.h"

PVOID
FeeAllocate(_In_ SIZE_T Size)
{
    return ExAllocatePoolWithQuotaTag(NonPagedPoolNx | POOL_QUOTA_FAIL_INSTEAD_OF_RAISE, Size, 'eeF '); /* expect: quota-allocation-in-arbitrary-context "FeeEvtIoDeviceControl" */
}
