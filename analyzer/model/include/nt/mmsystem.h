/* Kernel code includes this header for wave formats only. */
#ifndef _KERNEL_MODE
#include_next <mmsystem.h>
#else
#ifndef _MMSYSTEM_H
#define _MMSYSTEM_H
#include <windef.h>
#ifndef _WAVEFORMATEX_
#include <mmreg.h>
#endif
#ifndef WAVE_FORMAT_PCM
#define WAVE_FORMAT_PCM 1
#endif
#endif
#endif
