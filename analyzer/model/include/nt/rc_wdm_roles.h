/* Role types of routines a driver hands to the kernel: the host header declares
 * the signatures, the annotations are added by declaring the same type again. */
#ifndef RC_WDM_ROLES_H
#define RC_WDM_ROLES_H
RC_BEGIN
#define RC_ROLE_AT(name, level) _Function_class_(name) _IRQL_requires_(level) _IRQL_requires_same_ typedef name name
RC_ROLE(KBUGCHECK_CALLBACK_ROUTINE, HIGH_LEVEL);
RC_ROLE(KSTART_ROUTINE, PASSIVE_LEVEL);
_Function_class_(KSERVICE_ROUTINE) _IRQL_requires_(HIGH_LEVEL) _IRQL_requires_same_ typedef KSERVICE_ROUTINE KSERVICE_ROUTINE;
_Function_class_(KMESSAGE_SERVICE_ROUTINE) _IRQL_requires_(HIGH_LEVEL) _IRQL_requires_same_ typedef KMESSAGE_SERVICE_ROUTINE KMESSAGE_SERVICE_ROUTINE;
_Function_class_(KDEFERRED_ROUTINE) _IRQL_requires_min_(DISPATCH_LEVEL) _IRQL_requires_(DISPATCH_LEVEL) _IRQL_requires_same_
typedef KDEFERRED_ROUTINE KDEFERRED_ROUTINE;
RC_ROLE(CALLBACK_FUNCTION, DISPATCH_LEVEL);
RC_ROLE(WORKER_THREAD_ROUTINE, PASSIVE_LEVEL);
RC_ROLE(REQUEST_POWER_COMPLETE, DISPATCH_LEVEL);
RC_ROLE(POWER_SETTING_CALLBACK, PASSIVE_LEVEL);
RC_ROLE(EX_CALLBACK_FUNCTION, PASSIVE_LEVEL);
RC_ROLE(IO_SESSION_NOTIFICATION_FUNCTION, PASSIVE_LEVEL);
RC_ROLE(IO_WORKITEM_ROUTINE, PASSIVE_LEVEL);
RC_ROLE(IO_WORKITEM_ROUTINE_EX, PASSIVE_LEVEL);
RC_ROLE(DEVICE_CHANGE_COMPLETE_CALLBACK, PASSIVE_LEVEL);
RC_ROLE(IO_COMPLETION_ROUTINE, DISPATCH_LEVEL);
RC_ROLE_AT(IO_DPC_ROUTINE, DISPATCH_LEVEL);
RC_ROLE_AT(IO_TIMER_ROUTINE, DISPATCH_LEVEL);
RC_ROLE(PROCESSOR_CALLBACK_FUNCTION, PASSIVE_LEVEL);
_Function_class_(EXT_CALLBACK) _IRQL_requires_(DISPATCH_LEVEL) _IRQL_requires_same_ typedef EXT_CALLBACK EXT_CALLBACK;
RC_ROLE(EXT_DELETE_CALLBACK, DISPATCH_LEVEL);

/* role types the host header has only as pointers, or not at all */
_Function_class_(RTL_QUERY_REGISTRY_ROUTINE) _IRQL_requires_max_(PASSIVE_LEVEL) _IRQL_requires_same_
typedef NTSTATUS RTL_QUERY_REGISTRY_ROUTINE(_In_z_ PWSTR ValueName, _In_ ULONG ValueType, _In_reads_bytes_opt_(ValueLength) PVOID ValueData,
    _In_ ULONG ValueLength, _In_opt_ PVOID Context, _In_opt_ PVOID EntryContext);
_Function_class_(ALLOCATE_FUNCTION) _IRQL_requires_same_
typedef PVOID ALLOCATE_FUNCTION(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag);
_Function_class_(FREE_FUNCTION) _IRQL_requires_same_ typedef VOID FREE_FUNCTION(_In_ PVOID Buffer);
_Function_class_(ALLOCATE_FUNCTION_EX) _IRQL_requires_same_
typedef PVOID ALLOCATE_FUNCTION_EX(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag, _Inout_ struct _LOOKASIDE_LIST_EX *Lookaside);
_Function_class_(FREE_FUNCTION_EX) _IRQL_requires_same_
typedef VOID FREE_FUNCTION_EX(_In_ PVOID Buffer, _Inout_ struct _LOOKASIDE_LIST_EX *Lookaside);
_Function_class_(KIPI_BROADCAST_WORKER) _IRQL_requires_same_ typedef ULONG_PTR KIPI_BROADCAST_WORKER(_In_ ULONG_PTR Argument);
_Function_class_(EXPAND_STACK_CALLOUT) _IRQL_requires_same_ typedef VOID EXPAND_STACK_CALLOUT(_In_opt_ PVOID Parameter);
_Function_class_(IO_CSQ_INSERT_IRP) typedef VOID IO_CSQ_INSERT_IRP(_In_ struct _IO_CSQ *Csq, _In_ PIRP Irp);
_Function_class_(IO_CSQ_INSERT_IRP_EX) typedef NTSTATUS IO_CSQ_INSERT_IRP_EX(_In_ struct _IO_CSQ *Csq, _In_ PIRP Irp, _In_ PVOID InsertContext);
_Function_class_(IO_CSQ_REMOVE_IRP) typedef VOID IO_CSQ_REMOVE_IRP(_In_ struct _IO_CSQ *Csq, _In_ PIRP Irp);
_Function_class_(IO_CSQ_PEEK_NEXT_IRP) typedef PIRP IO_CSQ_PEEK_NEXT_IRP(_In_ struct _IO_CSQ *Csq, _In_opt_ PIRP Irp, _In_opt_ PVOID PeekContext);
_Function_class_(IO_CSQ_ACQUIRE_LOCK) _IRQL_raises_(DISPATCH_LEVEL) _IRQL_requires_max_(DISPATCH_LEVEL) _Acquires_lock_(Csq)
typedef VOID IO_CSQ_ACQUIRE_LOCK(_In_ struct _IO_CSQ *Csq, _Out_ _At_(*Irql, _IRQL_saves_) PKIRQL Irql);
_Function_class_(IO_CSQ_RELEASE_LOCK) _IRQL_requires_(DISPATCH_LEVEL) _Releases_lock_(Csq)
typedef VOID IO_CSQ_RELEASE_LOCK(_In_ struct _IO_CSQ *Csq, _In_ _IRQL_restores_ KIRQL Irql);
_Function_class_(IO_CSQ_COMPLETE_CANCELED_IRP) typedef VOID IO_CSQ_COMPLETE_CANCELED_IRP(_In_ struct _IO_CSQ *Csq, _In_ PIRP Irp);
_Function_class_(DMA_COMPLETION_ROUTINE) _IRQL_requires_max_(DISPATCH_LEVEL)
typedef VOID DMA_COMPLETION_ROUTINE(_In_ struct _DMA_ADAPTER *DmaAdapter, _In_ PDEVICE_OBJECT DeviceObject, _In_ PVOID CompletionContext, _In_ ULONG Status);
RC_END
#endif
