/* A claim and the state's trail become a finding with its path. */
#include "base/hash.h"
#include "flow/machine.h"

static struct place place_of(const struct site *s)
{
	struct place p = { .file = site_file(s), .line = s->at.line, .col = s->at.col };
	if (s->func)
		p.function = ir_text(s->unit, s->func->display ? s->func->display : s->func->name);
	return p;
}

static void add_step(struct machine *m, struct finding *f, enum step_kind k, struct place at, struct str text,
		     struct str source)
{
	*VEC_PUSH(m->a, &f->steps) =
		(struct step){ .kind = k, .at = at, .text = arena_str(m->a, text), .source = arena_str(m->a, source) };
}

/* The branches told after the trail's entry v[at] (at n: before all of them). */
static void add_branches(struct machine *m, struct finding *f, const struct trail *const *v, size_t n, size_t at,
			 const struct branch *const *told, size_t n_told)
{
	for (size_t i = 0; i < n_told; i++) {
		const struct branch *b = told[i];
		const struct site s = { .unit = b->unit, .func = b->func, .at = b->op->at };
		size_t k = n;
		for (const struct trail *t = b->after; t && k == n; t = t->up)
			for (k = 0; k < n && v[k] != t;)
				k++;
		if (k == at)
			add_step(m, f, STEP_BRANCH, place_of(&s), textf(m->a, "%s on this path", branch_words(m, b)),
				 STR(""));
	}
}

static void add_trail(struct machine *m, struct finding *f, const struct trail *t, struct site here)
{
	const struct branch *told[BRANCHES_TOLD];
	const struct trail *v[64] = { NULL };
	size_t n = 0, all, n_told = branches_told(m, here, told);
	for (; t && n < 64; t = t->up)
		v[n++] = t;
	all = n;
	add_branches(m, f, v, all, all, told, n_told);
	while (n--) {
		if (v[n]->kind != T_CHANGE)
			add_step(m, f, v[n]->kind == T_CALL ? STEP_CALL : STEP_RETURN, place_of(&v[n]->at),
				 textf(m->a, v[n]->kind == T_CALL ? "calls %s" : "%s returns",
				       m->model->fns.v[v[n]->fn].display.s),
				 STR(""));
		else
			add_step(m, f, STEP_CHANGE, place_of(&v[n]->at), v[n]->text, v[n]->source);
		add_branches(m, f, v, all, n, told, n_told);
	}
}

static const char *process_words(unsigned set)
{
	if (set & PROC_ARBITRARY)
		return "the framework promises it no process: whatever process is current";
	if (set & PROC_SENDER)
		return "it runs in the context of whoever sent the request";
	if (set & PROC_SYSTEM)
		return "it runs in a system thread";
	return set & PROC_REQUESTER ? "it runs in the requester's process" : "nothing promises it a process";
}

/* How the driver is entered, and why that matters to this rule: the process for rules about it, otherwise the level. */
static void root_step(struct machine *m, struct finding *f, const struct rule *rule)
{
	const struct root *r = &m->root;
	const struct fn *n = &m->model->fns.v[r->fn];
	struct site at = { .unit = n->unit, .func = n->ir, .at = n->ir->at };
	const char *why = strcmp(rule->family, "context") == 0 ? process_words(r->process) : r->why.s;
	struct str text = r->role ? textf(m->a, "%s (%s): %s", n->display.s, r->role->name, why)
				  : textf(m->a, "%s: %s", n->display.s, why);
	add_step(m, f, STEP_ROOT, place_of(&at), text, r->source);
	if (site_in_driver(&r->registered))
		add_step(m, f, STEP_CHANGE, place_of(&r->registered),
			 textf(m->a, "%s is registered here", n->display.s), STR(""));
}

