#ifndef RC_SANDBOX_SANDBOX_H
#define RC_SANDBOX_SANDBOX_H
/*
 * A jailed child: forked from a warm parent (no exec: it keeps libclang and the precompiled
 * headers), it drops everything it does not need and then runs one function.
 *
 *  - resource limits (memory, processor time, file size, open files, stack, no core),
 *  - no_new_privs, not dumpable, dies with its parent, a session of its own, empty environment,
 *  - as root: no capabilities, and another user where one is given,
 *  - Landlock: only the named folders, read-only or writable; no network, no signals outwards,
 *  - seccomp: an allow list; network, exec, processes, ptrace, mount ... end the child,
 *  - all descriptors closed but its one output (a pipe of frames, base/frame.h).
 *
 * It needs no user namespace and no privilege: it works inside containers. The
 * parent must not have threads at fork (the programs here are single-threaded).
 *
 * The parent gives every child a wall-clock limit, kills its whole group when that is over, and
 * turns every end into words: see struct sandbox_end.
 */
#include "base/err.h"
#include "base/frame.h"

#include <stdint.h>
#include <sys/types.h>

/* What a child may do with files. Landlock says where; this says what, even where Landlock is missing. */
enum sandbox_files {
	SANDBOX_NO_FILES,
	SANDBOX_READ,  /* opens for reading, lists folders */
	SANDBOX_WRITE, /* also makes, writes, renames and removes below the writable folders */
	SANDBOX_BUILD, /* as WRITE, and may fork (not exec): its children are in the same jail and end with it */
	SANDBOX_EXEC,  /* as BUILD, and may exec the programs below `exec`, and connect where `net` says */
	SANDBOX_FILES
};

struct sandbox_limits {
	uint64_t memory;    /* bytes of address space beyond what the parent has mapped; 0 = no limit */
	uint64_t file_size; /* bytes of one written file */
	uint64_t output;    /* bytes of all frames together */
	uint64_t frame;	    /* bytes of one frame */
	uint32_t cpu_s;	    /* processor time */
	uint32_t wall_ms;   /* 0 = no limit */
	uint32_t files;	    /* open descriptors */
	uint64_t stack;
};

enum sandbox_need {
	SANDBOX_STRICT,	     /* refuse to run anything where the kernel lacks a part of the jail */
	SANDBOX_BEST_EFFORT, /* run with what there is; sandbox_missing() names the rest */
};

struct sandbox; /* what is prepared once per process: filters, kernel abilities */

/* Strict and something is missing: false, and `e` names it and the setting that would allow it. */
struct sandbox *sandbox_open(enum sandbox_need need, struct err *e);
void sandbox_close(struct sandbox *s);
/* One line about what this kernel cannot do; NULL = the jail is complete. */
const char *sandbox_missing(const struct sandbox *s);

typedef int sandbox_main(void *arg, int out);

/*
 * The network of a SANDBOX_EXEC child: a namespace of its own in which there is nothing but one listening socket, which is
 * handed to the parent. Whatever the child connects to it, the parent accepts and relays, or does not.
 */
struct sandbox_net {
	bool open;	  /* no namespace (best-effort): the machine's network, as far as `port` */
	uint32_t address; /* IPv4, network order: where it listens */
	uint16_t port;	  /* host order; 0 = no socket, and nothing to connect to */
	int channel;	  /* one end of a socket pair, which the child keeps; sandbox_net_take() reads the other one */
};
/* The listening socket; -1 = the child could not make one. */
int sandbox_net_take(int channel);
/* Are user and network namespaces allowed here? Forks. */
bool sandbox_net_possible(void);

struct sandbox_spec {
	const char *name; /* "parse": in error texts */
	enum sandbox_files files;
	struct sandbox_limits limits;
	const char *const *read; /* absolute; a file or folder that does not exist is left out */
	size_t n_read;
	const char *const *write;
	size_t n_write;
	const char *const *exec; /* SANDBOX_EXEC: programs, or folders of such; readable, too */
	size_t n_exec;
	const struct sandbox_net *net; /* SANDBOX_EXEC: never NULL */
	uint32_t max_type;	       /* highest frame type it may send */
	const int *keep;	       /* descriptors it keeps beside its output (an archive) */
	size_t n_keep;
	uint32_t uid;	   /* as root: run as this user and group; 0 = keep, without capabilities */
	sandbox_main *run; /* its result is the exit status; 0 = all went well */
	void *arg;
};

enum sandbox_how {
	SANDBOX_OK,
	SANDBOX_EXITED,	 /* with a status other than 0 */
	SANDBOX_CRASHED, /* by a signal */
	SANDBOX_TIMEOUT,
	SANDBOX_CPU,
	SANDBOX_MEMORY,
	SANDBOX_FORBIDDEN, /* tried a forbidden system call */
	SANDBOX_PROTOCOL,  /* sent something that is no frame, too much, or a frame the caller refused */
	SANDBOX_CANCELLED,
	SANDBOX_HOWS
};

struct sandbox_end {
	enum sandbox_how how;
	int status;	/* exit status or signal */
	char text[256]; /* "ran out of memory (limit 2 GiB)"; empty where all went well */
	double wall_ms, cpu_ms;
	uint64_t peak_kib; /* resident */
};

struct sandbox_child {
	pid_t pid;
	int out;  /* read end, does not block */
	int note; /* its standard error: a memory file, read once it has ended */
	struct frame_reader reader;
	struct sandbox_limits limits;
	uint64_t started_ns, deadline_ns;
	bool got_eof;
	bool family; /* it may have children of its own */
	bool stop;   /* end it: `why` and `why_text` say for what reason */
	enum sandbox_how why;
	char why_text[200];
};

bool sandbox_spawn(const struct sandbox *s, const struct sandbox_spec *spec, struct sandbox_child *c, struct err *e);
/* Marks it for killing; sandbox_reap does it. */
void sandbox_stop(struct sandbox_child *c, enum sandbox_how why, const char *text);
/*
 * Has it ended (or must it)? Kills its group where the time is over or it is marked, collects it
 * and fills `end`. False: it is still running. Call when frame_read says EOF or BAD, and when
 * the deadline has come.
 */
bool sandbox_reap(struct sandbox_child *c, struct sandbox_end *end);

/* Monotonic clock. */
uint64_t sandbox_now_ns(void);
/* "2 GiB", "300 MiB", "5 bytes" */
void sandbox_size_words(uint64_t bytes, char *out, size_t n);

#endif
