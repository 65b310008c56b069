/* Supplement of wdm.h: names that are macros in the host header become
 * functions again, role types get their annotations, and what the host header
 * lacks is declared. */
#ifndef RC_WDM_H
#define RC_WDM_H
#include <rc_base.h>

RC_BEGIN

/* ---- IRQL ---------------------------------------------------------------- */
#undef KeRaiseIrql
_IRQL_requires_max_(HIGH_LEVEL) _IRQL_raises_(NewIrql)
VOID KeRaiseIrql(_In_ KIRQL NewIrql, _Out_ _At_(*OldIrql, _IRQL_saves_) PKIRQL OldIrql);
#undef KeLowerIrql
_IRQL_requires_max_(HIGH_LEVEL)
VOID KeLowerIrql(_In_ _IRQL_restores_ _Notliteral_ KIRQL NewIrql);
_IRQL_requires_max_(HIGH_LEVEL) _IRQL_saves_
KIRQL KeGetCurrentIrql(VOID);
_IRQL_requires_max_(DISPATCH_LEVEL) _IRQL_raises_(DISPATCH_LEVEL) _IRQL_saves_
KIRQL KeRaiseIrqlToDpcLevel(VOID);

/* ---- spin locks ---------------------------------------------------------- */
#undef KeAcquireSpinLock
_IRQL_requires_max_(DISPATCH_LEVEL) _IRQL_raises_(DISPATCH_LEVEL)
_Acquires_lock_(*SpinLock)
VOID KeAcquireSpinLock(_Inout_ PKSPIN_LOCK SpinLock, _Out_ _At_(*OldIrql, _IRQL_saves_) PKIRQL OldIrql);
#undef KeReleaseSpinLock
_IRQL_requires_(DISPATCH_LEVEL) _Releases_lock_(*SpinLock)
VOID KeReleaseSpinLock(_Inout_ PKSPIN_LOCK SpinLock, _In_ _IRQL_restores_ KIRQL NewIrql);
#undef KeAcquireSpinLockAtDpcLevel
_IRQL_requires_min_(DISPATCH_LEVEL) _Acquires_lock_(*SpinLock)
VOID KeAcquireSpinLockAtDpcLevel(_Inout_ PKSPIN_LOCK SpinLock);
#undef KeReleaseSpinLockFromDpcLevel
_IRQL_requires_min_(DISPATCH_LEVEL) _Releases_lock_(*SpinLock)
VOID KeReleaseSpinLockFromDpcLevel(_Inout_ PKSPIN_LOCK SpinLock);
_IRQL_requires_max_(DISPATCH_LEVEL) _IRQL_raises_(DISPATCH_LEVEL) _IRQL_saves_ _Acquires_lock_(*SpinLock)
KIRQL KeAcquireSpinLockRaiseToDpc(_Inout_ PKSPIN_LOCK SpinLock);
#undef ExAcquireSpinLock
#undef ExReleaseSpinLock
#undef ExAcquireSpinLockAtDpcLevel
#undef ExReleaseSpinLockFromDpcLevel
typedef LONG EX_SPIN_LOCK, *PEX_SPIN_LOCK;
_IRQL_requires_max_(DISPATCH_LEVEL) _IRQL_raises_(DISPATCH_LEVEL) _IRQL_saves_ _Acquires_lock_(*SpinLock)
KIRQL ExAcquireSpinLockExclusive(_Inout_ PEX_SPIN_LOCK SpinLock);
_IRQL_requires_max_(DISPATCH_LEVEL) _IRQL_raises_(DISPATCH_LEVEL) _IRQL_saves_ _Acquires_shared_lock_(*SpinLock)
KIRQL ExAcquireSpinLockShared(_Inout_ PEX_SPIN_LOCK SpinLock);
_IRQL_requires_(DISPATCH_LEVEL) _Releases_lock_(*SpinLock)
VOID ExReleaseSpinLockExclusive(_Inout_ PEX_SPIN_LOCK SpinLock, _In_ _IRQL_restores_ KIRQL OldIrql);
_IRQL_requires_(DISPATCH_LEVEL) _Releases_shared_lock_(*SpinLock)
VOID ExReleaseSpinLockShared(_Inout_ PEX_SPIN_LOCK SpinLock, _In_ _IRQL_restores_ KIRQL OldIrql);
_IRQL_requires_min_(DISPATCH_LEVEL) _Acquires_lock_(*SpinLock)
VOID ExAcquireSpinLockExclusiveAtDpcLevel(_Inout_ PEX_SPIN_LOCK SpinLock);
_IRQL_requires_min_(DISPATCH_LEVEL) _Acquires_shared_lock_(*SpinLock)
VOID ExAcquireSpinLockSharedAtDpcLevel(_Inout_ PEX_SPIN_LOCK SpinLock);
_IRQL_requires_min_(DISPATCH_LEVEL) _Releases_lock_(*SpinLock)
VOID ExReleaseSpinLockExclusiveFromDpcLevel(_Inout_ PEX_SPIN_LOCK SpinLock);
_IRQL_requires_min_(DISPATCH_LEVEL) _Releases_shared_lock_(*SpinLock)
VOID ExReleaseSpinLockSharedFromDpcLevel(_Inout_ PEX_SPIN_LOCK SpinLock);
_IRQL_requires_(DISPATCH_LEVEL)
LOGICAL ExTryConvertSharedSpinLockExclusive(_Inout_ PEX_SPIN_LOCK SpinLock);

