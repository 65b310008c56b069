/*
 * SoundWire Device Class for Audio: what its drivers share through SdcaStreaming.h, SdcaXu.h, AudioAggregation.h and
 * SoundWireController.h. Nothing documents these; the names are those that drivers use, the numbers and the order of
 * members stand in for the platform's.
 */
#ifndef RC_SDCA_H
#define RC_SDCA_H
#include <ntddk.h>
#include <windef.h>
#include <ks.h>
#include <ksmedia.h>
#include <acx.h>
RC_BEGIN
RC_EXTERN_C const GUID KSPROPERTYSETID_Sdca, KSPROPERTYSETID_SdcaKws, KSPROPERTYSETID_SdcaAgg, SDCAXU_INTERFACE;
typedef enum { KSPROPERTY_SDCA_FUNCTION_INFORMATION, KSPROPERTY_SDCA_FUNCTION_CAPABILITY, KSPROPERTY_SDCA_PATH_DESCRIPTORS,
    KSPROPERTY_SDCA_CREATE_PATH, KSPROPERTY_SDCA_CREATE_PATH2, KSPROPERTY_SDCA_DESTROY_PATH, KSPROPERTY_SDCA_START_PATH,
    KSPROPERTY_SDCA_STOP_PATH, KSPROPERTY_SDCA_VENDOR_SPECIFIC } KSPROPERTY_SDCA;
typedef enum { KSPROPERTY_SDCAKWS_DEVICE_CAPABILITY, KSPROPERTY_SDCAKWS_VAD_CAPABILITY, KSPROPERTY_SDCAKWS_VAD_ENTITIES,
    KSPROPERTY_SDCAKWS_ACCESS_EVENTS, KSPROPERTY_SDCAKWS_CONFIGURE_VAD_PORT, KSPROPERTY_SDCAKWS_CLEANUP_VAD_PORT } KSPROPERTY_SDCAKWS;
typedef enum { KSPROPERTY_SDCAAGG_AGGREGATED_DEVICES } KSPROPERTY_SDCAAGG;

/* paths */
typedef enum { SdcaPathDefault = 0, SdcaPathReferenceStream = 1, SdcaPathIvSense = 2, SdcaPathUltrasoundRender = 4, SdcaPathUltrasoundCapture = 8 } SDCA_PATH;
typedef enum { SdcaDataPortMapIndexA = 1, SdcaDataPortMapIndexB = 2, SdcaDataPortMapIndexC = 4, SdcaDataPortMapIndexD = 8 } SDCA_DATAPORT_MAP;
typedef enum { SoundWireDataPortModeIsochronous = 1 } SOUNDWIRE_DATAPORT_MODE;
RC_EXTERN_C const UNICODE_STRING SdcaPropertyPathDescriptors2;
#define SDCA_PATH_DESCRIPTOR2_VERSION_1 1
typedef struct { ULONG Size; ULONG DataPortNumber; ULONG EndpointId; ULONG ChannelMask; ULONG Modes; } SOUNDWIRE_DATAPORT_CONFIGURATION, *PSOUNDWIRE_DATAPORT_CONFIGURATION;
typedef struct { ULONG Size; ULONG FunctionInformationId; ULONG TerminalEntityId; ULONG DataPortMap; ULONG DataPortCount; SOUNDWIRE_DATAPORT_CONFIGURATION DataPortConfig[4]; ULONG FormatCount; PWAVEFORMATEXTENSIBLE Formats; } SDCA_PATH_DESCRIPTOR, *PSDCA_PATH_DESCRIPTOR;
typedef struct { ULONG Size; ULONG Version; ULONG FunctionInformationId; ULONG TerminalEntityId; ULONG DataPortMap; ACXDATAFORMAT DataFormat; SOUNDWIRE_DATAPORT_CONFIGURATION DataPortConfig[4]; } SDCA_PATH_DESCRIPTOR2, *PSDCA_PATH_DESCRIPTOR2;
typedef struct { ULONG Size; SDCA_PATH SdcaPath; ULONG EndpointId; ULONG DescriptorCount; SDCA_PATH_DESCRIPTOR Descriptor[1]; } SDCA_PATH_DESCRIPTORS, *PSDCA_PATH_DESCRIPTORS;
typedef struct { ULONG Size; ULONG Version; SDCA_PATH SdcaPath; ULONG EndpointId; WAVEFORMATEXTENSIBLE SpecialPathFormat; ULONG DescriptorCount; SDCA_PATH_DESCRIPTOR2 Descriptor[1]; } SDCA_PATH_DESCRIPTORS2, *PSDCA_PATH_DESCRIPTORS2;
typedef struct { ULONG Size; ULONG FunctionInformationId; ULONG FunctionId; ULONG UniqueId; ULONG LinkId; ULONG ManufacturerId; ULONG PartId; } SDCA_FUNCTION_INFORMATION, *PSDCA_FUNCTION_INFORMATION;
typedef struct { ULONG Size; ULONG FunctionCount; SDCA_FUNCTION_INFORMATION FunctionInfoList[1]; } SDCA_FUNCTION_INFORMATION_LIST, *PSDCA_FUNCTION_INFORMATION_LIST;
typedef struct { ULONG FunctionId; ULONG UniqueId; ULONG LinkId; ULONG ManufacturerId; ULONG PartId; } SDCA_AGGREGATION_DEVICE, *PSDCA_AGGREGATION_DEVICE;
typedef struct { ULONG Size; ULONG FunctionCount; SDCA_AGGREGATION_DEVICE FunctionIds[1]; } SDCA_AGGREGATION_DEVICES, *PSDCA_AGGREGATION_DEVICES;

