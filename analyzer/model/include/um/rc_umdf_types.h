/* Kernel types that appear in framework structures: opaque in user mode. */
#ifndef RC_UMDF_TYPES_H
#define RC_UMDF_TYPES_H
#include <sal.h>
#include <windows.h>
#include <winternl.h>
#include <devpropdef.h>
#undef INTERFACE
#include <devioctl.h>
RC_BEGIN
DECLARE_HANDLE(POHANDLE);
typedef struct _PO_FX_COMPONENT *PPO_FX_COMPONENT;
typedef void (*PPO_FX_COMPONENT_ACTIVE_CONDITION_CALLBACK)(void *Context, ULONG Component);
typedef void (*PPO_FX_COMPONENT_IDLE_CONDITION_CALLBACK)(void *Context, ULONG Component);
typedef void (*PPO_FX_COMPONENT_IDLE_STATE_CALLBACK)(void *Context, ULONG Component, ULONG State);
typedef NTSTATUS (*PPO_FX_POWER_CONTROL_CALLBACK)(void *Context, LPCGUID Code, PVOID In, SIZE_T InSize, PVOID Out, SIZE_T OutSize, PSIZE_T Returned);
typedef enum _DMA_WIDTH { Width8Bits, Width16Bits, Width32Bits, Width64Bits, WidthNoWrap, MaximumDmaWidth } DMA_WIDTH;
typedef enum { DmaComplete, DmaAborted, DmaError, DmaCancelled } DMA_COMPLETION_STATUS;
typedef struct _DEVICE_OBJECT *PDEVICE_OBJECT;
typedef struct _DRIVER_OBJECT DRIVER_OBJECT, *PDRIVER_OBJECT;
typedef struct _FILE_OBJECT *PFILE_OBJECT;
typedef PVOID PIRP;
typedef PVOID PMDL;
typedef struct _KTHREAD *PKTHREAD;
typedef struct _KINTERRUPT *PKINTERRUPT;
typedef struct _KDPC *PKDPC;
typedef struct _IO_STACK_LOCATION *PIO_STACK_LOCATION;
typedef struct _SCATTER_GATHER_LIST *PSCATTER_GATHER_LIST;
typedef struct _DMA_ADAPTER *PDMA_ADAPTER;
typedef struct _EPROCESS *PEPROCESS;
typedef struct _URB *PURB;
typedef struct _IO_SECURITY_CONTEXT *PIO_SECURITY_CONTEXT;
typedef struct _NAMED_PIPE_CREATE_PARAMETERS *PNAMED_PIPE_CREATE_PARAMETERS;
typedef const UNICODE_STRING *PCUNICODE_STRING;
typedef UCHAR KIRQL, *PKIRQL;
typedef CCHAR KPROCESSOR_MODE;
typedef LARGE_INTEGER PHYSICAL_ADDRESS, *PPHYSICAL_ADDRESS;
typedef enum _KINTERRUPT_MODE { LevelSensitive, Latched } KINTERRUPT_MODE;
typedef enum _POOL_TYPE { NonPagedPool, PagedPool, NonPagedPoolNx = 512 } POOL_TYPE;
typedef enum _INTERFACE_TYPE { InterfaceTypeUndefined = -1, Internal, Isa, Eisa, MicroChannel, TurboChannel, PCIBus } INTERFACE_TYPE;
typedef enum _BUS_QUERY_ID_TYPE { BusQueryDeviceID, BusQueryHardwareIDs, BusQueryCompatibleIDs, BusQueryInstanceID, BusQueryDeviceSerialNumber } BUS_QUERY_ID_TYPE;
typedef enum _DEVICE_RELATION_TYPE { BusRelations, EjectionRelations, PowerRelations, RemovalRelations, TargetDeviceRelation } DEVICE_RELATION_TYPE;
typedef enum _DEVICE_REGISTRY_PROPERTY { DevicePropertyDeviceDescription, DevicePropertyHardwareID, DevicePropertyCompatibleIDs, DevicePropertyBootConfiguration, DevicePropertyBootConfigurationTranslated,
    DevicePropertyClassName, DevicePropertyClassGuid, DevicePropertyDriverKeyName, DevicePropertyManufacturer, DevicePropertyFriendlyName, DevicePropertyLocationInformation, DevicePropertyPhysicalDeviceObjectName,
    DevicePropertyBusTypeGuid, DevicePropertyLegacyBusType, DevicePropertyBusNumber, DevicePropertyEnumeratorName, DevicePropertyAddress, DevicePropertyUINumber, DevicePropertyInstallState, DevicePropertyRemovalPolicy,
    DevicePropertyResourceRequirements, DevicePropertyAllocatedResources, DevicePropertyContainerID } DEVICE_REGISTRY_PROPERTY;
typedef struct _CM_PARTIAL_RESOURCE_DESCRIPTOR *PCM_PARTIAL_RESOURCE_DESCRIPTOR;
typedef struct _IO_RESOURCE_DESCRIPTOR *PIO_RESOURCE_DESCRIPTOR;
typedef struct _INTERFACE { USHORT Size; USHORT Version; PVOID Context; PVOID InterfaceReference; PVOID InterfaceDereference; } INTERFACE, *PINTERFACE;
#define DECLARE_CONST_UNICODE_STRING(v, s) const WCHAR v##_buffer[] = s; const UNICODE_STRING v = { sizeof(s) - sizeof(WCHAR), sizeof(s), (PWSTR)v##_buffer }
RC_END
#endif
