/* Placeholder until the next commit. */
#include "source/plan_priv.h"

bool ddk_plan(struct planner *pl, const struct tree_entry *f, bool wanted)
{
	return pl && f && (wanted || true);
}

bool ddk_is_sources(const struct tree_entry *f)
{
	return !f;
}

bool compdb_plan(struct planner *pl, const struct tree_entry *f)
{
	return pl && f;
}
