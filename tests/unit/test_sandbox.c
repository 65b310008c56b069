/* Every forbidden thing a hostile child could try is denied, and the parent finds the right words for it. */
#include "base/arena.h"
#include "sandbox/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct sandbox *jail;
static char dir[32], outside[64];

struct seen {
	unsigned frames;
	uint64_t bytes;
	char last[256];
	struct sandbox_end end;
	bool ended, refuse;
};

static bool on_frame(void *user, struct frame_reader *r, const struct frame *f, struct err *e)
{
	struct seen *s = user;
	(void)r;
	s->frames++;
	s->bytes += f->body.n;
	snprintf(s->last, sizeof s->last, "%.*s", (int)f->body.n, f->body.s);
	return !s->refuse || err_set(e, ERR_CHILD, "a finding without a rule");
}

static void on_end(void *user, const struct sandbox_end *end)
{
	struct seen *s = user;
	assert_false(s->ended);
	s->ended = true;
	s->end = *end;
}

static struct seen run_with(struct pool_task t, sandbox_main *run, void *arg)
{
	struct seen s = { 0 };
	struct err e = { 0 };
	t.spec.run = run;
	t.spec.arg = arg;
	t.user = &s;
	assert_true(pool_one(jail, &t, NULL, NULL, &e));
	assert_true(s.ended);
	return s;
}

static struct pool_task task(enum sandbox_files files)
{
	static const char *roots[1];
	struct sandbox_limits l = { .memory = 256u << 20,
				    .file_size = 1 << 20,
				    .output = 4 << 20,
				    .frame = 1 << 20,
				    .cpu_s = 2,
				    .wall_ms = 5000,
				    .files = 32,
				    .stack = 8 << 20 };
	struct pool_task t = { .frame = on_frame, .ended = on_end };
	roots[0] = dir;
	t.spec = (struct sandbox_spec){ .name = "test", .files = files, .limits = l, .max_type = 3 };
	t.spec.read = roots;
	t.spec.n_read = 1;
	if (files == SANDBOX_WRITE) {
		t.spec.write = roots;
		t.spec.n_write = 1;
	}
	return t;
}

static struct seen run(enum sandbox_files files, sandbox_main *f, void *arg)
{
	return run_with(task(files), f, arg);
}

static int say(int out, const char *text)
{
	struct err e;
	return frame_write(out, 1, str_from(text), &e) ? 0 : 3;
}

static int c_hello(void *arg, int out)
{
	return say(out, arg);
}

static int c_open(void *arg, int out)
{
	int fd = open(arg, O_RDONLY);
	return say(out, fd >= 0 ? "opened" : errno == EACCES ? "EACCES" : errno == ENOSYS ? "ENOSYS" : "other");
}

static int c_write(void *arg, int out)
{
	int fd = open(arg, O_WRONLY | O_CREAT, 0600);
	return say(out, fd >= 0 && write(fd, "x", 1) == 1 ? "wrote" : "denied");
}

static int c_big_file(void *arg, int out)
{
	static char block[65536];
	int fd = open(arg, O_WRONLY | O_CREAT, 0600), n = 0;
	while (n < 1000 && write(fd, block, sizeof block) == sizeof block)
		n++;
	return say(out, n < 1000 && errno == EFBIG ? "EFBIG" : "wrote it all");
}

static int c_socket(void *arg, int out)
{
	(void)arg;
	return say(out, socket(AF_INET, SOCK_STREAM, 0) < 0 ? "denied" : "got one");
}

static int c_exec(void *arg, int out)
{
	execl("/bin/true", "true", (char *)0);
	(void)arg;
	return say(out, "still here");
}

static int c_fork(void *arg, int out)
{
	(void)arg;
	for (int i = 0; i < 100000; i++)
		fork();
	return say(out, "forked");
}

static int c_ptrace(void *arg, int out)
{
	(void)arg;
	return say(out, ptrace(PTRACE_ATTACH, getppid(), 0, 0) == 0 ? "attached" : "denied");
}

static int c_kill(void *arg, int out)
{
	(void)arg;
	kill(getppid(), SIGUSR1);
	return say(out, "sent");
}

