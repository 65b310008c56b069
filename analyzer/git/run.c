/* One run of git: its environment, its jail, its relay. */
#include "git/git_priv.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ARGS = 512, SETTINGS = 64, ENV = 16 + 2 * SETTINGS, FDS = 32, PIECE = 64 << 10 };

/* ---- the configuration: all of it, whatever the system, the user or the repository says ---- */

static const char *const settings[][2] = {
	{ "protocol.allow", "never" },
	{ "protocol.http.allow", "always" },
	{ "protocol.https.allow", "always" },
	{ "core.hooksPath", "/dev/null" },
	{ "core.attributesFile", "/dev/null" },
	{ "core.excludesFile", "/dev/null" },
	{ "core.fsmonitor", "false" },
	{ "core.askPass", "" },
	{ "core.symlinks", "false" },
	{ "core.createObject", "rename" },
	{ "core.pager", "cat" },
	{ "credential.helper", "" },
	{ "safe.directory", "*" },
	{ "gc.auto", "0" },
	{ "maintenance.auto", "false" },
	{ "fetch.recurseSubmodules", "false" },
	{ "submodule.recurse", "false" },
	{ "fetch.writeCommitGraph", "false" },
	{ "fetch.unpackLimit", "1" },
	{ "transfer.unpackLimit", "1" },
	{ "transfer.bundleURI", "false" },
	{ "transfer.credentialsInUrl", "die" },
	{ "protocol.version", "2" },
	{ "pack.threads", "1" },
	{ "diff.renameLimit", "400" },
	{ "http.proxy", "" },
	{ "http.lowSpeedLimit", "100" },
	{ "http.lowSpeedTime", "30" },
	{ "http.maxRequests", "2" },
	{ "http.userAgent", "git/2 (ringcheck)" },
};

struct environment {
	struct arena *a; /* its own: it is wiped with the run */
	const char *v[ENV];
	size_t n, settings;
	struct buf secret;
};

static void env_put(struct environment *x, const char *name, const char *value)
{
	if (x->n + 1 < ENV)
		x->v[x->n++] = arena_printf(x->a, "%s=%s", name, value);
}

static void env_setting(struct environment *x, const char *key, const char *value)
{
	env_put(x, arena_printf(x->a, "GIT_CONFIG_KEY_%zu", x->settings), key);
	env_put(x, arena_printf(x->a, "GIT_CONFIG_VALUE_%zu", x->settings), value);
	x->settings++;
}

static void base64(struct buf *out, struct str s)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < s.n; i += 3) {
		size_t n = s.n - i < 3 ? s.n - i : 3;
		uint32_t v = 0;
		for (size_t k = 0; k < 3; k++)
			v = v << 8 | (k < n ? (unsigned char)s.s[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			buf_putc(out, k <= n ? digit[v >> (18 - 6 * k) & 63] : '=');
	}
}

/* Never on a command line, never on disk: in the environment of the jailed git only, which nobody else may read. */
static void env_login(struct environment *x, const struct git_remote *r)
{
	struct buf pair;
	buf_init(&x->secret, 1 << 17);
	if (!r->user.n && !r->password.n)
		return;
	buf_init(&pair, 1 << 17);
	buf_str(&pair, r->user);
	buf_putc(&pair, ':');
	buf_str(&pair, r->password);
	buf_printf(&x->secret, "GIT_CONFIG_VALUE_%zu=Authorization: Basic ", x->settings);
	base64(&x->secret, buf_view(&pair));
	explicit_bzero(pair.s, pair.n);
	buf_free(&pair);
	env_put(x, arena_printf(x->a, "GIT_CONFIG_KEY_%zu", x->settings), "http.extraHeader");
	if (x->n + 1 < ENV && !x->secret.full)
		x->v[x->n++] = x->secret.s;
	x->settings++;
}

static bool env_remote(struct environment *x, const struct git *g, const struct git_remote *r, struct err *e)
{
	struct git_url u;
	char address[INET6_ADDRSTRLEN] = "127.0.0.1";
	if (!git_url_split(x->a, r->url, &u, e))
		return false;
	if (g->open_net && r->addr.ss_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)&r->addr)->sin_addr, address, sizeof address);
	else if (g->open_net)
		return err_set(e, ERR_UNAVAILABLE, "without user namespaces, git can only reach IPv4 addresses here");
	env_setting(x, "remote.origin.url", arena_printf(x->a, STR_FMT, STR_ARG(r->url)));
	env_setting(x, "remote.origin.promisor", "true");
	env_setting(x, "remote.origin.partialCloneFilter", "blob:none");
	env_setting(x, "http.curloptResolve",
		    arena_printf(x->a, STR_FMT ":%u:%s", STR_ARG(u.host), (unsigned)u.port, address));
	if (g->c.ca_file && *g->c.ca_file)
		env_setting(x, "http.sslCAInfo", g->c.ca_file);
	/* In its own network a redirect can lead nowhere but to the same host. */
	env_setting(x, "http.followRedirects", g->open_net ? "false" : "initial");
	env_login(x, r);
	return true;
}

