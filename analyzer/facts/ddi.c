#include "facts/ddi_table.h"
#include "facts/find.h"

const struct ddi *ddi_find(struct str name)
{
	return facts_find(ddi_table, ddi_table_n, sizeof *ddi_table, name);
}

size_t ddi_count(void)
{
	return ddi_table_n;
}

const struct ddi *ddi_at(size_t i)
{
	return &ddi_table[i];
}
