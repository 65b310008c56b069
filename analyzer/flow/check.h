#ifndef RC_FLOW_CHECK_H
#define RC_FLOW_CHECK_H
/* A driver's units in, findings and the model out. */
#include "flow/observe.h"

struct check_options {
	const struct rule *const *rules; /* the enabled ones; see rules/registry.h */
	size_t n_rules;
	uint32_t max_steps; /* operations per root; 0 = the default */
};

struct check_result {
	const struct model *model;    /* for the driver map: model_map_json() */
	VEC(struct finding) findings; /* ordered by file, line, rule; suppressed ones included */
	size_t n_functions, n_roots, n_opaque, n_guesses;
	uint64_t steps;		/* operations executed */
	VEC(struct str) limits; /* one sentence each: what was cut short, and where */
};

/* Everything lives in `a`. False only on inconsistent units. */
bool flow_check(struct arena *a, struct ir_unit **units, size_t n, const struct driver_info *info,
		const struct check_options *opt, struct check_result *out, struct err *e);

#endif
