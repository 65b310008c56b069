#include "cli/commands.h"
#include "cli/output.h"
#include "report/writers.h"
#include "rules/registry.h"

static size_t copy_list(struct arena *a, const char *const *from, const struct str **to)
{
	size_t n = 0;
	struct str *v;
	while (from && from[n])
		n++;
	v = ARENA_ARRAY(a, struct str, n + 1);
	for (size_t i = 0; i < n; i++)
		v[i] = str_from(from[i]);
	*to = v;
	return n;
}

struct rule_infos cli_rules(struct arena *a)
{
	size_t n = rules_count();
	struct rule_info *v = ARENA_ARRAY(a, struct rule_info, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct rule *r = rules_at(i);
		v[i] = (struct rule_info){ .id = str_from(r->id),
					   .family = str_from(r->family),
					   .title = str_from(r->title),
					   .severity = r->severity,
					   .doc_markdown = rules_doc(r) };
		v[i].n_anchors = copy_list(a, r->anchors, &v[i].anchors);
		v[i].n_docs = copy_list(a, r->docs, &v[i].docs);
	}
	return (struct rule_infos){ v, n };
}

static int run_rules(struct cli_options *o, struct err *e)
{
	struct rule_infos rules = cli_rules(o->a);
	struct buf b;
	bool ok;
	if (o->words.n) {
		err_set(e, ERR_USAGE, "'ringcheck rules' takes no argument; 'ringcheck explain RULE' shows one rule");
		return EXIT_USAGE;
	}
	if (o->format == OUT_SARIF) {
		err_set(e, ERR_USAGE, "'ringcheck rules' writes text or json");
		return EXIT_USAGE;
	}
	buf_init(&b, (size_t)64 << 20);
	if (o->format == OUT_JSON)
		rules_json_write(&rules, &b);
	else
		for (size_t i = 0; i < rules.n; i++)
			buf_printf(&b, "%-44s %-8s %-8s\n    " STR_FMT "\n", rules.v[i].id.s,
				   severity_word(rules.v[i].severity), rules.v[i].family.s, STR_ARG(rules.v[i].title));
	ok = output_write(o, &b, e);
	buf_free(&b);
	return ok ? EXIT_CLEAN : EXIT_USAGE;
}

static int run_explain(struct cli_options *o, struct err *e)
{
	const struct rule *r = o->words.n == 1 ? rules_find(str_from(o->words.v[0])) : NULL;
	struct buf b;
	bool ok;
	if (o->words.n != 1)
		err_set(e, ERR_USAGE, "give one rule: ringcheck explain RULE; 'ringcheck rules' lists them");
	else if (!r)
		err_set(e, ERR_USAGE, "there is no rule '%s'; 'ringcheck rules' lists them", o->words.v[0]);
	if (!r)
		return EXIT_USAGE;
	buf_init(&b, 1 << 20);
	buf_str(&b, rules_doc(r));
	ok = output_write(o, &b, e);
	buf_free(&b);
	return ok ? EXIT_CLEAN : EXIT_USAGE;
}

const struct command command_rules = { "rules", "rules [--format text|json]", "lists the rules",
				       OPT_FORMAT | OPT_OUTPUT, run_rules };
const struct command command_explain = { "explain", "explain RULE",
					 "says what a rule checks, why it matters, and how to mend the code",
					 OPT_OUTPUT, run_explain };
