/* Network I/O helpers for kernel code: address and interface types. */
#ifndef RC_NETIODDK_H
#define RC_NETIODDK_H
#include <ntddk.h>
#include <rc_nbl.h>
#include <ws2def.h>
#include <minwindef.h>
#include <ws2ipdef.h>
#include <ifdef.h>

RC_BEGIN
typedef NET_IFINDEX IF_INDEX, *PIF_INDEX;
typedef struct _IP_ADDRESS_PREFIX { SOCKADDR_INET Prefix; UINT8 PrefixLength; } IP_ADDRESS_PREFIX, *PIP_ADDRESS_PREFIX;
RC_END
#include <netiodef.h>
#endif
