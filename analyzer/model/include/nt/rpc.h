/* Kernel code meets this header only through headers written for both worlds. */
#ifndef __RPC_H__
#define __RPC_H__
#define COM_NO_WINDOWS_H
#include <ntdef.h>
#include <minwindef.h>
#endif
