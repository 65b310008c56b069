/* USB driver library: handles, URB allocation. */
#ifndef RC_USBDLIB_H
#define RC_USBDLIB_H
#include <ntddk.h>
#include <usb.h>
#include <rc_plain_in.h>
#include_next <usbdlib.h>
#include <rc_marked_in.h>
RC_BEGIN
#ifndef USBD_INTERFACE_VERSION_600
#define USBD_INTERFACE_VERSION_600 0x600
#define USBD_INTERFACE_VERSION_602 0x602
#define USBD_INTERFACE_VERSION_603 0x603
#endif
_IRQL_requires_max_(PASSIVE_LEVEL) _Must_inspect_result_ NTSTATUS USBD_CreateHandle(_In_ PDEVICE_OBJECT DeviceObject, _In_ PDEVICE_OBJECT TargetDeviceObject, _In_ ULONG USBDClientContractVersion, _In_ ULONG PoolTag, _Out_ USBD_HANDLE *USBDHandle);
_IRQL_requires_max_(PASSIVE_LEVEL) VOID USBD_CloseHandle(_In_ USBD_HANDLE USBDHandle);
_IRQL_requires_max_(DISPATCH_LEVEL) _Must_inspect_result_ NTSTATUS USBD_UrbAllocate(_In_ USBD_HANDLE USBDHandle, _Outptr_result_bytebuffer_(sizeof(URB)) PURB *Urb);
_IRQL_requires_max_(DISPATCH_LEVEL) _Must_inspect_result_ NTSTATUS USBD_IsochUrbAllocate(_In_ USBD_HANDLE USBDHandle, _In_ ULONG NumberOfIsochPackets, _Outptr_ PURB *Urb);
_IRQL_requires_max_(DISPATCH_LEVEL) VOID USBD_UrbFree(_In_ USBD_HANDLE USBDHandle, _In_ PURB Urb);
_IRQL_requires_max_(DISPATCH_LEVEL) VOID USBD_AssignUrbToIoStackLocation(_In_ USBD_HANDLE USBDHandle, _In_ PIO_STACK_LOCATION IoStackLocation, _In_ PURB Urb);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS USBD_QueryUsbCapability(_In_ USBD_HANDLE USBDHandle, _In_ const GUID *CapabilityType, _In_ ULONG OutputBufferLength, _Out_ PUCHAR OutputBuffer, _Out_opt_ PULONG ResultLength);
_IRQL_requires_max_(PASSIVE_LEVEL) BOOLEAN USBD_IsInterfaceVersionSupported(_In_ USBD_HANDLE USBDHandle, _In_ ULONG USBDInterfaceVersion);
_IRQL_requires_max_(DISPATCH_LEVEL) NTSTATUS USBD_SelectConfigUrbAllocateAndBuild(_In_ USBD_HANDLE USBDHandle, _In_ PUSB_CONFIGURATION_DESCRIPTOR ConfigurationDescriptor, _In_ PUSBD_INTERFACE_LIST_ENTRY InterfaceList, _Outptr_ PURB *Urb);
_IRQL_requires_max_(DISPATCH_LEVEL) NTSTATUS USBD_SelectInterfaceUrbAllocateAndBuild(_In_ USBD_HANDLE USBDHandle, _In_ USBD_CONFIGURATION_HANDLE ConfigurationHandle, _In_ PUSBD_INTERFACE_LIST_ENTRY InterfaceListEntry, _Outptr_ PURB *Urb);
#ifndef GUID_USB_CAPABILITY_CHAINED_MDLS
extern const GUID GUID_USB_CAPABILITY_CHAINED_MDLS;
extern const GUID GUID_USB_CAPABILITY_STATIC_STREAMS;
extern const GUID GUID_USB_CAPABILITY_SELECTIVE_SUSPEND;
extern const GUID GUID_USB_CAPABILITY_FUNCTION_SUSPEND;
extern const GUID GUID_USB_CAPABILITY_DEVICE_CONNECTION_HIGH_SPEED_COMPATIBLE;
extern const GUID GUID_USB_CAPABILITY_DEVICE_CONNECTION_SUPER_SPEED_COMPATIBLE;
extern const GUID GUID_USB_CAPABILITY_TIME_SYNC;
#endif
RC_END
#if __has_include(<rc_doc_usbdlib.h>)
#include <rc_doc_usbdlib.h>
#endif
#endif
