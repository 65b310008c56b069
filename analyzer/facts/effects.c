#include "facts/effects.h"

#include "facts/find.h"

/* Rows say only what is not the default. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"

#define LEVEL(l) IRQL_##l
#define RAISE(l) .irql = EFF_IRQL_RAISE, .level = LEVEL(l)
#define RAISE_ARG(i) .irql = EFF_IRQL_RAISE, .level_arg = (i)
#define SAVE(place) .save = (place)
#define SAVE_OUT(i) .save = (i), .save_ptr = true
#define RESTORE(i) .irql = EFF_IRQL_RESTORE, .save = (i)
#define INIT(k, i) .op = EFF_LOCK_INIT, .lock = EFF_L_##k, .lock_arg = (i)
#define ACQUIRE(k, i) .op = EFF_LOCK_ACQUIRE, .lock = EFF_L_##k, .lock_arg = (i)
#define SHARE(k, i) .op = EFF_LOCK_ACQUIRE_SHARED, .lock = EFF_L_##k, .lock_arg = (i)
#define RELEASE(k, i) .op = EFF_LOCK_RELEASE, .lock = EFF_L_##k, .lock_arg = (i)
#define WHEN(x) .ok = EFF_OK_##x
#define BLOCKS .block = EFF_B_ALWAYS
#define MAX(l) .max = LEVEL(l)
#define MAX_WAIT(l) .max_wait = LEVEL(l)
#define MIN(l) .min = LEVEL(l)
#define CALLS(i, l) .flags = EFF_F_CALLBACK, .call_arg = (i), .level = LEVEL(l)

static const struct effect effects[] = {
#define EFFECT(n, ...)              \
	{ .name = n,                \
	  .level = IRQL_UNKNOWN,    \
	  .level_arg = EFF_NONE,    \
	  .save = EFF_NONE,         \
	  .lock_arg = EFF_NONE,     \
	  .block_arg = EFF_NONE,    \
	  .call_arg = EFF_NONE,     \
	  .max = IRQL_UNKNOWN,      \
	  .max_wait = IRQL_UNKNOWN, \
	  __VA_ARGS__ },
#include "facts/effects.def"
};
#pragma GCC diagnostic pop

enum { N_EFFECTS = sizeof effects / sizeof *effects };

const struct effect *effect_find(struct str name)
{
	return facts_find(effects, N_EFFECTS, sizeof *effects, name);
}

size_t effect_count(void)
{
	return N_EFFECTS;
}

const struct effect *effect_at(size_t i)
{
	return &effects[i];
}

const char *eff_lock_name(enum eff_lock k)
{
	static const char *const names[] = {
		"lock",
		"spin lock",
		"queued spin lock",
		"interrupt lock",
		"cancel spin lock",
		"NDIS spin lock",
		"NDIS reader/writer lock",
		"framework spin lock",
		"framework wait lock",
		"callback lock",
		"mutex",
		"fast mutex",
		"fast mutex",
		"guarded mutex",
		"resource",
		"push lock",
		"semaphore",
		"event",
		"critical region",
		"guarded region",
		"remove lock",
		"rundown protection",
		"process attachment",
	};
	_Static_assert(sizeof names / sizeof *names == EFF_L_KINDS, "a name each");
	return (unsigned)k < EFF_L_KINDS ? names[k] : "lock";
}
