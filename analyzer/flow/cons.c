/* Constraints on symbols: ranges, sign, known bits; conditions taken by a branch; arithmetic. */
#include "flow/machine.h"

static const struct cons anything = { .lo = INT64_MIN, .hi = INT64_MAX };

/* Sorted by symbol; new ones are mostly the youngest. */
static uint32_t place(const struct state *s, uint32_t sym)
{
	uint32_t lo = 0, hi = s->n_cons;
	if (hi && s->cons[hi - 1].sym < sym)
		return hi;
	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;
		if (s->cons[mid].sym < sym)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static struct cons *find(const struct state *s, uint32_t sym)
{
	uint32_t i = place(s, sym);
	return i < s->n_cons && s->cons[i].sym == sym ? &s->cons[i] : NULL;
}

struct cons cons_get(const struct machine *m, const struct state *s, struct val v)
{
	struct cons c = anything;
	const struct sym *y;
	const struct cons *have;
	switch (v.kind) {
	case V_INT:
		c.lo = c.hi = v.num;
		c.bits = ~0ULL;
		c.ones = (uint64_t)v.num;
		c.nonzero = v.num != 0;
		return c;
	case V_ADDR:
	case V_FUNC:
	case V_OBJ:
	case V_STR:
		c.nonzero = true;
		return c;
	case V_SYM:
		have = find(s, v.id);
		if (have)
			return *have;
		y = &m->syms.v[v.id];
		if (y->kind == S_EXPR && ((y->sub >= IR_EQ && y->sub <= IR_GE) || y->sub == IR_BINS + IR_LNOT)) {
			c.lo = 0;
			c.hi = 1;
		} else if (y->kind == S_PHI && y->n_alts && y->alts_all) {
			/* all alternatives are numbers: their hull */
			bool ints = true;
			struct cons h = { .lo = INT64_MAX, .hi = INT64_MIN, .bits = ~0ULL, .nonzero = true };
			for (unsigned i = 0; i < y->n_alts && ints; i++) {
				int64_t n = y->alts[i].num;
				ints = y->alts[i].kind == V_INT;
				h.bits &= i ? ~(h.ones ^ (uint64_t)n) : ~0ULL;
				h.ones = (i ? h.ones : (uint64_t)n) & h.bits;
				h.lo = n < h.lo ? n : h.lo;
				h.hi = n > h.hi ? n : h.hi;
				h.nonzero = h.nonzero && n != 0;
			}
			if (ints)
				c = h;
		}
		c.sym = v.id;
		return c;
	default:
		return c;
	}
}

void cons_put(struct machine *m, struct state *s, uint32_t sym, struct cons c)
{
	uint32_t i = place(s, sym);
	c.sym = sym;
	if (i < s->n_cons && s->cons[i].sym == sym) {
		s->cons[i] = c;
		return;
	}
	if (s->n_cons >= CONS_MAX) { /* forget the oldest: less is known, nothing wrong is */
		memmove(s->cons, s->cons + CONS_MAX / 4, (s->n_cons - CONS_MAX / 4) * sizeof *s->cons);
		s->n_cons -= CONS_MAX / 4;
		i = place(s, sym);
	}
	if (s->n_cons == s->cap_cons) {
		uint32_t cap = s->cap_cons ? s->cap_cons * 2 : 16;
		struct cons *n = arena_alloc(m->ra, cap * sizeof *n);
		if (s->n_cons)
			memcpy(n, s->cons, s->n_cons * sizeof *n);
		s->cons = n;
		s->cap_cons = cap;
	}
	memmove(&s->cons[i + 1], &s->cons[i], (s->n_cons - i) * sizeof *s->cons);
	s->cons[i] = c;
	s->n_cons++;
}

/* The level itself is known better after a test of KeGetCurrentIrql(). */
static bool narrow_irql(struct state *s, const struct cons *c)
{
	struct irql_range r = s->irql;
	if (c->lo > 0) {
		enum irql lo = c->lo > 31 ? IRQL_HIGH : irql_from_number(c->lo);
		r.lo = lo > r.lo ? lo : r.lo;
	}
	if (c->hi < 31) {
		if (c->hi < 0)
			return false;
		enum irql hi = irql_from_number(c->hi);
		r.hi = hi < r.hi ? hi : r.hi;
	}
	if (irql_is_empty(r))
		return false;
	/* Where nothing is known of the callers, a test bounds the level from above, but what it leaves open is no contract. */
	if (!s->irql_known && r.hi < s->irql.hi)
		s->irql_known = s->irql_assumed = true;
	s->irql = r;
	return true;
}

static void note_mode(const struct machine *m, struct state *s, const struct sym *y, const struct cons *c)
{
	if (c->lo != 1 || c->hi != 1)
		return;
	struct str name = STR("");
	if (y->kind == S_RESULT && y->callee != MODEL_NONE)
		name = m->model->fns.v[y->callee].name;
	else if (y->kind == S_LOAD && y->field)
		name = model_text(m->model, m->model->fields.v[y->field].name);
	if (!str_is(name, "WdfRequestGetRequestorMode") && !str_is(name, "RequestorMode"))
		return;
	s->user_checked = true;
	/* Where this runs at the sender's level: user mode sends at PASSIVE_LEVEL. */
	const struct root *r = &m->root;
	if (r->role && r->role->from == ROLE_IRQL_SENDER && irql_same(s->irql, r->irql) && r->irql.lo == IRQL_PASSIVE)
		s->irql.hi = IRQL_PASSIVE;
}

bool cons_meet(struct machine *m, struct state *s, struct val v, struct cons c)
{
	struct cons h = cons_get(m, s, v);
	h.lo = c.lo > h.lo ? c.lo : h.lo;
	h.hi = c.hi < h.hi ? c.hi : h.hi;
	if (h.bits & c.bits & (h.ones ^ c.ones))
		return false;
	h.ones |= c.ones & c.bits;
	h.bits |= c.bits;
	h.nonzero = h.nonzero || c.nonzero;
	h.tested = true;
	if (h.nonzero && h.lo == 0 && h.hi > 0)
		h.lo = 1;
	if (h.nonzero && h.hi == 0 && h.lo < 0)
		h.hi = -1;
	if (h.lo > h.hi || (h.nonzero && h.lo == 0 && h.hi == 0))
		return false;
	if (v.kind != V_SYM)
		return true;
	if (h.lo > 0 || h.hi < 0)
		h.nonzero = true;
	if (h.lo == h.hi) {
		h.bits = ~0ULL;
		h.ones = (uint64_t)h.lo;
	}
	cons_put(m, s, v.id, h);
	const struct sym *y = &m->syms.v[v.id];
	if (y->kind == S_IRQL_NOW && s->irql_sym == v.id && !narrow_irql(s, &h))
		return false;
	note_mode(m, s, y, &h);
	return true;
}

void assume_given(struct machine *m, struct state *s, struct val v)
{
	struct cons c = anything;
	bool tested = cons_get(m, s, v).tested;
	c.nonzero = true;
	if (v.kind != V_SYM)
		return;
	cons_meet(m, s, v, c);
	for (uint32_t i = 0; i < s->n_cons; i++)
		if (s->cons[i].sym == v.id)
			s->cons[i].tested = tested;
}

bool assume_range(struct machine *m, struct state *s, struct val v, int64_t lo, int64_t hi)
{
	struct cons c = anything;
	c.lo = lo;
	c.hi = hi;
	return cons_meet(m, s, v, c);
}

static enum ir_bin negate(enum ir_bin b)
{
	static const enum ir_bin no[] = {
		[IR_EQ] = IR_NE, [IR_NE] = IR_EQ, [IR_LT] = IR_GE, [IR_LE] = IR_GT, [IR_GT] = IR_LE, [IR_GE] = IR_LT
	};
	return no[b];
}

static enum ir_bin mirror(enum ir_bin b)
{
	switch (b) {
	case IR_LT:
		return IR_GT;
	case IR_LE:
		return IR_GE;
	case IR_GT:
		return IR_LT;
	case IR_GE:
		return IR_LE;
	default:
		return b;
	}
}

/* v <rel> n holds. */
static bool relate(struct machine *m, struct state *s, struct val v, enum ir_bin rel, struct cons n, bool is_unsigned,
		   unsigned depth)
{
	struct cons c = anything;
	const struct sym *y = val_symp(m, v);
	bool exact = n.lo == n.hi;
	switch (rel) {
	case IR_EQ:
		if (exact && n.lo == 0)
			return assume(m, s, v, false, depth + 1);
		c.lo = n.lo;
		c.hi = n.hi;
		c.nonzero = n.nonzero;
		if (exact && y && y->kind == S_EXPR && y->sub == IR_AND && y->b.kind == V_INT) {
			struct cons part = anything;
			part.bits = (uint64_t)y->b.num;
			part.ones = (uint64_t)n.lo & part.bits;
			if (!cons_meet(m, s, y->a, part))
				return false;
		}
		break;
	case IR_NE:
		if (exact && n.lo == 0)
			return assume(m, s, v, true, depth + 1);
		c = cons_get(m, s, v);
		if (exact && c.lo == n.lo && c.hi == n.lo)
			return false;
		if (exact && c.lo == n.lo)
			c.lo++;
		else if (exact && c.hi == n.lo)
			c.hi--;
		c.bits = c.ones = 0;
		break;
	case IR_LT:
		c.hi = n.hi == INT64_MIN ? n.hi : n.hi - 1;
		break;
	case IR_LE:
		c.hi = n.hi;
		break;
	case IR_GT:
		c.lo = n.lo == INT64_MAX ? n.lo : n.lo + 1;
		break;
	case IR_GE:
		c.lo = n.lo;
		break;
	default:
		return true;
	}
	if (is_unsigned && c.lo < 0)
		c.lo = (rel == IR_LT || rel == IR_LE) ? 0 : c.lo;
	return cons_meet(m, s, v, c);
}

static bool assume_expr(struct machine *m, struct state *s, struct sym y, bool nonzero, unsigned depth)
{
	if (y.sub == IR_BINS + IR_LNOT)
		return assume(m, s, y.a, !nonzero, depth + 1);
	if (y.sub >= IR_EQ && y.sub <= IR_GE) {
		enum ir_bin rel = nonzero ? (enum ir_bin)y.sub : negate((enum ir_bin)y.sub);
		return relate(m, s, y.a, rel, cons_get(m, s, y.b), y.is_unsigned, depth) &&
		       (y.b.kind != V_SYM || relate(m, s, y.b, mirror(rel), cons_get(m, s, y.a), y.is_unsigned, depth));
	}
	if (y.sub == IR_AND && y.b.kind == V_INT) {
		struct cons c = anything;
		uint64_t mask = (uint64_t)y.b.num;
		if (!nonzero || (mask & (mask - 1)) == 0) {
			c.bits = mask;
			c.ones = nonzero ? mask : 0;
		}
		c.nonzero = nonzero;
		return cons_meet(m, s, y.a, c);
	}
	return true;
}

bool assume(struct machine *m, struct state *s, struct val v, bool nonzero, unsigned depth)
{
	if (depth > 12 || v.kind == V_UNKNOWN)
		return true;
	struct cons c = cons_get(m, s, v);
	if (nonzero ? (c.lo == 0 && c.hi == 0) : (c.nonzero || c.lo > 0 || c.hi < 0))
		return false;
	if (v.kind != V_SYM)
		return true;
	struct sym y = m->syms.v[v.id];
	if (y.kind == S_EXPR && !assume_expr(m, s, y, nonzero, depth))
		return false;
	struct cons n = anything;
	if (nonzero)
		n.nonzero = true;
	else
		n.lo = n.hi = 0;
	return cons_meet(m, s, v, n);
}

int64_t fold_int(const struct ir_unit *u, ir_type t, int64_t n)
{
	if (!t || t >= u->types.n)
		return n;
	const struct ir_type_rec *r = &u->types.v[t];
	if (r->kind == IR_T_BOOL)
		return n != 0;
	if ((r->kind != IR_T_INT && r->kind != IR_T_ENUM) || r->size == 0 || r->size >= 8)
		return n;
	unsigned bits = (unsigned)r->size * 8;
	uint64_t mask = (1ULL << bits) - 1, x = (uint64_t)n & mask;
	if ((r->flags & IR_TF_SIGNED) && (x >> (bits - 1)))
		x |= ~mask;
	return (int64_t)x;
}

static bool fold_bin(uint8_t sub, int64_t a, int64_t b, int64_t *out)
{
	uint64_t x = (uint64_t)a, y = (uint64_t)b;
	switch ((enum ir_bin)sub) {
	case IR_ADD:
		*out = (int64_t)(x + y);
		return true;
	case IR_SUB:
		*out = (int64_t)(x - y);
		return true;
	case IR_MUL:
		*out = (int64_t)(x * y);
		return true;
	case IR_DIV:
	case IR_REM:
		if (b == 0 || (a == INT64_MIN && b == -1))
			return false;
		*out = sub == IR_DIV ? a / b : a % b;
		return true;
	case IR_SHL:
		*out = y < 64 ? (int64_t)(x << y) : 0;
		return true;
	case IR_SHR:
		*out = y < 64 ? a >> y : 0;
		return true;
	case IR_AND:
		*out = (int64_t)(x & y);
		return true;
	case IR_OR:
		*out = (int64_t)(x | y);
		return true;
	case IR_XOR:
		*out = (int64_t)(x ^ y);
		return true;
	case IR_EQ:
		*out = a == b;
		return true;
	case IR_NE:
		*out = a != b;
		return true;
	case IR_LT:
		*out = a < b;
		return true;
	case IR_LE:
		*out = a <= b;
		return true;
	case IR_GT:
		*out = a > b;
		return true;
	case IR_GE:
		*out = a >= b;
		return true;
	case IR_BINS:
		break;
	}
	return false;
}

/* -1 = not decided */
static int compare(uint8_t sub, const struct cons *a, const struct cons *b)
{
	switch ((enum ir_bin)sub) {
	case IR_LT:
		return a->hi < b->lo ? 1 : a->lo >= b->hi ? 0 : -1;
	case IR_LE:
		return a->hi <= b->lo ? 1 : a->lo > b->hi ? 0 : -1;
	case IR_GT:
		return a->lo > b->hi ? 1 : a->hi <= b->lo ? 0 : -1;
	case IR_GE:
		return a->lo >= b->hi ? 1 : a->hi < b->lo ? 0 : -1;
	case IR_EQ:
	case IR_NE:
		if (a->hi < b->lo || a->lo > b->hi || (a->bits & b->bits & (a->ones ^ b->ones)) ||
		    (a->nonzero && b->lo == 0 && b->hi == 0) || (b->nonzero && a->lo == 0 && a->hi == 0))
			return sub == IR_NE;
		return -1;
	default:
		return -1;
	}
}

/* A number, or a symbol of which this path has only one number left. */
static struct val only_number(const struct machine *m, const struct state *s, struct val v)
{
	struct cons c = v.kind == V_SYM ? cons_get(m, s, v) : anything;
	return c.lo == c.hi ? v_int(c.lo) : v;
}

/* (x + n) + k, where that is x again: counters that go up and down. */
static bool back_again(const struct machine *m, uint8_t sub, struct val a, struct val b, struct val *out)
{
	const struct sym *y = val_symp(m, a);
	if (!y || y->kind != S_EXPR || (y->sub != IR_ADD && y->sub != IR_SUB) || y->b.kind != V_INT ||
	    b.kind != V_INT || (sub != IR_ADD && sub != IR_SUB))
		return false;
	*out = y->a;
	return sub == y->sub ? b.num + y->b.num == 0 : b.num == y->b.num;
}

static struct val bin_expr(struct machine *m, uint8_t sub, struct val a, struct val b, const struct ir_op *op,
			   bool is_unsigned)
{
	uint32_t id = sym_new(m, S_EXPR, op);
	struct sym *y = &m->syms.v[id];
	y->sub = sub;
	y->a = a;
	y->b = b;
	y->is_unsigned = is_unsigned;
	return v_of(V_SYM, id);
}

struct val eval_bin(struct machine *m, struct state *s, uint8_t sub, struct val a, struct val b, const struct ir_op *op,
		    const struct ir_unit *u)
{
	bool rel = sub >= IR_EQ && sub <= IR_GE;
	int64_t n;
	const struct ir_type_rec *t = op->type && op->type < u->types.n ? &u->types.v[op->type] : NULL;
	bool is_unsigned = t && !(t->flags & IR_TF_SIGNED);
	if (a.kind == V_INT)
		a.num = fold_int(u, op->type, a.num);
	if (b.kind == V_INT)
		b.num = fold_int(u, op->type, b.num);
	if (a.kind == V_INT && b.kind == V_INT && fold_bin(sub, a.num, b.num, &n))
		return v_int(rel ? n : fold_int(u, op->type, n));
	if (sub == IR_ADD || sub == IR_SUB) {
		struct val x = only_number(m, s, a), y = only_number(m, s, b);
		if (x.kind == V_INT && y.kind == V_INT && fold_bin(sub, x.num, y.num, &n))
			return v_int(fold_int(u, op->type, n));
		if (back_again(m, sub, a, y, &x))
			return x;
	}
	if (a.kind == V_INT && b.kind != V_INT) {
		struct val t2 = a;
		if (rel)
			sub = (uint8_t)mirror((enum ir_bin)sub);
		if (rel || sub == IR_ADD || sub == IR_AND || sub == IR_OR || sub == IR_MUL || sub == IR_XOR) {
			a = b;
			b = t2;
		}
	}
	if (rel) {
		struct cons ca = cons_get(m, s, a), cb = cons_get(m, s, b);
		int known = compare(sub, &ca, &cb);
		if ((sub == IR_EQ || sub == IR_NE) && v_same(a, b) && a.kind != V_UNKNOWN)
			known = sub == IR_EQ;
		else if ((sub == IR_EQ || sub == IR_NE) && a.kind == V_ADDR && b.kind == V_ADDR)
			known = sub == IR_NE;
		if (known >= 0)
			return v_int(known);
		return bin_expr(m, sub, a, b, op, is_unsigned);
	}
	struct val r = bin_expr(m, sub, a, b, op, is_unsigned);
	if (b.kind == V_INT && (sub == IR_AND || sub == IR_OR)) {
		struct cons ca = cons_get(m, s, a), c = anything;
		uint64_t k = (uint64_t)b.num;
		c.bits = sub == IR_AND ? ca.bits | ~k : ca.bits | k;
		c.ones = sub == IR_AND ? ca.ones & k : (ca.ones | k);
		if (sub == IR_AND && b.num >= 0) {
			c.lo = 0;
			c.hi = b.num;
		}
		if (sub == IR_OR && k)
			c.nonzero = true;
		if (c.ones)
			c.nonzero = true;
		cons_put(m, s, r.id, c);
	}
	return r;
}

struct val eval_un(struct machine *m, struct state *s, uint8_t sub, struct val a, const struct ir_op *op,
		   const struct ir_unit *u)
{
	if (a.kind == V_INT) {
		int64_t n = sub == IR_NEG ? (int64_t)(0 - (uint64_t)a.num) : sub == IR_NOT ? ~a.num : !a.num;
		return v_int(sub == IR_LNOT ? n : fold_int(u, op->type, n));
	}
	if (sub == IR_LNOT) {
		struct cons c = cons_get(m, s, a);
		if (c.nonzero || c.lo > 0 || c.hi < 0)
			return v_int(0);
		if (c.lo == 0 && c.hi == 0)
			return v_int(1);
	}
	return bin_expr(m, (uint8_t)(IR_BINS + sub), a, v_int(0), op, false);
}