/* ---- mutexes, events ------------------------------------------------------ */
#undef ExAcquireFastMutex
_IRQL_requires_max_(APC_LEVEL) _IRQL_raises_(APC_LEVEL) _Acquires_lock_(*FastMutex)
VOID ExAcquireFastMutex(_Inout_ PFAST_MUTEX FastMutex);
#undef ExReleaseFastMutex
_IRQL_requires_(APC_LEVEL) _IRQL_raises_(PASSIVE_LEVEL) _Releases_lock_(*FastMutex)
VOID ExReleaseFastMutex(_Inout_ PFAST_MUTEX FastMutex);
#undef ExTryToAcquireFastMutex
_Must_inspect_result_ _IRQL_requires_max_(APC_LEVEL) _Success_(return != FALSE)
BOOLEAN ExTryToAcquireFastMutex(_Inout_ PFAST_MUTEX FastMutex);
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID ExInitializeFastMutex(_Out_ PFAST_MUTEX FastMutex);
_IRQL_requires_(APC_LEVEL) _Acquires_lock_(*FastMutex)
VOID ExAcquireFastMutexUnsafe(_Inout_ PFAST_MUTEX FastMutex);
_IRQL_requires_(APC_LEVEL) _Releases_lock_(*FastMutex)
VOID ExReleaseFastMutexUnsafe(_Inout_ PFAST_MUTEX FastMutex);
_IRQL_requires_max_(DISPATCH_LEVEL)
_When_((Timeout == NULL || Timeout->QuadPart != 0), _IRQL_requires_max_(APC_LEVEL))
NTSTATUS KeWaitForSingleObject(_In_ PVOID Object, _In_ _Strict_type_match_ KWAIT_REASON WaitReason,
    _In_ KPROCESSOR_MODE WaitMode, _In_ BOOLEAN Alertable, _In_opt_ PLARGE_INTEGER Timeout);
_IRQL_requires_max_(DISPATCH_LEVEL) _When_(Wait == TRUE, _IRQL_requires_max_(APC_LEVEL))
LONG KeSetEvent(_Inout_ PRKEVENT Event, _In_ KPRIORITY Increment, _In_ BOOLEAN Wait);
_IRQL_requires_max_(APC_LEVEL)
NTSTATUS KeDelayExecutionThread(_In_ KPROCESSOR_MODE WaitMode, _In_ BOOLEAN Alertable, _In_ PLARGE_INTEGER Interval);

#undef ExInitializePushLock
#ifndef RC_HAVE_PUSH_LOCK
typedef ULONG_PTR EX_PUSH_LOCK, *PEX_PUSH_LOCK;
_IRQL_requires_max_(DISPATCH_LEVEL) VOID ExInitializePushLock(_Out_ PULONG_PTR PushLock);
_IRQL_requires_max_(APC_LEVEL) VOID ExAcquirePushLockExclusiveEx(_Inout_ PULONG_PTR PushLock, _In_ ULONG Flags);
_IRQL_requires_max_(APC_LEVEL) VOID ExAcquirePushLockSharedEx(_Inout_ PULONG_PTR PushLock, _In_ ULONG Flags);
_IRQL_requires_max_(APC_LEVEL) VOID ExReleasePushLockExclusiveEx(_Inout_ PULONG_PTR PushLock, _In_ ULONG Flags);
_IRQL_requires_max_(APC_LEVEL) VOID ExReleasePushLockSharedEx(_Inout_ PULONG_PTR PushLock, _In_ ULONG Flags);
_IRQL_requires_max_(APC_LEVEL) VOID ExAcquirePushLockExclusive(_Inout_ PULONG_PTR PushLock);
_IRQL_requires_max_(APC_LEVEL) VOID ExAcquirePushLockShared(_Inout_ PULONG_PTR PushLock);
_IRQL_requires_max_(APC_LEVEL) VOID ExReleasePushLockExclusive(_Inout_ PULONG_PTR PushLock);
_IRQL_requires_max_(APC_LEVEL) VOID ExReleasePushLockShared(_Inout_ PULONG_PTR PushLock);
#endif
#define EX_DEFAULT_PUSH_LOCK_FLAGS 0

