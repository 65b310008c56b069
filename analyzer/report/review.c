#include "report/review.h"

#include "report/identity.h"
#include "report/order.h"

#include <stdlib.h>

struct review_summary review_summarise(const struct review_report *r)
{
	struct review_summary s = { .drivers = r->drivers.n, .units_total = r->units.n };
	for (size_t i = 0; i < r->units.n; i++) {
		const struct unit_report *u = &r->units.v[i];
		s.units_analysed += u->analysed;
		s.functions += u->functions;
		s.opaque_ops += u->opaque_ops;
		s.guessed_declarations += u->guesses.n;
		s.partial |= !u->analysed || u->reason.n != 0 || u->diags.n != 0;
	}
	for (size_t i = 0; i < r->drivers.n; i++)
		s.partial |= !r->drivers.v[i].checked;
	for (size_t i = 0; i < r->findings.n; i++) {
		const struct finding *f = &r->findings.v[i];
		if (f->suppressed.n) {
			s.suppressed++;
			continue;
		}
		s.findings++;
		s.by_severity[f->severity]++;
	}
	return s;
}

static int by_place(const void *pa, const void *pb)
{
	const struct finding *a = pa, *b = pb;
	int c = order_place(&a->at, &b->at);
	if (!c)
		c = order_str(a->rule, b->rule);
	if (!c)
		c = order_str(a->driver, b->driver);
	return c ? c : order_str(a->fact, b->fact);
}

void review_finish(struct review_report *r)
{
	if (r->findings.n)
		qsort(r->findings.v, r->findings.n, sizeof *r->findings.v, by_place);
	identities_make(r);
}
