#include "sandbox/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* libseccomp's macros mix signs and shadow; every use of them is in this file. */
#pragma GCC diagnostic ignored "-Wconversion"

/* What any computation needs. Not in a list: ENOSYS, which libraries take for an old kernel. */
static const int pure[] = { SCMP_SYS(read),
			    SCMP_SYS(readv),
			    SCMP_SYS(write),
			    SCMP_SYS(writev),
			    SCMP_SYS(close),
			    SCMP_SYS(lseek),
			    SCMP_SYS(fstat),
			    SCMP_SYS(munmap),
			    SCMP_SYS(mremap),
			    SCMP_SYS(madvise),
			    SCMP_SYS(brk),
			    SCMP_SYS(rt_sigaction),
			    SCMP_SYS(rt_sigprocmask),
			    SCMP_SYS(rt_sigreturn),
			    SCMP_SYS(sigaltstack),
			    SCMP_SYS(futex),
			    SCMP_SYS(getpid),
			    SCMP_SYS(gettid),
			    SCMP_SYS(exit),
			    SCMP_SYS(exit_group),
			    SCMP_SYS(clock_gettime),
			    SCMP_SYS(clock_getres),
			    SCMP_SYS(gettimeofday),
			    SCMP_SYS(time),
			    SCMP_SYS(nanosleep),
			    SCMP_SYS(clock_nanosleep),
			    SCMP_SYS(poll),
			    SCMP_SYS(ppoll),
			    SCMP_SYS(getrandom),
			    SCMP_SYS(uname),
			    SCMP_SYS(sysinfo),
			    SCMP_SYS(sched_yield),
			    SCMP_SYS(sched_getaffinity),
			    SCMP_SYS(getrlimit),
			    SCMP_SYS(getuid),
			    SCMP_SYS(geteuid),
			    SCMP_SYS(getgid),
			    SCMP_SYS(getegid),
			    SCMP_SYS(getsid),
			    SCMP_SYS(getppid),
			    SCMP_SYS(getrusage),
			    SCMP_SYS(times),
			    SCMP_SYS(restart_syscall),
			    SCMP_SYS(set_robust_list),
			    SCMP_SYS(rseq),
			    SCMP_SYS(membarrier),
			    SCMP_SYS(getcpu) };

static const int reading[] = { SCMP_SYS(newfstatat), SCMP_SYS(stat),	 SCMP_SYS(lstat),      SCMP_SYS(statx),
			       SCMP_SYS(statfs),     SCMP_SYS(fstatfs),	 SCMP_SYS(access),     SCMP_SYS(faccessat),
			       SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64),
			       SCMP_SYS(getcwd),     SCMP_SYS(pread64),	 SCMP_SYS(preadv),     SCMP_SYS(fadvise64),
			       SCMP_SYS(dup) };

static const int writing[] = { SCMP_SYS(open),	    SCMP_SYS(openat),	SCMP_SYS(creat),     SCMP_SYS(mkdir),
			       SCMP_SYS(mkdirat),   SCMP_SYS(rename),	SCMP_SYS(renameat),  SCMP_SYS(renameat2),
			       SCMP_SYS(unlink),    SCMP_SYS(unlinkat), SCMP_SYS(rmdir),     SCMP_SYS(ftruncate),
			       SCMP_SYS(fallocate), SCMP_SYS(chmod),	SCMP_SYS(fchmod),    SCMP_SYS(fchmodat),
			       SCMP_SYS(utimensat), SCMP_SYS(fsync),	SCMP_SYS(fdatasync), SCMP_SYS(pwrite64),
			       SCMP_SYS(umask),	    SCMP_SYS(flock) };

