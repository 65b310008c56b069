/* One unit: scan, parse, declare what is missing, parse again, lower. */
#include "front/front_int.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static uint64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* the machine may be busy */
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void included(CXFile file, CXSourceLocation *stack, unsigned n, CXClientData user)
{
	struct parsed *p = user;
	CXString s = clang_getFileName(file);
	(void)stack;
	(void)n;
	front_note_read(p->f, front_join(p->a, STR(""), str_from(clang_getCString(s))));
	clang_disposeString(s);
}

static void parse(struct parsed *p)
{
	struct CXUnsavedFile *uf = ARENA_ARRAY(p->a, struct CXUnsavedFile, p->vf.n + 1);
	unsigned flags = CXTranslationUnit_DetailedPreprocessingRecord | CXTranslationUnit_KeepGoing;
	if (p->tu)
		clang_disposeTranslationUnit(p->tu);
	p->tu = NULL;
	front_prefix(p);
	for (size_t i = 0; i < p->vf.n; i++)
		uf[i] = (struct CXUnsavedFile){ p->vf.v[i].path.s, p->vf.v[i].text.s, p->vf.v[i].text.n };
	p->f->stats.rounds++;
	clang_parseTranslationUnit2(p->f->index, p->main.s, p->argv, p->argc, uf, (unsigned)p->vf.n, flags, &p->tu);
	if (p->tu)
		clang_getInclusions(p->tu, included, p);
	p->prefix = p->tu ? clang_getFile(p->tu, front_prefix_path(p)) : NULL;
}

/* Does a note of the diagnostic point outside of the reviewed tree: to a declaration of the common headers? */
static bool against_header(struct parsed *p, CXDiagnostic d)
{
	CXDiagnosticSet set = clang_getChildDiagnostics(d);
	bool any = false;
	for (unsigned i = 0; i < clang_getNumDiagnosticsInSet(set) && !any; i++) {
		CXDiagnostic note = clang_getDiagnosticInSet(set, i);
		CXFile file = NULL;
		clang_getExpansionLocation(clang_getDiagnosticLocation(note), &file, NULL, NULL, NULL);
		if (file) {
			CXString s = clang_getFileName(file);
			any = !front_inside(p->f, front_join(p->a, STR(""), str_from(clang_getCString(s))));
			clang_disposeString(s);
		}
		clang_disposeDiagnostic(note);
	}
	return any;
}

/* A PCH that does not fit (made by another run, or declares what the driver declares) is worse than none. */
static bool pch_refused(struct parsed *p)
{
	bool bad = p->tu == NULL;
	for (unsigned i = 0; p->tu && i < clang_getNumDiagnostics(p->tu) && !bad; i++) {
		CXDiagnostic d = clang_getDiagnostic(p->tu, i);
		CXString s = clang_getDiagnosticSpelling(d);
		const char *z = clang_getCString(s);
		bad = strstr(z, "PCH file") || strstr(z, "precompiled") ||
		      ((strstr(z, "redefinition of") || strstr(z, "conflicting types for")) && against_header(p, d));
		clang_disposeString(s);
		clang_disposeDiagnostic(d);
	}
	return bad;
}

static bool rounds(struct parsed *p, struct err *e)
{
	struct str tmh = front_trace_header(p);
	for (size_t i = 0; i < p->vf.n; i++)
		if (p->vf.v[i].kind == VF_TMH)
			p->vf.v[i].text = tmh;
	front_args(p);
	parse(p);
	if (p->pch && pch_refused(p)) {
		p->no_pch = true;
		front_args(p);
		parse(p);
	}
	for (uint32_t r = 1; p->tu && r < p->f->c.max_rounds && front_synth(p); r++)
		parse(p);
	p->f->stats.pch = p->pch != NULL;
	if (!p->tu)
		return err_set(e, ERR_INPUT, STR_FMT ": libclang made no translation unit of it", STR_ARG(p->pu->path));
	return true;
}

static void fill_unit(struct ir_unit *u, const struct plan_driver *d, const struct plan_unit *pu)
{
	static const enum ir_framework fw[] = {
		[PLAN_WDM] = IR_FW_NONE, [PLAN_KMDF] = IR_FW_KMDF, [PLAN_UMDF] = IR_FW_UMDF
	};
	u->path = ir_intern(u, pu->path);
	u->cplusplus = pu->cplusplus;
	u->framework = fw[d->framework];
	u->fw_major = d->fw_major;
	u->fw_minor = d->fw_minor;
}

struct ir_unit *front_unit(struct front *f, struct arena *a, const struct plan_driver *d, const struct plan_unit *pu,
			   struct err *e)
{
	struct arena *tmp = arena_new(0);
	struct parsed p = { .f = f, .a = tmp, .d = d, .pu = pu };
	struct ir_unit *u = NULL;
	uint64_t t0 = now_ns(), t1;
	f->stats = (struct front_stats){ 0 };
	f->reads = strtab_new(f->a);
	p.guess_ids = map_new(tmp);
	p.guess_names = strtab_new(tmp);
	front_scan(&p);
	if (!front_inside(f, p.main) || access(p.main.s, R_OK) != 0) {
		err_set(e, ERR_NOT_FOUND, STR_FMT ": not readable", STR_ARG(pu->path));
	} else if (rounds(&p, e)) {
		t1 = now_ns();
		u = ir_unit_new(a);
		fill_unit(u, d, pu);
		front_to_ir(&p, u);
		f->stats.parse_ns = t1 - t0;
		f->stats.lower_ns = now_ns() - t1;
	}
	if (p.tu)
		clang_disposeTranslationUnit(p.tu);
	arena_free(tmp);
	return u;
}
