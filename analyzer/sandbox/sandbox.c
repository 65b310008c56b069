#include "sandbox/sandbox.h"

#include "base/arena.h"
#include "sandbox/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	EXIT_JAIL = 87,	       /* the jail could not be entered: its note says why */
	PIPE_ROOM = 1 << 20,   /* fewer switches between child and parent */
	NOTE_ROOM = 64 * 1024, /* of standard error that a child may write */
	THREADS_MAX = 4096,    /* of the user, all processes together: against a thread bomb */
};

struct sandbox {
	int abi; /* of Landlock */
	struct sock_fprog filter[SANDBOX_FILES];
	char missing[256];
};

uint64_t sandbox_now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

struct sandbox *sandbox_open(enum sandbox_need need, struct err *e)
{
	struct sandbox *s = calloc(1, sizeof *s);
	if (!s) {
		err_set(e, ERR_NO_MEMORY, "no memory for the jail");
		return NULL;
	}
	s->abi = jail_landlock_abi();
	for (int i = 0; i < SANDBOX_FILES; i++) {
		if (!jail_filter_make((enum sandbox_files)i, s->abi >= 6, &s->filter[i], e)) {
			sandbox_close(s);
			return NULL;
		}
	}
	if (s->abi >= 1)
		return s;
	snprintf(s->missing, sizeof s->missing,
		 "this kernel has no Landlock: jailed children can read every file that "
		 "this user can read (system calls and resources stay limited)");
	if (need == SANDBOX_STRICT) {
		err_set(e, ERR_UNAVAILABLE, "%s; set `sandbox = best-effort` to run all the same", s->missing);
		sandbox_close(s);
		return NULL;
	}
	return s;
}

void sandbox_close(struct sandbox *s)
{
	if (!s)
		return;
	for (int i = 0; i < SANDBOX_FILES; i++)
		jail_filter_free(&s->filter[i]);
	free(s);
}

const char *sandbox_missing(const struct sandbox *s)
{
	return s->missing[0] ? s->missing : NULL;
}

/* ---- in the child ---- */

static bool kept(const struct sandbox_spec *spec, int fd, int out)
{
	if (fd <= 2 || fd == out)
		return true;
	for (size_t i = 0; i < spec->n_keep; i++)
		if (spec->keep[i] == fd)
			return true;
	return false;
}

/* Standard input and output are /dev/null, standard error the note; of the others only the kept ones stay. */
static bool close_rest(const struct sandbox_spec *spec, int out, int note, struct err *e)
{
	int null = open("/dev/null", O_RDWR), top = out;
	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(note, 2) < 0)
		return err_set(e, ERR_IO, "the child's standard descriptors: %s", strerror(errno));
	for (size_t i = 0; i < spec->n_keep; i++)
		top = spec->keep[i] > top ? spec->keep[i] : top;
	for (int fd = 3; fd <= top; fd++)
		if (!kept(spec, fd, out))
			close(fd);
	if (syscall(SYS_close_range, (unsigned)top + 1, ~0u, 0) != 0)
		return err_set(e, ERR_IO, "closing descriptors: %s", strerror(errno));
	return true;
}

static bool limit(int what, uint64_t value, struct err *e)
{
	struct rlimit now, want = { value, value };
	if (getrlimit((__rlimit_resource_t)what, &now) == 0 && now.rlim_max < value)
		want.rlim_cur = want.rlim_max = now.rlim_max;
	/* The soft processor limit's signal is what tells a time-out from other deaths. */
	if (what == RLIMIT_CPU && want.rlim_max == value)
		want.rlim_max++;
	if (setrlimit((__rlimit_resource_t)what, &want) != 0)
		return err_set(e, ERR_IO, "setting a resource limit: %s", strerror(errno));
	return true;
}

