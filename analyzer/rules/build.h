#ifndef RC_RULES_BUILD_H
#define RC_RULES_BUILD_H
/* What project and INF files say, as several rules ask it. */
#include "rules/rule.h"

/* The configuration under review is made for debugging: its name says so. */
bool build_for_debugging(const struct model *m);
/* The value that an INF writes below the service's Parameters\Wdf key; NULL = none. */
const struct build_fact *build_wdf_value(const struct model *m, struct str inf, const char *name);
/* A value that switches something on: a number other than zero, or text that is no number. */
bool build_is_set(const struct build_fact *f);
/* Where the INF installs the service; NULL = it does not. */
const struct build_fact *build_service(const struct model *m, struct str inf);
/* The claim about a line of such a file. */
void build_report(struct rule_ctx *c, const struct build_fact *at, struct str message, struct str fix,
		  const char *fact);
/* "name.inx": without its folder. */
struct str build_name(struct str file);

#endif
