#ifndef RC_FACTS_DDI_H
#define RC_FACTS_DDI_H
/*
 * What the public reference says of each kernel-mode function, callback and macro
 * (data/ddi.tsv, made into a table at build time). The weakest source of IRQL facts:
 * annotations and facts/effects.h come first.
 */
#include "base/str.h"
#include "facts/irql.h"

#define DDI_DOC_BASE "https://learn.microsoft.com/windows-hardware/drivers/ddi/"

enum ddi_kind { DDI_FUNCTION, DDI_CALLBACK, DDI_MACRO, DDI_METHOD };

struct ddi {
	const char *name;
	const char *header; /* "wdm.h" */
	const char *doc;    /* below DDI_DOC_BASE: "wdm/nf-wdm-kewaitforsingleobject" */
	/* IRQL_UNKNOWN where the page states none. Calling above `max` is always wrong. */
	signed char min, max;
	/* At or below always_max no condition applies; above ever_max never legal. They differ only on conditional rows. */
	signed char always_max, ever_max;
	unsigned char kind; /* enum ddi_kind */
	bool conditional;   /* the level depends on arguments or circumstances */
	bool deprecated;
	unsigned short kmdf; /* first KMDF version, major * 100 + minor: 111 = 1.11; 0 = not a WDF name */
};

/* NULL where nobody documents it. The name of an interface's method is "IFace::Member". */
const struct ddi *ddi_find(struct str name);
size_t ddi_count(void);
const struct ddi *ddi_at(size_t i); /* sorted by name */

#endif
