/* Virtual HID framework. */
#ifndef RC_VHF_H
#define RC_VHF_H
#include <ntddk.h>
#include <hidusage.h>
#include <hidpi.h>
#include <hidclass.h>
RC_BEGIN
typedef PVOID VHFHANDLE, *PVHFHANDLE, VHFOPERATIONHANDLE;
typedef struct _VHF_CONFIG VHF_CONFIG, *PVHF_CONFIG;
_IRQL_requires_max_(DISPATCH_LEVEL) typedef VOID EVT_VHF_READY_FOR_NEXT_READ_REPORT(_In_ PVOID VhfClientContext);
_IRQL_requires_max_(DISPATCH_LEVEL) typedef VOID EVT_VHF_ASYNC_OPERATION(_In_ PVOID VhfClientContext, _In_ VHFOPERATIONHANDLE VhfOperationHandle, _In_opt_ PVOID VhfOperationContext, _In_ PHID_XFER_PACKET HidTransferPacket);
_IRQL_requires_max_(DISPATCH_LEVEL) typedef VOID EVT_VHF_CLEANUP(_In_ PVOID VhfClientContext);
typedef EVT_VHF_READY_FOR_NEXT_READ_REPORT *PEVT_VHF_READY_FOR_NEXT_READ_REPORT;
typedef EVT_VHF_ASYNC_OPERATION *PEVT_VHF_ASYNC_OPERATION;
typedef EVT_VHF_CLEANUP *PEVT_VHF_CLEANUP;
struct _VHF_CONFIG {
    ULONG Size; PVOID VhfClientContext; ULONG OperationContextSize; PDEVICE_OBJECT DeviceObject; USHORT VendorID, ProductID, VersionNumber; GUID ContainerID; USHORT InstanceIDLength; PWSTR InstanceID;
    USHORT ReportDescriptorLength; PUCHAR ReportDescriptor; PEVT_VHF_READY_FOR_NEXT_READ_REPORT EvtVhfReadyForNextReadReport; PEVT_VHF_ASYNC_OPERATION EvtVhfAsyncOperationGetFeature, EvtVhfAsyncOperationSetFeature,
    EvtVhfAsyncOperationWriteReport, EvtVhfAsyncOperationGetInputReport; PEVT_VHF_CLEANUP EvtVhfCleanup; USHORT HardwareIDsLength; PWSTR HardwareIDs;
};
FORCEINLINE VOID VHF_CONFIG_INIT(_Out_ PVHF_CONFIG Config, _In_ PDEVICE_OBJECT DeviceObject, _In_ USHORT ReportDescriptorLength, _In_ PUCHAR ReportDescriptor)
{
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(VHF_CONFIG);
    Config->DeviceObject = DeviceObject;
    Config->ReportDescriptorLength = ReportDescriptorLength;
    Config->ReportDescriptor = ReportDescriptor;
}
_IRQL_requires_max_(PASSIVE_LEVEL) _Must_inspect_result_ NTSTATUS VhfCreate(_In_ PVHF_CONFIG VhfConfig, _Out_ VHFHANDLE *VhfHandle);
_IRQL_requires_max_(DISPATCH_LEVEL) NTSTATUS VhfStart(_In_ VHFHANDLE VhfHandle);
_IRQL_requires_max_(DISPATCH_LEVEL) VOID VhfDelete(_In_ VHFHANDLE VhfHandle, _In_ BOOLEAN Wait);
_IRQL_requires_max_(DISPATCH_LEVEL) NTSTATUS VhfReadReportSubmit(_In_ VHFHANDLE VhfHandle, _In_ PHID_XFER_PACKET HidTransferPacket);
_IRQL_requires_max_(DISPATCH_LEVEL) NTSTATUS VhfAsyncOperationComplete(_In_ VHFOPERATIONHANDLE VhfOperationHandle, _In_ NTSTATUS CompletionStatus);
RC_END
#endif
