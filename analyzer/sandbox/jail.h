#ifndef RC_SANDBOX_JAIL_H
#define RC_SANDBOX_JAIL_H
/* The parts of the jail, for sandbox.c only: Landlock rules and seccomp filters. */
#include "sandbox/sandbox.h"

#include <linux/filter.h>

/* The kernel's Landlock ABI version; 0 = it has none, or it is switched off. */
int jail_landlock_abi(void);
/* Restricts this process for good. `abi` as above, at least 1. */
bool jail_landlock_enter(int abi, const struct sandbox_spec *spec, struct err *e);

/* The filter for one kind of child, as BPF; `scoped` = Landlock keeps signals inside (ABI 6), so abort() may work. */
bool jail_filter_make(enum sandbox_files files, bool scoped, struct sock_fprog *out, struct err *e);
void jail_filter_free(struct sock_fprog *p);
bool jail_filter_enter(const struct sock_fprog *p, struct err *e);

/* Namespaces, the listening socket; afterwards no capabilities. */
bool jail_net_enter(const struct sandbox_net *n, struct err *e);

#endif
