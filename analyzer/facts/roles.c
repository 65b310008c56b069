#include "facts/roles.h"

#include "facts/ddi_table.h"
#include "facts/find.h"

#include <stdio.h>
#include <string.h>

static const struct role roles[] = {
#define ROLE(name, family, lo, hi, from, process, flags, queue, request, device, object, doc, why) \
	{ name,                                                                                    \
	  ROLE_##family,                                                                           \
	  { IRQL_##lo, IRQL_##hi },                                                                \
	  ROLE_IRQL_##from,                                                                        \
	  ROLE_PROC_##process,                                                                     \
	  flags,                                                                                   \
	  queue,                                                                                   \
	  request,                                                                                 \
	  device,                                                                                  \
	  object,                                                                                  \
	  doc,                                                                                     \
	  why },
#include "facts/roles.def"
};

enum { N_ROLES = sizeof roles / sizeof *roles };

static const struct {
	const char *alias, *name;
} aliases[] = {
	{ "EVT_WDF_DEVICE_CONTEXT_CLEANUP", "EVT_WDF_OBJECT_CONTEXT_CLEANUP" },
	{ "EVT_WDF_DEVICE_CONTEXT_DESTROY", "EVT_WDF_OBJECT_CONTEXT_DESTROY" },
	{ "EVT_WDF_FILE_CONTEXT_CLEANUP_CALLBACK", "EVT_WDF_OBJECT_CONTEXT_CLEANUP" },
	{ "EVT_WDF_FILE_CONTEXT_DESTROY_CALLBACK", "EVT_WDF_OBJECT_CONTEXT_DESTROY" },
	{ "EVT_WDF_IO_QUEUE_CONTEXT_CLEANUP_CALLBACK", "EVT_WDF_OBJECT_CONTEXT_CLEANUP" },
	{ "EVT_WDF_IO_QUEUE_CONTEXT_DESTROY_CALLBACK", "EVT_WDF_OBJECT_CONTEXT_DESTROY" },
	{ "PWORKER_THREAD_ROUTINE", "WORKER_THREAD_ROUTINE" },
	{ "FLT_PREOP_CALLBACK", "FLT_PRE_OPERATION_CALLBACK" },
};

static const struct role *exact(struct str name)
{
	return facts_find(roles, N_ROLES, sizeof *roles, name);
}

static const struct role *joined(const char *head, struct str rest)
{
	char name[128];
	int n = snprintf(name, sizeof name, "%s%.*s", head, rest.n < 100 ? (int)rest.n : 0, rest.s);
	return n > 0 ? exact((struct str){ name, (size_t)n }) : NULL;
}

/* PFN_WDF_X -> EVT_WDF_X; PFN_X, PX -> X; NDIS calls pointers X_HANDLER. */
static const struct role *pointer(struct str t)
{
	const struct role *r = NULL;
	if (str_starts(t, STR("PFN_"))) {
		struct str rest = { t.s + 4, t.n - 4 };
		r = joined("EVT_", rest);
		if (!r)
			r = exact(rest);
	}
	if (!r && t.n > 1 && t.s[0] == 'P')
		r = exact((struct str){ t.s + 1, t.n - 1 });
	if (!r && str_ends(t, STR("_HANDLER")))
		r = exact((struct str){ t.s, t.n - 8 });
	return r;
}

static const struct role *reference(struct str name)
{
	const struct role *r = facts_find(reference_roles, reference_roles_n, sizeof *reference_roles, name);
	if (!r && name.n > 1 && name.s[0] == 'P')
		r = facts_find(reference_roles, reference_roles_n, sizeof *reference_roles,
			       (struct str){ name.s + 1, name.n - 1 });
	return r;
}

const struct role *role_find(struct str name)
{
	const struct role *r = exact(name);
	if (r)
		return r;
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (str_is(name, aliases[i].alias))
			return exact(str_from(aliases[i].name));
	r = pointer(name);
	return r ? r : reference(name);
}

/*
 * The reference names the page of a callback after what the headers declare: "...-evt_wdf_timer" for a function type,
 * "...-pflt_pre_operation_callback" where there is only a type of pointers.
 */
bool role_is_function_type(const struct role *r)
{
	const char *page = strrchr(r->doc, '-');
	if (strstr(r->doc, "/nf-")) /* what a function says of an argument that has another role's type */
		return false;
	if (!page || (page[1] | 32) != 'p')
		return true;
	size_t i = 0;
	while (r->name[i] && (r->name[i] == page[i + 2] || (r->name[i] | 32) == page[i + 2]))
		i++;
	return r->name[i] || page[i + 2];
}

size_t role_count(void)
{
	return N_ROLES;
}

const struct role *role_at(size_t i)
{
	return &roles[i];
}

const char *role_family_name(enum role_family f)
{
	static const char *const names[] = { "driver", "queue",	    "request", "file",	 "pnp-power",
					     "target", "interrupt", "dpc",     "timer",	 "workitem",
					     "dma",    "object",    "bus",     "wmi",	 "usb",
					     "wdm",    "ndis",	    "storage", "filter", "other" };
	_Static_assert(sizeof names / sizeof *names == ROLE_FAMILIES, "a name each");
	return (unsigned)f < ROLE_FAMILIES ? names[f] : "?";
}

const char *role_process_name(enum role_process p)
{
	static const char *const names[] = { "unknown", "requester", "arbitrary", "system", "sender" };
	return (unsigned)p < sizeof names / sizeof *names ? names[p] : "?";
}