/* ---- IRPs ------------------------------------------------------------------ */
#undef IoCallDriver
_IRQL_requires_max_(DISPATCH_LEVEL)
NTSTATUS IoCallDriver(_In_ PDEVICE_OBJECT DeviceObject, _Inout_ __drv_aliasesMem PIRP Irp);
#undef IoCompleteRequest
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID IoCompleteRequest(_In_ PIRP Irp, _In_ CCHAR PriorityBoost);
#undef IoSetCancelRoutine
_IRQL_requires_max_(DISPATCH_LEVEL)
PDRIVER_CANCEL IoSetCancelRoutine(_Inout_ PIRP Irp, _In_opt_ PDRIVER_CANCEL CancelRoutine);
#undef PoCallDriver
_IRQL_requires_max_(DISPATCH_LEVEL)
NTSTATUS PoCallDriver(_In_ PDEVICE_OBJECT DeviceObject, _Inout_ __drv_aliasesMem PIRP Irp);
#undef PoStartNextPowerIrp
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID PoStartNextPowerIrp(_Inout_ PIRP Irp);
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID IoMarkIrpPending(_Inout_ PIRP Irp);
#undef IoAcquireRemoveLock
_IRQL_requires_max_(DISPATCH_LEVEL)
NTSTATUS IoAcquireRemoveLock(_Inout_ PIO_REMOVE_LOCK RemoveLock, _In_opt_ PVOID Tag);
#undef IoReleaseRemoveLock
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID IoReleaseRemoveLock(_Inout_ PIO_REMOVE_LOCK RemoveLock, _In_opt_ PVOID Tag);
#undef IoReleaseRemoveLockAndWait
_IRQL_requires_max_(PASSIVE_LEVEL)
VOID IoReleaseRemoveLockAndWait(_Inout_ PIO_REMOVE_LOCK RemoveLock, _In_opt_ PVOID Tag);
#undef IoInitializeRemoveLock
_IRQL_requires_max_(PASSIVE_LEVEL)
VOID IoInitializeRemoveLock(_Out_ PIO_REMOVE_LOCK Lock, _In_ ULONG AllocateTag, _In_ ULONG MaxLockedMinutes, _In_ ULONG HighWatermark);
#undef IoRequestDpc
_IRQL_requires_max_(HIGH_LEVEL)
VOID IoRequestDpc(_Inout_ PDEVICE_OBJECT DeviceObject, _In_opt_ PIRP Irp, _In_opt_ __drv_aliasesMem PVOID Context);

/* ---- objects --------------------------------------------------------------- */
#undef ObReferenceObject
#undef ObDereferenceObject
#undef ObReferenceObjectWithTag
#undef ObDereferenceObjectWithTag
_IRQL_requires_max_(DISPATCH_LEVEL) LONG_PTR ObReferenceObject(_In_ PVOID Object);
_IRQL_requires_max_(DISPATCH_LEVEL) LONG_PTR ObDereferenceObject(_In_ PVOID Object);
_IRQL_requires_max_(DISPATCH_LEVEL) LONG_PTR ObReferenceObjectWithTag(_In_ PVOID Object, _In_ ULONG Tag);
_IRQL_requires_max_(DISPATCH_LEVEL) LONG_PTR ObDereferenceObjectWithTag(_In_ PVOID Object, _In_ ULONG Tag);
#undef InitializeObjectAttributes
#define InitializeObjectAttributes(p, n, a, r, s) ( \
    (p)->Length = sizeof(OBJECT_ATTRIBUTES), \
    (p)->RootDirectory = (r), \
    (p)->Attributes = (a), \
    (p)->ObjectName = (n), \
    (p)->SecurityDescriptor = (s), \
    (p)->SecurityQualityOfService = NULL, (void)0)

