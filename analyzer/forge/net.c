#include "forge/net.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>

static bool list_add(char *list, const char *entry, struct err *e)
{
	size_t n = strlen(list), k = strlen(entry);
	if (n + k + 2 > NET_LIST)
		return err_set(e, ERR_TOO_LARGE, "the list of forge hosts is over %d bytes", (int)NET_LIST);
	if (n)
		list[n++] = ',';
	memcpy(list + n, entry, k + 1);
	return true;
}

bool net_policy_hosts(struct net_policy *p, const char *hosts, const char *private_hosts, struct err *e)
{
	return (!*hosts || list_add(p->hosts, hosts, e)) &&
	       (!*private_hosts || list_add(p->private_hosts, private_hosts, e));
}

bool net_policy_add(struct net_policy *p, const char *url, bool private, struct err *e)
{
	struct net_target t;
	char entry[NET_HOST + 16];
	if (!net_url(url, &t, e))
		return false;
	snprintf(entry, sizeof entry, strchr(t.host, ':') ? "[%s]:%u" : "%s:%u", t.host, (unsigned)t.port);
	return list_add(p->hosts, entry, e) && (!private || list_add(p->private_hosts, entry, e));
}

/* Does one entry of a list mean that host and port? */
static bool entry_is(struct str entry, const struct net_target *t)
{
	struct str host = str_trim(entry), port = { "", 0 };
	unsigned long long n;
	if (host.n && host.s[0] == '[') {
		struct str rest;
		host.s++, host.n--;
		if (!str_cut(host, ']', &host, &rest))
			return false;
		if (rest.n && rest.s[0] == ':')
			port = (struct str){ rest.s + 1, rest.n - 1 };
	} else if (memchr(host.s, ':', host.n) && memchr(host.s, ':', host.n) == memrchr(host.s, ':', host.n)) {
		str_cut(host, ':', &host, &port);
	}
	if (!str_eq_nocase(host, str_from(t->host)))
		return false;
	if (port.n)
		return str_to_u64(port, &n) && n == t->port;
	return t->port == 80 || t->port == 443;
}

static bool listed(const char *list, const struct net_target *t, bool star)
{
	struct str rest = str_from(list), entry;
	while (rest.n) {
		if (!str_cut(rest, ',', &entry, &rest))
			rest.n = 0;
		if ((star && str_is(str_trim(entry), "*")) || entry_is(entry, t))
			return true;
	}
	return false;
}

bool net_url(const char *url, struct net_target *t, struct err *e)
{
	struct str rest = str_from(url), host;
	unsigned long long port;
	*t = (struct net_target){ .port = 80 };
	if (str_starts(rest, STR("https://"))) {
		t->tls = true;
		t->port = 443;
		rest.s += 8, rest.n -= 8;
	} else if (str_starts(rest, STR("http://"))) {
		rest.s += 7, rest.n -= 7;
	} else {
		return err_set(e, ERR_USAGE, "an address must begin with https:// or http://");
	}
	host = (struct str){ rest.s, strcspn(rest.s, "/?#\\") };
	if (memchr(host.s, '@', host.n))
		return err_set(e, ERR_USAGE, "an address must not hold a user or password");
	if (host.n && host.s[0] == '[') {
		host.s++, host.n--;
		if (!str_cut(host, ']', &host, &rest))
			return err_set(e, ERR_USAGE, "an address with a broken [IPv6] host");
	} else if (!str_cut(host, ':', &host, &rest)) {
		rest.n = 0;
	} else {
		rest.s--, rest.n++;
	}
	if (host.n == 0 || host.n >= sizeof t->host)
		return err_set(e, ERR_USAGE, "an address without a host, or with one that is too long");
	for (size_t i = 0; i < host.n; i++) {
		char c = host.s[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == ':'))
			return err_set(e, ERR_USAGE, "an address whose host has a character that no host name has");
		t->host[i] = c;
	}
	/* "host." is the same host. */
	if (host.n > 1 && t->host[host.n - 1] == '.')
		t->host[host.n - 1] = 0;
	if (rest.n) {
		rest.s++, rest.n--;
		if (rest.n && (!str_to_u64(rest, &port) || port == 0 || port > 65535))
			return err_set(e, ERR_USAGE, "an address with a port that is none");
		if (rest.n)
			t->port = (uint16_t)port;
	}
	return true;
}

