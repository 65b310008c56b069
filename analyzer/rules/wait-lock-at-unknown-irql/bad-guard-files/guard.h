/*
 * A guard that holds a wait lock for a scope. Nothing is wrong with it: whoever makes one must be at PASSIVE_LEVEL.
 */
#pragma once
#include <ntddk.h>
#include <wdf.h>

class WaitGuard {
public:
    explicit WaitGuard(WDFWAITLOCK Lock) : m_Lock(Lock) { WdfWaitLockAcquire(m_Lock, nullptr); }
    ~WaitGuard() { WdfWaitLockRelease(m_Lock); }
    WaitGuard(const WaitGuard &) = delete;

private:
    WDFWAITLOCK m_Lock;
};