/* ---- pool ------------------------------------------------------------------ */
typedef ULONG64 POOL_FLAGS;
#define POOL_FLAG_REQUIRED_START 0x0000000000000001UI64
#define POOL_FLAG_USE_QUOTA 0x0000000000000001UI64
#define POOL_FLAG_UNINITIALIZED 0x0000000000000002UI64
#define POOL_FLAG_SESSION 0x0000000000000004UI64
#define POOL_FLAG_CACHE_ALIGNED 0x0000000000000008UI64
#define POOL_FLAG_RESERVED1 0x0000000000000010UI64
#define POOL_FLAG_RAISE_ON_FAILURE 0x0000000000000020UI64
#define POOL_FLAG_NON_PAGED 0x0000000000000040UI64
#define POOL_FLAG_NON_PAGED_EXECUTE 0x0000000000000080UI64
#define POOL_FLAG_PAGED 0x0000000000000100UI64
#define POOL_FLAG_RESERVED2 0x0000000000000200UI64
#define POOL_FLAG_RESERVED3 0x0000000000000400UI64
#define POOL_FLAG_LAST_KNOWN_REQUIRED POOL_FLAG_RESERVED3
#define POOL_FLAG_REQUIRED_END 0x0000000080000000UI64
#define POOL_FLAG_OPTIONAL_START 0x0000000100000000UI64
#define POOL_FLAG_SPECIAL_POOL 0x0000000100000000UI64
#define POOL_FLAG_LAST_KNOWN_OPTIONAL POOL_FLAG_SPECIAL_POOL
#define POOL_FLAG_OPTIONAL_END 0x8000000000000000UI64
typedef enum POOL_EXTENDED_PARAMETER_TYPE {
    PoolExtendedParameterInvalidType = 0, PoolExtendedParameterPriority, PoolExtendedParameterSecurePool,
    PoolExtendedParameterNumaNode, PoolExtendedParameterMax
} POOL_EXTENDED_PARAMETER_TYPE;
typedef struct _POOL_EXTENDED_PARAMS_SECURE_POOL POOL_EXTENDED_PARAMS_SECURE_POOL;
typedef struct _POOL_EXTENDED_PARAMETER {
    struct { ULONG64 Type : 8; ULONG64 Optional : 1; ULONG64 Reserved : 55; } DUMMYSTRUCTNAME;
    union { ULONG64 Reserved2; PVOID Reserved3; EX_POOL_PRIORITY Priority;
            POOL_EXTENDED_PARAMS_SECURE_POOL *SecurePoolParams; ULONG PreferredNode; } DUMMYUNIONNAME;
} POOL_EXTENDED_PARAMETER, *PPOOL_EXTENDED_PARAMETER;
typedef CONST POOL_EXTENDED_PARAMETER *PCPOOL_EXTENDED_PARAMETER;
#ifndef POOL_QUOTA_FAIL_INSTEAD_OF_RAISE
#define POOL_QUOTA_FAIL_INSTEAD_OF_RAISE 8
#endif
#define POOL_ZERO_ALLOCATION 1024
#define POOL_ZEROING_ALLOCATION 1024
#define POOL_NX_OPTIN_AUTO 1
#define DrvRtPoolNxOptIn 0x00000001
#undef ExAllocatePool
#undef ExAllocatePoolWithTag
#undef ExAllocatePoolWithQuota
#undef ExAllocatePoolWithQuotaTag
#undef ExFreePool
#undef ExFreePoolWithTag
_Must_inspect_result_ _IRQL_requires_max_(DISPATCH_LEVEL) __drv_allocatesMem(Mem)
PVOID ExAllocatePool(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes);
_Must_inspect_result_ _IRQL_requires_max_(DISPATCH_LEVEL) __drv_allocatesMem(Mem)
PVOID ExAllocatePoolWithTag(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag);
_IRQL_requires_max_(DISPATCH_LEVEL) __drv_allocatesMem(Mem)
PVOID ExAllocatePoolWithQuota(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes);
_IRQL_requires_max_(DISPATCH_LEVEL) __drv_allocatesMem(Mem)
PVOID ExAllocatePoolWithQuotaTag(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag);
_Must_inspect_result_ _IRQL_requires_max_(DISPATCH_LEVEL) __drv_allocatesMem(Mem)
PVOID ExAllocatePoolWithTagPriority(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag, _In_ EX_POOL_PRIORITY Priority);
_Must_inspect_result_ _IRQL_requires_max_(DISPATCH_LEVEL) __drv_allocatesMem(Mem)
PVOID ExAllocatePool2(_In_ POOL_FLAGS Flags, _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag);
_Must_inspect_result_ _IRQL_requires_max_(DISPATCH_LEVEL) __drv_allocatesMem(Mem)
PVOID ExAllocatePool3(_In_ POOL_FLAGS Flags, _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag,
    _In_reads_opt_(ExtendedParametersCount) PCPOOL_EXTENDED_PARAMETER ExtendedParameters, _In_ ULONG ExtendedParametersCount);
_Must_inspect_result_ _IRQL_requires_max_(DISPATCH_LEVEL) __drv_allocatesMem(Mem)
PVOID ExAllocatePoolZero(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag);
_Must_inspect_result_ _IRQL_requires_max_(DISPATCH_LEVEL) __drv_allocatesMem(Mem)
PVOID ExAllocatePoolUninitialized(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag);
_IRQL_requires_max_(DISPATCH_LEVEL) __drv_allocatesMem(Mem)
PVOID ExAllocatePoolQuotaZero(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag);
_IRQL_requires_max_(DISPATCH_LEVEL) __drv_allocatesMem(Mem)
PVOID ExAllocatePoolQuotaUninitialized(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag);
_Must_inspect_result_ _IRQL_requires_max_(DISPATCH_LEVEL) __drv_allocatesMem(Mem)
PVOID ExAllocatePoolPriorityZero(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag, _In_ EX_POOL_PRIORITY Priority);
_Must_inspect_result_ _IRQL_requires_max_(DISPATCH_LEVEL) __drv_allocatesMem(Mem)
PVOID ExAllocatePoolPriorityUninitialized(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag, _In_ EX_POOL_PRIORITY Priority);
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID ExFreePool(_Pre_notnull_ __drv_freesMem(Mem) PVOID P);
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID ExFreePoolWithTag(_Pre_notnull_ __drv_freesMem(Mem) PVOID P, _In_ ULONG Tag);
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID ExFreePool2(_Pre_notnull_ __drv_freesMem(Mem) PVOID P, _In_ ULONG Tag,
    _In_reads_opt_(ExtendedParametersCount) PCPOOL_EXTENDED_PARAMETER ExtendedParameters, _In_ ULONG ExtendedParametersCount);