/* Programs that fork, exec and speak through sockets; what they reach is for Landlock and the namespace to say. */
static const int running[] = {
	SCMP_SYS(execve),      SCMP_SYS(fork),	     SCMP_SYS(vfork),	   SCMP_SYS(wait4),
	SCMP_SYS(pipe),	       SCMP_SYS(pipe2),	     SCMP_SYS(dup2),	   SCMP_SYS(dup3),
	SCMP_SYS(chdir),       SCMP_SYS(fchdir),     SCMP_SYS(arch_prctl), SCMP_SYS(set_tid_address),
	SCMP_SYS(connect),     SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(getsockname),
	SCMP_SYS(getpeername), SCMP_SYS(sendto),     SCMP_SYS(recvfrom),   SCMP_SYS(sendmsg),
	SCMP_SYS(recvmsg),     SCMP_SYS(sendmmsg),   SCMP_SYS(shutdown),   SCMP_SYS(select),
	SCMP_SYS(pselect6),    SCMP_SYS(eventfd2),   SCMP_SYS(setitimer),  SCMP_SYS(alarm),
	SCMP_SYS(getpgrp),     SCMP_SYS(getpgid),    SCMP_SYS(getresuid),  SCMP_SYS(getresgid),
	SCMP_SYS(getgroups),   SCMP_SYS(mmap),	     SCMP_SYS(mprotect),   SCMP_SYS(fcntl)
};

/* No honest parser asks for these: whoever does is not one any more. */
static const int fatal[] = { SCMP_SYS(socket),
			     SCMP_SYS(socketpair),
			     SCMP_SYS(connect),
			     SCMP_SYS(bind),
			     SCMP_SYS(listen),
			     SCMP_SYS(accept),
			     SCMP_SYS(accept4),
			     SCMP_SYS(sendto),
			     SCMP_SYS(sendmsg),
			     SCMP_SYS(sendmmsg),
			     SCMP_SYS(execve),
			     SCMP_SYS(execveat),
			     SCMP_SYS(fork),
			     SCMP_SYS(vfork),
			     SCMP_SYS(ptrace),
			     SCMP_SYS(process_vm_readv),
			     SCMP_SYS(process_vm_writev),
			     SCMP_SYS(pidfd_open),
			     SCMP_SYS(pidfd_getfd),
			     SCMP_SYS(pidfd_send_signal),
			     SCMP_SYS(kill),
			     SCMP_SYS(tkill),
			     SCMP_SYS(mount),
			     SCMP_SYS(umount2),
			     SCMP_SYS(pivot_root),
			     SCMP_SYS(chroot),
			     SCMP_SYS(setns),
			     SCMP_SYS(unshare),
			     SCMP_SYS(open_tree),
			     SCMP_SYS(move_mount),
			     SCMP_SYS(fsopen),
			     SCMP_SYS(bpf),
			     SCMP_SYS(perf_event_open),
			     SCMP_SYS(userfaultfd),
			     SCMP_SYS(io_uring_setup),
			     SCMP_SYS(add_key),
			     SCMP_SYS(request_key),
			     SCMP_SYS(keyctl),
			     SCMP_SYS(init_module),
			     SCMP_SYS(finit_module),
			     SCMP_SYS(delete_module),
			     SCMP_SYS(kexec_load),
			     SCMP_SYS(reboot),
			     SCMP_SYS(mknod),
			     SCMP_SYS(mknodat),
			     SCMP_SYS(setuid),
			     SCMP_SYS(setgid),
			     SCMP_SYS(setresuid),
			     SCMP_SYS(setresgid),
			     SCMP_SYS(personality),
			     SCMP_SYS(swapon),
			     SCMP_SYS(settimeofday),
			     SCMP_SYS(sethostname),
			     SCMP_SYS(open_by_handle_at) };

static int add_all(scmp_filter_ctx c, uint32_t action, const int *v, size_t n)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = seccomp_rule_add_exact_array(c, action, v[i], 0, NULL);
	return rc;
}