static bool env_make(struct environment *x, const struct git *g, const struct git_remote *r, struct err *e)
{
	static const char *const plain[][2] = {
		{ "GIT_CONFIG_NOSYSTEM", "1" },	  { "GIT_CONFIG_GLOBAL", "/dev/null" }, { "GIT_ATTR_NOSYSTEM", "1" },
		{ "GIT_TERMINAL_PROMPT", "0" },	  { "GIT_NO_REPLACE_OBJECTS", "1" },	{ "GIT_OPTIONAL_LOCKS", "0" },
		{ "GIT_LITERAL_PATHSPECS", "0" }, { "HOME", "/nonexistent" },		{ "LC_ALL", "C" },
		{ "PATH", "/nonexistent" }
	};
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
		env_put(x, plain[i][0], plain[i][1]);
	env_put(x, "GIT_DIR", g->repo);
	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
		env_setting(x, settings[i][0], settings[i][1]);
	if (r && !env_remote(x, g, r, e))
		return false;
	env_put(x, "GIT_CONFIG_COUNT", arena_printf(x->a, "%zu", x->settings));
	return true;
}

/* ---- in the jail ---- */

struct start {
	const char *git, *dir;
	char *const *argv;
	char *const *envp;
	int in, said;
};

static int git_main(void *arg, int out)
{
	const struct start *s = arg;
	if (chdir(s->dir) == 0 && dup2(s->in, 0) == 0 && dup2(out, 1) == 1 && dup2(s->said, 2) == 2)
		execve(s->git, s->argv, s->envp);
	return 127;
}

/* ---- outside ---- */

struct loop {
	struct git *g;
	struct run *r;
	struct sandbox_child child;
	int said;
	bool out_done, said_done;
	struct relay *relay;
	struct err trouble;
};

static const char *program(const struct git *g)
{
	return g->c.git ? g->c.git : "/usr/bin/git";
}

static void hear(struct loop *x)
{
	char b[1024];
	struct run *r = x->r;
	ssize_t n = read(x->said, b, sizeof b);
	size_t have = strlen(r->said);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		x->said_done = true;
	for (ssize_t i = 0; i < n; i++) {
		if (have + 1 == sizeof r->said) { /* the end matters most */
			memmove(r->said, r->said + sizeof r->said / 2, sizeof r->said / 2);
			have -= sizeof r->said / 2;
		}
		r->said[have++] = (b[i] >= ' ' && b[i] <= '~') || b[i] == '\n' ? b[i] : ' ';
		r->said[have] = 0;
	}
}