VOID ExInitializeDriverRuntime(_In_ ULONG RuntimeFlags);

/* ---- memory -------------------------------------------------------------------- */
#undef RtlCopyMemory
#undef RtlMoveMemory
#undef RtlFillMemory
#undef RtlZeroMemory
#undef RtlEqualMemory
VOID RtlCopyMemory(_Out_writes_bytes_all_(Length) void *Destination, _In_reads_bytes_(Length) const void *Source, _In_ SIZE_T Length);
VOID RtlMoveMemory(_Out_writes_bytes_all_(Length) void *Destination, _In_reads_bytes_(Length) const void *Source, _In_ SIZE_T Length);
VOID RtlFillMemory(_Out_writes_bytes_all_(Length) void *Destination, _In_ SIZE_T Length, _In_ int Fill);
VOID RtlZeroMemory(_Out_writes_bytes_all_(Length) void *Destination, _In_ SIZE_T Length);
LOGICAL RtlEqualMemory(_In_reads_bytes_(Length) const void *Source1, _In_reads_bytes_(Length) const void *Source2, _In_ SIZE_T Length);
PVOID RtlSecureZeroMemory(_Out_writes_bytes_all_(cnt) PVOID ptr, _In_ SIZE_T cnt);
#undef RtlCopyBytes
#define RtlCopyBytes RtlCopyMemory
#undef RtlZeroBytes
#define RtlZeroBytes RtlZeroMemory
#undef RtlFillBytes
#define RtlFillBytes RtlFillMemory
#undef RtlCopyVolatileMemory
#define RtlCopyVolatileMemory(d, s, n) RtlCopyMemory((void *)(d), (const void *)(s), (n))

#undef MmGetSystemAddressForMdlSafe
_Must_inspect_result_ _IRQL_requires_max_(DISPATCH_LEVEL)
PVOID MmGetSystemAddressForMdlSafe(_Inout_ PMDL Mdl, _In_ ULONG Priority);
#undef MmGetSystemAddressForMdl
_IRQL_requires_max_(DISPATCH_LEVEL)
PVOID MmGetSystemAddressForMdl(_Inout_ PMDL Mdl);
#undef MmGetMdlByteCount
#define MmGetMdlByteCount(_Mdl) ((_Mdl)->ByteCount)
#undef MmInitializeMdl
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID MmInitializeMdl(_Out_ PMDL MemoryDescriptorList, _In_ PVOID BaseVa, _In_ SIZE_T Length);
#ifndef MdlMappingNoExecute
#define MdlMappingNoExecute 0x40000000
#endif
#ifndef MdlMappingNoWrite
#define MdlMappingNoWrite 0x80000000
#endif
_Must_inspect_result_ _IRQL_requires_max_(DISPATCH_LEVEL)
PVOID MmMapIoSpaceEx(_In_ PHYSICAL_ADDRESS PhysicalAddress, _In_ SIZE_T NumberOfBytes, _In_ ULONG Protect);

/* ---- time ------------------------------------------------------------------------ */
#undef KeQuerySystemTime
VOID KeQuerySystemTime(_Out_ PLARGE_INTEGER CurrentTime);
VOID KeQuerySystemTimePrecise(_Out_ PLARGE_INTEGER CurrentTime);
#undef KeQueryTickCount
VOID KeQueryTickCount(_Out_ PLARGE_INTEGER CurrentCount);
#undef KeQueryInterruptTime
ULONGLONG KeQueryInterruptTime(VOID);
ULONG64 KeQueryInterruptTimePrecise(_Out_ PULONG64 QpcTimeStamp);
ULONG64 KeQueryUnbiasedInterruptTimePrecise(_Out_ PULONG64 QpcTimeStamp);

/* ---- processor ------------------------------------------------------------------- */
#undef KeMemoryBarrier
VOID KeMemoryBarrier(VOID);
#define KeMemoryBarrierWithoutFence() ((void)0)
#undef YieldProcessor
VOID YieldProcessor(VOID);
#undef KeFlushIoBuffers
VOID KeFlushIoBuffers(_In_ PMDL Mdl, _In_ BOOLEAN ReadOperation, _In_ BOOLEAN DmaOperation);
#undef DbgRaiseAssertionFailure
VOID DbgRaiseAssertionFailure(VOID);
_Must_inspect_result_ _IRQL_requires_max_(DISPATCH_LEVEL) NTSTATUS KeSaveFloatingPointState(_Out_ PKFLOATING_SAVE FloatSave);
_IRQL_requires_max_(DISPATCH_LEVEL) NTSTATUS KeRestoreFloatingPointState(_In_ PKFLOATING_SAVE FloatSave);

