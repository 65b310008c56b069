#include "worker/source.h"

#include "worker/forges.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool stopped(void *user)
{
	struct source *s = user;
	enum lease l = job_beat(s->w, s->j);
	return worker_stopping() || l == LEASE_LOST || l == LEASE_CANCEL;
}

/* ---- where from ---- */

static bool pin(const struct source *s, struct str url, struct git_remote *r, struct err *e)
{
	struct net_policy net;
	struct net_target t;
	if (!project_policy(s->w, s->p, &net, e) || !net_resolve(&net, url.s, &t, e))
		return false;
	r->url = url;
	r->addr = t.to;
	r->addr_n = t.to_len;
	return true;
}

/* A GitHub App's token is asked for; any other is the project's. */
static bool login(struct source *s, struct err *e)
{
	struct forge *f = project_forge(s->w, s->p, s->j, e);
	bool good = f && forge_clone_login(f, &s->user, &s->password, e);
	forge_close(f);
	s->remote.user = buf_view(&s->user);
	s->remote.password = buf_view(&s->password);
	return good;
}

static bool same_server(struct arena *a, struct str x, struct str y)
{
	struct git_url u, v;
	struct err e = { 0 };
	return git_url_split(a, x, &u, &e) && git_url_split(a, y, &v, &e) && u.tls == v.tls && u.port == v.port &&
	       str_eq(u.host, v.host);
}

/* ---- folders ---- */

/* A tree that nobody else reviews in just now. */
static bool take_tree(struct source *s, struct err *e)
{
	for (int i = 0; i < SOURCE_TREES; i++) {
		char *path = arena_printf(s->a, "%s/t%d.lock", s->dir, i);
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0)
			return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
		if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
			s->tree_lock = fd;
			s->tree = arena_printf(s->a, "%s/t%d", s->dir, i);
			/* One for all trees would do: where the tree lies is part of every key. */
			s->tree_units = s->dir;
			return true;
		}
		close(fd);
	}
	return err_set(e, ERR_UNAVAILABLE, "%d reviews of this project are running on this machine", SOURCE_TREES);
}

/* Nobody works in it: every lock of it can be had. */
static bool idle(const struct source *s, const char *dir)
{
	bool good = true;
	for (int i = -1; good && i < SOURCE_TREES; i++) {
		int fd = open(i < 0 ? arena_printf(s->a, "%s/lock", dir) : arena_printf(s->a, "%s/t%d.lock", dir, i),
			      O_RDWR | O_CLOEXEC | O_NOFOLLOW);
		good = fd < 0 ? errno == ENOENT : flock(fd, LOCK_EX | LOCK_NB) == 0;
		if (fd >= 0)
			close(fd);
	}
	return good;
}

/* Called when a folder is added: the longest unused one goes where there are too many. */
static void prune(const struct source *s)
{
	DIR *d = opendir(s->w->c.projects);
	const struct dirent *x;
	char *oldest = NULL;
	time_t when = 0;
	size_t n = 0;
	while (d && (x = readdir(d))) {
		char *dir = arena_printf(s->a, "%s/%s", s->w->c.projects, x->d_name);
		struct stat st;
		if (x->d_name[0] == '.' || strcmp(dir, s->dir) == 0 ||
		    stat(arena_printf(s->a, "%s/lock", dir), &st) != 0)
			continue;
		n++;
		if ((!oldest || st.st_mtime < when) && idle(s, dir)) {
			oldest = dir;
			when = st.st_mtime;
		}
	}
	if (d)
		closedir(d);
	if (n >= SOURCE_PROJECTS && oldest)
		scratch_remove(oldest);
}

static bool folders(struct source *s, struct err *e)
{
	s->dir = arena_printf(s->a, "%s/" STR_FMT, s->w->c.projects, STR_ARG(s->p->public_id));
	if (mkdir(s->dir, 0711) == 0)
		prune(s);
	else if (errno != EEXIST)
		return err_set(e, ERR_IO, "making %s: %s", s->dir, strerror(errno));
	return take_tree(s, e);
}

/* ---- git ---- */

static bool open_git(struct source *s, struct err *e)
{
	struct git_config c = { .git = s->w->c.git[0] ? s->w->c.git : NULL,
				.ca_file = s->w->c.ca_file,
				.dir = s->dir,
				.need = s->w->c.sandbox == 1 ? SANDBOX_BEST_EFFORT : SANDBOX_STRICT,
				.jail_uid = s->w->c.jail_uid,
				.cancelled = stopped,
				.user = s };
	if (!s->git)
		s->git = git_open(s->a, &c, e);
	return s->git != NULL;
}