static void receive(struct loop *x)
{
	char b[PIECE];
	ssize_t n = read(x->child.out, b, sizeof b);
	if (n > 0)
		buf_add(x->r->out, b, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		x->out_done = true;
}

static void trouble(struct loop *x, enum sandbox_how how, enum err_code code, const char *text)
{
	if (!x->trouble.code)
		err_set(&x->trouble, code, "%s", text);
	sandbox_stop(&x->child, how, text);
}

static void watch(struct loop *x)
{
	struct run *r = x->r;
	char text[200];
	if (r->out->full)
		trouble(x, SANDBOX_PROTOCOL, ERR_TOO_LARGE, "git said more than is taken: the repository is too large");
	if (x->g->c.cancelled && x->g->c.cancelled(x->g->c.user))
		trouble(x, SANDBOX_CANCELLED, ERR_CONFLICT, "cancelled");
	if (!x->relay)
		return;
	switch (relay_state(x->relay)) {
	case RELAY_FINE:
	case RELAY_NO_CONNECTION: /* git notices, and says so */
		break;
	case RELAY_STALLED:
		snprintf(text, sizeof text, "the git server was silent for %d s", GIT_STALL_S);
		trouble(x, SANDBOX_TIMEOUT, ERR_TIMEOUT, text);
		break;
	case RELAY_TOO_MUCH_DOWN:
		snprintf(text, sizeof text, "the git server sends more than %u MiB", x->g->c.down_mib);
		trouble(x, SANDBOX_PROTOCOL, ERR_TOO_LARGE, text);
		break;
	case RELAY_TOO_MUCH_UP:
		trouble(x, SANDBOX_PROTOCOL, ERR_TOO_LARGE, "git would send too much to the server");
		break;
	}
}

static bool loop(struct loop *x, struct sandbox_end *end)
{
	for (;;) {
		struct pollfd p[FDS] = { { .fd = x->out_done ? -1 : x->child.out, .events = POLLIN },
					 { .fd = x->said_done ? -1 : x->said, .events = POLLIN } };
		size_t n = 2;
		bool over = x->out_done && x->said_done;
		if (x->relay && !over)
			n += relay_poll(x->relay, p + 2, FDS - 2);
		poll(p, n, over ? 1 : 100);
		if (p[0].revents)
			receive(x);
		if (p[1].revents)
			hear(x);
		if (x->relay)
			relay_work(x->relay);
		watch(x);
		if ((over || x->child.stop || sandbox_now_ns() >= x->child.deadline_ns) && sandbox_reap(&x->child, end))
			return true;
	}
}

static bool spawn(struct loop *x, struct sandbox_spec *spec, struct sandbox_net *net, struct err *e)
{
	int channel[2] = { -1, -1 }, listener;
	bool relayed = x->r->remote && !x->g->open_net;
	if (relayed && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) != 0)
		return err_set(e, ERR_IO, "a socket to the git child: %s", strerror(errno));
	net->channel = channel[1];
	((int *)(uintptr_t)spec->keep)[2] = channel[1];
	spec->n_keep = relayed ? 3 : 2;
	if (!sandbox_spawn(x->g->jail, spec, &x->child, e)) {
		if (relayed) {
			close(channel[0]);
			close(channel[1]);
		}
		return false;
	}
	if (!relayed)
		return true;
	close(channel[1]);
	listener = sandbox_net_take(channel[0]);
	close(channel[0]);
	if (listener < 0)
		return true; /* it has ended, and its end says why */
	x->relay = relay_new(listener, x->r->remote, ((uint64_t)x->g->c.down_mib << 20) - x->g->down,
			     ((uint64_t)GIT_UP_MIB << 20) - x->g->up);
	if (!x->relay)
		trouble(x, SANDBOX_MEMORY, ERR_NO_MEMORY, "no memory for the network relay");
	return true;
}

static bool net_of(struct git *g, const struct git_remote *r, struct arena *a, struct sandbox_net *net, struct err *e)
{
	struct git_url u;
	struct in_addr literal;
	*net = (struct sandbox_net){ .open = true, .channel = -1, .address = htonl(INADDR_LOOPBACK) };
	if (!r)
		return true;
	if (!git_url_split(a, r->url, &u, e))
		return false;
	net->open = g->open_net;
	net->port = u.port;
	if (inet_pton(AF_INET, arena_printf(a, STR_FMT, STR_ARG(u.host)), &literal) == 1)
		net->address = literal.s_addr;
	return true;
}

