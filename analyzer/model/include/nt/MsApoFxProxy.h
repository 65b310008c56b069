/* Property keys of the system's audio effects proxy, which an interface compiler writes in a build. */
#ifndef RC_MSAPOFXPROXY_H
#define RC_MSAPOFXPROXY_H
#endif
