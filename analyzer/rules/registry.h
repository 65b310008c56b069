#ifndef RC_RULES_REGISTRY_H
#define RC_RULES_REGISTRY_H
/* All rules, generated from the folder names at build time; with each rule's page (doc.md). */
#include "flow/observe.h"

size_t rules_count(void);
const struct rule *rules_at(size_t i);	      /* sorted by id */
const struct rule *rules_find(struct str id); /* NULL = none */
struct str rules_doc(const struct rule *r);   /* Markdown */

#endif