static bool run_in(struct loop *x, const struct environment *env, char *const *argv, int in, int said[2], struct err *e)
{
	struct git *g = x->g;
	const char *reads[] = { "/usr/lib",
				"/usr/lib64",
				"/usr/share",
				"/lib",
				"/lib64",
				"/etc/ssl",
				"/etc/ca-certificates",
				"/etc/pki",
				"/etc/ld.so.cache",
				"/dev/urandom",
				"/usr/local/share/ca-certificates",
				g->c.ca_file && *g->c.ca_file ? g->c.ca_file : "/dev/null" };
	const char *execs[] = { program(g),
				"/usr/lib/git-core",
				"/usr/libexec/git-core",
				"/lib64/ld-linux-x86-64.so.2",
				"/lib/ld-linux-aarch64.so.1",
				"/lib/ld-linux.so.2" };
	const char *writes[] = { g->repo, "/dev/null" };
	int keep[3] = { in, said[1], -1 };
	struct start s = { program(g), g->repo, argv, (char *const *)(uintptr_t)env->v, in, said[1] };
	struct sandbox_net net;
	struct sandbox_spec spec = { .name = "git", .files = SANDBOX_EXEC, .run = git_main, .arg = &s };
	struct sandbox_end end = { 0 };
	spec.read = reads;
	spec.n_read = sizeof reads / sizeof reads[0];
	spec.write = writes;
	spec.n_write = 2;
	spec.exec = execs;
	spec.n_exec = sizeof execs / sizeof execs[0];
	spec.net = &net;
	spec.keep = keep;
	spec.uid = g->c.jail_uid;
	spec.limits = (struct sandbox_limits){ .memory = (uint64_t)GIT_MEMORY_MIB << 20,
					       .file_size = (uint64_t)GIT_PACK_MIB << 20,
					       .cpu_s = g->c.wall_s,
					       .wall_ms = g->c.wall_s * 1000,
					       .files = 256,
					       .stack = 16 << 20 };
	if (!net_of(g, x->r->remote, env->a, &net, e) || !spawn(x, &spec, &net, e))
		return false;
	close(said[1]);
	said[1] = -1;
	loop(x, &end);
	if (x->trouble.code) {
		*e = x->trouble;
		return false;
	}
	x->r->status = end.how == SANDBOX_OK ? 0 : end.status ? end.status : 1;
	if (end.how == SANDBOX_OK || (end.how == SANDBOX_EXITED && end.status != 127 && !strstr(end.text, "jailed")))
		return true;
	if (end.how == SANDBOX_EXITED && end.status == 127)
		return err_set(e, ERR_UNAVAILABLE, "git could not be started: is %s installed?", program(g));
	return err_set(e, end.how == SANDBOX_TIMEOUT || end.how == SANDBOX_CPU ? ERR_TIMEOUT : ERR_CHILD, "git %s",
		       end.text);
}

/* As a memory file: a pipe would have to be filled while its output is read. */
static int input(struct str s)
{
	int fd = memfd_create("input", MFD_CLOEXEC);
	while (fd >= 0 && s.n) {
		ssize_t n = write(fd, s.s, s.n);
		if (n <= 0) {
			close(fd);
			return -1;
		}
		s.s += n;
		s.n -= (size_t)n;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

bool run_git(struct git *g, struct run *r, struct err *e)
{
	struct loop x = { .g = g, .r = r, .said = -1 };
	struct environment env = { .a = arena_new(0) };
	const char *argv[ARGS] = { "git" };
	int in = input(r->in), said[2] = { -1, -1 };
	size_t n = 1;
	bool good;
	while (r->args[n - 1] && n + 1 < ARGS) {
		argv[n] = r->args[n - 1];
		n++;
	}
	r->status = -1;
	r->said[0] = 0;
	good = in >= 0 && pipe2(said, O_CLOEXEC) == 0;
	if (!good)
		err_set(e, ERR_IO, "pipes to git: %s", strerror(errno));
	if (good) {
		fcntl(said[0], F_SETFL, O_NONBLOCK);
		x.said = said[0];
	}
	good = good && env_make(&env, g, r->remote, e) && run_in(&x, &env, (char *const *)(uintptr_t)argv, in, said, e);
	if (x.relay) {
		uint64_t down, up;
		relay_bytes(x.relay, &down, &up);
		g->down += down;
		g->up += up;
		r->net = relay_state(x.relay);
		snprintf(r->net_why, sizeof r->net_why, "%s", relay_why(x.relay));
		relay_free(x.relay);
	}
	for (int i = 0; i < 2; i++)
		if (said[i] >= 0)
			close(said[i]);
	if (in >= 0)
		close(in);
	if (env.secret.s)
		explicit_bzero(env.secret.s, env.secret.n);
	buf_free(&env.secret);
	arena_free(env.a);
	return good;
}
