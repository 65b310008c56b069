/* wpp: LEAVE_IF_BAD{FLAG=MINE,LEVEL=TRACE_LEVEL_ERROR}(STATUS) */
/* wpp: LEAVE_BAD{FLAG=MINE,BAD=TRACE_LEVEL_ERROR}(STATUS,MSG,...) */
/* wpp: Note{LEVEL=TRACE_LEVEL_INFORMATION}(FLAGS,MSG,...) */
#include <ntddk.h>
#define WPP_CONTROL_GUIDS WPP_DEFINE_CONTROL_GUID(Own, (0,0,0,0,0), WPP_DEFINE_BIT(MINE))
#define WPP_FLAG_LEVEL_STATUS_PRE(flag, level, status) do { NTSTATUS st_ = (status); if (!NT_SUCCESS(st_)) {
#define WPP_FLAG_LEVEL_STATUS_POST(flag, level, status) ; return st_; } } while (0)
#define WPP_FLAG_BAD_STATUS_POST(flag, level, status) ; return (status)
#include "trace.tmh"
NTSTATUS Open(int n);
/* ir: func "Steps" */
NTSTATUS Steps(int n)
{
	/* ir: = call ^Open(%n) */
	LEAVE_IF_BAD(Open(n));
	/* ir: call ^__rc_trace(0) */
	/* ir: ret %st_ */
	if (n) {
		/* ir: call ^__rc_trace("no memory for %d", %n) */
		/* ir: ret -1073741801'STATUS_NO_MEMORY */
		LEAVE_BAD(STATUS_NO_MEMORY, "no memory for %d", n);
	}
	/* ir: call ^__rc_trace(1'MINE, "well %d", %n) */
	Note(MINE, "well %d", n);
	return STATUS_SUCCESS;
}
/* ir-not: guess function "LEAVE_ */
/* ir-not: diag */
