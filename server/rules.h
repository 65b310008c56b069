#ifndef RC_SERVER_RULES_H
#define RC_SERVER_RULES_H
/* The rules, from the installed rules.json; their pages rendered once (raw HTML off). Read only after loading. */
#include "base/err.h"
#include "report/review.h"

struct rules;

/* A missing file gives an empty list (the log says so): the server can run before a rule is installed. */
struct rules *rules_load(const char *file, struct err *e);
void rules_free(struct rules *rules);
const struct rule_infos *rules_infos(const struct rules *rules);
bool rules_known(const struct rules *rules, struct str id);
/* Rendered page, or empty. */
struct str rules_html(const struct rules *rules, size_t i);

#endif