/* keyword spotting */
typedef enum { SupportedDataPathsBufferedRaw = 1, SupportedDataPathsStreamingRaw = 2 } SDCA_KWS_DATA_PATHS;
typedef enum { VadModeStreaming = 0, VadModeBuffered } SDCA_KWS_VAD_MODE;
typedef struct { ULONG DataPathsSupported; } DEVICE_KWS_CAPABILITY_DESCRIPTOR, *PDEVICE_KWS_CAPABILITY_DESCRIPTOR;
typedef struct { ULONG FormatCount; WAVEFORMATEXTENSIBLE Format[1]; } VAD_DESCRIPTOR, *PVAD_DESCRIPTOR;
typedef struct { ULONG EntityId; ULONG EntityType; } ENTITY_INFO, *PENTITY_INFO;
typedef struct { ULONG EntitiesCount; ENTITY_INFO Entities[1]; } VAD_ENTITIES, *PVAD_ENTITIES;
typedef struct { KEVENT Suspend; KEVENT Resume; } SDCA_KWS_NOTIFICATIONS, *PSDCA_KWS_NOTIFICATIONS;
typedef struct { ULONG EndpointId; SDCA_KWS_VAD_MODE VadMode; WAVEFORMATEXTENSIBLE DetectionFormat; } SDCA_KWS_PREPARE_PARAMS, *PSDCA_KWS_PREPARE_PARAMS;

/* the interface between the class driver and an extension unit's driver */
typedef enum { SdcaXuHwConfigTypeAcpiBlob } SDCAXU_HW_CONFIG_TYPE;
typedef enum { SdcaXuEndpointConfigTypeAcxCircuitConfig } SDCAXU_ENDPOINT_CONFIG_TYPE;
typedef enum { SdcaXuNotificationTypeJackDetect, SdcaXuNotificationTypePowerPre, SdcaXuNotificationTypePowerPost, SdcaXuNotificationTypeHardwareReset,
    SdcaXuNotificationTypeFunctionNeedsInitialization, SdcaXuNotificationTypeFunctionFault, SdcaXuNotificationTypeUMPSequenceFault,
    SdcaXuNotificationTypeStreamingStoppedAbnormally, SdcaXuNotificationTypeCommitGroup, SdcaXuNotificationTypePosture,
    SdcaXuNotificationTypeFdlBegin, SdcaXuNotificationTypeFdlEnd } SDCAXU_NOTIFICATION_TYPE;
