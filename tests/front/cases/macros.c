/* Macros of headers that nobody has, where no declaration can stand in for them. */
#include <ntddk.h>
#include "vendor.h"
#define DRV_CODE(n) VENDOR_CODE(0x30 + (n), 2)
#define IOCTL_ONE DRV_CODE(1)
#define IOCTL_TWO DRV_CODE(2)
/* ir: func "Dispatch" */
NTSTATUS Dispatch(ULONG code, PKEVENT e)
{
	int rc = VendorOpen(code);
	/* ir: = call ^__rc_VENDOR_FAILED(%rc) */
	if VENDOR_FAILED(rc) {
		/* ir: call ^KeClearEvent(%e) */
		KeClearEvent(e);
		return STATUS_UNSUCCESSFUL;
	}
	/* ir: switch %code */
	switch (code) {
	case IOCTL_ONE:
		/* ir: call ^KeSetEvent(%e, */
		KeSetEvent(e, 0, FALSE);
		break;
	case IOCTL_TWO:
		/* ir: call ^KeResetEvent(%e) */
		KeResetEvent(e);
		break;
	}
	return STATUS_SUCCESS;
}
/* ir: func "Called" display "Called" defined */
VENDOR_CALLBACK(VOID)
Called(PKEVENT e)
{
	/* ir: call ^KeClearEvent(%e) */
	KeClearEvent(e);
}
/* ir: func "Noted" display "Noted" defined */
VENDOR_NOTE(1)
NTSTATUS Noted(PKEVENT e)
{
	/* ir: ret */
	return KeReadStateEvent(e);
}
VENDOR_MODULE("macros", 3)
VENDOR_BEGIN
#define LATER 1
typedef struct VENDOR_ALIGN(16) _SHOT {
	ULONG Number;
	ULONG __vendor_io *Regs;
	VENDOR_LINK(Link)
	VENDOR_RING_OF(ULONG, 32) Ring;
	ULONG After;
} SHOT;
/* ir: func "Shot" display "Shot" defined */
ULONG Shot(SHOT *s)
{
	/* ir: %s->Number */
	return s->Number + *s->Regs + s->After;
}
/* ir-not: diag */
