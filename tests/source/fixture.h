#ifndef RC_TESTS_SOURCE_FIXTURE_H
#define RC_TESTS_SOURCE_FIXTURE_H
/* A scratch folder that a test fills with a small project. Include after cmocka.h. */
#include "base/arena.h"
#include "base/err.h"
#include "source/plan.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
	char root[64];
	struct arena *a;
	struct err e;
};

static inline int fixture_setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	if (!f)
		return -1;
	snprintf(f->root, sizeof f->root, "/tmp/rc-source-XXXXXX");
	if (!mkdtemp(f->root))
		return -1;
	f->a = arena_new((size_t)512 << 20);
	*state = f;
	return 0;
}

static inline int fixture_remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return remove(path);
}

static inline int fixture_teardown(void **state)
{
	struct fixture *f = *state;
	nftw(f->root, fixture_remove_one, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(f->a);
	free(f);
	return 0;
}

static inline void put_bytes(struct fixture *f, const char *path, const void *p, size_t n)
{
	char full[1024];
	snprintf(full, sizeof full, "%s/%s", f->root, path);
	for (char *c = full + strlen(f->root) + 1; *c; c++)
		if (*c == '/') {
			*c = 0;
			mkdir(full, 0755);
			*c = '/';
		}
	FILE *out = fopen(full, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(p, 1, n, out), n);
	fclose(out);
}

static inline void put(struct fixture *f, const char *path, const char *text)
{
	put_bytes(f, path, text, strlen(text));
}

static inline struct plan *plan_of(struct fixture *f, const char *path, const char *config)
{
	struct str p = str_from(path);
	return plan_make(f->a, f->root, &p, path ? 1 : 0, str_from(config), &f->e);
}

static inline const struct plan_driver *driver_named(const struct plan *p, const char *name)
{
	for (size_t i = 0; p && i < p->drivers.n; i++)
		if (str_is(p->drivers.v[i].name, name))
			return &p->drivers.v[i];
	return NULL;
}

static inline const struct plan_unit *unit_of(const struct plan_driver *d, const char *path)
{
	for (size_t i = 0; d && i < d->units.n; i++)
		if (str_is(d->units.v[i].path, path))
			return &d->units.v[i];
	return NULL;
}

static inline bool has(const struct str_list *l, const char *z)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_is(l->v[i], z))
			return true;
	return false;
}

static inline bool has_part(const struct str_list *l, const char *part)
{
	for (size_t i = 0; i < l->n; i++)
		if (memmem(l->v[i].s, l->v[i].n, part, strlen(part)))
			return true;
	return false;
}

static inline const char *macro(const struct plan_unit *u, const char *name)
{
	static char text[256];
	for (size_t i = 0; u && i < u->macros.n; i++)
		if (str_is(u->macros.v[i].name, name)) {
			snprintf(text, sizeof text, STR_FMT, STR_ARG(u->macros.v[i].value));
			return text;
		}
	return NULL;
}

static inline bool traces(const struct plan_driver *d, const char *name)
{
	for (size_t i = 0; d && i < d->wpp.n; i++)
		if (str_is(d->wpp.v[i].name, name))
			return true;
	return false;
}

#define DRIVER_C "#include <ntddk.h>\nNTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p)\n{\n\treturn 0;\n}\n"
#define KMDF_C \
	"#include <ntddk.h>\n#include <wdf.h>\nNTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p)\n{\n\treturn 0;\n}\n"

#endif
