/* Filtering platform: management functions for kernel code. */
#ifndef RC_FWPMK_H
#define RC_FWPMK_H
#include <ntddk.h>
#include <ws2def.h>
#include <minwindef.h>
#ifndef __IPSEC_DOSP
#define __IPSEC_DOSP
#endif
#include <rc_fwp_types.h>
#include <fwptypes.h>
#include <fwpmtypes.h>
#include <rc_fwpm.h>
#endif
