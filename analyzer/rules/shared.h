#ifndef RC_RULES_SHARED_H
#define RC_RULES_SHARED_H
/*
 * One mistake, one finding: which rule speaks about a call that is made at too high a level, and
 * what all such rules have to say in the same words.
 *
 * The order, most telling first: kinds of calls whose remedy is another argument; a lock the driver holds; a callback whose level is that of an
 * unknown sender, or of the object it cleans up; what kind of call it is; what kind of callback it is.
 */
#include "rules/rule.h"

enum irql_owner {
	IRQL_OF_NOBODY,
	IRQL_OF_LOCK,		 /* passive-call-under-spinlock */
	IRQL_OF_CALLER_CONTEXT,	 /* caller-context-assumes-passive */
	IRQL_OF_PREPROCESS,	 /* preprocess-assumes-passive */
	IRQL_OF_CLEANUP,	 /* cleanup-callback-irql */
	IRQL_OF_SYNC_SEND,	 /* sync-send-at-dispatch */
	IRQL_OF_TARGET_HELPER,	 /* sync-target-helper-at-dispatch */
	IRQL_OF_BLOCKING,	 /* blocking-primitive-at-unknown-irql */
	IRQL_OF_WAIT_LOCK,	 /* wait-lock-at-unknown-irql */
	IRQL_OF_USER_MAP,	 /* usermode-map-irql */
	IRQL_OF_PAGED_POOL,	 /* paged-pool-at-dispatch */
	IRQL_OF_REGISTRY,	 /* registry-or-file-at-dispatch */
	IRQL_OF_TIMER_STOP,	 /* timer-stop-wait */
	IRQL_OF_DPC_CANCEL,	 /* dpc-cancel-wait */
	IRQL_OF_TARGET_STOP,	 /* target-stop-wait-irql */
	IRQL_OF_STOP_IDLE,	 /* stop-idle-wait-in-handler */
	IRQL_OF_COMPLETION,	 /* completion-routine-assumes-passive */
	IRQL_OF_SCOPE,		 /* sync-scope-forces-dispatch */
	IRQL_OF_EXECUTION_LEVEL, /* ddi-above-max-irql-execution-level */
	IRQL_OF_FIXED,		 /* ddi-above-max-irql */
};

struct irql_fault {
	enum irql_owner owner;
	enum over over;
	enum irql max; /* what the call needs */
	struct irql_view view;
	struct str source; /* where `max` comes from */
};

/* Is this call made too high, and is it `owner`'s to say so? */
bool irql_fault_is(struct rule_ctx *c, const struct call_event *e, enum irql_owner owner, struct irql_fault *f);
/* Says so. `because`: why the call needs its level, "it waits until the request has completed"; or NULL. */
void irql_report(struct rule_ctx *c, const struct call_event *e, const struct irql_fault *f, const char *because);
/* rule_over(), but of a cleanup callback nothing where nobody knows its object. */
enum over level_over(struct rule_ctx *c, enum irql max);
/* A callback in a pageable section: is its level too high? `cleanup`: ask about cleanup and destroy callbacks, otherwise about the rest. */
enum over pageable_over(struct rule_ctx *c, const struct fn *f, bool cleanup);
void pageable_report(struct rule_ctx *c, const struct fn *f, enum over o, enum severity full);
/* "EvtIoRead" in the author's words, of the callback the framework entered by. */
struct str root_name(const struct rule_ctx *c);
/* Without the full stops at its end, for use inside a sentence. */
struct str str_stop(struct str s);
/* How to get below the level, in this driver. */
struct str irql_fix(struct rule_ctx *c, enum irql max);
/* A claim in the usual case; `fact` and `fix` in stable words. */
struct claim claim_of(struct rule_ctx *c, enum strength s, const char *fact, const char *fix, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* Definite: `full` severity. Contract: a warning at most. */
void claim_report(struct rule_ctx *c, struct claim *cl, enum severity full);

/* Is the root an EvtIoDefault/Read/Write/DeviceControl/InternalDeviceControl? */
bool root_is_request_handler(const struct rule_ctx *c);
bool root_is(const struct rule_ctx *c, const char *role);
/* The process is certainly none that the driver chose or was promised. */
bool process_is_foreign(const struct rule_ctx *c);
/* ... and it may be any application's: not the system process alone. */
bool process_is_arbitrary(const struct rule_ctx *c);

/* Is argument `i`, an access mode, UserMode for certain, or by all that the driver ever puts there? */
/* The process of whoever opens the device or sends the request, for certain, and not attached to another. */
bool process_is_requesters(const struct rule_ctx *c);
bool arg_is_user_mode(const struct rule_ctx *c, unsigned i);

#endif
