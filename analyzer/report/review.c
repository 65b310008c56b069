#include "report/review.h"

#include "report/identity.h"

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

static int cmp_str(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.s, b.s, n) : 0;
	return c ? c : (a.n > b.n) - (a.n < b.n);
}

static int cmp_u32(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int by_place(const void *pa, const void *pb)
{
	const struct finding *a = pa, *b = pb;
	int c = cmp_str(a->at.file, b->at.file);
	if (!c)
		c = cmp_u32(a->at.line, b->at.line);
	if (!c)
		c = cmp_u32(a->at.col, b->at.col);
	if (!c)
		c = cmp_str(a->rule, b->rule);
	if (!c)
		c = cmp_str(a->driver, b->driver);
	return c;
}

void review_finish(struct review_report *r)
{
	if (r->findings.n)
		qsort(r->findings.v, r->findings.n, sizeof *r->findings.v, by_place);
	for (size_t i = 0; i < r->findings.n; i++)
		identity_of(r, i);
}
