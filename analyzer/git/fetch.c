/* Commits and contents out of a forge. */
#include "git/git_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WANTS = 5000 /* objects asked for at once */, LIST_ROOM = 64 << 20 };

/* ---- what went wrong, for people ---- */

struct words {
	const char *said, *why;
	enum err_code code;
};

#define UNTRUSTED                                                                                                  \
	"the git server's certificate is not trusted here; for a forge with one of its own, name the authority's " \
	"certificate in ca_file"

/*
 * In this order: the first that git said. All say "git server" for what people call GitHub, GitLab, ... A phrase must be one that
 * git uses of the server alone: "object X not found" is a damaged cache, which is thrown away.
 */
static const struct words sorry[] = {
	{ "Authentication failed",
	  "the git server refuses the user name or token: has it been revoked, or has it expired?", ERR_DENIED },
	{ "could not read Username", "the git server asks for a user name and token: give the project a token",
	  ERR_DENIED },
	{ "could not read Password", "the git server asks for a password: give the project a token", ERR_DENIED },
	{ "error: 401", "the git server refuses the token: has it been revoked, or has it expired?", ERR_DENIED },
	{ "error: 403", "the git server denies access (403): may the token read this repository?", ERR_DENIED },
	{ "error: 404", "the git server has no such repository, or the token may not see it", ERR_DENIED },
	{ "' not found", "the git server has no such repository, or the token may not see it", ERR_DENIED },
	{ "error: 429", "the git server asks to come back later (429)", ERR_UNAVAILABLE },
	{ "error: 30", "the git server sends us to another address: give the project the clone URL that it leads to",
	  ERR_DENIED },
	{ "unable to update url base from redirection",
	  "the git server sends us to another address: give the project the clone URL that it leads to", ERR_DENIED },
	{ "not our ref", "the commit is not in the repository any more", ERR_NOT_FOUND },
	{ "unadvertised object", "the commit is not in the repository any more", ERR_NOT_FOUND },
	{ "couldn't find remote ref", "the commit is not in the repository any more", ERR_NOT_FOUND },
	/* Or what it was to be put together with is damaged here. */
	{ "remote did not send all necessary objects", "the git server does not send what was asked for", ERR_CHILD },
	{ "certificate problem", UNTRUSTED, ERR_UNAVAILABLE },
	{ "certificate verification failed", UNTRUSTED, ERR_UNAVAILABLE },
	{ "Problem with the SSL CA cert",
	  "the certificates in ca_file cannot be read: is it a PEM file that everybody may read?", ERR_DENIED },
	{ "Could not resolve host",
	  "the git server sends us to another host: give the project the clone URL that it leads to", ERR_DENIED },
	{ "File too large", "the repository is too large", ERR_TOO_LARGE },
	{ "error: 5", "the git server has a fault of its own (5xx)", ERR_UNAVAILABLE },
	{ "timed out", "the git server is too slow", ERR_TIMEOUT },
	{ "too slow", "the git server is too slow", ERR_TIMEOUT },
	{ "Operation too slow", "the git server is too slow", ERR_TIMEOUT },
	{ "Failed to connect", "the git server cannot be reached", ERR_UNAVAILABLE },
	{ "unable to access", "the git server cannot be reached", ERR_UNAVAILABLE },
	{ "early EOF", "the git server stopped in the middle", ERR_UNAVAILABLE },
	{ "hung up", "the git server stopped in the middle", ERR_UNAVAILABLE },
	{ "expected flush", "the git server stopped in the middle", ERR_UNAVAILABLE },
};

/* git's last "fatal: ..." line, short. What the server said itself is not repeated. */
static struct str fatal(const char *said)
{
	const char *at = NULL, *p = said;
	while ((p = strstr(p, "fatal: ")))
		at = p += 7;
	return at ? (struct str){ at, strcspn(at, "\n") < 160 ? strcspn(at, "\n") : 160 } : STR("no reason was given");
}

bool git_sorry(const struct run *r, const char *what, struct err *e)
{
	struct str why = fatal(r->said);
	if (r->net == RELAY_NO_CONNECTION)
		return err_set(e, ERR_UNAVAILABLE, "%s: the git server cannot be reached: %s", what, r->net_why);
	/* git asks for a name and a password again where the server did not like those that it had. */
	if (r->remote && r->remote->password.n && strstr(r->said, "could not read"))
		return err_set(e, ERR_DENIED, "%s: %s", what, sorry[0].why);
	for (size_t i = 0; i < sizeof sorry / sizeof sorry[0]; i++)
		if (strstr(r->said, sorry[i].said))
			return err_set(e, sorry[i].code, "%s: %s", what, sorry[i].why);
	return err_set(e, ERR_CHILD, "%s: git says: " STR_FMT, what, STR_ARG(why));
}