/* ---- interlocked -------------------------------------------------------------------- */
#undef InterlockedIncrement
#undef InterlockedDecrement
#undef InterlockedExchange
#undef InterlockedExchangeAdd
#undef InterlockedAdd
#undef InterlockedCompareExchange
#undef InterlockedAnd
#undef InterlockedOr
#undef InterlockedXor
#undef InterlockedIncrement64
#undef InterlockedDecrement64
#undef InterlockedExchange64
#undef InterlockedExchangeAdd64
#undef InterlockedAdd64
#undef InterlockedCompareExchange64
#undef InterlockedAnd64
#undef InterlockedOr64
#undef InterlockedXor64
#undef InterlockedExchangePointer
#undef InterlockedCompareExchangePointer
#undef InterlockedIncrement16
#undef InterlockedDecrement16
#undef InterlockedCompareExchange16
#undef InterlockedExchange8
#undef InterlockedBitTestAndSet
#undef InterlockedBitTestAndReset
#undef InterlockedBitTestAndSet64
#undef InterlockedBitTestAndReset64
LONG InterlockedIncrement(_Inout_ LONG volatile *Addend);
LONG InterlockedDecrement(_Inout_ LONG volatile *Addend);
LONG InterlockedExchange(_Inout_ LONG volatile *Target, _In_ LONG Value);
LONG InterlockedExchangeAdd(_Inout_ LONG volatile *Addend, _In_ LONG Value);
LONG InterlockedAdd(_Inout_ LONG volatile *Addend, _In_ LONG Value);
LONG InterlockedCompareExchange(_Inout_ LONG volatile *Destination, _In_ LONG ExChange, _In_ LONG Comperand);
LONG InterlockedAnd(_Inout_ LONG volatile *Destination, _In_ LONG Value);
LONG InterlockedOr(_Inout_ LONG volatile *Destination, _In_ LONG Value);
LONG InterlockedXor(_Inout_ LONG volatile *Destination, _In_ LONG Value);
LONG64 InterlockedIncrement64(_Inout_ LONG64 volatile *Addend);
LONG64 InterlockedDecrement64(_Inout_ LONG64 volatile *Addend);
LONG64 InterlockedExchange64(_Inout_ LONG64 volatile *Target, _In_ LONG64 Value);
LONG64 InterlockedExchangeAdd64(_Inout_ LONG64 volatile *Addend, _In_ LONG64 Value);
LONG64 InterlockedAdd64(_Inout_ LONG64 volatile *Addend, _In_ LONG64 Value);
LONG64 InterlockedCompareExchange64(_Inout_ LONG64 volatile *Destination, _In_ LONG64 ExChange, _In_ LONG64 Comperand);
LONG64 InterlockedAnd64(_Inout_ LONG64 volatile *Destination, _In_ LONG64 Value);
LONG64 InterlockedOr64(_Inout_ LONG64 volatile *Destination, _In_ LONG64 Value);
LONG64 InterlockedXor64(_Inout_ LONG64 volatile *Destination, _In_ LONG64 Value);
PVOID InterlockedExchangePointer(_Inout_ PVOID volatile *Target, _In_opt_ PVOID Value);
PVOID InterlockedCompareExchangePointer(_Inout_ PVOID volatile *Destination, _In_opt_ PVOID Exchange, _In_opt_ PVOID Comperand);
SHORT InterlockedIncrement16(_Inout_ SHORT volatile *Addend);
SHORT InterlockedDecrement16(_Inout_ SHORT volatile *Addend);
SHORT InterlockedCompareExchange16(_Inout_ SHORT volatile *Destination, _In_ SHORT ExChange, _In_ SHORT Comperand);
CHAR InterlockedExchange8(_Inout_ CHAR volatile *Target, _In_ CHAR Value);
#define InterlockedBitTestAndSet __rc_InterlockedBitTestAndSet
#define InterlockedBitTestAndReset __rc_InterlockedBitTestAndReset
UCHAR InterlockedBitTestAndSet(_Inout_ LONG volatile *Base, _In_ LONG Bit);
UCHAR InterlockedBitTestAndReset(_Inout_ LONG volatile *Base, _In_ LONG Bit);
UCHAR InterlockedBitTestAndSet64(_Inout_ LONG64 volatile *Base, _In_ LONG64 Bit);
UCHAR InterlockedBitTestAndReset64(_Inout_ LONG64 volatile *Base, _In_ LONG64 Bit);
#define InterlockedIncrementAcquire InterlockedIncrement
#define InterlockedIncrementRelease InterlockedIncrement
#define InterlockedIncrementNoFence InterlockedIncrement
#define InterlockedDecrementAcquire InterlockedDecrement
#define InterlockedDecrementRelease InterlockedDecrement
#define InterlockedDecrementNoFence InterlockedDecrement
#define InterlockedExchangeNoFence InterlockedExchange
#define InterlockedExchangeAcquire InterlockedExchange
#define InterlockedCompareExchangeAcquire InterlockedCompareExchange
#define InterlockedCompareExchangeRelease InterlockedCompareExchange
#define InterlockedCompareExchangeNoFence InterlockedCompareExchange
#define InterlockedCompareExchangePointerAcquire InterlockedCompareExchangePointer
#define InterlockedCompareExchangePointerRelease InterlockedCompareExchangePointer
#define InterlockedCompareExchangePointerNoFence InterlockedCompareExchangePointer
#define InterlockedExchangePointerNoFence InterlockedExchangePointer
#define InterlockedExchangePointerAcquire InterlockedExchangePointer
#define InterlockedOrNoFence InterlockedOr
#define InterlockedAndNoFence InterlockedAnd
#define InterlockedIncrement64NoFence InterlockedIncrement64
#define InterlockedDecrement64NoFence InterlockedDecrement64
#ifdef __cplusplus
extern "C++" {
/* forms the compiler offers for other operand types */
inline ULONG InterlockedIncrement(_Inout_ ULONG volatile *Addend) { return (ULONG)InterlockedIncrement((LONG volatile *)Addend); }
inline ULONG InterlockedDecrement(_Inout_ ULONG volatile *Addend) { return (ULONG)InterlockedDecrement((LONG volatile *)Addend); }
inline ULONG InterlockedExchange(_Inout_ ULONG volatile *Target, ULONG Value) { return (ULONG)InterlockedExchange((LONG volatile *)Target, (LONG)Value); }
inline ULONG InterlockedCompareExchange(_Inout_ ULONG volatile *Destination, ULONG ExChange, ULONG Comperand)
{ return (ULONG)InterlockedCompareExchange((LONG volatile *)Destination, (LONG)ExChange, (LONG)Comperand); }
inline ULONG64 InterlockedIncrement64(_Inout_ ULONG64 volatile *Addend) { return (ULONG64)InterlockedIncrement64((LONG64 volatile *)Addend); }
inline ULONG64 InterlockedExchangeAdd64(_Inout_ ULONG64 volatile *Addend, ULONG64 Value) { return (ULONG64)InterlockedExchangeAdd64((LONG64 volatile *)Addend, (LONG64)Value); }
}
#endif
FORCEINLINE LONG ReadAcquire(_In_ LONG const volatile *Source) { return *Source; }
FORCEINLINE LONG ReadNoFence(_In_ LONG const volatile *Source) { return *Source; }
FORCEINLINE LONG ReadRaw(_In_ LONG const volatile *Source) { return *Source; }
FORCEINLINE ULONG ReadULongAcquire(_In_ ULONG const volatile *Source) { return *Source; }
FORCEINLINE ULONG ReadULongNoFence(_In_ ULONG const volatile *Source) { return *Source; }
FORCEINLINE LONG64 ReadAcquire64(_In_ LONG64 const volatile *Source) { return *Source; }
FORCEINLINE LONG64 ReadNoFence64(_In_ LONG64 const volatile *Source) { return *Source; }
FORCEINLINE ULONG64 ReadULong64Acquire(_In_ ULONG64 const volatile *Source) { return *Source; }
FORCEINLINE ULONG64 ReadULong64NoFence(_In_ ULONG64 const volatile *Source) { return *Source; }
FORCEINLINE PVOID ReadPointerAcquire(_In_ PVOID const volatile *Source) { return (PVOID)*Source; }
FORCEINLINE PVOID ReadPointerNoFence(_In_ PVOID const volatile *Source) { return (PVOID)*Source; }
FORCEINLINE UCHAR ReadUCharNoFence(_In_ UCHAR const volatile *Source) { return *Source; }
FORCEINLINE BOOLEAN ReadBooleanNoFence(_In_ BOOLEAN const volatile *Source) { return *Source; }
FORCEINLINE BOOLEAN ReadBooleanAcquire(_In_ BOOLEAN const volatile *Source) { return *Source; }
FORCEINLINE VOID WriteRelease(_Out_ LONG volatile *Destination, _In_ LONG Value) { *Destination = Value; }
FORCEINLINE VOID WriteNoFence(_Out_ LONG volatile *Destination, _In_ LONG Value) { *Destination = Value; }
FORCEINLINE VOID WriteULongRelease(_Out_ ULONG volatile *Destination, _In_ ULONG Value) { *Destination = Value; }
FORCEINLINE VOID WriteULongNoFence(_Out_ ULONG volatile *Destination, _In_ ULONG Value) { *Destination = Value; }
FORCEINLINE VOID WriteRelease64(_Out_ LONG64 volatile *Destination, _In_ LONG64 Value) { *Destination = Value; }
FORCEINLINE VOID WriteULong64NoFence(_Out_ ULONG64 volatile *Destination, _In_ ULONG64 Value) { *Destination = Value; }
FORCEINLINE VOID WriteULong64Release(_Out_ ULONG64 volatile *Destination, _In_ ULONG64 Value) { *Destination = Value; }
FORCEINLINE VOID WritePointerRelease(_Out_ PVOID volatile *Destination, _In_ PVOID Value) { *Destination = Value; }
FORCEINLINE VOID WritePointerNoFence(_Out_ PVOID volatile *Destination, _In_ PVOID Value) { *Destination = Value; }
FORCEINLINE VOID WriteBooleanNoFence(_Out_ BOOLEAN volatile *Destination, _In_ BOOLEAN Value) { *Destination = Value; }
FORCEINLINE VOID WriteBooleanRelease(_Out_ BOOLEAN volatile *Destination, _In_ BOOLEAN Value) { *Destination = Value; }