static int c_spin(void *arg, int out)
{
	volatile unsigned n = 0;
	(void)arg;
	(void)out;
	for (;;)
		n++;
	return 0;
}

static int c_sleep(void *arg, int out)
{
	(void)arg;
	(void)out;
	for (;;)
		pause();
	return 0;
}

static int c_quiet(void *arg, int out)
{
	close(out);
	return c_sleep(arg, out);
}

static int c_flood(void *arg, int out)
{
	static char block[900000];
	struct err e;
	(void)arg;
	while (frame_write(out, 1, (struct str){ block, sizeof block }, &e))
		;
	return 0;
}

static int c_raw(void *arg, int out)
{
	struct str *s = arg;
	return write(out, s->s, s->n) == (ssize_t)s->n ? 0 : 1;
}

#ifndef __SANITIZE_ADDRESS__ /* it answers these itself */
static int c_memory(void *arg, int out)
{
	struct arena *a = arena_new(0);
	(void)arg;
	for (;;)
		memset(arena_alloc(a, 1 << 20), 1, 1 << 20);
	return say(out, "all of it");
}

static int c_segv(void *arg, int out)
{
	(void)out;
	*(volatile int *)arg = 1;
	return 0;
}

static int c_abort(void *arg, int out)
{
	(void)arg;
	(void)out;
	abort();
}

static int c_recurse(void *arg, int out)
{
	volatile char room[4096];
	room[0] = (char)(intptr_t)arg;
	if (out < 0)
		return 0;
	return c_recurse((void *)(intptr_t)(room[0] + 1), out) + room[0];
}
#endif

static int c_status(void *arg, int out)
{
	(void)out;
	return *(int *)arg;
}

static int c_exec_memory(void *arg, int out)
{
	(void)arg;
	return say(out, mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
					MAP_FAILED
				? "denied"
				: "executable");
}

static int c_look_around(void *arg, int out)
{
	char text[256];
	extern char **environ;
	int open_fds = 0, extra = 0;
	struct rlimit core;
	for (int fd = 0; fd < 32; fd++)
		open_fds += fcntl(fd, F_GETFD) >= 0;
	for (char **v = environ; v && *v; v++)
		extra += strncmp(*v, "LIBCLANG_", 9) != 0;
	getrlimit(RLIMIT_CORE, &core);
	(void)arg;
	snprintf(text, sizeof text, "fds %d env %d core %d leader %d", open_fds, extra, (int)core.rlim_cur,
		 getsid(0) == getpid());
	return say(out, text);
}

static void files(void **state)
{
	char inside[96], link[96], new_one[96];
	/* Where the kernel lacks a part of the jail, that it says so has to be true. */
	const char *outcome = sandbox_missing(jail) ? "opened" : "EACCES";
	(void)state;
	snprintf(inside, sizeof inside, "%s/in.c", dir);
	snprintf(link, sizeof link, "%s/link", dir);
	snprintf(new_one, sizeof new_one, "%s/new.c", dir);
	assert_string_equal(run(SANDBOX_READ, c_open, inside).last, "opened");
	assert_string_equal(run(SANDBOX_READ, c_write, inside).last, "denied");
	assert_string_equal(run(SANDBOX_WRITE, c_write, new_one).last, "wrote");
	assert_string_equal(run(SANDBOX_WRITE, c_big_file, new_one).last, "EFBIG");
	assert_string_equal(run(SANDBOX_NO_FILES, c_open, inside).last, "ENOSYS");
	assert_string_equal(run(SANDBOX_READ, c_open, "/etc/passwd").last, outcome);
	assert_string_equal(run(SANDBOX_READ, c_open, link).last, outcome);
	assert_string_equal(run(SANDBOX_READ, c_open, outside).last, outcome);
	assert_string_equal(run(SANDBOX_READ, c_open, "/proc/self/environ").last, outcome);
	assert_string_equal(run(SANDBOX_WRITE, c_write, outside).last, sandbox_missing(jail) ? "wrote" : "denied");
}

