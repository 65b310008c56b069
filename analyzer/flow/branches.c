/*
 * Which of a path's many decisions a finding depends on. Told are, at most BRANCHES_TOLD:
 *  - tests of what the rule asked about, or of the outcome of a request or target it asked about; for rules about the level a
 *    test of the level, for those about the process a test of the requestor's mode;
 *  - the innermost `if` or `case` that the offending operation stands in, and that of each change told (a lock taken, a target opened);
 *  - the innermost `case` that each call told stands in: which request it is about;
 *  - (of these not that a status was no error: so it is on every path that gets anywhere)
 *  - where something is still open as a function returns: the last decision before that.
 * A decision that parted two paths which are alike afterwards, or both of which come to the finding, is dropped.
 */
#include "flow/machine.h"

enum { BRANCHES_SEEN = 128, JOINED_MAX = 32, TRAIL_SEEN = 256, BLOCKS_SEEN = 1024 };

static struct val base_of(const struct machine *m, struct val v)
{
	for (unsigned i = 0; i < 8; i++) {
		const struct sym *y = val_symp(m, v);
		if (!y || y->kind != S_EXPR)
			break;
		v = y->a;
	}
	return v;
}

/* The operation that computed the branch's condition, or NULL. */
static const struct ir_op *made_by(const struct ir_func *f, uint32_t bb, const struct ir_op *br)
{
	const struct ir_block *b = &f->blocks.v[bb];
	for (uint32_t i = b->n_ops - 1; i-- > 0 && br->a.kind == IR_O_PATH;)
		if (b->ops[i].dst == br->a.path)
			return &b->ops[i];
	return NULL;
}

/* What the condition looks at: where its value is known already, what it was computed from. */
struct val branch_on(struct machine *m, struct act *a, struct state *s, const struct ir_op *op)
{
	struct val v = eval_opd(m, a, s, &op->a);
	const struct ir_op *by = v.kind == V_INT ? made_by(a->ir, a->bb, op) : NULL;
	if (by && (by->kind == IR_BIN || by->kind == IR_UN || by->kind == IR_CAST))
		v = eval_opd(m, a, s, &by->a);
	return base_of(m, v);
}

/* A status that is no error: so it is on every path that gets anywhere. */
static bool goes_well(const struct branch *b)
{
	const struct ir_op *by = made_by(b->func, b->bb, b->op);
	return b->yes && b->op->kind == IR_BR && by && by->kind == IR_BIN && by->sub == IR_GE &&
	       by->b.kind == IR_O_INT && by->b.num == 0;
}

/* A call's outcome for which the path was split at the call, and which the author tests now. */
bool branch_is_news(const struct machine *m, const struct state *s, struct val on)
{
	const struct sym *y = val_symp(m, on);
	if (!y || (y->kind != S_RESULT && y->kind != S_OUT) || cons_get(m, s, on).tested)
		return false;
	for (const struct branch *b = s->branches; b; b = b->up)
		if (v_same(b->on, on))
			return false;
	return true;
}

void branch_taken(struct machine *m, const struct act *a, struct state *s, const struct ir_op *op, struct val on,
		  uint32_t way)
{
	if (a->f->model || !op->text)
		return;
	struct branch *b = ARENA_NEW(m->ra, struct branch);
	*b = (struct branch){ .up = s->branches,
			      .after = s->trail,
			      .n = s->branches ? s->branches->n + 1 : 1,
			      .unit = a->u,
			      .func = a->ir,
			      .op = op,
			      .on = on,
			      .depth = a->depth,
			      .bb = a->bb,
			      .way = way,
			      .loop = a->cfg->loop_head[a->bb] != 0,
			      .yes = way == op->bb[0] };
	s->branches = b;
}

static const struct branch *parting(const struct branch *a, const struct branch *b)
{
	while (a != b) {
		const uint32_t na = a ? a->n : 0, nb = b ? b->n : 0;
		if (na >= nb)
			a = a->up;
		if (nb >= na)
			b = b->up;
	}
	return a;
}

