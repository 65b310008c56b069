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
/* ir: func "UsesMembers" */
NTSTATUS UsesMembers(PNEW_DEVICE d, GUID *g, ULONG n)
{
	/* ir: %d->Table.*[3] = %n */
	d->Table[3] = n;
	/* ir: %d->Sub.List.*[%n].Value = 5 */
	d->Sub.List[n].Value = 5;
	/* ir: cast %d->Counter.* */
	n = *d->Counter;
	/* ir: = call ^KeSetEvent(%n, 3) */
	KeSetEvent(n, 3);
	/* ir: = call %d->Go(%n) */
	if (d->Go(n))
		return STATUS_UNSUCCESSFUL;
	/* ir: %g.* = %n */
	*g = n;
	/* ir: 'STATUS_NEW_ONE */
	return STATUS_NEW_ONE;
}
/* ir-any: guess constant "STATUS_NEW_ONE" */
/* ir: func "Asserts" */
VOID Asserts(ULONG n)
{
	NT_ASSERT(CheckedOnly == n);
	/* ir: CheckedToo */
	NT_ASSERT(CheckedToo == n);
	/* ir: = %n */
	CheckedToo = n;
}
/* ir-any: guess variable "CheckedToo" */
/* ir-any: guess function "DRVCALL" */
/* ir-any: guess function "DRV_EXPORT" */
/* ir-any: guess function "MY_IN" */
/* ir: func "Worker" */
static VOID DRVCALL Worker(MY_IN PVOID p)
{
	/* ir: ^ZwClose(%p) */
	ZwClose(p);
}
NTSTATUS DRVCALL Later(PVOID p);
/* ir: func "Exported" */
DRV_EXPORT NTSTATUS Exported(PVOID p)
{
	/* ir: ^Worker(%p) */
	Worker(p);
	/* ir: = call ^Later(%p) */
	return Later(p);
}
/* ir-any: func "Later" display "Later" defined */
NTSTATUS DRVCALL Later(PVOID p)
{
	return p ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
/* ir-any: guess type "UNKNOWN_RESULT" */
/* ir-any: guess type "UNKNOWN_ARG" */
/* ir-any: func "Kept" */
UNKNOWN_RESULT NTAPI Kept(UNKNOWN_ARG OPTIONAL p);