/* Bytes of address space in use: the child starts with all that its parent has. */
static uint64_t mapped(void)
{
	char text[64];
	unsigned long long pages = 0;
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
	struct str head, tail;
	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return (uint64_t)1 << 30;
	str_cut((struct str){ text, (size_t)n }, ' ', &head, &tail);
	str_to_u64(head, &pages);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static bool limits(const struct sandbox_spec *spec, struct err *e)
{
	const struct sandbox_limits *l = &spec->limits;
	uint64_t file = l->file_size > NOTE_ROOM ? l->file_size : NOTE_ROOM;
#ifdef __SANITIZE_ADDRESS__
	bool memory = false; /* its shadow is 20 TiB of address space */
#else
	bool memory = l->memory != 0;
#endif
	return (!memory || limit(RLIMIT_AS, mapped() + l->memory, e)) &&
	       (!l->cpu_s || limit(RLIMIT_CPU, l->cpu_s, e)) && limit(RLIMIT_FSIZE, file, e) &&
	       (!l->files || limit(RLIMIT_NOFILE, l->files, e)) && (!l->stack || limit(RLIMIT_STACK, l->stack, e)) &&
	       limit(RLIMIT_CORE, 0, e) && limit(RLIMIT_NPROC, THREADS_MAX, e) && limit(RLIMIT_MEMLOCK, 0, e) &&
	       limit(RLIMIT_MSGQUEUE, 0, e);
}

/* Root without a user to become keeps one capability: reading a tree that belongs to somebody else. */
static bool drop(const struct sandbox_spec *spec, struct err *e)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct none[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
	if (geteuid() == 0 && spec->uid) {
		if (syscall(SYS_setgroups, 0, NULL) != 0 || setresgid(spec->uid, spec->uid, spec->uid) != 0 ||
		    setresuid(spec->uid, spec->uid, spec->uid) != 0)
			return err_set(e, ERR_IO, "becoming user %u: %s", spec->uid, strerror(errno));
	} else if (geteuid() == 0 && spec->files != SANDBOX_NO_FILES) {
		none[0].effective = none[0].permitted = 1u << CAP_DAC_READ_SEARCH;
		/* A user namespace that root is mapped into asks for this one; jail_net_enter() gives all up. */
		if (spec->net && !spec->net->open)
			none[0].effective = none[0].permitted |= 1u << CAP_SETFCAP;
		if (syscall(SYS_capset, &head, none) == 0)
			return true;
		none[0].effective = none[0].permitted = 0; /* a container that never had it */
	}
	if (syscall(SYS_capset, &head, none) != 0)
		return err_set(e, ERR_IO, "dropping capabilities: %s", strerror(errno));
	return true;
}

static void signals(void)
{
	static const int defaults[] = { SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGALRM, SIGUSR1, SIGUSR2, SIGABRT, SIGSEGV };
	sigset_t none;
	for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++)
		signal(defaults[i], SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a write over the limit fails with EFBIG */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool flags(pid_t parent, struct err *e)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_set(e, ERR_IO, "process flags of the jail: %s", strerror(errno));
	if (getppid() != parent)
		return err_set(e, ERR_IO, "the parent is gone");
	return true;
}

static _Noreturn void child(const struct sandbox *s, const struct sandbox_spec *spec, int out, int note, pid_t parent)
{
	struct err e = { 0 };
	int rc;
	setsid();
	clearenv();
	setenv("LIBCLANG_NOTHREADS", "1", 1);
	signals();
	if (!close_rest(spec, out, note, &e) || !drop(spec, &e) ||
	    (spec->net && !spec->net->open && !jail_net_enter(spec->net, &e)) || !limits(spec, &e) ||
	    !flags(parent, &e) || (s->abi && !jail_landlock_enter(s->abi, spec, &e)) ||
	    !jail_filter_enter(&s->filter[spec->files], &e)) {
		dprintf(2, "%s", e.text);
		_exit(EXIT_JAIL);
	}
	rc = spec->run(spec->arg, out);
	_exit(rc == 0 ? 0 : rc & 0x7f ? rc & 0x7f : 1);
}

/* ---- in the parent ---- */

bool sandbox_spawn(const struct sandbox *s, const struct sandbox_spec *spec, struct sandbox_child *c, struct err *e)
{
	int p[2];
	pid_t parent = getpid();
	*c = (struct sandbox_child){ .pid = -1, .limits = spec->limits, .family = spec->files >= SANDBOX_BUILD };
	if (pipe2(p, O_CLOEXEC) != 0)
		return err_set(e, ERR_IO, "a pipe to the %s child: %s", spec->name, strerror(errno));
	c->out = p[0];
	c->note = memfd_create("note", MFD_CLOEXEC);
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	(void)fcntl(p[1], F_SETPIPE_SZ, PIPE_ROOM); /* a user over the system's soft limit gets a small one */
	c->started_ns = sandbox_now_ns();
	c->deadline_ns = spec->limits.wall_ms ? c->started_ns + spec->limits.wall_ms * 1000000ull : 0;
	if (c->note >= 0)
		c->pid = fork();
	if (c->pid == 0)
		child(s, spec, p[1], c->note, parent);
	close(p[1]);
	if (c->pid < 0) {
		int why = errno;
		close(p[0]);
		if (c->note >= 0)
			close(c->note);
		return err_set(e, ERR_UNAVAILABLE, "starting the %s child: %s", spec->name, strerror(why));
	}
	frame_reader_init(&c->reader, c->out, spec->max_type, spec->limits.frame, spec->limits.output);
	return true;
}

void sandbox_stop(struct sandbox_child *c, enum sandbox_how why, const char *text)
{
	if (c->stop)
		return;
	c->stop = true;
	c->why = why;
	snprintf(c->why_text, sizeof c->why_text, "%s", text);
}

void sandbox_size_words(uint64_t n, char *out, size_t room)
{
	static const char *const unit[] = { "bytes", "KiB", "MiB", "GiB" };
	size_t u = 0;
	while (u < 3 && n >= 1024 && n % 1024 == 0) {
		n /= 1024;
		u++;
	}
	snprintf(out, room, "%llu %s", (unsigned long long)n, unit[u]);
}

/* What it wrote to standard error, cut; only our own words and a few known ones of libraries are ever repeated. */
static void read_note(const struct sandbox_child *c, char *out, size_t room)
{
	off_t end = lseek(c->note, 0, SEEK_END);
	off_t from = end > (off_t)room - 1 ? end - (off_t)room + 1 : 0;
	ssize_t n = pread(c->note, out, room - 1, from);
	out[n > 0 ? n : 0] = 0;
	for (char *p = out; *p; p++)
		if ((unsigned char)*p < ' ' || (unsigned char)*p > '~')
			*p = ' ';
#ifdef __SANITIZE_ADDRESS__
	if (n > 0 && strstr(out, "Sanitizer"))
		fprintf(stderr, "jailed child: %s\n", out);
#endif
}

static bool no_memory(int st, const char *note)
{
	if (WIFEXITED(st) && WEXITSTATUS(st) == ARENA_EXIT)
		return true;
	return strstr(note, "out of memory") || strstr(note, "bad_alloc") || strstr(note, "annot allocate memory") ||
	       strstr(note, "llocation failed");
}

static void memory_words(const struct sandbox_child *c, struct sandbox_end *end)
{
	char size[32];
	sandbox_size_words(c->limits.memory, size, sizeof size);
	end->how = SANDBOX_MEMORY;
	snprintf(end->text, sizeof end->text, "ran out of memory (limit %s)", size);
}

static void by_signal(const struct sandbox_child *c, int sig, struct sandbox_end *end)
{
	end->status = sig;
	end->how = SANDBOX_CRASHED;
	if (sig == SIGXCPU || (sig == SIGKILL && c->limits.cpu_s && end->cpu_ms >= c->limits.cpu_s * 1000.0)) {
		end->how = SANDBOX_CPU;
		snprintf(end->text, sizeof end->text, "used up its processor time (limit %u s)", c->limits.cpu_s);
	} else if (sig == SIGSYS) {
		end->how = SANDBOX_FORBIDDEN;
		snprintf(end->text, sizeof end->text, "tried a forbidden system call and was ended");
	} else if (sig == SIGKILL) {
		end->how = SANDBOX_MEMORY;
		snprintf(end->text, sizeof end->text, "was killed by the system, most likely for lack of memory");
	} else {
		const char *name = sigabbrev_np(sig);
		snprintf(end->text, sizeof end->text, "crashed with signal %s", name ? name : "?");
	}
}

static void translate(const struct sandbox_child *c, int st, struct sandbox_end *end)
{
	char note[2048];
	read_note(c, note, sizeof note);
	if (c->stop) {
		end->how = c->why;
		snprintf(end->text, sizeof end->text, "%s", c->why_text);
	} else if (WIFEXITED(st) && WEXITSTATUS(st) == 0) {
		end->how = SANDBOX_OK;
	} else if (no_memory(st, note)) {
		memory_words(c, end);
	} else if (WIFSIGNALED(st)) {
		by_signal(c, WTERMSIG(st), end);
	} else {
		end->how = SANDBOX_EXITED;
		end->status = WEXITSTATUS(st);
		if (end->status == EXIT_JAIL)
			snprintf(end->text, sizeof end->text, "could not be jailed: %.200s", note);
		else
			snprintf(end->text, sizeof end->text, "ended with status %d", end->status);
	}
}

bool sandbox_reap(struct sandbox_child *c, struct sandbox_end *end)
{
	struct rusage ru;
	int st = 0;
	pid_t got;
	uint64_t now = sandbox_now_ns();
	if (c->deadline_ns && now >= c->deadline_ns) {
		char text[64];
		snprintf(text, sizeof text, "timed out after %g s", c->limits.wall_ms / 1000.0);
		sandbox_stop(c, SANDBOX_TIMEOUT, text);
	}
	if (c->stop) {
		kill(-c->pid, SIGKILL);
		kill(c->pid, SIGKILL);
	}
	do
		got = wait4(c->pid, &st, c->stop ? 0 : WNOHANG, &ru);
	while (got < 0 && errno == EINTR);
	if (got == 0)
		return false;
	if (c->family)
		kill(-c->pid, SIGKILL);
	*end = (struct sandbox_end){ .wall_ms = (double)(now - c->started_ns) / 1e6,
				     .cpu_ms = (double)(ru.ru_utime.tv_sec + ru.ru_stime.tv_sec) * 1e3 +
					       (double)(ru.ru_utime.tv_usec + ru.ru_stime.tv_usec) / 1e3,
				     .peak_kib = (uint64_t)ru.ru_maxrss };
	translate(c, st, end);
	frame_reader_free(&c->reader);
	close(c->out);
	close(c->note);
	c->pid = -1;
	return true;
}
