/* Simple peripheral bus requests. */
#ifndef RC_SPB_H
#define RC_SPB_H
#include <ntddk.h>
RC_BEGIN
#define IOCTL_SPB_LOCK_CONTROLLER CTL_CODE(FILE_DEVICE_CONTROLLER, 0x1, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_SPB_UNLOCK_CONTROLLER CTL_CODE(FILE_DEVICE_CONTROLLER, 0x2, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_SPB_EXECUTE_SEQUENCE CTL_CODE(FILE_DEVICE_CONTROLLER, 0x3, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_SPB_LOCK_CONNECTION CTL_CODE(FILE_DEVICE_CONTROLLER, 0x4, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_SPB_UNLOCK_CONNECTION CTL_CODE(FILE_DEVICE_CONTROLLER, 0x5, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_SPB_FULL_DUPLEX CTL_CODE(FILE_DEVICE_CONTROLLER, 0x6, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_SPB_MULTI_SPI_TRANSFER CTL_CODE(FILE_DEVICE_CONTROLLER, 0x7, METHOD_BUFFERED, FILE_ANY_ACCESS)
typedef enum { SpbTransferDirectionNone = 0, SpbTransferDirectionFromDevice, SpbTransferDirectionToDevice, SpbTransferDirectionMax } SPB_TRANSFER_DIRECTION;
typedef enum { SpbTransferBufferFormatInvalid = 0, SpbTransferBufferFormatSimple, SpbTransferBufferFormatList, SpbTransferBufferFormatMdl, SpbTransferBufferFormatSimpleNonPaged, SpbTransferBufferFormatMax } SPB_TRANSFER_BUFFER_FORMAT;
typedef struct { PVOID Buffer; ULONG BufferCb; } SPB_TRANSFER_BUFFER_LIST_ENTRY, *PSPB_TRANSFER_BUFFER_LIST_ENTRY;
typedef struct { SPB_TRANSFER_BUFFER_FORMAT Format; union { SPB_TRANSFER_BUFFER_LIST_ENTRY Simple; struct { PSPB_TRANSFER_BUFFER_LIST_ENTRY List; ULONG ListCe; } BufferList; PMDL Mdl; }; } SPB_TRANSFER_BUFFER, *PSPB_TRANSFER_BUFFER;
typedef struct { SPB_TRANSFER_DIRECTION Direction; ULONG DelayInUs; SPB_TRANSFER_BUFFER Buffer; } SPB_TRANSFER_LIST_ENTRY, *PSPB_TRANSFER_LIST_ENTRY;
typedef struct { ULONG Size; ULONG TransferCount; SPB_TRANSFER_LIST_ENTRY Transfers[1]; } SPB_TRANSFER_LIST, *PSPB_TRANSFER_LIST;
#define SPB_TRANSFER_LIST_AND_ENTRIES(Count) struct { SPB_TRANSFER_LIST List; SPB_TRANSFER_LIST_ENTRY rc_more[(Count) > 1 ? (Count) - 1 : 1]; }
FORCEINLINE VOID SPB_TRANSFER_LIST_INIT(_Out_ PSPB_TRANSFER_LIST TransferList, _In_ ULONG TransferCount)
{
    memset(TransferList, 0, sizeof(*TransferList));
    TransferList->Size = sizeof(SPB_TRANSFER_LIST);
    TransferList->TransferCount = TransferCount;
}
FORCEINLINE SPB_TRANSFER_LIST_ENTRY SPB_TRANSFER_LIST_ENTRY_INIT_SIMPLE(_In_ SPB_TRANSFER_DIRECTION Direction, _In_ ULONG DelayInUs, _In_ PVOID Buffer, _In_ ULONG BufferCb)
{
    SPB_TRANSFER_LIST_ENTRY Entry;
    memset(&Entry, 0, sizeof(Entry));
    Entry.Direction = Direction;
    Entry.DelayInUs = DelayInUs;
    Entry.Buffer.Format = SpbTransferBufferFormatSimple;
    Entry.Buffer.Simple.Buffer = Buffer;
    Entry.Buffer.Simple.BufferCb = BufferCb;
    return Entry;
}
FORCEINLINE SPB_TRANSFER_LIST_ENTRY SPB_TRANSFER_LIST_ENTRY_INIT_MDL(_In_ SPB_TRANSFER_DIRECTION Direction, _In_ ULONG DelayInUs, _In_ PMDL Mdl)
{
    SPB_TRANSFER_LIST_ENTRY Entry;
    memset(&Entry, 0, sizeof(Entry));
    Entry.Direction = Direction;
    Entry.DelayInUs = DelayInUs;
    Entry.Buffer.Format = SpbTransferBufferFormatMdl;
    Entry.Buffer.Mdl = Mdl;
    return Entry;
}
RC_END
#endif
