#include "rules/registry.h"

/* $(B)/gen/rule_list.c, made by folder.mk */
struct rule_entry {
	const struct rule *rule;
	const char *doc;
	size_t n_doc;
};
extern const struct rule_entry rule_list[];
extern const size_t rule_list_n;

size_t rules_count(void)
{
	return rule_list_n;
}

const struct rule *rules_at(size_t i)
{
	return i < rule_list_n ? rule_list[i].rule : NULL;
}

const struct rule *rules_find(struct str id)
{
	for (size_t i = 0; i < rule_list_n; i++)
		if (str_is(id, rule_list[i].rule->id))
			return rule_list[i].rule;
	return NULL;
}

struct str rules_doc(const struct rule *r)
{
	for (size_t i = 0; i < rule_list_n; i++)
		if (rule_list[i].rule == r)
			return (struct str){ rule_list[i].doc, rule_list[i].n_doc };
	return STR("");
}