/* ---- debug output: arguments are evaluated --------------------------------------- */
#undef KdPrint
#undef KdPrintEx
#undef vKdPrintEx
#undef vKdPrintExWithPrefix
#undef KdBreakPoint
#undef KdBreakPointWithStatus
#define KdPrint(_x_) ((void)DbgPrint _x_)
#define KdPrintEx(_x_) ((void)DbgPrintEx _x_)
#define vKdPrintEx(_x_) ((void)vDbgPrintEx _x_)
#define vKdPrintExWithPrefix(_x_) ((void)vDbgPrintExWithPrefix _x_)
#define KdBreakPoint() DbgBreakPoint()
#define KdBreakPointWithStatus(s) DbgBreakPointWithStatus(s)
#ifndef DPFLTR_IHVDRIVER_ID
#define DPFLTR_IHVDRIVER_ID 77
#define DPFLTR_IHVVIDEO_ID 78
#define DPFLTR_IHVAUDIO_ID 79
#define DPFLTR_IHVNETWORK_ID 80
#define DPFLTR_IHVSTREAMING_ID 81
#define DPFLTR_IHVBUS_ID 82
#define DPFLTR_DEFAULT_ID 101
#endif
ULONG DbgPrint(_In_ const char *Format, ...);
ULONG DbgPrintEx(_In_ ULONG ComponentId, _In_ ULONG Level, _In_ const char *Format, ...);

