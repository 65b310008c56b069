/* Network I/O helpers for kernel code: address and interface types. */
#ifndef RC_NETIODDK_H
#define RC_NETIODDK_H
#include <ntddk.h>
#include <rc_nbl.h>
#include <ws2def.h>
#include <minwindef.h>
#include <ws2ipdef.h>
#include <netioapi.h>
#endif
