/* Conversions between addresses and text. */
#ifndef RC_IP2STRING_H
#define RC_IP2STRING_H
#include <netioddk.h>
RC_BEGIN
PSTR RtlIpv4AddressToStringA(const struct in_addr *Addr, PSTR S);
PWSTR RtlIpv4AddressToStringW(const struct in_addr *Addr, PWSTR S);
PSTR RtlIpv6AddressToStringA(const struct in6_addr *Addr, PSTR S);
PWSTR RtlIpv6AddressToStringW(const struct in6_addr *Addr, PWSTR S);
NTSTATUS RtlIpv4StringToAddressW(PCWSTR S, BOOLEAN Strict, PCWSTR *Terminator, struct in_addr *Addr);
NTSTATUS RtlIpv6StringToAddressW(PCWSTR S, PCWSTR *Terminator, struct in6_addr *Addr);
NTSTATUS RtlIpv4StringToAddressExW(PCWSTR AddressString, BOOLEAN Strict, struct in_addr *Address, PUSHORT Port);
NTSTATUS RtlIpv6StringToAddressExW(PCWSTR AddressString, struct in6_addr *Address, PULONG ScopeId, PUSHORT Port);
NTSTATUS RtlIpv4AddressToStringExW(const struct in_addr *Address, USHORT Port, PWSTR AddressString, PULONG AddressStringLength);
NTSTATUS RtlIpv6AddressToStringExW(const struct in6_addr *Address, ULONG ScopeId, USHORT Port, PWSTR AddressString, PULONG AddressStringLength);
RC_END
#endif
