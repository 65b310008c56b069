/* SD host controller miniports. No page documents them: by use. */
#ifndef RC_SDPORT_H
#define RC_SDPORT_H
#include <ntddk.h>
RC_BEGIN
typedef enum _SDPORT_BUS_TYPE { SdBusTypeUndefined, SdBusTypeAcpi, SdBusTypePci } SDPORT_BUS_TYPE;
typedef enum _SDPORT_BUS_SPEED { SdBusSpeedUndefined, SdBusSpeedNormal, SdBusSpeedHigh, SdBusSpeedSDR12, SdBusSpeedSDR25, SdBusSpeedSDR50, SdBusSpeedDDR50, SdBusSpeedSDR104, SdBusSpeedHS200, SdBusSpeedHS400 } SDPORT_BUS_SPEED;
typedef enum _SDPORT_BUS_WIDTH { SdBusWidthUndefined = 0, SdBusWidth1Bit = 1, SdBusWidth4Bit = 4, SdBusWidth8Bit = 8 } SDPORT_BUS_WIDTH;
typedef enum _SDPORT_BUS_VOLTAGE { SdBusVoltageUndefined, SdBusVoltage33, SdBusVoltage30, SdBusVoltage18, SdBusVoltageOff } SDPORT_BUS_VOLTAGE;
typedef enum _SDPORT_SIGNALING_VOLTAGE { SdSignalingVoltageUndefined, SdSignalingVoltage33, SdSignalingVoltage18 } SDPORT_SIGNALING_VOLTAGE;
typedef enum _SDPORT_DRIVE_STRENGTH { SdDriveStrengthUndefined, SdDriveStrengthTypeA, SdDriveStrengthTypeB, SdDriveStrengthTypeC, SdDriveStrengthTypeD } SDPORT_DRIVE_STRENGTH, SDPORT_DRIVER_TYPE;
typedef enum _SDPORT_RESET_TYPE { SdResetTypeUndefined, SdResetTypeAll, SdResetTypeCmd, SdResetTypeDat } SDPORT_RESET_TYPE;
typedef enum _SDPORT_BUS_OPERATION_TYPE { SdBusOperationUndefined, SdResetHw, SdResetHost, SdSetClock, SdSetVoltage, SdSetBusWidth, SdSetBusSpeed, SdSetSignalingVoltage, SdSetDriveStrength, SdSetDriverType, SdSetPresetValue, SdSetBlockGapInterrupt, SdExecuteTuning } SDPORT_BUS_OPERATION_TYPE;
typedef enum _SDPORT_REQUEST_TYPE { SdRequestTypeUnspecified, SdRequestTypeCommandNoTransfer, SdRequestTypeCommandWithTransfer, SdRequestTypeStartTransfer } SDPORT_REQUEST_TYPE;
typedef enum _SDPORT_TRANSFER_TYPE { SdTransferTypeUndefined, SdTransferTypeNone, SdTransferTypeSingleBlock, SdTransferTypeMultiBlock, SdTransferTypeMultiBlockNoStop } SDPORT_TRANSFER_TYPE;
typedef enum _SDPORT_TRANSFER_METHOD { SdTransferMethodUndefined, SdTransferMethodPio, SdTransferMethodSgDma } SDPORT_TRANSFER_METHOD;
typedef enum _SDPORT_TRANSFER_DIRECTION { SdTransferDirectionUndefined, SdTransferDirectionRead, SdTransferDirectionWrite } SDPORT_TRANSFER_DIRECTION;
typedef enum _SDPORT_RESPONSE_TYPE { SdResponseTypeUndefined, SdResponseTypeNone, SdResponseTypeR1, SdResponseTypeR1B, SdResponseTypeR2, SdResponseTypeR3, SdResponseTypeR4, SdResponseTypeR5, SdResponseTypeR5B, SdResponseTypeR6 } SDPORT_RESPONSE_TYPE;
typedef enum _SDPORT_COMMAND_TYPE { SdCommandTypeUndefined, SdCommandTypeSuspend, SdCommandTypeResume, SdCommandTypeAbort } SDPORT_COMMAND_TYPE;
typedef enum _SDPORT_COMMAND_CLASS { SdCommandClassUndefined, SdCommandClassStandard, SdCommandClassApp } SDPORT_COMMAND_CLASS;
#define SDPORT_EVENT_CARD_RESPONSE 0x00000001
#define SDPORT_EVENT_CARD_RW_END 0x00000002
#define SDPORT_EVENT_BLOCK_GAP 0x00000004
#define SDPORT_EVENT_DMA_COMPLETE 0x00000008
#define SDPORT_EVENT_BUFFER_EMPTY 0x00000010
#define SDPORT_EVENT_BUFFER_FULL 0x00000020
#define SDPORT_EVENT_CARD_CHANGE 0x000000C0
#define SDPORT_EVENT_CARD_INTERRUPT 0x00000100
#define SDPORT_EVENT_TUNING 0x00001000
#define SDPORT_EVENT_ERROR 0x00008000
#define SDPORT_ERROR_CMD_TIMEOUT 0x0001
#define SDPORT_ERROR_CMD_CRC_ERROR 0x0002
#define SDPORT_ERROR_CMD_END_BIT_ERROR 0x0004
#define SDPORT_ERROR_CMD_INDEX_ERROR 0x0008
#define SDPORT_ERROR_DATA_TIMEOUT 0x0010
#define SDPORT_ERROR_DATA_CRC_ERROR 0x0020
#define SDPORT_ERROR_DATA_END_BIT_ERROR 0x0040
typedef struct _SDPORT_COMMAND {
    SDPORT_COMMAND_TYPE Type; SDPORT_COMMAND_CLASS Class; UCHAR Index; ULONG Argument; SDPORT_RESPONSE_TYPE ResponseType; SDPORT_TRANSFER_TYPE TransferType; SDPORT_TRANSFER_METHOD TransferMethod;
    SDPORT_TRANSFER_DIRECTION TransferDirection; ULONG Length; USHORT BlockSize; ULONG BlockCount; PVOID DataBuffer; PSCATTER_GATHER_LIST ScatterGatherList; ULONG ScatterGatherListSize; PVOID DmaVirtualAddress; PHYSICAL_ADDRESS DmaPhysicalAddress; ULONG Response[4];
} SDPORT_COMMAND, *PSDPORT_COMMAND;
typedef struct _SDPORT_BUS_OPERATION {
    SDPORT_BUS_OPERATION_TYPE Type;
    union { SDPORT_RESET_TYPE ResetType; ULONG FrequencyKhz; SDPORT_BUS_VOLTAGE Voltage; SDPORT_BUS_WIDTH BusWidth; SDPORT_BUS_SPEED BusSpeed; SDPORT_SIGNALING_VOLTAGE SignalingVoltage; SDPORT_DRIVE_STRENGTH DriveStrength; SDPORT_DRIVER_TYPE DriverType; BOOLEAN PresetValueEnabled; BOOLEAN BlockGapIntEnabled; } Parameters;
} SDPORT_BUS_OPERATION, *PSDPORT_BUS_OPERATION;
typedef struct _SDPORT_REQUEST { SDPORT_REQUEST_TYPE Type; NTSTATUS Status; ULONG RequiredEvents; SDPORT_COMMAND Command; } SDPORT_REQUEST, *PSDPORT_REQUEST;
typedef struct _SDPORT_CAPABILITIES {
    UCHAR SpecVersion; UCHAR MaximumOutstandingRequests; ULONG MaximumBlockSize; ULONG MaximumBlockCount; ULONG BaseClockFrequencyKhz; ULONG AlignmentRequirement; ULONG DmaDescriptorSize; ULONG PioTransferMaxThreshold; ULONG TuningTimerCountInSeconds;
    struct { ULONG ScatterGatherDma : 1; ULONG Address64Bit : 1; ULONG BusWidth8Bit : 1; ULONG HighSpeed : 1; ULONG SDR50 : 1; ULONG DDR50 : 1; ULONG SDR104 : 1; ULONG HS200 : 1; ULONG HS400 : 1; ULONG DriverTypeA : 1; ULONG DriverTypeB : 1; ULONG DriverTypeC : 1; ULONG DriverTypeD : 1;
        ULONG TuningForSDR50 : 1; ULONG SoftwareTuning : 1; ULONG AutoCmd12 : 1; ULONG AutoCmd23 : 1; ULONG Voltage18V : 1; ULONG Voltage30V : 1; ULONG Voltage33V : 1; ULONG SignalingVoltage18V : 1; ULONG Limit200mA : 1; ULONG Limit400mA : 1; ULONG Limit600mA : 1; ULONG Limit800mA : 1; ULONG SaveContext : 1; } Supported;
    struct { ULONG UsePioForRead : 1; ULONG UsePioForWrite : 1; } Flags;
} SDPORT_CAPABILITIES, *PSDPORT_CAPABILITIES;
typedef struct _SDPORT_SLOT_EXTENSION { PVOID PrivateExtension; } SDPORT_SLOT_EXTENSION, *PSDPORT_SLOT_EXTENSION;
typedef struct _SD_MINIPORT { struct { SDPORT_BUS_TYPE BusType; } ConfigurationInfo; ULONG SlotCount; PVOID SlotExtensionList[8]; } SD_MINIPORT, *PSD_MINIPORT;
typedef _Function_class_(SDPORT_GET_SLOT_COUNT) NTSTATUS SDPORT_GET_SLOT_COUNT(_In_ PSD_MINIPORT Miniport, _Out_ PUCHAR SlotCount);
typedef _Function_class_(SDPORT_GET_SLOT_CAPABILITIES) VOID SDPORT_GET_SLOT_CAPABILITIES(_In_ PVOID PrivateExtension, _Out_ PSDPORT_CAPABILITIES Capabilities);
typedef _Function_class_(SDPORT_INITIALIZE) NTSTATUS SDPORT_INITIALIZE(_In_ PVOID PrivateExtension, _In_ PHYSICAL_ADDRESS PhysicalBase, _In_ PVOID VirtualBase, _In_ ULONG Length, _In_ BOOLEAN CrashdumpMode);
typedef _Function_class_(SDPORT_ISSUE_BUS_OPERATION) NTSTATUS SDPORT_ISSUE_BUS_OPERATION(_In_ PVOID PrivateExtension, _In_ PSDPORT_BUS_OPERATION BusOperation);
typedef _Function_class_(SDPORT_GET_CARD_DETECT_STATE) BOOLEAN SDPORT_GET_CARD_DETECT_STATE(_In_ PVOID PrivateExtension);
typedef _Function_class_(SDPORT_GET_WRITE_PROTECT_STATE) BOOLEAN SDPORT_GET_WRITE_PROTECT_STATE(_In_ PVOID PrivateExtension);
typedef _Function_class_(SDPORT_INTERRUPT) BOOLEAN SDPORT_INTERRUPT(_In_ PVOID PrivateExtension, _Out_ PULONG Events, _Out_ PULONG Errors, _Out_ PBOOLEAN NotifyCardChange, _Out_ PBOOLEAN NotifySdioInterrupt, _Out_ PBOOLEAN NotifyTuning);
typedef _Function_class_(SDPORT_ISSUE_REQUEST) NTSTATUS SDPORT_ISSUE_REQUEST(_In_ PVOID PrivateExtension, _In_ PSDPORT_REQUEST Request);
typedef _Function_class_(SDPORT_GET_RESPONSE) VOID SDPORT_GET_RESPONSE(_In_ PVOID PrivateExtension, _In_ PSDPORT_COMMAND Command, _Out_ PVOID ResponseBuffer);
typedef _Function_class_(SDPORT_TOGGLE_EVENTS) VOID SDPORT_TOGGLE_EVENTS(_In_ PVOID PrivateExtension, _In_ ULONG EventMask, _In_ BOOLEAN Enable);
typedef _Function_class_(SDPORT_CLEAR_EVENTS) VOID SDPORT_CLEAR_EVENTS(_In_ PVOID PrivateExtension, _In_ ULONG EventMask);
typedef _Function_class_(SDPORT_REQUEST_DPC) VOID SDPORT_REQUEST_DPC(_In_ PVOID PrivateExtension, _Inout_ PSDPORT_REQUEST Request, _In_ ULONG Events, _In_ ULONG Errors);
typedef _Function_class_(SDPORT_SAVE_CONTEXT) VOID SDPORT_SAVE_CONTEXT(_In_ PVOID PrivateExtension);
typedef _Function_class_(SDPORT_RESTORE_CONTEXT) VOID SDPORT_RESTORE_CONTEXT(_In_ PVOID PrivateExtension);
typedef _Function_class_(SDPORT_PO_FX_POWER_CONTROL_CALLBACK) NTSTATUS SDPORT_PO_FX_POWER_CONTROL_CALLBACK(_In_ PSD_MINIPORT Miniport, _In_ LPCGUID PowerControlCode, _In_opt_ PVOID InputBuffer, _In_ SIZE_T InputBufferSize, _Out_opt_ PVOID OutputBuffer, _In_ SIZE_T OutputBufferSize, _Out_opt_ PSIZE_T BytesReturned);
typedef _Function_class_(SDPORT_CLEANUP) VOID SDPORT_CLEANUP(_In_ PSD_MINIPORT Miniport);
typedef struct _SDPORT_INITIALIZATION_DATA {
    ULONG StructureSize; SDPORT_GET_SLOT_COUNT *GetSlotCount; SDPORT_GET_SLOT_CAPABILITIES *GetSlotCapabilities; SDPORT_INITIALIZE *Initialize; SDPORT_ISSUE_BUS_OPERATION *IssueBusOperation; SDPORT_GET_CARD_DETECT_STATE *GetCardDetectState; SDPORT_GET_WRITE_PROTECT_STATE *GetWriteProtectState;
    SDPORT_INTERRUPT *Interrupt; SDPORT_ISSUE_REQUEST *IssueRequest; SDPORT_GET_RESPONSE *GetResponse; SDPORT_REQUEST_DPC *RequestDpc; SDPORT_TOGGLE_EVENTS *ToggleEvents; SDPORT_CLEAR_EVENTS *ClearEvents; SDPORT_SAVE_CONTEXT *SaveContext; SDPORT_RESTORE_CONTEXT *RestoreContext;
    SDPORT_PO_FX_POWER_CONTROL_CALLBACK *PowerControlCallback; SDPORT_CLEANUP *Cleanup; ULONG PrivateExtensionSize; BOOLEAN CrashdumpSupported;
} SDPORT_INITIALIZATION_DATA, *PSDPORT_INITIALIZATION_DATA;
NTSTATUS SdPortInitialize(_In_ PVOID DriverObject, _In_ PVOID RegistryPath, _In_ PSDPORT_INITIALIZATION_DATA InitializationData);
VOID SdPortCompleteRequest(_In_ PSDPORT_REQUEST Request, _In_ NTSTATUS Status);
VOID SdPortWait(_In_ ULONG Microseconds);
NTSTATUS SdPortGetPciConfigSpace(_In_ PSD_MINIPORT Miniport, _In_ ULONG Offset, _Out_ PVOID Buffer, _In_ ULONG Length);
NTSTATUS SdPortSetPciConfigSpace(_In_ PSD_MINIPORT Miniport, _In_ ULONG Offset, _In_ PVOID Buffer, _In_ ULONG Length);
UCHAR SdPortReadRegisterUchar(_In_ PVOID Base, _In_ ULONG Register);
USHORT SdPortReadRegisterUshort(_In_ PVOID Base, _In_ ULONG Register);
ULONG SdPortReadRegisterUlong(_In_ PVOID Base, _In_ ULONG Register);
VOID SdPortWriteRegisterUchar(_In_ PVOID Base, _In_ ULONG Register, _In_ UCHAR Data);
VOID SdPortWriteRegisterUshort(_In_ PVOID Base, _In_ ULONG Register, _In_ USHORT Data);
VOID SdPortWriteRegisterUlong(_In_ PVOID Base, _In_ ULONG Register, _In_ ULONG Data);
VOID SdPortReadRegisterBufferUchar(_In_ PVOID Base, _In_ ULONG Register, _Out_ PUCHAR Buffer, _In_ ULONG Length);
VOID SdPortReadRegisterBufferUshort(_In_ PVOID Base, _In_ ULONG Register, _Out_ PUSHORT Buffer, _In_ ULONG Length);
VOID SdPortReadRegisterBufferUlong(_In_ PVOID Base, _In_ ULONG Register, _Out_ PULONG Buffer, _In_ ULONG Length);
VOID SdPortWriteRegisterBufferUchar(_In_ PVOID Base, _In_ ULONG Register, _In_ PUCHAR Buffer, _In_ ULONG Length);
VOID SdPortWriteRegisterBufferUshort(_In_ PVOID Base, _In_ ULONG Register, _In_ PUSHORT Buffer, _In_ ULONG Length);
VOID SdPortWriteRegisterBufferUlong(_In_ PVOID Base, _In_ ULONG Register, _In_ PULONG Buffer, _In_ ULONG Length);
RC_END
#endif