const struct branch *branch_common(struct machine *m, const struct branch *a, const struct branch *b)
{
	const struct branch *up = parting(a, b), *both[JOINED_MAX];
	uint32_t n = 0;
	for (; a != up; a = a->up)
		for (const struct branch *x = b; x != up && n < JOINED_MAX; x = x->up)
			if (x->op == a->op && x->way == a->way && x->depth == a->depth) {
				both[n++] = a;
				break;
			}
	while (n--) {
		struct branch *kept = ARENA_NEW(m->ra, struct branch);
		*kept = *both[n];
		kept->up = up;
		kept->n = up ? up->n + 1 : 1;
		up = kept;
	}
	return up;
}

void rule_asked(const struct rule_ctx *c, struct val v)
{
	struct machine *m = c->m;
	v = base_of(m, v);
	if (v.kind == V_SYM && m->n_asked < ASKED_MAX)
		m->asked[m->n_asked++] = v;
}

/* ---- does the branch decide whether a block is executed? ---- */

static bool before(const struct ir_func *f, uint32_t x, uint32_t y)
{
	const struct ir_loc a = f->blocks.v[x].ops[0].at, b = f->blocks.v[y].ops[0].at;
	return a.file == b.file && a.line && b.line && (a.line != b.line ? a.line < b.line : a.col < b.col);
}

/* Is there a way from `from` to a return that avoids `block` and does not come back to the branch? */
static bool avoids(const struct ir_func *f, uint32_t from, uint32_t block, uint32_t branch)
{
	uint32_t stack[BLOCKS_SEEN + 64], sp = 0;
	bool seen[BLOCKS_SEEN] = { false };
	if (f->blocks.n > BLOCKS_SEEN)
		return false;
	stack[sp++] = from;
	while (sp) {
		uint32_t b = stack[--sp], succ[64];
		if (b == block || b == branch || seen[b])
			continue;
		seen[b] = true;
		if (f->blocks.v[b].ops[f->blocks.v[b].n_ops - 1].kind == IR_RET)
			return true;
		uint32_t n = ir_successors(&f->blocks.v[b], succ, 64);
		for (uint32_t i = 0; i < n && i < 64 && sp < BLOCKS_SEEN; i++)
			stack[sp++] = succ[i];
	}
	return false;
}

/* `switch (...) { case X: block }`: other cases do not come by. */
static bool case_encloses(const struct branch *b, const struct ir_func *f, uint32_t block)
{
	uint32_t other = b->op->bb[0];
	for (uint32_t i = 0; i < b->op->n_cases && other == b->way; i++)
		other = b->op->cases[i].bb;
	return other != b->way && avoids(f, other, block, b->bb);
}

/* `if (...) { block }`, not a check before the rest of the function: the way taken stands first in the text. */
static bool encloses(const struct branch *b, const struct ir_func *f, uint32_t block)
{
	if (b->func != f || b->bb == block || b->loop || goes_well(b))
		return false;
	if (b->op->kind == IR_SWITCH)
		return case_encloses(b, f, block);
	return before(f, b->way, b->op->bb[b->yes]) && avoids(f, b->op->bb[b->yes], block, b->bb);
}

static uint32_t block_of(const struct site *s)
{
	for (uint32_t b = 0; s->func && b < s->func->blocks.n; b++)
		for (uint32_t i = 0; i < s->func->blocks.v[b].n_ops; i++) {
			const struct ir_op *op = &s->func->blocks.v[b].ops[i];
			if (op->kind == IR_CALL && op->at.line == s->at.line && op->at.col == s->at.col)
				return b;
		}
	return IR_NONE;
}

/* ---- choosing ---- */

struct choice {
	const struct trail *trail[TRAIL_SEEN]; /* the youngest first */
	uint32_t n_trail;
	const struct branch *v[BRANCHES_SEEN]; /* the youngest first */
	bool told[BRANCHES_SEEN];
	uint32_t n, n_told;
};

static void tell(struct choice *c, uint32_t i)
{
	if (!c->told[i] && c->n_told < BRANCHES_TOLD) {
		c->told[i] = true;
		c->n_told++;
	}
}