/* The fatal ones, but for what programs that run others need. */
static int add_fatal(scmp_filter_ctx c, enum sandbox_files files)
{
	static const int also[] = { SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(kill), SCMP_SYS(setuid),
				    SCMP_SYS(setgid) };
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < sizeof fatal / sizeof fatal[0]; i++) {
		bool needed = false;
		for (size_t k = 0; files == SANDBOX_EXEC && k < sizeof running / sizeof running[0]; k++)
			needed |= running[k] == fatal[i];
		for (size_t k = 0; files == SANDBOX_EXEC && k < sizeof also / sizeof also[0]; k++)
			needed |= also[k] == fatal[i];
		if (!needed)
			rc = add_all(c, SCMP_ACT_KILL_PROCESS, &fatal[i], 1);
	}
	return rc;
}
#define ADD_ALL(c, action, v) add_all((c), (action), (v), sizeof(v) / sizeof(v)[0])

/* Allowed where the argument, masked, has this value. */
static int add_when(scmp_filter_ctx c, uint32_t action, int call, unsigned arg, uint64_t mask, uint64_t value)
{
	struct scmp_arg_cmp cmp = { .arg = arg, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value };
	return seccomp_rule_add_exact_array(c, action, call, 1, &cmp);
}

/* Memory never becomes executable; limits are read, never set; descriptors' flags are all that fcntl touches. */
static int add_careful(scmp_filter_ctx c, bool scoped)
{
	static const int fcntls[] = { F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_SETLK, F_SETLKW, F_GETLK };
	int rc = add_when(c, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, PROT_EXEC, 0);
	if (rc == 0)
		rc = add_when(c, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 2, PROT_EXEC, 0);
	if (rc == 0)
		rc = add_when(c, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, UINT64_MAX, 0);
	for (size_t i = 0; rc == 0 && i < sizeof fcntls / sizeof fcntls[0]; i++)
		rc = add_when(c, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, UINT32_MAX, (uint64_t)fcntls[i]);
	/* abort() sends itself SIGABRT; only where Landlock keeps it from reaching anyone else. */
	if (rc == 0 && scoped)
		rc = add_when(c, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2, UINT32_MAX, SIGABRT);
	return rc;
}

/* A process of its own is fatal. clang makes a thread where a deep recursion needs another stack. */
static int add_threads(scmp_filter_ctx c, enum sandbox_files files)
{
	uint64_t bits = CLONE_THREAD | CLONE_VM;
	int rc;
	if (files == SANDBOX_NO_FILES)
		return seccomp_rule_add_exact_array(c, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 0, NULL);
	if (files == SANDBOX_BUILD) {
		rc = seccomp_rule_add_exact_array(c, SCMP_ACT_ALLOW, SCMP_SYS(clone), 0, NULL);
		return rc ? rc : seccomp_rule_add_exact_array(c, SCMP_ACT_ALLOW, SCMP_SYS(wait4), 0, NULL);
	}
	rc = add_when(c, SCMP_ACT_ALLOW, SCMP_SYS(clone), 0, bits, bits);
	if (rc == 0)
		rc = add_when(c, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 0, bits, 0);
	if (rc == 0)
		rc = add_when(c, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 0, bits, CLONE_VM);
	return rc;
}

/* Streams over IPv4 only, processes without namespaces, signals where Landlock keeps them inside. */
static int add_running(scmp_filter_ctx c, bool scoped)
{
	enum { NEW_ANYTHING = 0x7e020000, KIND = 0xf };
	const struct scmp_arg_cmp stream[2] = {
		{ .arg = 0, .op = SCMP_CMP_MASKED_EQ, .datum_a = UINT32_MAX, .datum_b = AF_INET },
		{ .arg = 1, .op = SCMP_CMP_MASKED_EQ, .datum_a = KIND, .datum_b = SOCK_STREAM },
	};
	int rc = add_all(c, SCMP_ACT_ALLOW, running, sizeof running / sizeof running[0]);
	if (rc == 0)
		rc = seccomp_rule_add_exact_array(c, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2, stream);
	if (rc == 0)
		rc = add_when(c, SCMP_ACT_ALLOW, SCMP_SYS(socketpair), 0, UINT32_MAX, AF_UNIX);
	if (rc == 0)
		rc = add_when(c, SCMP_ACT_ALLOW, SCMP_SYS(clone), 0, NEW_ANYTHING, 0);
	if (rc == 0)
		rc = add_when(c, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, UINT64_MAX, 0);
	if (rc == 0 && scoped)
		rc = seccomp_rule_add_exact_array(c, SCMP_ACT_ALLOW, SCMP_SYS(kill), 0, NULL);
	if (rc == 0 && scoped)
		rc = seccomp_rule_add_exact_array(c, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 0, NULL);
	return rc;
}

