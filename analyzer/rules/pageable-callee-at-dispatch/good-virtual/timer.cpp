#include "timer.h"

Timer::Timer()
{
    KeInitializeTimer(&m_timer);
    KeInitializeDpc(&m_dpc, Thunk, this);
}

void Timer::Set(LONGLONG due, void (*callback)(void *), void *context)
{
    LARGE_INTEGER time;

    m_callback = callback;
    m_context = context;
    time.QuadPart = due;
    KeSetTimer(&m_timer, time, &m_dpc);
}

void Timer::Func()
{
    m_callback(m_context);
}

_Use_decl_annotations_ void Timer::Thunk(PKDPC Dpc, PVOID DeferredContext, PVOID Argument1, PVOID Argument2)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    static_cast<Timer *>(DeferredContext)->Func();
}

void PassiveTimer::Func()
{
    IoQueueWorkItem(m_item, Work, DelayedWorkQueue, this);
}

_Use_decl_annotations_ void PassiveTimer::Work(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PassiveTimer *timer = static_cast<PassiveTimer *>(Context);

    UNREFERENCED_PARAMETER(DeviceObject);
    timer->m_callback(timer->m_context);
}
