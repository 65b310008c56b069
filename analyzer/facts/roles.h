#ifndef RC_FACTS_ROLES_H
#define RC_FACTS_ROLES_H
/*
 * Callback roles: what the framework or kernel promises, by contract, to a function of that role.
 * One row per role type in roles.def. Where the contract depends on the object the callback was
 * registered with, `from` says on what, and `irql` is the widest range that can come out of it.
 */
#include "base/str.h"
#include "facts/irql.h"

enum role_family {
	ROLE_DRIVER,  /* driver entry, unload, device add */
	ROLE_QUEUE,   /* request handlers and queue-state callbacks */
	ROLE_REQUEST, /* completion, cancel */
	ROLE_FILE,
	ROLE_PNP, /* plug and play, power, power policy, self-managed I/O */
	ROLE_TARGET,
	ROLE_INTERRUPT,
	ROLE_DPC,
	ROLE_TIMER,
	ROLE_WORKITEM,
	ROLE_DMA,
	ROLE_OBJECT, /* cleanup and destroy */
	ROLE_BUS,    /* child lists, static enumeration, resource requirements */
	ROLE_WMI,
	ROLE_USB,
	ROLE_WDM, /* dispatch and other callbacks of plain WDM */
	ROLE_NDIS,
	ROLE_STORAGE, /* storport, scsiport, class */
	ROLE_FILTER,  /* file system filters */
	ROLE_OTHER,
	ROLE_FAMILIES
};

/* How the IRQL at entry comes about. */
enum role_irql {
	ROLE_IRQL_FIXED, /* `irql` is all there is to say */
	ROLE_IRQL_CONSTRAINTS, /* scope and execution level of queue, device, driver (contracts of automatic synchronization) */
	ROLE_IRQL_SENDER,      /* that of whoever sent the request */
	ROLE_IRQL_INTERRUPT,   /* DIRQL, or PASSIVE where the interrupt object asks for passive handling */
	ROLE_IRQL_TIMER,       /* DISPATCH, or PASSIVE where the timer was created with that execution level */
	ROLE_IRQL_OBJECT_TYPE, /* cleanup: PASSIVE for some object types, otherwise up to DISPATCH */
	ROLE_IRQL_CALLER,      /* that of the call which makes the framework or kernel run it */
	ROLE_IRQL_FILTER,      /* file system filters: the operation, and what its pre-operation callback returns */
};

/* In whose process it runs. */
enum role_process {
	ROLE_PROC_UNKNOWN,
	ROLE_PROC_REQUESTER, /* the thread that made the request */
	ROLE_PROC_ARBITRARY,
	ROLE_PROC_SYSTEM,
	ROLE_PROC_SENDER, /* whoever sent it: the requester only for a driver on top of its stack */
};

enum {
	ROLE_F_D0_PATH = 1,   /* runs on the way back to D0: must not be pageable */
	ROLE_F_HANDLER = 2,   /* owns the presented request until it completes, forwards or defers it */
	ROLE_F_NONPAGED = 4,  /* pageable code is never allowed by contract (DISPATCH or above possible) */
	ROLE_F_CRITICAL = 8,  /* at PASSIVE called inside a critical region */
	ROLE_F_NO_BLOCK = 16, /* must not wait, whatever the level */
	ROLE_F_KEEPS = 64,    /* taking or giving a lock, and so changing the level, is its work */
	ROLE_F_REFERENCE =
		128, /* known from its reference page only: of a class extension, a port driver, another library */
	ROLE_F_SYNCED = 32, /* taking part in automatic synchronization (device or queue lock) when asked for */
};

struct role {
	const char *name; /* the function type: "EVT_WDF_IO_QUEUE_IO_READ" */
	enum role_family family;
	struct irql_range irql;
	enum role_irql from;
	enum role_process process;
	unsigned flags;
	signed char queue_arg, request_arg, device_arg; /* which parameter, or -1 */
	signed char object_arg; /* the object the callback belongs to (timer, DPC, target, ...), or -1 */
	const char *doc;	/* below DDI_DOC_BASE, or "" */
	const char *why;	/* one line: the promise, in own words */
};

/*
 * By role type, its pointer type (PFN_WDF_X, PEVT_X, PKSTART_ROUTINE, LPX) or an alias type; NULL = no role known. Callbacks
 * that are not in roles.def have the level that their reference page promises (data/ddi.tsv), and nothing else.
 */
const struct role *role_find(struct str typedef_name);
/* The kit has a function type of that name to declare a callback with; of some roles only pointer types exist. */
bool role_is_function_type(const struct role *r);
size_t role_count(void);
const struct role *role_at(size_t i);
const char *role_family_name(enum role_family f);
const char *role_process_name(enum role_process p);

#endif
