/* The light trail that a state carries: where it came from, told only when a finding needs it. */
#include "flow/machine.h"

#include <stdarg.h>
#include <stdio.h>

static struct str vtextf(struct arena *a, const char *fmt, va_list ap)
{
	char tmp[600];
	int n = vsnprintf(tmp, sizeof tmp, fmt, ap);
	size_t len = n < 0 ? 0 : (size_t)n < sizeof tmp ? (size_t)n : sizeof tmp - 1;
	return arena_str(a, (struct str){ tmp, len });
}

struct str textf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	struct str s = vtextf(a, fmt, ap);
	va_end(ap);
	return s;
}

struct site act_site(const struct act *a)
{
	/* Inside a model header's inline function: the place in the driver that called it. */
	const struct act *x = a;
	while (x->up && x->f->model)
		x = x->up;
	return (struct site){ .unit = x->u, .func = x->ir, .at = x->op ? x->op->at : x->ir->at };
}

const struct site *act_sitep(struct machine *m, const struct act *a)
{
	struct site *s = ARENA_NEW(m->a, struct site);
	*s = act_site(a);
	return s;
}

void trail_change(struct machine *m, struct state *s, struct site at, struct str source, const char *fmt, ...)
{
	s->changes++;
	if (!m->check)
		return;
	va_list ap;
	va_start(ap, fmt);
	struct trail *t = ARENA_NEW(m->ra, struct trail);
	*t = (struct trail){
		.up = s->trail, .kind = T_CHANGE, .at = at, .source = source, .text = vtextf(m->ra, fmt, ap)
	};
	va_end(ap);
	s->trail = t;
}

void trail_step(struct machine *m, struct state *s, enum trail_kind kind, struct site at, fn_id callee)
{
	if (!m->check)
		return;
	struct trail *t = ARENA_NEW(m->ra, struct trail);
	*t = (struct trail){ .up = s->trail, .kind = kind, .at = at, .fn = callee };
	s->trail = t;
}
