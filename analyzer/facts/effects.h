#ifndef RC_FACTS_EFFECTS_H
#define RC_FACTS_EFFECTS_H
/*
 * What well-known functions do to the IRQL, to locks, to the running thread: hand-kept (effects.def),
 * for what annotations and the reference do not say well. It overrules both.
 */
#include "base/str.h"
#include "facts/irql.h"

/* Places named by the fields below: an argument's index, or one of these. */
enum { EFF_NONE = -1, EFF_RETURN = -2, EFF_GLOBAL = -3 /* no argument: one per system or thread */ };

enum eff_irql {
	EFF_IRQL_SAME,
	EFF_IRQL_RAISE,	  /* to `level`; the old one goes to `save` (see save_how) */
	EFF_IRQL_RESTORE, /* to what `save` holds */
	EFF_IRQL_LOWER,	  /* to `level`, whatever it was */
	EFF_IRQL_SET_ARG, /* to the level that argument `level_arg` names; no function of the table does only that */
};

enum eff_lock_op {
	EFF_LOCK_NONE,
	EFF_LOCK_INIT,
	EFF_LOCK_ACQUIRE,
	EFF_LOCK_ACQUIRE_SHARED,
	EFF_LOCK_RELEASE,
	EFF_LOCK_CONVERT, /* exclusive to shared, or back */
};

enum eff_lock {
	EFF_L_NONE,
	EFF_L_SPIN,	   /* executive spin lock, incl. reader/writer */
	EFF_L_QUEUED_SPIN, /* in-stack queued: the handle argument keeps level and lock */
	EFF_L_INTERRUPT,   /* an interrupt object's lock */
	EFF_L_CANCEL,	   /* the system's cancel spin lock */
	EFF_L_NDIS_SPIN,
	EFF_L_NDIS_RW,
	EFF_L_WDF_SPIN,	  /* WDFSPINLOCK */
	EFF_L_WDF_WAIT,	  /* WDFWAITLOCK */
	EFF_L_WDF_OBJECT, /* WdfObjectAcquireLock: the callback lock, spin or mutex by constraints */
	EFF_L_MUTEX,	  /* KMUTEX (recursive) */
	EFF_L_FAST_MUTEX,
	EFF_L_FAST_MUTEX_UNSAFE,
	EFF_L_GUARDED_MUTEX,
	EFF_L_RESOURCE, /* ERESOURCE */
	EFF_L_PUSH,	/* push lock */
	EFF_L_SEMAPHORE,
	EFF_L_EVENT,
	EFF_L_CRITICAL_REGION, /* normal kernel APCs off */
	EFF_L_GUARDED_REGION,  /* all APCs off */
	EFF_L_REMOVE,	       /* IO_REMOVE_LOCK */
	EFF_L_RUNDOWN,
	EFF_L_ATTACH, /* attached to a process */
	EFF_L_KINDS
};

/* When an acquire really acquired. */
enum eff_ok {
	EFF_OK_ALWAYS,
	EFF_OK_TRUE,   /* return value not zero */
	EFF_OK_STATUS, /* NT_SUCCESS(return value), and not STATUS_TIMEOUT */
	EFF_OK_ZERO,   /* return value is STATUS_SUCCESS exactly */
};

enum eff_block {
	EFF_B_NO,
	EFF_B_ALWAYS,	 /* may wait (or page) whatever the arguments */
	EFF_B_TIMEOUT,	 /* PLARGE_INTEGER argument `block_arg`: NULL or non-zero waits, zero does not */
	EFF_B_TIMEOUT64, /* PLONGLONG argument, same reading (WdfWaitLockAcquire) */
	EFF_B_FLAG,	 /* waits where argument `block_arg` (BOOLEAN Wait) is not zero */
	EFF_B_OPTIONS,	 /* waits where the send options at `block_arg` say SYNCHRONOUS; NULL does not */
	EFF_B_ACTION, /* WDF enumerator argument: waits for sent I/O (WdfIoTargetStop): all but LeaveSentIoPending (3), PurgeIo (2) */
};

enum {
	EFF_F_NORETURN = 1,
	EFF_F_PAGED = 2, /* pageable code or paged data: PASSIVE/APC only */
	EFF_F_ALLOCATES = 4,
	EFF_F_FREES = 8,
	EFF_F_MUTEX_OBJECT = 16, /* waiting on a mutex object also enters a critical region */
	EFF_F_READS_IRQL = 32,	 /* returns the current level */
	EFF_F_RAISES_EXC = 64,	 /* signals failure by raising an exception */
	EFF_F_CALLBACK = 128,	 /* calls back (function argument `call_arg`) before it returns, at `level` */
	EFF_F_LEVEL_LOCK = 256,	 /* release: level restored only where this was the acquire that raised */
	EFF_F_CONTEXT = 512,	 /* its result depends on the process it runs in */
	EFF_F_USER = 1024,	 /* touches user-mode addresses of the current process */
};

struct effect {
	const char *name;
	enum eff_irql irql;
	signed char level;     /* enum irql, or IRQL_UNKNOWN */
	signed char level_arg; /* argument that names the level, or EFF_NONE */
	/*
	 * Where the old level is. Raising: EFF_RETURN = the result; an argument that points to the KIRQL which receives it
	 * (save_ptr); or an argument whose object keeps it (a WDF lock, a queue handle: no save_ptr).
	 * Restoring: the argument is the level, or the same object.
	 */
	signed char save;
	bool save_ptr;
	enum eff_lock_op op;
	enum eff_lock lock;
	signed char lock_arg; /* argument, EFF_GLOBAL, or EFF_NONE */
	enum eff_ok ok;
	enum eff_block block;
	signed char block_arg;
	signed char call_arg; /* EFF_F_CALLBACK */
	signed char max;      /* highest legal level at the call, or IRQL_UNKNOWN = as annotated */
	signed char max_wait; /* the same where it waits */
	signed char min;      /* lowest legal level at the call; PASSIVE = none */
	unsigned flags;
};

const struct effect *effect_find(struct str name); /* NULL = nothing kept by hand */
size_t effect_count(void);
const struct effect *effect_at(size_t i);   /* sorted by name */
const char *eff_lock_name(enum eff_lock k); /* "spin lock" */

#endif