/* ---- objects ---- */

/* "OID type size" or "OID missing", a line for each, in order. */
static bool sizes_read(struct str s, int64_t *sizes, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		struct str line, word;
		unsigned long long v;
		if (!str_cut(s, '\n', &line, &s))
			return err_set(e, ERR_CHILD, "git's list of objects ends early");
		sizes[i] = -1;
		if (str_ends(line, STR(" missing")))
			continue;
		if (!str_cut(line, ' ', &word, &line) || !str_cut(line, ' ', &word, &line) || !str_to_u64(line, &v) ||
		    v > INT64_MAX)
			return err_set(e, ERR_CHILD, "git's list of objects holds a line that is none");
		sizes[i] = (int64_t)v;
	}
	return true;
}

static void lines(struct buf *b, const struct str *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_str(b, v[i]);
		buf_putc(b, '\n');
	}
}

bool objects_look(struct git *g, const struct str *oids, size_t n, int64_t *sizes, struct err *e)
{
	static const char *const args[] = { "cat-file", "--batch-check", "--buffer", NULL };
	struct buf in, out;
	struct run r = { .args = args, .out = &out };
	bool good;
	if (!n)
		return true;
	buf_init(&in, LIST_ROOM);
	buf_init(&out, LIST_ROOM);
	lines(&in, oids, n);
	r.in = buf_view(&in);
	good = run_git(g, &r, e) && (r.status == 0 || git_sorry(&r, "reading the repository", e)) &&
	       sizes_read(buf_view(&out), sizes, n, e);
	buf_free(&in);
	buf_free(&out);
	return good;
}

bool objects_fetch(struct git *g, const struct git_remote *remote, const struct str *oids, size_t n, struct err *e)
{
	static const char *const args[] = { "-c",
					    "fetch.negotiationAlgorithm=noop",
					    "fetch",
					    "--quiet",
					    "--no-tags",
					    "--no-write-fetch-head",
					    "--filter=blob:none",
					    "--stdin",
					    "origin",
					    NULL };
	for (size_t at = 0; at < n; at += WANTS) {
		struct buf in, out;
		struct run r = { .args = args, .remote = remote, .out = &out };
		bool good;
		buf_init(&in, LIST_ROOM);
		buf_init(&out, 1 << 16);
		lines(&in, oids + at, n - at < WANTS ? n - at : WANTS);
		r.in = buf_view(&in);
		good = run_git(g, &r, e) && (r.status == 0 || git_sorry(&r, "fetching sources", e));
		buf_free(&in);
		buf_free(&out);
		if (!good)
			return false;
	}
	return true;
}

/* ---- commits ---- */

static const char *slot_spec(struct git *g, struct str sha, struct str from)
{
	char digits[3] = { sha.s[0], sha.s[1], 0 };
	return arena_printf(g->a, "+" STR_FMT ":refs/rc/%lu", STR_ARG(from), strtoul(digits, NULL, 16) % REPO_SLOTS);
}

static bool fetch(struct git *g, const struct git_remote *remote, const char *depth, const char *const *specs, size_t n,
		  struct err *e)
{
	const char *args[32] = { "fetch",
				 "--quiet",
				 "--no-tags",
				 "--no-write-fetch-head",
				 "--force",
				 "--filter=blob:none",
				 "--no-recurse-submodules" };
	struct buf out;
	struct run r = { .args = args, .remote = remote, .out = &out };
	size_t k = 7;
	bool good;
	if (depth)
		args[k++] = depth;
	args[k++] = "origin";
	for (size_t i = 0; i < n && k < 31; i++)
		args[k++] = specs[i];
	buf_init(&out, 1 << 16);
	good = run_git(g, &r, e) && (r.status == 0 || git_sorry(&r, "fetching the commit", e));
	buf_free(&out);
	return good;
}

static bool there(struct git *g, const struct git_want *want, size_t n, bool *have, struct err *e)
{
	struct str *v = ARENA_ARRAY(g->a, struct str, n + 1);
	int64_t *sizes = ARENA_ARRAY(g->a, int64_t, n + 1);
	for (size_t i = 0; i < n; i++)
		v[i] = want[i].sha;
	if (!objects_look(g, v, n, sizes, e))
		return false;
	for (size_t i = 0; i < n; i++)
		have[i] = sizes[i] >= 0;
	return true;
}