static bool names_rule(struct str ids, const struct rule *r)
{
	struct str head;
	while (ids.n) {
		while (ids.n && (ids.s[0] == ' ' || ids.s[0] == ','))
			ids.s++, ids.n--;
		size_t k = 0;
		while (k < ids.n && ids.s[k] != ' ' && ids.s[k] != ',')
			k++;
		head = (struct str){ ids.s, k };
		ids.s += k;
		ids.n -= k;
		if (head.n && str_is(head, r->id))
			return true;
		for (size_t i = 0; head.n >= 4 && r->anchors && r->anchors[i]; i++) {
			struct str a = str_from(r->anchors[i]);
			if (str_starts(a, STR("CA:")) && str_ends(a, head))
				return true;
		}
	}
	return false;
}

static void suppress(struct machine *m, struct finding *f, const struct site *at, const struct rule *r)
{
	if (!at->unit)
		return;
	for (size_t i = 0; i < at->unit->suppress.n; i++) {
		const struct ir_suppress *s = &at->unit->suppress.v[i];
		if (s->file != at->at.file || at->at.line < s->first_line || at->at.line > s->last_line)
			continue;
		if (!names_rule(ir_text(at->unit, s->ids), r))
			continue;
		f->suppressed = ir_text(at->unit, s->reason);
		if (!f->suppressed.n)
			f->suppressed = STR("suppressed in the source");
	}
	(void)m;
}

static bool about_the_caller(const struct rule *r)
{
	struct str family = str_from(r->family);
	return str_is(family, "irql") || str_is(family, "paging") || str_is(family, "context");
}

/* What a library of headers does is done where the driver calls it. */
static struct site in_driver(const struct rule_ctx *c)
{
	struct site s = rule_site(c);
	for (const struct act *a = c->act; a && a->up && a->f->model; a = a->up)
		s = act_site(a->up);
	return s;
}

/*
 * Where the mistake is made. What only hands on to the call and has several users (a lock's wrapper, a guard's constructor)
 * is right for its other users: where the level or the process is wrong, it is this user's mistake.
 */
static struct site blamed(const struct rule_ctx *c)
{
	struct site s = in_driver(c);
	for (const struct act *a = c->act; a && a->up && (a->f->model || a->f->forwards) && about_the_caller(c->rule);
	     a = a->up)
		if (!a->f->model && (a->f->callers.n > 1 || a->f->ir->flags & (IR_FF_CTOR | IR_FF_DTOR)))
			s = act_site(a->up);
	return s;
}

static uint64_t key_of(const struct rule_ctx *c, const struct claim *cl, const struct place *at)
{
	uint64_t h = hash_mix((uint64_t)(uintptr_t)c->rule, hash_bytes(at->file.s, at->file.n));
	h = hash_mix(h, (uint64_t)at->line << 16 | at->col);
	return hash_mix(h, hash_bytes(cl->fact.s, cl->fact.n));
}

static unsigned rank_of(const struct finding *f)
{
	unsigned n = 0;
	for (size_t i = 0; i < f->steps.n; i++)
		n += f->steps.v[i].kind != STEP_BRANCH;
	return (f->strength == STRENGTH_DEFINITE ? 1000u : 0) + (unsigned)f->severity * 100u + (n < 50 ? 50u - n : 0);
}

static bool has_branch(const struct finding *f, const struct step *s)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *x = &f->steps.v[i];
		if (x->kind == STEP_BRANCH && x->at.line == s->at.line && x->at.col == s->at.col &&
		    str_eq(x->at.file, s->at.file) && str_eq(x->text, s->text))
			return true;
	}
	return false;
}

/* A finding that is made on two paths from one callback depends on what they have in common. */
static void common_branches(struct finding *f, const struct finding *other)
{
	size_t n = 0;
	for (size_t i = 0; i < f->steps.n; i++)
		if (f->steps.v[i].kind != STEP_BRANCH || has_branch(other, &f->steps.v[i]))
			f->steps.v[n++] = f->steps.v[i];
	f->steps.n = n;
}

