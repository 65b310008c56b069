/* A network that holds one listening socket: for children that speak through a relay (SANDBOX_EXEC). */
#include "sandbox/jail.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BACKLOG = 16 };

static bool put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));
	if (fd >= 0)
		close(fd);
	return n == (ssize_t)strlen(text);
}

/* The same user as before, and nobody else; its capabilities are of this namespace only, and given up soon. */
static bool namespaces(struct err *e)
{
	char map[64];
	unsigned uid = geteuid(), gid = getegid();
	/* Who changed its user does not own its own /proc files; flags() takes this back. */
	prctl(PR_SET_DUMPABLE, 1);
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
		return err_set(e, ERR_UNAVAILABLE, "a network of its own (user namespaces): %s", strerror(errno));
	snprintf(map, sizeof map, "%u %u 1", uid, uid);
	if (!put("/proc/self/uid_map", map))
		return err_set(e, ERR_UNAVAILABLE, "the user of a user namespace: %s", strerror(errno));
	snprintf(map, sizeof map, "%u %u 1", gid, gid);
	if (!put("/proc/self/setgroups", "deny") || !put("/proc/self/gid_map", map))
		return err_set(e, ERR_UNAVAILABLE, "the group of a user namespace: %s", strerror(errno));
	return true;
}

/* The loopback interface, with one more address where the child must be able to name it. */
static bool loopback_up(uint32_t address, struct err *e)
{
	struct ifreq up = { .ifr_name = "lo" }, more = { .ifr_name = "lo:1" };
	struct sockaddr_in *in = (struct sockaddr_in *)&more.ifr_addr;
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool good = s >= 0 && ioctl(s, SIOCGIFFLAGS, &up) == 0;
	if (good) {
		up.ifr_flags = (short)(up.ifr_flags | IFF_UP | IFF_RUNNING);
		good = ioctl(s, SIOCSIFFLAGS, &up) == 0;
	}
	if (good && (ntohl(address) >> 24) != 127) {
		in->sin_family = AF_INET;
		in->sin_addr.s_addr = address;
		good = ioctl(s, SIOCSIFADDR, &more) == 0;
	}
	if (!good)
		err_set(e, ERR_UNAVAILABLE, "the loopback interface: %s", strerror(errno));
	if (s >= 0)
		close(s);
	return good;
}

static bool hand_over(int channel, int fd, struct err *e)
{
	char byte = 0;
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(sizeof(int))];
	} c = { 0 };
	struct iovec v = { &byte, 1 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = c.room, .msg_controllen = sizeof c.room };
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);
	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(h), &fd, sizeof fd);
	return sendmsg(channel, &m, MSG_NOSIGNAL) == 1 ||
	       err_set(e, ERR_IO, "handing over the listening socket: %s", strerror(errno));
}

static bool listener(const struct sandbox_net *n, struct err *e)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(n->port), .sin_addr.s_addr = n->address };
	int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool good = s >= 0 && bind(s, (struct sockaddr *)&at, sizeof at) == 0 && listen(s, BACKLOG) == 0;
	if (!good)
		err_set(e, ERR_IO, "listening inside the jail: %s", strerror(errno));
	good = good && hand_over(n->channel, s, e);
	if (s >= 0)
		close(s);
	return good;
}

bool jail_net_enter(const struct sandbox_net *n, struct err *e)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct none[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
	if (!namespaces(e))
		return false;
	if (n->port && (!loopback_up(n->address, e) || !listener(n, e)))
		return false;
	if (n->channel >= 0)
		close(n->channel);
	if (syscall(SYS_capset, &head, none) != 0)
		return err_set(e, ERR_IO, "dropping capabilities: %s", strerror(errno));
	return true;
}

int sandbox_net_take(int channel)
{
	char byte;
	int fd = -1;
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(sizeof(int))];
	} c = { 0 };
	struct iovec v = { &byte, 1 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = c.room, .msg_controllen = sizeof c.room };
	struct cmsghdr *h;
	if (recvmsg(channel, &m, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	h = CMSG_FIRSTHDR(&m);
	if (h && h->cmsg_level == SOL_SOCKET && h->cmsg_type == SCM_RIGHTS && h->cmsg_len == CMSG_LEN(sizeof fd))
		memcpy(&fd, CMSG_DATA(h), sizeof fd);
	return fd;
}

/* A process that may not make namespaces finds out by trying. */
bool sandbox_net_possible(void)
{
	int st = 0;
	pid_t pid = fork();
	if (pid == 0) {
		struct err e = { 0 };
		_exit(namespaces(&e) ? 0 : 1);
	}
	return pid > 0 && waitpid(pid, &st, 0) == pid && WIFEXITED(st) && WEXITSTATUS(st) == 0;
}
