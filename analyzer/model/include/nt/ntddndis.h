/* Host header with the NDIS 6 parts always on. */
#ifndef RC_NTDDNDIS_H
#define RC_NTDDNDIS_H
#include <sal.h>
#ifndef NDIS_SUPPORT_NDIS6
#define NDIS_SUPPORT_NDIS6 1
#define NDIS_SUPPORT_NDIS61 1
#define NDIS_SUPPORT_NDIS620 1
#define NDIS_SUPPORT_NDIS630 1
#endif
#include_next <ntddndis.h>
#endif