static void forbidden(void **state)
{
	sandbox_main *const tries[] = { c_socket, c_exec, c_fork, c_ptrace, c_kill };
	(void)state;
	for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
		for (int files_kind = 0; files_kind < SANDBOX_EXEC; files_kind++) {
			struct seen s;
			if (tries[i] == c_fork && files_kind == SANDBOX_BUILD)
				continue;
			s = run((enum sandbox_files)files_kind, tries[i], NULL);
			assert_int_equal(s.end.how, SANDBOX_FORBIDDEN);
			assert_int_equal(s.frames, 0);
			assert_non_null(strstr(s.end.text, "forbidden system call"));
		}
	}
	/* Programs that run others may do some of it; this they may not. */
	assert_int_equal(run(SANDBOX_EXEC, c_ptrace, NULL).end.how, SANDBOX_FORBIDDEN);
	assert_string_equal(run(SANDBOX_READ, c_exec_memory, NULL).last, "denied");
}

static void resources(void **state)
{
	struct pool_task t = task(SANDBOX_READ);
	struct seen s;
	(void)state;
#ifndef __SANITIZE_ADDRESS__
	s = run(SANDBOX_NO_FILES, c_memory, NULL);
	assert_int_equal(s.end.how, SANDBOX_MEMORY);
	assert_string_equal(s.end.text, "ran out of memory (limit 256 MiB)");
	s = run(SANDBOX_READ, c_recurse, NULL);
	assert_string_equal(s.end.text, "crashed with signal SEGV");
#endif
	t.spec.limits.cpu_s = 1;
	t.spec.limits.wall_ms = 60000; /* on a busy machine, a second of processor time may take long */
	s = run_with(t, c_spin, NULL);
	assert_int_equal(s.end.how, SANDBOX_CPU);
	assert_string_equal(s.end.text, "used up its processor time (limit 1 s)");
	t.spec.limits.wall_ms = 300;
	s = run_with(t, c_sleep, NULL);
	assert_int_equal(s.end.how, SANDBOX_TIMEOUT);
	assert_string_equal(s.end.text, "timed out after 0.3 s");
	assert_true(s.end.wall_ms >= 300 && s.end.wall_ms < 20000);
	s = run_with(t, c_quiet, NULL);
	assert_int_equal(s.end.how, SANDBOX_TIMEOUT);
}

static void protocol(void **state)
{
	uint32_t head[3] = { FRAME_MAGIC, 1, 1u << 30 };
	struct str junk = STR("this is not a frame at all"), lie = { (const char *)head, sizeof head };
	struct seen s = run(SANDBOX_READ, c_flood, NULL);
	struct pool_task t = task(SANDBOX_READ);
	(void)state;
	assert_int_equal(s.end.how, SANDBOX_PROTOCOL);
	assert_string_equal(s.end.text, "broke the protocol: more than 4194304 bytes of output");
	s = run(SANDBOX_READ, c_raw, &junk);
	assert_string_equal(s.end.text, "broke the protocol: frame without its magic number");
	s = run(SANDBOX_READ, c_raw, &lie);
	assert_string_equal(s.end.text, "broke the protocol: frame of 1073741824 bytes (limit 1048576)");
	head[2] = 100;
	s = run(SANDBOX_READ, c_raw, &lie);
	assert_string_equal(s.end.text, "broke the protocol: the output ends inside a frame");
	head[1] = 9;
	s = run(SANDBOX_READ, c_raw, &lie);
	assert_string_equal(s.end.text, "broke the protocol: frame of unknown type 9");
	memset(&s, 0, sizeof s);
	s.refuse = true;
	t.spec.run = c_hello;
	t.spec.arg = "x";
	t.user = &s;
	assert_true(pool_one(jail, &t, NULL, NULL, &(struct err){ 0 }));
	assert_string_equal(s.end.text, "broke the protocol: a finding without a rule");
}