static void merge_related(struct machine *m, struct pending_finding *keep, const struct finding *other)
{
	if (!other->steps.n || keep->f.related.n >= 12)
		return;
	struct place p = other->steps.v[0].at;
	for (size_t i = 0; i < keep->f.related.n; i++)
		if (keep->f.related.v[i].line == p.line && str_eq(keep->f.related.v[i].file, p.file))
			return;
	if (keep->f.steps.n && keep->f.steps.v[0].at.line == p.line && str_eq(keep->f.steps.v[0].at.file, p.file))
		return;
	*VEC_PUSH(m->a, &keep->f.related) = p;
}

static struct str find_doc(struct str path, struct machine *m)
{
	return arena_str(m->a, path);
}

static void add_docs(struct machine *m, struct finding *f, const struct rule *r, const struct claim *cl)
{
	if (cl->doc)
		*VEC_PUSH(m->a, &f->docs) = find_doc(str_from(cl->doc), m);
	for (size_t i = 0; r->docs && r->docs[i]; i++)
		if (!cl->doc || strcmp(r->docs[i], cl->doc) != 0)
			*VEC_PUSH(m->a, &f->docs) = find_doc(str_from(r->docs[i]), m);
}

static enum severity severity_of(const struct rule_ctx *c, const struct claim *cl)
{
	enum severity s = cl->severity_set ? cl->severity : c->rule->severity;
	/* What the creation code would have said is not in the review: no more than a note. */
	if (c->s && cl->strength == STRENGTH_CONTRACT && c->m->root.config_unknown && s > SEV_NOTE &&
	    (!c->s->irql_why || !c->s->irql_why->where.unit))
		s = SEV_NOTE;
	return s;
}

static uint64_t site_hash(uint64_t h, const struct site *s)
{
	struct str file = site_file(s);
	return hash_mix(hash_mix(h, hash_bytes(file.s, file.n)), (uint64_t)s->at.line << 16 | s->at.col);
}

/*
 * What the contract allows at one call it allows at the next: findings of one rule in one function, for one callback. What
 * is wrong for certain about the level has one cause too: the callback's own level, or the place that raised it.
 */
static uint64_t group_of(const struct rule_ctx *c, const struct finding *f, const struct site *at)
{
	bool level = str_is(str_from(c->rule->family), "irql") || str_is(str_from(c->rule->family), "paging");
	if (!c->s || !c->act || !at->func || f->suppressed.n || (f->strength == STRENGTH_DEFINITE && !level))
		return 0;
	uint64_t h = hash_mix((uint64_t)(uintptr_t)c->rule, (uint64_t)(uintptr_t)at->func);
	h = hash_mix(h, (uint64_t)f->strength * 2 + 1);
	const struct why *y = c->s->irql_why;
	if (f->strength == STRENGTH_CONTRACT || !y || !y->where.unit)
		return hash_mix(h, c->m->root.fn);
	return site_hash(h, &y->where);
}

/* The words of the nearest statement that is not one of the same words: twins side by side are no surroundings. */
static uint64_t neighbour(const struct ir_func *f, uint32_t i, int step)
{
	uint64_t own = f->stmts.v[i].words;
	uint32_t k = i;
	do
		k += (uint32_t)step;
	while (k < f->stmts.n && f->stmts.v[k].words == own);
	return k < f->stmts.n ? f->stmts.v[k].words : 0;
}

static struct str statement_of(struct machine *m, const struct site *at)
{
	uint32_t i = at->func ? ir_stmt_at(at->func, at->at) : IR_NONE;
	const struct ir_stmt *s;
	if (i == IR_NONE)
		return STR("");
	s = &at->func->stmts.v[i];
	return textf(m->a, "%016llx%016llx%016llx%016llx", (unsigned long long)s->words, (unsigned long long)s->inside,
		     (unsigned long long)neighbour(at->func, i, -1), (unsigned long long)neighbour(at->func, i, 1));
}

