#include "seal.h"

BOOLEAN
SealIsAdmin(VOID)
{
    PACCESS_TOKEN token = PsReferencePrimaryToken(PsGetCurrentProcess()); /* expect: current-token-in-handler "SealEvtIoDeviceControl" expect: current-process-identity-in-handler */
    BOOLEAN admin = SeTokenIsAdmin(token);

    PsDereferencePrimaryToken(token);
    return admin;
}
