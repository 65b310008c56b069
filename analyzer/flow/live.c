/* Which locals a block may still read: backwards over the blocks, once for each function. */
#include "flow/machine.h"

struct live {
	const struct ir_func *f;
	struct cfg *c;
};

static void use_opd(const struct live *l, uint64_t *set, const struct ir_opd *o);

/* All variables that evaluating a path reads; the root of an access through it counts too. */
static void use_path(const struct live *l, uint64_t *set, ir_path p)
{
	while (p != IR_NONE) {
		const struct ir_path_rec *r = &l->f->paths.v[p];
		if (r->kind == IR_P_LOCAL) {
			set[r->var / 64] |= 1ULL << r->var % 64;
			return;
		}
		if (r->kind == IR_P_GLOBAL)
			return;
		if (r->kind == IR_P_INDEX)
			use_opd(l, set, &r->index);
		p = r->base;
	}
}

static void use_opd(const struct live *l, uint64_t *set, const struct ir_opd *o)
{
	if (o->kind == IR_O_PATH || o->kind == IR_O_ADDR)
		use_path(l, set, o->path);
}

static void pin(const struct live *l, const struct ir_opd *o)
{
	ir_path p = o->kind == IR_O_ADDR ? o->path : IR_NONE;
	if (o->kind == IR_O_PATH && o->path != IR_NONE && l->f->paths.v[o->path].kind != IR_P_DEREF)
		p = o->path; /* an array decays to its address; harmless for the rest */
	bool array = o->kind == IR_O_PATH;
	while (p != IR_NONE) {
		const struct ir_path_rec *r = &l->f->paths.v[p];
		if (r->kind == IR_P_DEREF || r->kind == IR_P_GLOBAL)
			return;
		if (r->kind == IR_P_LOCAL) {
			if (!array || p != o->path)
				l->c->pinned[r->var / 64] |= 1ULL << r->var % 64;
			return;
		}
		p = r->base;
	}
}

static void step_back(const struct live *l, uint64_t *set, const struct ir_op *op)
{
	if (op->dst != IR_NONE) {
		const struct ir_path_rec *r = &l->f->paths.v[op->dst];
		if (r->kind == IR_P_LOCAL)
			set[r->var / 64] &= ~(1ULL << r->var % 64);
		else
			use_path(l, set, op->dst);
	}
	use_opd(l, set, &op->a);
	use_opd(l, set, &op->b);
	for (uint32_t i = 0; i < op->n_args; i++)
		use_opd(l, set, &op->args[i]);
}

static void pins(const struct live *l)
{
	for (size_t b = 0; b < l->f->blocks.n; b++)
		for (uint32_t i = 0; i < l->f->blocks.v[b].n_ops; i++) {
			const struct ir_op *op = &l->f->blocks.v[b].ops[i];
			pin(l, &op->a);
			pin(l, &op->b);
			for (uint32_t k = 0; k < op->n_args; k++)
				pin(l, &op->args[k]);
		}
	for (size_t v = 0; v < l->f->vars.n; v++) {
		/* Handlers may read anything that was alive in their region: keep the author's variables there. */
		if (l->f->seh.n && l->f->vars.v[v].kind != IR_V_TEMP)
			l->c->pinned[v / 64] |= 1ULL << v % 64;
		if (l->f->vars.v[v].kind == IR_V_STATIC)
			l->c->pinned[v / 64] |= 1ULL << v % 64;
	}
}

static bool block_back(const struct live *l, uint32_t b, uint64_t *tmp)
{
	const struct ir_block *k = &l->f->blocks.v[b];
	size_t words = l->c->n_words;
	uint32_t succ[64];
	uint32_t n = ir_successors(k, succ, 64);
	memset(tmp, 0, words * sizeof *tmp);
	for (uint32_t i = 0; i < n && i < 64; i++)
		for (size_t w = 0; w < words; w++)
			tmp[w] |= l->c->live[succ[i] * words + w];
	if (n > 64)
		memset(tmp, 0xff, words * sizeof *tmp);
	for (uint32_t i = k->n_ops; i-- > 0;)
		step_back(l, tmp, &k->ops[i]);
	uint64_t *in = l->c->live + (size_t)b * words;
	bool changed = false;
	for (size_t w = 0; w < words; w++) {
		changed = changed || (tmp[w] & ~in[w]);
		in[w] |= tmp[w];
	}
	return changed;
}

/* The local that an operation writes, or IR_NONE. */
static uint32_t written(const struct live *l, const struct ir_op *op)
{
	ir_path p = op->dst == IR_NONE ? IR_NONE : ir_path_root(l->f, op->dst);
	return p != IR_NONE && l->f->paths.v[p].kind == IR_P_LOCAL ? l->f->paths.v[p].var : IR_NONE;
}

/* What `had` holds and the block `to` will not read. */
static void die_on_way(const struct live *l, const uint64_t *had, uint32_t to)
{
	struct cfg *c = l->c;
	struct dying *d = &c->dying[to];
	for (uint32_t w = 0; w < c->n_words; w++) {
		uint64_t gone = had[w] & ~(c->live[(size_t)to * c->n_words + w] | c->pinned[w]);
		for (; gone; gone &= gone - 1) {
			uint32_t var = w * 64 + (uint32_t)__builtin_ctzll(gone), i = 0;
			while (i < d->n && i < DYING_FEW && d->var[i] != var)
				i++;
			if (i == d->n && i < DYING_FEW)
				d->var[d->n++] = var;
			else if (i == DYING_FEW)
				d->n = DYING_FEW + 1;
		}
	}
}

/* Handlers are entered in the middle of blocks, the function with its parameters: there all locals are looked at. */
static void deaths(struct machine *m, const struct live *l, uint64_t *had)
{
	struct cfg *c = l->c;
	c->dying = ARENA_ARRAY(m->a, struct dying, l->f->blocks.n + 1);
	for (size_t b = 0; b < l->f->blocks.n; b++) {
		const struct ir_block *k = &l->f->blocks.v[b];
		uint32_t succ[64], n = ir_successors(k, succ, 64);
		memcpy(had, c->live + b * c->n_words, c->n_words * sizeof *had);
		for (uint32_t i = 0; i < k->n_ops; i++) {
			uint32_t var = written(l, &k->ops[i]);
			if (var != IR_NONE)
				had[var / 64] |= 1ULL << var % 64;
		}
		for (uint32_t i = 0; i < n && i < 64; i++)
			die_on_way(l, had, succ[i]);
		for (size_t t = 0; t < l->f->blocks.n && n > 64; t++)
			c->dying[t].n = DYING_FEW + 1;
	}
	c->dying[0].n = DYING_FEW + 1;
	for (size_t i = 0; i < l->f->seh.n; i++)
		if (l->f->seh.v[i].handler < l->f->blocks.n)
			c->dying[l->f->seh.v[i].handler].n = DYING_FEW + 1;
}

void cfg_live(struct machine *m, const struct ir_func *f, struct cfg *c)
{
	struct live l = { .f = f, .c = c };
	c->n_words = (uint32_t)(f->vars.n / 64 + 1);
	c->live = ARENA_ARRAY(m->a, uint64_t, (size_t)c->n_words * (f->blocks.n + 1));
	c->pinned = ARENA_ARRAY(m->a, uint64_t, c->n_words);
	uint64_t *tmp = ARENA_ARRAY(m->a, uint64_t, c->n_words);
	pins(&l);
	bool changed = true;
	while (changed) {
		changed = false;
		for (uint32_t i = c->n; i-- > 0;)
			changed = block_back(&l, c->order[i], tmp) || changed;
	}
	deaths(m, &l, tmp);
}