/* How many of the trail's entries are younger than the branch. */
static uint32_t younger(const struct choice *c, const struct branch *b)
{
	for (const struct trail *t = b->after; t; t = t->up)
		for (uint32_t i = 0; i < c->n_trail; i++)
			if (c->trail[i] == t)
				return i;
	return c->n_trail;
}

static bool about(const struct machine *m, const struct branch *b)
{
	const struct sym *y = val_symp(m, b->on);
	struct str family = str_from(m->ctx.rule->family);
	if (!y || goes_well(b))
		return false;
	for (uint32_t i = 0; i < m->n_asked; i++)
		if (v_same(m->asked[i], b->on))
			return true;
	if (y->kind == S_IRQL_NOW)
		return str_is(family, "irql") || str_is(family, "paging");
	return str_is(family, "context") && y->kind == S_RESULT && y->callee != MODEL_NONE &&
	       str_is(m->model->fns.v[y->callee].name, "WdfRequestGetRequestorMode");
}

static void enclosing(struct choice *c, const struct ir_func *f, uint32_t block, uint32_t older_than, bool only_case)
{
	for (uint32_t i = 0; i < c->n && block != IR_NONE; i++) {
		if (younger(c, c->v[i]) < older_than || (only_case && c->v[i]->op->kind != IR_SWITCH) ||
		    !encloses(c->v[i], f, block))
			continue;
		tell(c, i);
		return;
	}
}

static void at_return(struct choice *c, const struct act *a)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (c->v[i]->func == a->ir && c->v[i]->depth == a->depth) {
			if (younger(c, c->v[i]) == 0)
				tell(c, i);
			return;
		}
}

const char *branch_words(struct machine *m, const struct branch *b)
{
	enum { NAMED = 3 };
	const char *on = ir_textz(b->unit, b->op->text), *name[NAMED] = { NULL };
	unsigned n = 0, named = 0;
	if (b->op->kind == IR_BR)
		return textf(m->a, "%s is %s", on, b->yes ? "true" : "false").s;
	for (uint32_t i = 0; i < b->op->n_cases; i++)
		if (b->op->cases[i].bb == b->way) {
			n++;
			if (named < NAMED && b->op->cases[i].text)
				name[named++] = ir_textz(b->unit, b->op->cases[i].text);
		}
	if (n && n == named)
		return textf(m->a, "%s is %s%s%s%s%s", on, name[0],
			     n == 3   ? ", "
			     : n == 2 ? " or "
				      : "",
			     n > 1 ? name[1] : "", n == 3 ? " or " : "", n == 3 ? name[2] : "")
			.s;
	return textf(m->a, n ? "%s is one of the cases of this branch" : "%s is none of the cases", on).s;
}

size_t branches_told(struct machine *m, struct site here, const struct branch *out[BRANCHES_TOLD])
{
	const struct rule_ctx *x = &m->ctx;
	struct choice c = { .n = 0 };
	size_t n = 0;
	if (!x->s || !x->act)
		return 0;
	for (const struct trail *t = x->s->trail; t && c.n_trail < TRAIL_SEEN; t = t->up)
		c.trail[c.n_trail++] = t;
	for (const struct branch *b = x->s->branches; b && c.n < BRANCHES_SEEN; b = b->up)
		c.v[c.n++] = b;
	for (uint32_t i = 0; i < c.n; i++)
		if (about(m, c.v[i]))
			tell(&c, i);
	if (here.func == x->act->ir)
		enclosing(&c, x->act->ir, x->act->bb, 0, false);
	if (x->op && x->op->kind == IR_RET)
		at_return(&c, x->act);
	for (uint32_t i = 0; i < c.n_trail; i++)
		if (c.trail[i]->kind != T_RETURN && c.trail[i]->at.func)
			enclosing(&c, c.trail[i]->at.func, block_of(&c.trail[i]->at), i + 1,
				  c.trail[i]->kind == T_CALL);
	for (uint32_t i = c.n; i-- > 0;)
		if (c.told[i])
			out[n++] = c.v[i];
	return n;
}
