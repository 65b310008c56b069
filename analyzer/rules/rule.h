#ifndef RC_RULES_RULE_H
#define RC_RULES_RULE_H
/*
 * The one header of a rule. A rule is a folder rules/<id>/ with rule.c, doc.md and examples; rule.c
 * exports `const struct rule rule_<id with _ for ->` and nothing else. The registry is generated
 * from the folder names.
 *
 *	static void call(struct rule_ctx *c, const struct call_event *e)
 *	{
 *		if (!call_is(e, "WdfRequestSend") || rule_send_flag(c, 2, 2) != TRI_YES)
 *			return;
 *		enum over o = rule_over(c, IRQL_PASSIVE);
 *		if (o == OVER_DEFINITE || o == OVER_CONTRACT)
 *			rule_report(c, &(struct claim){ .strength = rule_strength(o), .message = ..., .fact = STR("...") });
 *	}
 *	RULE(sync_send_at_dispatch) = { .id = "sync-send-at-dispatch", ..., .call = call };
 */
#include "flow/observe.h"

#define RULE(ident)                            \
	extern const struct rule rule_##ident; \
	const struct rule rule_##ident
#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

static inline enum strength rule_strength(enum over o)
{
	return o == OVER_DEFINITE ? STRENGTH_DEFINITE : STRENGTH_CONTRACT;
}

static inline bool is_over(enum over o)
{
	return o == OVER_DEFINITE || o == OVER_CONTRACT;
}

#endif
