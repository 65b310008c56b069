/*
 * A timer class calls its callback from the DPC; the class made of it overrides the method and hands the callback to a work
 * item. Which of the two the DPC calls depends on the object.
 */
#pragma once
#include <ntddk.h>

class Timer {
public:
    Timer();
    virtual void Func();
    void Set(LONGLONG due, void (*callback)(void *), void *context);

protected:
    static KDEFERRED_ROUTINE Thunk;
    KTIMER m_timer;
    KDPC m_dpc;
    void (*m_callback)(void *);
    void *m_context;
};

class PassiveTimer : public Timer {
public:
    virtual void Func() override;
    PIO_WORKITEM m_item;

private:
    static IO_WORKITEM_ROUTINE Work;
};

void Converge(void *context);