/* ---- registry, device properties ---------------------------------------------------- */
typedef enum _DRIVER_REGKEY_TYPE { DriverRegKeyParameters, DriverRegKeyPersistentState, DriverRegKeySharedPersistentState } DRIVER_REGKEY_TYPE;
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS IoOpenDriverRegistryKey(_In_ PDRIVER_OBJECT DriverObject, _In_ DRIVER_REGKEY_TYPE RegKeyType,
    _In_ ACCESS_MASK DesiredAccess, _In_ ULONG Flags, _Out_ PHANDLE DriverRegKey);
typedef enum _DRIVER_DIRECTORY_TYPE { DriverDirectoryImage, DriverDirectoryData, DriverDirectorySharedData } DRIVER_DIRECTORY_TYPE;
_IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS IoGetDriverDirectory(_In_ PDRIVER_OBJECT DriverObject, _In_ DRIVER_DIRECTORY_TYPE DirectoryType, _In_ ULONG Flags, _Out_ PHANDLE DriverDirectoryHandle);
#ifndef RTL_QUERY_REGISTRY_TYPECHECK
#define RTL_QUERY_REGISTRY_TYPECHECK 0x00000100
#define RTL_QUERY_REGISTRY_TYPECHECK_SHIFT 24
#define RTL_QUERY_REGISTRY_TYPECHECK_MASK (0xff << RTL_QUERY_REGISTRY_TYPECHECK_SHIFT)
#endif
RC_END

/* ---- role types: the annotations a driver inherits by declaring its routine with them ---- */
RC_BEGIN
#define RC_ROLE(name, level) _Function_class_(name) _IRQL_requires_max_(level) _IRQL_requires_same_ typedef name name
RC_ROLE(DRIVER_INITIALIZE, PASSIVE_LEVEL);
RC_ROLE(DRIVER_UNLOAD, PASSIVE_LEVEL);
RC_ROLE(DRIVER_ADD_DEVICE, PASSIVE_LEVEL);
RC_ROLE(DRIVER_DISPATCH, DISPATCH_LEVEL);
_Function_class_(DRIVER_STARTIO) _IRQL_requires_(DISPATCH_LEVEL) _IRQL_requires_same_ typedef DRIVER_STARTIO DRIVER_STARTIO;
_Function_class_(DRIVER_CANCEL) _Requires_lock_held_(_Global_cancel_spin_lock_) _Releases_lock_(_Global_cancel_spin_lock_)
_IRQL_requires_min_(DISPATCH_LEVEL) _IRQL_requires_(DISPATCH_LEVEL) typedef DRIVER_CANCEL DRIVER_CANCEL;
_Function_class_(DRIVER_CONTROL) _IRQL_requires_(DISPATCH_LEVEL) _IRQL_requires_same_ typedef DRIVER_CONTROL DRIVER_CONTROL;
_Function_class_(DRIVER_LIST_CONTROL) _IRQL_requires_(DISPATCH_LEVEL) _IRQL_requires_same_ typedef DRIVER_LIST_CONTROL DRIVER_LIST_CONTROL;
RC_ROLE(DRIVER_NOTIFICATION_CALLBACK_ROUTINE, PASSIVE_LEVEL);
_Function_class_(KSYNCHRONIZE_ROUTINE) _IRQL_requires_same_ typedef KSYNCHRONIZE_ROUTINE KSYNCHRONIZE_ROUTINE;
RC_END

#ifndef __cplusplus
#define try __try
#define except __except
#define finally __finally
#define leave __leave
#endif
#include <rc_wdm_roles.h>
#include <rc_wdm_more.h>
#endif /* RC_WDM_H */
