/* Kernel code meets this header only through headers written for both worlds. */
#ifndef _KERNEL_MODE
#include_next <rpc.h>
#else
#ifndef __RPC_H__
#define __RPC_H__
#define COM_NO_WINDOWS_H
#include <ntdef.h>
#include <minwindef.h>
#endif
#endif
