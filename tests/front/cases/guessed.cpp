#include <ntddk.h>
#include <wdf.h>
#include <notthere.h>
EVT_NEW_THING OnNew;
NEW_HANDLER OnBar;
enum Mode { slow, fast };
/* ir: func "Make" */
NTSTATUS Make(PNEW_INIT Init, WDFDEVICE Device)
{
	NEW_CONFIG config;
	/* ir: call ^NEW_CONFIG_INIT(&%config, ^OnNew) */
	NEW_CONFIG_INIT(&config, OnNew);
	/* ir: %config.EvtBar = ^OnBar */
	config.EvtBar = OnBar;
	/* ir: %config.Sub.Size = 5 */
	config.Sub.Size = 5;
	/* ir: = call ^NewCreate(%Device, &%config, %Init->Context) */
	NTSTATUS status = NewCreate(Device, &config, Init->Context);
	/* ir: bin ge %status, 0 */
	if (!NT_SUCCESS(status))
		return status;
	/* ir: bin and %Init->Flags, @NEW_FLAG */
	if (Init->Flags & NEW_FLAG)
		status = STATUS_NEW_BROKEN;
	/* ir: switch %Init->Kind */
	switch (Init->Kind) {
	case NewKindA:
		/* ir-any: call ^KeDelayExecutionThread( */
		KeDelayExecutionThread(KernelMode, FALSE, nullptr);
		break;
	case NewKindB:
		break;
	}
	/* ir: %mode = %Init->Mode */
	Mode mode = Init->Mode;
	/* ir: %h = call ^NewGetHandle(%Init) */
	auto h = NewGetHandle(Init);
	/* ir: = call %h->Start(3, %mode) */
	h->Start(3, mode);
	/* ir: call ^NewStop(%h) */
	::NewStop(h);
	/* ir: call @lib::Finish( */
	return lib::Finish(h, static_cast<ULONG>(config.Sub.Size), LIMIT_A | 3);
}
void OnNew(WDFDEVICE d, ULONG n)
{
	UNREFERENCED_PARAMETER(d);
	n++;
}
void OnBar(WDFDEVICE d)
{
	UNREFERENCED_PARAMETER(d);
}
class Port : public CBasePort {
	ULONG m_count;
	ULONG m_table[LIMIT_B];
	ULONG &m_ref;
	IMP_IPort;

      public:
	void Go();
};
/* ir: func "Port::Go" */
void Port::Go()
{
	/* ir: call ^Register(%this) */
	Register(this);
	/* ir: %this->m_count = @StartCount */
	m_count = StartCount;
	/* ir: %this->BaseThing = 3 */
	this->BaseThing = 3;
	/* ir: %this->m_ref.* = 4 */
	m_ref = 4;
}
/* ir-any: guess constant "STATUS_NEW_BROKEN" */
/* ir-any: role "EVT_NEW_THING" */
/* ir-any: role "NEW_HANDLER" */
/* ir-any: guess function "DRVCALL" */
/* ir-any: guess function "DRV_EXPORT" */
/* ir: func "Worker" */
static VOID DRVCALL Worker(PVOID p)
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
