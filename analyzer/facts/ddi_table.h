#ifndef RC_FACTS_DDI_TABLE_H
#define RC_FACTS_DDI_TABLE_H
/* Between ddi.c and the generated table; nobody else's. */
#include "facts/ddi.h"

extern const struct ddi ddi_table[]; /* sorted by name, bytewise */
extern const size_t ddi_table_n;

#endif
