#ifndef RC_FACTS_DDI_TABLE_H
#define RC_FACTS_DDI_TABLE_H
/* Between ddi.c, roles.c and the generated tables; nobody else's. */
#include "facts/ddi.h"
#include "facts/roles.h"

extern const struct ddi ddi_table[]; /* sorted by name, bytewise */
extern const size_t ddi_table_n;

/* Callbacks whose level the reference promises; the same order. */
extern const struct role reference_roles[];
extern const size_t reference_roles_n;

#endif
