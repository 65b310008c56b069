/* Kernel sources that name the user-mode header (shared with a tool, or behind a switch) get the types both sides know. */
#ifndef _KERNEL_MODE
#include_next <windows.h>
#else
#ifndef RC_KERNEL_WINDOWS_H
#define RC_KERNEL_WINDOWS_H
#include <ntddk.h>
#include <windef.h>
#ifndef MAX_PATH
#define MAX_PATH 260
#endif
#endif
#endif
