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
DEFINE_GUID(GUID_USB_CAPABILITY_CHAINED_MDLS, 0x88f4c6a0, 0xd29c, 0x4a42, 0x9e, 0x5a, 0x28, 0xfe, 0x1c, 0x7f, 0x7b, 0xe1);
DEFINE_GUID(GUID_USB_CAPABILITY_STATIC_STREAMS, 0xd1b5fb80, 0xf0b4, 0x4e1e, 0x8f, 0x4a, 0x5b, 0x4e, 0x77, 0x51, 0x3a, 0x2d);
DEFINE_GUID(GUID_USB_CAPABILITY_SELECTIVE_SUSPEND, 0x2a1d1f0a, 0x7b5a, 0x4a3a, 0xa1, 0x1e, 0x4b, 0x3e, 0x6e, 0x0d, 0x22, 0x11);
DEFINE_GUID(GUID_USB_CAPABILITY_FUNCTION_SUSPEND, 0x5b1a6e57, 0x9a4d, 0x4c47, 0x9d, 0x2e, 0x1a, 0x60, 0x5b, 0x37, 0x6f, 0x12);
DEFINE_GUID(GUID_USB_CAPABILITY_DEVICE_CONNECTION_HIGH_SPEED_COMPATIBLE, 0x3d3d2a10, 0x4c51, 0x4f3e, 0x84, 0x1a, 0x11, 0x7d, 0x2c, 0x5a, 0x66, 0x13);
DEFINE_GUID(GUID_USB_CAPABILITY_DEVICE_CONNECTION_SUPER_SPEED_COMPATIBLE, 0x7b4f1c20, 0x52ad, 0x4d2b, 0x9b, 0x63, 0x62, 0x1b, 0x17, 0x4d, 0x7a, 0x14);
DEFINE_GUID(GUID_USB_CAPABILITY_TIME_SYNC, 0x6c1f2a31, 0x1c2e, 0x47d0, 0xa6, 0x4d, 0x3f, 0x0a, 0x58, 0x91, 0x4e, 0x15);
#endif
RC_END
#endif
