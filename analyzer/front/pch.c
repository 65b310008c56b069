/* Precompiled headers: built in a child (a parse leaves 50 MB behind), moved into place whole. */
#include "front/front_int.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int build(struct front *f, const char *set, const char *path, const char *tmp, const char **argv, int argc)
{
	CXTranslationUnit tu = NULL;
	char src[4096];
	int rc = 1;
	unsigned flags = CXTranslationUnit_ForSerialization | CXTranslationUnit_DetailedPreprocessingRecord |
			 CXTranslationUnit_KeepGoing;
	snprintf(src, sizeof src, "%s/pch/%s.h", f->c.model_dir, set);
	if (clang_parseTranslationUnit2(f->index, src, argv, argc, NULL, 0, flags, &tu) != CXError_Success)
		return 2;
	for (unsigned i = 0; i < clang_getNumDiagnostics(tu); i++) {
		CXDiagnostic d = clang_getDiagnostic(tu, i);
		if (clang_getDiagnosticSeverity(d) == CXDiagnostic_Fatal)
			return 3;
		clang_disposeDiagnostic(d);
	}
	if (clang_saveTranslationUnit(tu, tmp, clang_defaultSaveOptions(tu)) == CXSaveError_None &&
	    rename(tmp, path) == 0)
		rc = 0;
	clang_disposeTranslationUnit(tu);
	return rc;
}

static bool build_forked(struct front *f, struct arena *a, const struct plan_driver *d, const struct plan_unit *pu,
			 const char *path, struct err *e)
{
	const char *argv[FRONT_ARGS], *name = strrchr(path, '/') + 1;
	char set[32] = "", tmp[4096];
	size_t n = front_common_args(f, a, d, pu, argv, FRONT_ARGS);
	int status = 0;
	pid_t pid;
	snprintf(set, sizeof set, "%.*s", (int)strcspn(name, "-"), name);
	snprintf(tmp, sizeof tmp, "%s.%ld.tmp", path, (long)getpid());
	argv[n++] = "-x";
	argv[n++] = pu->cplusplus ? "c++-header" : "c-header";
	pid = fork();
	if (pid < 0)
		return err_set(e, ERR_IO, "cannot start a process for the precompiled header: %s", strerror(errno));
	if (pid == 0)
		_exit(build(f, set, path, tmp, argv, (int)n));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		unlink(tmp);
		return err_set(e, ERR_CHILD, "the precompiled header %s could not be built (status %d)", name,
			       WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	}
	return true;
}

bool front_pch_prepare(struct front *f, const struct plan_driver *d, const struct plan_unit *pu, struct err *e)
{
	struct arena *a;
	struct parsed p = { .f = f, .d = d, .pu = pu };
	const char *path;
	bool ok = true;
	if (!f->c.cache_dir)
		return true;
	mkdir(f->c.cache_dir, 0755);
	p.a = a = arena_new(0);
	front_scan(&p);
	path = front_pch_path(&p, a);
	if (path && access(path, R_OK) != 0)
		ok = build_forked(f, a, d, pu, path, e);
	arena_free(a);
	return ok;
}
