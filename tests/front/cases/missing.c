#include "Nowhere.h"
#include "../../../../../../../../../../../../../etc/passwd"
#include <NTDDK.H>
/* ir: func "UsesMissing" */
NTSTATUS UsesMissing(UNKNOWN_THING thing, PUNKNOWN p)
{
	/* ir: ^MissingCall(%p, @MISSING_CONSTANT */
	MissingCall(p, MISSING_CONSTANT, thing);
	/* ir: ^KeGetCurrentIrql() */
	if (KeGetCurrentIrql() > PASSIVE_LEVEL)
		return STATUS_SUCCESS;
	return p->Field ? STATUS_PENDING : STATUS_SUCCESS;
}
/* ir-any: guess function "MissingCall" */
/* ir-any: guess header "Nowhere.h" */
/* ir-any: guess type "UNKNOWN_THING" */
