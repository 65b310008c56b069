/* Compiler arguments of a unit, and which precompiled header fits it. PROFILE.md beside the model headers explains them. */
#include "front/front_int.h"

#include <ctype.h>
#include <stdio.h>
#include <unistd.h>

#include "base/hash.h"

static const char *const fixed[] = {
	"--target=x86_64-pc-windows-msvc",
	"-fms-extensions",
	"-fms-compatibility",
	"-fms-compatibility-version=19.30",
	"-ferror-limit=0",
	"-fno-spell-checking",
	"-w",
	"-nostdlibinc",
	/* errors by default whose statement stays in the tree: they lose nothing */
	"-Wno-int-conversion",
	"-Wno-incompatible-function-pointer-types",
	"-Wno-implicit-int",
	"-Wno-incompatible-pointer-types",
	"-Wno-return-type",
	"-Wno-c++11-narrowing",
	"-Wno-return-mismatch",
	"-Wno-microsoft-cast",
	"-Wno-invalid-token-paste",
	"-Wno-increment-bool",
	"-ftemplate-depth=128",
};

struct def {
	const char *name, *value;
	bool kernel, user, kmdf, umdf;
};
static const struct def defs[] = {
	{ "__GNUC__", "4", 1, 1, 0, 0 },
	{ "__GNUC_MINOR__", "2", 1, 1, 0, 0 },
	{ "_AMD64_", "1", 1, 1, 0, 0 },
	{ "AMD64", "1", 1, 1, 0, 0 },
	{ "_WIN64", "1", 1, 1, 0, 0 },
	{ "STRICT", "1", 1, 1, 0, 0 },
	{ "_WIN32_WINNT", "0x0A00", 1, 1, 0, 0 },
	{ "WINVER", "0x0A00", 1, 1, 0, 0 },
	{ "WINNT", "1", 1, 1, 0, 0 },
	{ "NTDDI_VERSION", "0x0A00000C", 1, 1, 0, 0 },
	{ "_KERNEL_MODE", "1", 1, 0, 0, 0 },
	{ "DEPRECATE_DDK_FUNCTIONS", "1", 1, 0, 0, 0 },
	{ "KMDF_VERSION_MAJOR", NULL, 0, 0, 1, 0 },
	{ "KMDF_VERSION_MINOR", NULL, 0, 0, 1, 0 },
	{ "UMDF_VERSION_MAJOR", NULL, 0, 0, 0, 1 },
	{ "UMDF_VERSION_MINOR", NULL, 0, 0, 0, 1 },
};

/* Defines that the common headers look at: they are part of the PCH's key. All others are added after it. */
bool front_profile_macro(struct str n)
{
	static const char *const whole[] = { "UNICODE",	 "_UNICODE", "DBG",	      "WIN32",
					     "_WIN32",	 "WINVER",   "NTDDI_VERSION", "_PREFAST_",
					     "INITGUID", "WINNT",    "STRICT",	      "NO_STRICT",
					     "NT",	 "_DLL",     "_MT",	      "CSTRICT",
					     NULL };
	static const char *const starts[] = { "_WIN", "KMDF_",	   "UMDF_",   "POOL_",	   "NDIS", "_NT",
					      "NT_",  "__",	   "WDF_",    "_AMD64",	   "_ARM", "_X86",
					      "WIN9", "WINDOWS_",  "_KERNEL", "DEPRECATE", "EX_",  "EXPOOL",
					      "_CRT", "NTSTRSAFE", "STRSAFE", NULL };
	for (size_t i = 0; whole[i]; i++)
		if (str_is(n, whole[i]))
			return true;
	for (size_t i = 0; starts[i]; i++)
		if (str_starts(n, str_from(starts[i])))
			return true;
	return false;
}

static bool given(const struct plan_unit *pu, const char *name)
{
	for (size_t i = 0; i < pu->macros.n; i++)
		if (str_is(pu->macros.v[i].name, name))
			return true;
	for (size_t i = 0; i < pu->undefs.n; i++)
		if (str_is(pu->undefs.v[i], name))
			return true;
	return false;
}

static const char *version(struct arena *a, const struct plan_driver *d, const char *name)
{
	bool k = name[0] == 'K', major = strstr(name, "MAJOR") != NULL;
	uint32_t v = major ? d->fw_major : d->fw_minor;
	if (!d->fw_major)
		v = major ? (k ? 1 : 2) : 33;
	return arena_printf(a, "%u", v);
}

static bool wanted(const struct def *x, const struct plan_driver *d)
{
	switch (d->framework) {
	case PLAN_KMDF:
		return x->kernel || x->kmdf;
	case PLAN_UMDF:
		return x->user || x->umdf;
	case PLAN_WDM:
		break;
	}
	return x->kernel;
}

/* A project may give "-D 3" or an empty one; for the compiler that is an error of the whole unit. */
static bool is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!isalnum((unsigned char)s.s[i]) && s.s[i] != '_' && s.s[i] != '(' && s.s[i] != ')' && s.s[i] != ',')
			return false;
	return s.n && !isdigit((unsigned char)s.s[0]);
}

