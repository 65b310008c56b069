/* The host's storport.h repeats one structure of its srb.h: its copy is read under another name. */
#ifndef RC_STORPORT_HOST_H
#define RC_STORPORT_HOST_H
#include <srb.h>
#include <rc_plain_in.h>
#define _SCSI_WMI_REQUEST_BLOCK _RC_STOR_WMI_REQUEST_BLOCK
#define SCSI_WMI_REQUEST_BLOCK RC_STOR_WMI_REQUEST_BLOCK
#define PSCSI_WMI_REQUEST_BLOCK PRC_STOR_WMI_REQUEST_BLOCK
/* its register access takes no device extension, and reads no name but these */
#define StorPortReadPortUchar RC_host_StorPortReadPortUchar
#define StorPortReadPortUshort RC_host_StorPortReadPortUshort
#define StorPortReadPortUlong RC_host_StorPortReadPortUlong
#define StorPortReadRegisterUchar RC_host_StorPortReadRegisterUchar
#define StorPortReadRegisterUshort RC_host_StorPortReadRegisterUshort
#define StorPortReadRegisterUlong RC_host_StorPortReadRegisterUlong
#define StorPortWritePortUchar RC_host_StorPortWritePortUchar
#define StorPortWritePortUshort RC_host_StorPortWritePortUshort
#define StorPortWritePortUlong RC_host_StorPortWritePortUlong
#define StorPortWriteRegisterUchar RC_host_StorPortWriteRegisterUchar
#define StorPortWriteRegisterUshort RC_host_StorPortWriteRegisterUshort
#define StorPortWriteRegisterUlong RC_host_StorPortWriteRegisterUlong
#include_next <storport.h>
#undef StorPortReadPortUchar
#undef StorPortReadPortUshort
#undef StorPortReadPortUlong
#undef StorPortReadRegisterUchar
#undef StorPortReadRegisterUshort
#undef StorPortReadRegisterUlong
#undef StorPortWritePortUchar
#undef StorPortWritePortUshort
#undef StorPortWritePortUlong
#undef StorPortWriteRegisterUchar
#undef StorPortWriteRegisterUshort
#undef StorPortWriteRegisterUlong
#undef _SCSI_WMI_REQUEST_BLOCK
#undef SCSI_WMI_REQUEST_BLOCK
#undef PSCSI_WMI_REQUEST_BLOCK
#include <rc_marked_in.h>
RC_BEGIN
_IRQL_requires_max_(HIGH_LEVEL) UCHAR NTAPI StorPortReadPortUchar(_In_ PVOID HwDeviceExtension, _In_ volatile UCHAR *Port);
_IRQL_requires_max_(HIGH_LEVEL) USHORT NTAPI StorPortReadPortUshort(_In_ PVOID HwDeviceExtension, _In_ volatile USHORT *Port);
_IRQL_requires_max_(HIGH_LEVEL) ULONG NTAPI StorPortReadPortUlong(_In_ PVOID HwDeviceExtension, _In_ volatile ULONG *Port);
_IRQL_requires_max_(HIGH_LEVEL) UCHAR NTAPI StorPortReadRegisterUchar(_In_ PVOID HwDeviceExtension, _In_ volatile UCHAR *Register);
_IRQL_requires_max_(HIGH_LEVEL) USHORT NTAPI StorPortReadRegisterUshort(_In_ PVOID HwDeviceExtension, _In_ volatile USHORT *Register);
_IRQL_requires_max_(HIGH_LEVEL) ULONG NTAPI StorPortReadRegisterUlong(_In_ PVOID HwDeviceExtension, _In_ volatile ULONG *Register);
_IRQL_requires_max_(HIGH_LEVEL) VOID NTAPI StorPortWritePortUchar(_In_ PVOID HwDeviceExtension, _In_ volatile UCHAR *Port, _In_ UCHAR Value);
_IRQL_requires_max_(HIGH_LEVEL) VOID NTAPI StorPortWritePortUshort(_In_ PVOID HwDeviceExtension, _In_ volatile USHORT *Port, _In_ USHORT Value);
_IRQL_requires_max_(HIGH_LEVEL) VOID NTAPI StorPortWritePortUlong(_In_ PVOID HwDeviceExtension, _In_ volatile ULONG *Port, _In_ ULONG Value);
_IRQL_requires_max_(HIGH_LEVEL) VOID NTAPI StorPortWriteRegisterUchar(_In_ PVOID HwDeviceExtension, _In_ volatile UCHAR *Register, _In_ UCHAR Value);
_IRQL_requires_max_(HIGH_LEVEL) VOID NTAPI StorPortWriteRegisterUshort(_In_ PVOID HwDeviceExtension, _In_ volatile USHORT *Register, _In_ USHORT Value);
_IRQL_requires_max_(HIGH_LEVEL) VOID NTAPI StorPortWriteRegisterUlong(_In_ PVOID HwDeviceExtension, _In_ volatile ULONG *Register, _In_ ULONG Value);
RC_END
#endif
