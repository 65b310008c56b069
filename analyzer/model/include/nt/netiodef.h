/* Protocol headers on the wire. */
#ifndef RC_NETIODEF_H
#define RC_NETIODEF_H
#include <netioddk.h>
RC_BEGIN
#include <pshpack1.h>
typedef union _DL_EUI48 { UCHAR Byte[6]; } DL_EUI48, *PDL_EUI48;
typedef struct _ETHERNET_HEADER { DL_EUI48 Destination; DL_EUI48 Source; union { USHORT Type; USHORT Length; }; } ETHERNET_HEADER, *PETHERNET_HEADER;
typedef struct _IPV4_HEADER {
    union { UINT8 VersionAndHeaderLength; struct { UINT8 HeaderLength : 4; UINT8 Version : 4; }; };
    union { UINT8 TypeOfServiceAndEcnField; struct { UINT8 EcnField : 2; UINT8 TypeOfService : 6; }; };
    UINT16 TotalLength; UINT16 Identification; union { UINT16 FlagsAndOffset; struct { UINT16 DontUse1 : 5; UINT16 MoreFragments : 1; UINT16 DontFragment : 1; UINT16 Reserved : 1; UINT16 DontUse2 : 8; }; };
    UINT8 TimeToLive; UINT8 Protocol; UINT16 HeaderChecksum; IN_ADDR SourceAddress; IN_ADDR DestinationAddress;
} IPV4_HEADER, *PIPV4_HEADER;
typedef struct _IPV6_HEADER { union { UINT32 VersionClassFlow; struct { UINT32 Version : 4; UINT32 Rest : 28; }; }; UINT16 PayloadLength; UINT8 NextHeader; UINT8 HopLimit; IN6_ADDR SourceAddress; IN6_ADDR DestinationAddress; } IPV6_HEADER, *PIPV6_HEADER;
typedef struct tcp_hdr { USHORT th_sport; USHORT th_dport; UINT32 th_seq; UINT32 th_ack; UCHAR th_x2 : 4; UCHAR th_len : 4; UCHAR th_flags; USHORT th_win; USHORT th_sum; USHORT th_urp; } TCP_HDR;
typedef struct _ICMP_HEADER { UINT8 Type; UINT8 Code; UINT16 Checksum; } ICMP_HEADER, *PICMP_HEADER;
#include <poppack.h>
#ifndef ETHERNET_TYPE_IPV4
#define ETHERNET_TYPE_IPV4 0x0800
#define ETHERNET_TYPE_ARP 0x0806
#define ETHERNET_TYPE_IPV6 0x86dd
#define ETHERNET_TYPE_802_1Q 0x8100
#endif
RC_END
#endif