static void endings(void **state)
{
	int status = 5;
	struct seen s = run(SANDBOX_READ, c_hello, "hello");
	(void)state;
	assert_int_equal(s.end.how, SANDBOX_OK);
	assert_string_equal(s.last, "hello");
	assert_string_equal(s.end.text, "");
	assert_true(s.end.peak_kib > 0);
	s = run(SANDBOX_READ, c_status, &status);
	assert_string_equal(s.end.text, "ended with status 5");
	status = ARENA_EXIT;
	assert_int_equal(run(SANDBOX_READ, c_status, &status).end.how, SANDBOX_MEMORY);
#ifndef __SANITIZE_ADDRESS__
	assert_string_equal(run(SANDBOX_READ, c_segv, NULL).end.text, "crashed with signal SEGV");
	if (!sandbox_missing(jail))
		assert_string_equal(run(SANDBOX_READ, c_abort, NULL).end.text, "crashed with signal ABRT");
#endif
}

static void bare(void **state)
{
	(void)state;
	setenv("DATABASE_URL", "secret", 1);
	assert_string_equal(run(SANDBOX_READ, c_look_around, NULL).last, "fds 4 env 0 core 0 leader 1");
}

/* A hundred children, four at a time, each third one dying; cancelling ends sleepers at once. */
struct crowd {
	unsigned started, ok, bad, cancelled;
	bool stop;
};

static int c_third(void *arg, int out)
{
	return (intptr_t)arg % 3 == 0 ? 9 : say(out, "fine");
}

static bool crowd_frame(void *user, struct frame_reader *r, const struct frame *f, struct err *e)
{
	(void)user, (void)r, (void)f, (void)e;
	return true;
}

static void crowd_end(void *user, const struct sandbox_end *end)
{
	struct crowd *c = user;
	if (end->how == SANDBOX_OK)
		c->ok++;
	else if (end->how == SANDBOX_CANCELLED)
		c->cancelled++;
	else
		c->bad++;
}

static bool crowd_next(void *user, struct pool_task *t)
{
	struct crowd *c = user;
	if (c->started >= 100)
		return false;
	*t = task(SANDBOX_NO_FILES);
	t->user = c;
	t->frame = crowd_frame;
	t->ended = crowd_end;
	t->spec.run = c->stop ? c_sleep : c_third;
	t->spec.arg = (void *)(intptr_t)c->started++;
	return true;
}

static bool crowd_stop(void *user)
{
	struct crowd *c = user;
	return c->stop && c->started >= 4;
}

static void crowd(void **state)
{
	struct crowd c = { 0 }, sleepers = { .stop = true };
	struct pool p = { .sandbox = jail, .jobs = 4, .user = &c, .next = crowd_next };
	struct err e = { 0 };
	uint64_t from = sandbox_now_ns();
	(void)state;
	assert_true(pool_run(&p, &e));
	assert_int_equal(c.ok, 66);
	assert_int_equal(c.bad, 34);
	print_message("a jailed child: %.3f ms\n", (double)(sandbox_now_ns() - from) / 1e8);
	p.user = &sleepers;
	p.cancelled = crowd_stop;
	assert_false(pool_run(&p, &e));
	assert_int_equal(sleepers.cancelled, 4);
}

static int set_up(void **state)
{
	struct err e = { 0 };
	char path[96];
	int fd;
	(void)state;
	snprintf(dir, sizeof dir, "/tmp/ringcheck-test-XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(outside, sizeof outside, "%s-outside", dir);
	snprintf(path, sizeof path, "%s/in.c", dir);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	close(fd);
	fd = open(outside, O_WRONLY | O_CREAT, 0600);
	close(fd);
	snprintf(path, sizeof path, "%s/link", dir);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	jail = sandbox_open(SANDBOX_BEST_EFFORT, &e);
	return jail ? 0 : -1;
}

static int tear_down(void **state)
{
	static const char *const names[] = { "in.c", "link", "new.c" };
	char path[96];
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, names[i]);
		unlink(path);
	}
	unlink(outside);
	rmdir(dir);
	sandbox_close(jail);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files),    cmocka_unit_test(forbidden), cmocka_unit_test(resources),
		cmocka_unit_test(protocol), cmocka_unit_test(endings),	 cmocka_unit_test(bare),
		cmocka_unit_test(crowd),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