static void close_git(struct source *s)
{
	git_close(s->git);
	s->git = NULL;
}

static struct str branch_ref(struct source *s, struct str name)
{
	return name.n ? str_from(arena_printf(s->a, "refs/heads/" STR_FMT, STR_ARG(name))) : STR("");
}

/* A fork's head is in the repository itself, behind the pull request's own reference; otherwise in the fork. */
static bool fetch_head(struct source *s, const struct source_want *want, struct err *e)
{
	bool gitlab = str_is(s->p->kind, "gitlab");
	struct git_want head = { .sha = want->head, .ref2 = want->fork ? STR("") : branch_ref(s, want->head_ref) };
	struct git_remote fork = s->remote;
	struct err first;
	if (want->pull)
		head.ref = str_from(arena_printf(s->a, "refs/%s/%llu/head", gitlab ? "merge-requests" : "pull",
						 (unsigned long long)want->pull));
	if (git_fetch(s->git, &s->remote, &head, 1, e))
		return true;
	if (e->code != ERR_NOT_FOUND || !want->fork || !want->fork_url.n ||
	    !same_server(s->a, want->fork_url, s->p->clone_url))
		return false;
	first = *e;
	head.ref = branch_ref(s, want->head_ref);
	*e = (struct err){ 0 };
	if (pin(s, want->fork_url, &fork, e) && git_fetch(s->git, &fork, &head, 1, e)) {
		s->head_remote = fork;
		return true;
	}
	*e = first;
	return false;
}

static bool fetch_both(struct source *s, const struct source_want *want, struct err *e)
{
	struct git_want both[2] = { { .sha = want->head },
				    { .sha = want->base, .ref = branch_ref(s, want->base_ref) } };
	struct err one = { 0 };
	/* In one go, where neither is anything special. */
	if (want->base.n && git_fetch(s->git, &s->remote, both, 2, &one))
		return true;
	if (want->base.n && one.code != ERR_NOT_FOUND) {
		*e = one;
		return false;
	}
	if (!fetch_head(s, want, e))
		return false;
	return !want->base.n || git_fetch(s->git, &s->remote, &both[1], 1, e) ||
	       (want->base_may_miss && e->code == ERR_NOT_FOUND);
}

static bool find_base(struct source *s, const struct source_want *want, struct err *e)
{
	if (!want->base.n || e->code == ERR_NOT_FOUND) {
		*e = (struct err){ 0 };
		return true;
	}
	s->base = want->base;
	if (want->common && !git_merge_base(s->git, &s->remote, want->head, want->base, &s->base, e))
		return false;
	if (want->apart && str_eq(s->base, want->head))
		s->base = STR("");
	return true;
}

static bool work(struct source *s, const struct source_want *want, struct err *e)
{
	if (!open_git(s, e) || !fetch_both(s, want, e) || !find_base(s, want, e))
		return false;
	s->compared = s->base.n != 0;
	return (!s->compared || git_changes(s->git, &s->head_remote, s->base, want->head, &s->changes, e)) &&
	       git_checkout(s->git, &s->head_remote, want->head, s->tree, &s->notes, e);
}

bool source_open(struct source *s, struct worker *w, struct arena *a, struct job *j, const struct project *p,
		 const struct source_want *want, struct err *e)
{
	bool good;
	*s = (struct source){ .w = w, .j = j, .a = a, .p = p, .tree_lock = -1 };
	buf_init(&s->user, 1024);
	buf_init(&s->password, SEAL_TEXT_MAX + 1);
	good = login(s, e) && pin(s, p->clone_url, &s->remote, e);
	s->head_remote = s->remote;
	good = good && folders(s, e) && work(s, want, e);
	if (good && git_missing(s->git))
		log_warn("%s", git_missing(s->git));
	/* Others of the project may fetch while this one is analysed. */
	close_git(s);
	return good;
}

bool source_turn(struct source *s, struct str commit, struct err *e)
{
	git_notes ignored = { 0 };
	bool good = open_git(s, e) && git_checkout(s->git, &s->head_remote, commit, s->tree, &ignored, e);
	close_git(s);
	return good;
}

bool source_changes(struct source *s, struct str from, struct str to, struct changes *out)
{
	struct err e = { 0 };
	bool good = open_git(s, &e) && git_changes(s->git, &s->head_remote, from, to, out, &e);
	close_git(s);
	return good;
}

void source_close(struct source *s)
{
	close_git(s);
	seal_wipe(&s->user);
	seal_wipe(&s->password);
	buf_free(&s->user);
	buf_free(&s->password);
	if (s->tree_lock >= 0)
		close(s->tree_lock);
	s->tree_lock = -1;
}