static int fill(scmp_filter_ctx c, enum sandbox_files files, bool scoped)
{
	uint64_t writes = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND;
	int rc = seccomp_attr_set(c, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (rc == 0)
		rc = ADD_ALL(c, SCMP_ACT_ALLOW, pure);
	if (rc == 0 && files != SANDBOX_EXEC)
		rc = add_careful(c, scoped);
	if (rc == 0 && files != SANDBOX_EXEC)
		rc = add_threads(c, files);
	if (rc == 0 && files == SANDBOX_EXEC)
		rc = add_running(c, scoped);
	if (rc == 0)
		rc = add_fatal(c, files);
	if (rc == 0 && files != SANDBOX_NO_FILES)
		rc = ADD_ALL(c, SCMP_ACT_ALLOW, reading);
	if (rc == 0 && files >= SANDBOX_WRITE)
		rc = ADD_ALL(c, SCMP_ACT_ALLOW, writing);
	if (rc == 0 && files == SANDBOX_READ)
		rc = add_when(c, SCMP_ACT_ALLOW, SCMP_SYS(openat), 2, writes, 0);
	if (rc == 0 && files == SANDBOX_READ)
		rc = add_when(c, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, writes, 0);
	return rc;
}

/* libseccomp writes the program to a descriptor; it is kept in memory, so that a child enters it by one call. */
static bool export(scmp_filter_ctx c, struct sock_fprog *out, struct err *e)
{
	int fd = memfd_create("filter", MFD_CLOEXEC);
	off_t n;
	bool good;
	if (fd < 0)
		return err_set(e, ERR_IO, "memory for the system call filter: %s", strerror(errno));
	good = seccomp_export_bpf(c, fd) == 0 && (n = lseek(fd, 0, SEEK_END)) > 0 &&
	       (size_t)n < UINT16_MAX * sizeof *out->filter && (out->filter = malloc((size_t)n)) != NULL &&
	       pread(fd, out->filter, (size_t)n, 0) == n;
	if (good)
		out->len = (unsigned short)((size_t)n / sizeof *out->filter);
	close(fd);
	return good || err_set(e, ERR_INTERNAL, "the system call filter could not be made");
}

bool jail_filter_make(enum sandbox_files files, bool scoped, struct sock_fprog *out, struct err *e)
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	bool good;
	int rc;
	*out = (struct sock_fprog){ 0 };
	if (!c)
		return err_set(e, ERR_INTERNAL, "the system call filter could not be started");
	rc = fill(c, files, scoped);
	good = rc == 0 ? export(c, out, e) : err_set(e, ERR_INTERNAL, "the system call filter: %s", strerror(-rc));
	seccomp_release(c);
	return good;
}

void jail_filter_free(struct sock_fprog *p)
{
	free(p->filter);
	*p = (struct sock_fprog){ 0 };
}

bool jail_filter_enter(const struct sock_fprog *p, struct err *e)
{
	enum { SET_MODE_FILTER = 1 };
	if (syscall(SYS_seccomp, SET_MODE_FILTER, 0, p) != 0)
		return err_set(e, ERR_IO, "entering the system call filter: %s", strerror(errno));
	return true;
}
