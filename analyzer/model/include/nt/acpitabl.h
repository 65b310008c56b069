/* ACPI table headers. */
#ifndef RC_ACPITABL_H
#define RC_ACPITABL_H
#include <ntddk.h>
RC_BEGIN
#include <pshpack1.h>
typedef struct _DESCRIPTION_HEADER { ULONG Signature; ULONG Length; UCHAR Revision; UCHAR Checksum; CHAR OEMID[6]; CHAR OEMTableID[8]; ULONG OEMRevision; CHAR CreatorID[4]; ULONG CreatorRev; } DESCRIPTION_HEADER, *PDESCRIPTION_HEADER;
#include <poppack.h>
RC_END
#if __has_include(<rc_doc_acpitabl.h>)
#include <rc_doc_acpitabl.h>
#endif
#endif