void report_build(struct machine *m, const struct claim *cl)
{
	struct rule_ctx *c = &m->ctx;
	struct site at = cl->at ? *cl->at : blamed(c), broken = cl->at ? *cl->at : in_driver(c);
	struct place here = cl->place.file.n ? cl->place : place_of(&at);
	struct finding f = { .rule = str_from(c->rule->id),
			     .severity = severity_of(c, cl),
			     .strength = cl->strength,
			     .at = here,
			     .message = cl->message,
			     .fix = cl->fix,
			     .fact = cl->fact,
			     .statement = statement_of(m, &at),
			     .driver = m->model->info.name };
	if (c->act) {
		root_step(m, &f, c->rule);
		add_trail(m, &f, c->s->trail, broken);
	}
	add_step(m, &f, STEP_HERE, cl->place.file.n ? cl->place : place_of(&broken),
		 cl->here.n   ? cl->here
		 : cl->fact.n ? cl->fact
			      : cl->message,
		 cl->source);
	for (size_t i = 0; i < 4; i++)
		if (cl->related[i] && cl->related[i]->unit)
			*VEC_PUSH(m->a, &f.related) = place_of(cl->related[i]);
	for (size_t i = 0; i < 4 && cl->edits[i].at.file.n; i++)
		*VEC_PUSH(m->a, &f.edits) = cl->edits[i];
	add_docs(m, &f, c->rule, cl);
	suppress(m, &f, &broken, c->rule);
	suppress(m, &f, &at, c->rule);
	uint64_t key = key_of(c, cl, &here);
	uint64_t *have = map_get(m->finding_ids, key);
	if (!have) {
		*map_put(m->finding_ids, key) = m->found.n;
		*VEC_PUSH(m->a, &m->found) = (struct pending_finding){
			.f = f, .key = key, .rank = rank_of(&f), .group = group_of(c, &f, &at), .root = m->root.fn
		};
		return;
	}
	struct pending_finding *p = &m->found.v[*have];
	if (p->root == m->root.fn) {
		common_branches(&f, &p->f);
		common_branches(&p->f, &f);
	}
	if (rank_of(&f) > p->rank) {
		struct finding old = p->f;
		p->f = f;
		p->rank = rank_of(&f);
		p->group = group_of(c, &f, &at);
		p->root = m->root.fn;
		merge_related(m, p, &old);
	} else {
		merge_related(m, p, &f);
	}
}

static bool before(const struct place *a, const struct place *b)
{
	return a->line != b->line ? a->line < b->line : a->col < b->col;
}

/* "... (and 9 more such places in this function)", at the end of the first sentence. */
static struct str with_count(struct machine *m, struct str text, size_t more)
{
	size_t end = 0;
	while (end + 1 < text.n && !(text.s[end] == '.' && text.s[end + 1] == ' '))
		end++;
	end -= end && text.s[end] != '.';
	if (end >= text.n || text.s[end] != '.')
		end = text.n;
	return textf(m->a, "%.*s (and %zu more such place%s in this function)%.*s", (int)end, text.s, more,
		     more == 1 ? "" : "s", (int)(text.n - end), text.s + end);
}

void report_merge(struct machine *m)
{
	struct map *first = map_new(m->a);
	for (size_t i = 0; i < m->found.n; i++) {
		struct pending_finding *p = &m->found.v[i];
		uint64_t *have = p->group ? map_get(first, p->group) : NULL;
		if (p->group && (!have || before(&p->f.at, &m->found.v[*have].f.at)))
			*map_put(first, p->group) = i;
	}
	size_t *more = ARENA_ARRAY(m->a, size_t, m->found.n + 1);
	for (size_t i = 0; i < m->found.n; i++) {
		struct pending_finding *p = &m->found.v[i];
		uint64_t *at = p->group ? map_get(first, p->group) : NULL;
		if (!at || *at == i)
			continue;
		struct pending_finding *keep = &m->found.v[*at];
		p->gone = true;
		more[*at]++;
		if (keep->f.related.n < 24)
			*VEC_PUSH(m->a, &keep->f.related) = p->f.at;
	}
	for (size_t i = 0; i < m->found.n; i++)
		if (more[i])
			m->found.v[i].f.message = with_count(m, m->found.v[i].f.message, more[i]);
}
