#ifndef RC_FORGE_NET_H
#define RC_FORGE_NET_H
/*
 * Where Ringcheck may connect to. Addresses of forges come from people and from deliveries, so each is checked: its host must be
 * on the list, its name is resolved once, every address it has is looked at, and the connection then goes to the address that was
 * looked at (libcurl: CURLOPT_RESOLVE; git: through a relay), so that a name that changes its mind reaches nothing else.
 */
#include "base/buf.h"
#include "base/err.h"

#include <netinet/in.h>
#include <sys/socket.h>

enum { NET_HOST = 256, NET_ADDRESS = 64, NET_ADDRESSES = 32 /* of one name, looked at */, NET_LIST = 4096 };

struct net_policy {
	/* "host[:port]", comma separated; without a port: 80 and 443. Nothing else is connected to; empty = nothing at all. */
	char hosts[NET_LIST];
	/* Of these hosts also private, loopback and link-local addresses are fine ("*" = of all): forges of one's own. */
	char private_hosts[NET_LIST];
};

struct net_target {
	bool tls;
	char host[NET_HOST]; /* lower case; IPv6 without brackets */
	uint16_t port;
	char address[NET_ADDRESS]; /* the one to connect to, as text */
	struct sockaddr_storage to;
	socklen_t to_len;
};

/* Adds the host and port of an http(s) URL to the list (false: it is none, or there is no room). `private`: to both lists. */
bool net_policy_add(struct net_policy *p, const char *url, bool private, struct err *e);
/* Adds "host[:port], ..." of a setting. */
bool net_policy_hosts(struct net_policy *p, const char *hosts, const char *private_hosts, struct err *e);

/* Takes an http(s) URL apart, without looking at policy or network. ERR_USAGE where it holds a user, or is none. */
bool net_url(const char *url, struct net_target *t, struct err *e);
/* net_url(), policy, name resolution, address check. ERR_DENIED: refused (do not try again); ERR_UNAVAILABLE: not resolved now. */
bool net_resolve(const struct net_policy *p, const char *url, struct net_target *t, struct err *e);
/* Is that address somebody's own (private, loopback, link-local, metadata, multicast, reserved, ...)? */
bool net_address_private(const struct sockaddr *a);

#endif