typedef ULONG SDCAXU_POWER_STATE;
typedef ULONG SDCAXU_JACK_EVENT;
typedef struct { ULONG GroupEntityId; ULONG DetectedMode; SDCAXU_JACK_EVENT JackEvent; } SDCAXU_NOTIFICATION_JACK_DETECT, *PSDCAXU_NOTIFICATION_JACK_DETECT;
typedef struct { ULONG PowerDomainEntityId; SDCAXU_POWER_STATE OldState; SDCAXU_POWER_STATE NewState; } SDCAXU_NOTIFICATION_POWER, *PSDCAXU_NOTIFICATION_POWER;
typedef struct { PVOID CommitGroupHandle; } SDCAXU_NOTIFICATION_COMMIT_GROUP, *PSDCAXU_NOTIFICATION_COMMIT_GROUP;
typedef struct { ULONG Posture; } SDCAXU_NOTIFICATION_POSTURE, *PSDCAXU_NOTIFICATION_POSTURE;
typedef struct { ULONG FdlEntityId; } SDCAXU_NOTIFICATION_FDL_BEGIN, *PSDCAXU_NOTIFICATION_FDL_BEGIN;
typedef struct { ULONG FdlEntityId; NTSTATUS FdlStatus; } SDCAXU_NOTIFICATION_FDL_END, *PSDCAXU_NOTIFICATION_FDL_END;
typedef struct { ULONG cbSize; GUID ContainerID; GUID ComponentID; UNICODE_STRING ComponentUri; UNICODE_STRING CircuitName; ACXCIRCUIT CircuitContext; ACX_CIRCUIT_TYPE CircuitType; } SDCAXU_ACX_CIRCUIT_CONFIG, *PSDCAXU_ACX_CIRCUIT_CONFIG;
typedef struct { ULONG Size; UCHAR SCPInterruptMask; UCHAR DataPortInterrupts[15]; ULONG SDCAInterruptMask; } SDCAXU_INTERRUPT_INFO, *PSDCAXU_INTERRUPT_INFO;
typedef struct { ULONG Size; ULONG ControlCount; PVOID Controls; } SDCA_AUDIO_CONTROLS, *PSDCA_AUDIO_CONTROLS;
#define SDCAXU_INTERFACE_VERSION_0101 0x0101
#define SDCAXU_INTERFACE_VERSION_0102 0x0102
#define RC_SDCAXU_CALLS \
    INTERFACE InterfaceHeader; \
    NTSTATUS (*EvtSetXUEntities)(_In_ PVOID Context, _In_ ULONG NumEntities, _In_reads_(NumEntities) ULONG EntityIDs[]); \
    NTSTATUS (*EvtRegisterForInterrupts)(_In_ PVOID Context, _In_ PSDCAXU_INTERRUPT_INFO InterruptInfo); \
    NTSTATUS (*EvtSetJackOverride)(_In_ PVOID Context, _In_ BOOLEAN Override); \
    NTSTATUS (*EvtSetJackSelectedMode)(_In_ PVOID Context, _In_ ULONG GroupEntityId, _In_ ULONG SelectedMode); \
    NTSTATUS (*EvtPDEPowerReferenceAcquire)(_In_ PVOID Context, _In_ ULONG PowerDomainEntityId, _In_ SDCAXU_POWER_STATE RequiredState); \
    NTSTATUS (*EvtPDEPowerReferenceRelease)(_In_ PVOID Context, _In_ ULONG PowerDomainEntityId, _In_ SDCAXU_POWER_STATE ReleasedState); \
    NTSTATUS (*EvtReadDeferredAudioControls)(_In_ PVOID Context, _Inout_ PSDCA_AUDIO_CONTROLS Controls); \
    NTSTATUS (*EvtWriteDeferredAudioControls)(_In_ PVOID Context, _Inout_ PSDCA_AUDIO_CONTROLS Controls); \
    NTSTATUS (*EvtSetHwConfig)(_In_ PVOID Context, _In_ SDCAXU_HW_CONFIG_TYPE HwConfigType, _In_opt_ PVOID HwConfigData, _In_ ULONG HwConfigDataSize); \
    NTSTATUS (*EvtSetEndpointConfig)(_In_ PVOID Context, _In_ SDCAXU_ENDPOINT_CONFIG_TYPE ConfigType, _In_opt_ PVOID ConfigData, _In_ ULONG ConfigDataSize); \
    NTSTATUS (*EvtRemoveEndpointConfig)(_In_ PVOID Context, _In_ SDCAXU_ENDPOINT_CONFIG_TYPE ConfigType, _In_opt_ PVOID ConfigData, _In_ ULONG ConfigDataSize)
typedef struct { RC_SDCAXU_CALLS;
    NTSTATUS (*EvtInterruptHandler)(_In_ PVOID Context, _Inout_ PSDCAXU_INTERRUPT_INFO Interrupt);
    NTSTATUS (*EvtChangeNotification)(_In_ PVOID Context, _In_ SDCAXU_NOTIFICATION_TYPE NotificationType, _In_opt_ PVOID NotificationData, _In_ ULONG NotificationDataSize);
} SDCAXU_INTERFACE_V0101, *PSDCAXU_INTERFACE_V0101;
typedef struct { RC_SDCAXU_CALLS;
    NTSTATUS (*EvtInterruptHandler)(_In_ PVOID Context, _Inout_ PSDCAXU_INTERRUPT_INFO Interrupt);
    NTSTATUS (*EvtChangeNotification)(_In_ PVOID Context, _In_ SDCAXU_NOTIFICATION_TYPE NotificationType, _In_opt_ PVOID NotificationData, _In_ ULONG NotificationDataSize);
    NTSTATUS (*EvtRetrieveSwftFileOverride)(_In_ PVOID Context, _In_ USHORT VendorID, _In_ ULONG FileID, _In_ USHORT SwftFileVersion, _In_ ULONG SwftFileLength,
        _Out_ PUSHORT NewFileVersion, _Out_ PULONG NewFileLength, _In_ ULONG NewFileBufferLength, _Out_ PUCHAR NewFileBuffer);
} SDCAXU_INTERFACE_V0102, *PSDCAXU_INTERFACE_V0102;
RC_END
#endif
