/* Host header plus what audio drivers need beyond it. */
#ifndef RC_KSMEDIA_H
#define RC_KSMEDIA_H
#include <windef.h>
#include <mmreg.h>
#include <rc_plain_in.h>
#include_next <ksmedia.h>
#include <rc_marked_in.h>
RC_BEGIN
#ifndef RC_KSRTAUDIO
#define RC_KSRTAUDIO
typedef struct { PVOID Register; ULONG Width; ULONGLONG Numerator; ULONGLONG Denominator; ULONG Accuracy; } KSRTAUDIO_HWREGISTER, *PKSRTAUDIO_HWREGISTER;
typedef struct { ULONG FifoSize; ULONG ChipsetDelay; ULONG CodecDelay; } KSRTAUDIO_HWLATENCY, *PKSRTAUDIO_HWLATENCY;
typedef struct { PVOID BufferAddress; ULONG ActualBufferSize; BOOL CallMemoryBarrier; } KSRTAUDIO_BUFFER, *PKSRTAUDIO_BUFFER;
#endif
typedef struct { KSDATAFORMAT DataFormat; WAVEFORMATEXTENSIBLE WaveFormatExt; } KSDATAFORMAT_WAVEFORMATEXTENSIBLE, *PKSDATAFORMAT_WAVEFORMATEXTENSIBLE;
typedef struct { ULONG ConfigId; } KSJACK_DESCRIPTION3, *PKSJACK_DESCRIPTION3;
RC_END
#endif
