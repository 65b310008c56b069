/* See rpc.h. */
#ifndef _KERNEL_MODE
#include_next <rpcndr.h>
#else
#ifndef __RPCNDR_H__
#define __RPCNDR_H__
#define __RPCNDR_H_VERSION__ 500
#include <rpc.h>
typedef unsigned char byte;
typedef unsigned char boolean;
#define hyper __int64
#ifndef MIDL_INTERFACE
#define MIDL_INTERFACE(x) struct __declspec(uuid(x))
#endif
#endif
#endif