static const char *define(struct arena *a, const struct plan_macro *m)
{
	return arena_printf(a, "-D" STR_FMT "=" STR_FMT, STR_ARG(m->name), STR_ARG(m->value));
}

/* The oldest that reads all model headers, where the project asks for none or an older one. */
static const char *standard(const struct plan_unit *pu)
{
	if (!pu->cplusplus)
		return "-std=gnu17";
	return pu->standard >= 23 ? "-std=c++23" : pu->standard >= 20 ? "-std=c++20" : "-std=c++17";
}

/* What a PCH and its users share. */
size_t front_common_args(struct front *f, struct arena *a, const struct plan_driver *d, const struct plan_unit *pu,
			 const char **argv, size_t max)
{
	size_t n = 0;
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		argv[n++] = fixed[i];
	argv[n++] = standard(pu);
	if (pu->cplusplus)
		argv[n++] = "-fno-exceptions";
	argv[n++] = "-resource-dir";
	argv[n++] = f->c.resource_dir;
	for (size_t i = 0; i < sizeof defs / sizeof *defs; i++)
		if (wanted(&defs[i], d) && !given(pu, defs[i].name))
			argv[n++] = arena_printf(a, "-D%s=%s", defs[i].name,
						 defs[i].value ? defs[i].value : version(a, d, defs[i].name));
	for (size_t i = 0; i < pu->macros.n && n < max - 64; i++)
		if (front_profile_macro(pu->macros.v[i].name) && is_name(pu->macros.v[i].name))
			argv[n++] = define(a, &pu->macros.v[i]);
	for (size_t i = 0; i < (d->framework == PLAN_UMDF ? f->n_user : f->n_sys); i++) {
		argv[n++] = "-isystem";
		argv[n++] = d->framework == PLAN_UMDF ? f->user[i] : f->sys[i];
	}
	return n;
}

/* Which common set a unit reaches; `seen` is what the scan found it to include. */
static const char *pch_set(const struct plan_driver *d, const struct strtab *seen)
{
	static const struct {
		const char *name, *set;
	} by[] = { { "ntifs.h", "ntifs" }, { "fltkernel.h", "ntifs" }, { "ndis.h", "ndis" },
		   { "wdf.h", "kmdf" },	   { "wdm.h", "wdm" },	       { "ntddk.h", "wdm" } };
	if (d->framework == PLAN_UMDF)
		return strtab_find(seen, STR("wdf.h")) ? "umdf" : NULL;
	for (size_t i = 0; i < sizeof by / sizeof *by; i++)
		if (strtab_find(seen, str_from(by[i].name)))
			return by[i].set;
	return NULL;
}

const char *front_pch_path(const struct parsed *p, struct arena *a)
{
	struct front *f = p->f;
	const char *argv[FRONT_ARGS], *set;
	uint64_t h = f->header_hash;
	size_t n;
	if (!f->c.cache_dir || f->c.wdk_dir || !(set = pch_set(p->d, p->seen)))
		return NULL;
	n = front_common_args(f, a, p->d, p->pu, argv, FRONT_ARGS);
	for (size_t i = 0; i < n; i++)
		h = hash_mix(h, hash_bytes(argv[i], strlen(argv[i])));
	h = hash_mix(h, hash_bytes(f->version, strlen(f->version)));
	return arena_printf(a, "%s/%s-%s-%016llx.pch", f->c.cache_dir, set, p->pu->cplusplus ? "cpp" : "c",
			    (unsigned long long)h);
}

static void arg(struct parsed *p, const char *s)
{
	if (p->argc < FRONT_ARGS - 1)
		p->argv[p->argc++] = s;
}

void front_args(struct parsed *p)
{
	struct front *f = p->f;
	p->argc = (int)front_common_args(f, p->a, p->d, p->pu, p->argv, FRONT_ARGS);
	for (size_t i = 0; i < p->pu->macros.n; i++)
		if (!front_profile_macro(p->pu->macros.v[i].name) && is_name(p->pu->macros.v[i].name))
			arg(p, define(p->a, &p->pu->macros.v[i]));
	for (size_t i = 0; i < p->pu->undefs.n; i++)
		arg(p, arena_printf(p->a, "-U" STR_FMT, STR_ARG(p->pu->undefs.v[i])));
	for (size_t i = 0; i < p->pu->includes.n; i++) {
		arg(p, "-I");
		arg(p, front_join(p->a, str_from(f->c.root), p->pu->includes.v[i]).s);
	}
	arg(p, "-x");
	arg(p, p->pu->cplusplus ? "c++" : "c");
	p->pch = NULL;
	if (!p->no_pch)
		p->pch = front_pch_path(p, p->a);
	if (p->pch && access(p->pch, R_OK) != 0)
		p->pch = NULL;
	if (p->pch) {
		arg(p, "-include-pch");
		arg(p, p->pch);
	}
	arg(p, "-include");
	arg(p, front_prefix_path(p));
	for (size_t i = 0; i < p->pu->forced.n; i++) {
		arg(p, "-include");
		arg(p, front_join(p->a, str_from(f->c.root), p->pu->forced.v[i]).s);
	}
}
