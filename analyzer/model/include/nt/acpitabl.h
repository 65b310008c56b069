/* ACPI table headers. */
#ifndef RC_ACPITABL_H
#define RC_ACPITABL_H
#include <ntddk.h>
RC_BEGIN
#include <pshpack1.h>
typedef struct _DESCRIPTION_HEADER { ULONG Signature; ULONG Length; UCHAR Revision; UCHAR Checksum; CHAR OEMID[6]; CHAR OEMTableID[8]; ULONG OEMRevision; CHAR CreatorID[4]; ULONG CreatorRev; } DESCRIPTION_HEADER, *PDESCRIPTION_HEADER;
typedef struct _ACPI_PLD_BUFFER { ULONG Revision : 7; ULONG IgnoreColor : 1; ULONG Color : 24; ULONG Width : 16; ULONG Height : 16; ULONG UserVisible : 1; ULONG Dock : 1; ULONG Lid : 1; ULONG Panel : 3; ULONG VerticalPosition : 2; ULONG HorizontalPosition : 2; ULONG Shape : 4; ULONG GroupOrientation : 1;
    ULONG GroupToken : 8; ULONG GroupPosition : 8; ULONG Bay : 1; ULONG Ejectable : 1; ULONG EjectionRequired : 1; ULONG CabinetNumber : 8; ULONG CardCageNumber : 8; ULONG Reference : 1; ULONG Rotation : 4; ULONG Order : 5; ULONG Reserved : 4; ULONG VerticalOffset : 16; ULONG HorizontalOffset : 16; } ACPI_PLD_BUFFER, *PACPI_PLD_BUFFER, ACPI_PLD_V2_BUFFER, *PACPI_PLD_V2_BUFFER;
#include <poppack.h>
RC_END
#if __has_include(<rc_doc_acpitabl.h>)
#include <rc_doc_acpitabl.h>
#endif
#endif
