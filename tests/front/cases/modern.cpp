/* C++20 is seen by its words: no project file says so here. */
#include <ntddk.h>
#include <wdf.h>
namespace bus {
template <typename T> concept Handle = sizeof(T) == sizeof(void *) && requires(T t) { WdfObjectDelete(t); };
enum class State { Off, On };
struct Context { WDFQUEUE Queue; State Now; };
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(Context, GetContext)
struct Options { int Tries = 1; int Wait = 0; };
consteval int Twice(int n) { return 2 * n; }
template <Handle H> void Release(H h) { WdfObjectDelete(h); }
/* ir: func "bus::Run" */
void Run(WDFDEVICE Device, WDFREQUEST Request)
{
	using enum State;
	/* ir: = call ^GetContext(%Device) */
	auto &ctx = *bus::GetContext(Device);
	if (Options o{ .Tries = Twice(2) }; o.Tries) [[likely]] {
		LARGE_INTEGER t{ .QuadPart = -10000 };
		/* ir: call ^KeDelayExecutionThread( */
		KeDelayExecutionThread(KernelMode, FALSE, &t);
	}
	switch (ctx.Now) {
	case On:
		/* ir: call ^"bus::Release */
		Release(Request);
		break;
	default:
		break;
	}
	auto done = [Request]<typename T>(T st) { WdfRequestComplete(Request, st); };
	/* ir-any: call ^"(lambda at modern.cpp */
	done(STATUS_SUCCESS);
}
}
/* ir-not: guess */