/* Through a reference, where the commit is not given by its name (or only exists behind it). */
static bool by_ref(struct git *g, const struct git_remote *r, const struct git_want *w, struct err *e)
{
	const struct str refs[2] = { w->ref, w->ref2 };
	struct err last = *e;
	for (int i = 0; i < 2; i++) {
		const char *spec = refs[i].n ? slot_spec(g, w->sha, refs[i]) : NULL;
		bool have = false;
		if (!spec)
			continue;
		if (fetch(g, r, "--depth=64", &spec, 1, e) && there(g, w, 1, &have, e) && have)
			return true;
		if (e->code && e->code != ERR_NOT_FOUND)
			return false;
	}
	*e = last;
	return err_set(e, ERR_NOT_FOUND, "commit %.12s is not in the repository any more", w->sha.s);
}

static bool one(struct git *g, const struct git_remote *r, const struct git_want *w, struct err *e)
{
	const char *spec = slot_spec(g, w->sha, w->sha);
	if (fetch(g, r, "--depth=64", &spec, 1, e))
		return true;
	return e->code == ERR_NOT_FOUND && by_ref(g, r, w, e);
}

static bool fetch_missing(struct git *g, const struct git_remote *r, const struct git_want *want, size_t n,
			  const bool *have, struct err *e)
{
	const char **specs = ARENA_ARRAY(g->a, const char *, n + 1);
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		if (!have[i])
			specs[k++] = slot_spec(g, want[i].sha, want[i].sha);
	/* Two in one slot would be one too many for git. */
	if (k == 0 || (k > 1 && n <= 8 && strcmp(strchr(specs[0], ':'), strchr(specs[1], ':')) != 0 &&
		       fetch(g, r, "--depth=64", specs, k, e)))
		return true;
	if (k > 1 && e->code && e->code != ERR_NOT_FOUND)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!have[i] && !one(g, r, &want[i], e))
			return false;
	return true;
}

/* May it help to start anew? Not where the forge or a limit said no. */
static bool ours(const struct err *e)
{
	return e->code == ERR_CHILD || e->code == ERR_IO;
}

bool git_fetch(struct git *g, const struct git_remote *r, const struct git_want *want, size_t n, struct err *e)
{
	bool *have = ARENA_ARRAY(g->a, bool, n + 1);
	for (size_t i = 0; i < n; i++)
		if (!git_sha_ok(want[i].sha) || want[i].sha.n != want[0].sha.n)
			return err_set(e, ERR_INPUT, "a commit's name is none");
	for (int try = 0; n && try < 2; try++) {
		*e = (struct err){ 0 };
		if (repo_fit(g, want[0].sha.n == GIT_SHA, e) && there(g, want, n, have, e) &&
		    fetch_missing(g, r, want, n, have, e))
			return true;
		if (!ours(e))
			return false;
		repo_throw_away(g);
	}
	return n == 0;
}

/* ---- where two histories meet ---- */

static bool ask_base(struct git *g, struct str a, struct str b, struct str *out, struct err *e)
{
	const char *args[] = { "merge-base", arena_printf(g->a, STR_FMT, STR_ARG(a)),
			       arena_printf(g->a, STR_FMT, STR_ARG(b)), NULL };
	struct buf said;
	struct run r = { .args = args, .out = &said };
	bool good;
	buf_init(&said, 4096);
	*out = STR("");
	good = run_git(g, &r, e);
	if (good && r.status == 0)
		*out = arena_str(g->a, str_trim(buf_view(&said)));
	else if (good && r.status != 1)
		good = git_sorry(&r, "looking for the merge base", e);
	if (good && out->n && !git_sha_ok(*out))
		good = err_set(e, ERR_CHILD, "git's merge base is none");
	buf_free(&said);
	return good;
}

bool git_merge_base(struct git *g, const struct git_remote *r, struct str a, struct str b, struct str *out,
		    struct err *e)
{
	const char *specs[2] = { slot_spec(g, a, a), slot_spec(g, b, b) };
	const char *shallow = arena_printf(g->a, "%s/shallow", g->repo);
	size_t n = strcmp(strchr(specs[0], ':'), strchr(specs[1], ':')) == 0 ? 1 : 2;
	for (uint32_t depth = GIT_DEPTH;; depth += GIT_DEEPEN) {
		if (!ask_base(g, a, b, out, e))
			return false;
		if (out->n || depth >= GIT_DEEPEN_MAX || access(shallow, F_OK) != 0)
			return true;
		if (!fetch(g, r, arena_printf(g->a, "--deepen=%d", GIT_DEEPEN), specs, n, e))
			return false;
	}
}
