/*
 * Status and error codes that a unit does not see declared. Their values are facts of the system's own lists, which the
 * host carries; a STATUS_ name that is on none of them is an error by convention, so that a path which returns it is not
 * taken for a success.
 */
#include "front/front_int.h"

#include <ctype.h>
#include <stdlib.h>

static struct str header_text(struct parsed *p, struct str name)
{
	struct front *f = p->f;
	uint32_t id = strtab_find(f->names, name);
	const uint64_t *slot = id ? map_get(f->headers, id) : NULL;
	return slot && *slot ? front_read(p->f, p->a, f->header.v[*slot - 1].s) : STR("");
}

/* `#define NAME ((NTSTATUS)0xC0000001)`: the first number behind the name. */
static bool number_in(struct str text, struct str name, uint32_t *value)
{
	const char *at = text.s, *end = text.s + text.n;
	while (at && (at = memmem(at, (size_t)(end - at), name.s, name.n))) {
		const char *q = at + name.n;
		bool whole = at > text.s && (at[-1] == ' ' || at[-1] == '\t') && q < end && (*q == ' ' || *q == '\t');
		const char *line = at;
		while (line > text.s && line[-1] != '\n')
			line--;
		at = q;
		if (!whole || !str_starts((struct str){ line, (size_t)(end - line) }, STR("#define")))
			continue;
		while (q < end && *q != '\n' && (!isdigit((unsigned char)*q) || isalnum((unsigned char)q[-1])))
			q++;
		if (q == end || *q == '\n')
			return false;
		*value = (uint32_t)strtoul(q, NULL, 0);
		return true;
	}
	return false;
}

bool front_status(struct parsed *p, struct str name, uint32_t *value)
{
	bool status = str_starts(name, STR("STATUS_")),
	     error = str_starts(name, STR("ERROR_")) || str_starts(name, STR("E_"));
	*value = 0;
	if (status)
		return number_in(header_text(p, STR("ntstatus.h")), name, value) || status;
	return error && number_in(header_text(p, STR("winerror.h")), name, value);
}