/* ---- addresses ---- */

static bool in4(uint32_t a, uint32_t net, unsigned bits)
{
	return (a ^ net) >> (32 - bits) == 0;
}

static bool private4(uint32_t a)
{
	/* Special-purpose registries (RFC 6890 and its followers), and multicast. 169.254.169.254 is the clouds' metadata. */
	static const struct {
		uint32_t net;
		unsigned bits;
	} nets[] = {
		{ 0x00000000, 8 },  { 0x0a000000, 8 },	{ 0x64400000, 10 }, { 0x7f000000, 8 },	{ 0xa9fe0000, 16 },
		{ 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 }, { 0xc0586300, 24 }, { 0xc0a80000, 16 },
		{ 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 }, { 0xe0000000, 4 },	{ 0xf0000000, 4 },
	};
	for (size_t i = 0; i < sizeof nets / sizeof nets[0]; i++)
		if (in4(a, nets[i].net, nets[i].bits))
			return true;
	return false;
}

static uint32_t load32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool private6(const uint8_t *p)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	/* Addresses that carry an IPv4 address count as that one: mapped, NAT64 (64:ff9b::/96), 6to4 (2002::/16). */
	if (memcmp(p, mapped, 12) == 0)
		return private4(load32(p + 12));
	if (load32(p) == 0x0064ff9b)
		return load32(p + 4) != 0 || load32(p + 8) != 0 || private4(load32(p + 12));
	if (p[0] == 0x20 && p[1] == 0x02)
		return private4(load32(p + 2));
	/* Teredo (2001:0::/32), ORCHID and the rest of 2001:0::/23, documentation. */
	if (p[0] == 0x20 && p[1] == 0x01 && ((p[2] & 0xfe) == 0 || load32(p) == 0x20010db8))
		return true;
	/* What is not global unicast (2000::/3): loopback, unspecified, ULA, link-local, site-local, multicast. */
	return (p[0] & 0xe0) != 0x20;
}

bool net_address_private(const struct sockaddr *a)
{
	if (a->sa_family == AF_INET)
		return private4(ntohl(((const struct sockaddr_in *)(const void *)a)->sin_addr.s_addr));
	if (a->sa_family == AF_INET6)
		return private6(((const struct sockaddr_in6 *)(const void *)a)->sin6_addr.s6_addr);
	return true;
}

static bool pin(struct net_target *t, const struct addrinfo *x)
{
	if (x->ai_addrlen > sizeof t->to ||
	    getnameinfo(x->ai_addr, x->ai_addrlen, t->address, sizeof t->address, NULL, 0, NI_NUMERICHOST) != 0)
		return false;
	/* A scope ("%eth0") is of no use to libcurl's list, and link-local forges do not exist. */
	if (strchr(t->address, '%'))
		return false;
	memcpy(&t->to, x->ai_addr, x->ai_addrlen);
	t->to_len = x->ai_addrlen;
	return true;
}

bool net_resolve(const struct net_policy *p, const char *url, struct net_target *t, struct err *e)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	struct addrinfo *list = NULL;
	char port[8];
	bool fine, found = false;
	int bad, n = 0;
	if (!net_url(url, t, e))
		return false;
	if (!listed(p->hosts, t, false))
		return err_set(e, ERR_DENIED, "%s:%u is not among the hosts that may be connected to (forge_hosts)",
			       t->host, (unsigned)t->port);
	fine = listed(p->private_hosts, t, true);
	snprintf(port, sizeof port, "%u", (unsigned)t->port);
	bad = getaddrinfo(t->host, port, &hints, &list);
	if (bad != 0)
		return err_set(e, ERR_UNAVAILABLE, "the name %s is not found: %s", t->host, gai_strerror(bad));
	/* One private address among public ones is refused too: no honest name has both. */
	for (const struct addrinfo *x = list; x && ++n <= NET_ADDRESSES; x = x->ai_next) {
		if (!fine && net_address_private(x->ai_addr)) {
			freeaddrinfo(list);
			return err_set(
				e, ERR_DENIED,
				"%s has a private address; where that is right (a forge of your own), say so: the"
				" forge's \"private\", or allow_private",
				t->host);
		}
		found = found || pin(t, x);
	}
	freeaddrinfo(list);
	return found || err_set(e, ERR_UNAVAILABLE, "the name %s has no address that can be used", t->host);
}
