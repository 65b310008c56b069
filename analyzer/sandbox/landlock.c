#include "sandbox/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The distribution's header is older than the kernels it meets: what later ABIs added, by number. */
enum {
	FS_ABI1 = (1 << 13) - 1,
	FS_REFER = 1 << 13,	/* ABI 2 */
	FS_TRUNCATE = 1 << 14,	/* ABI 3 */
	FS_IOCTL_DEV = 1 << 15, /* ABI 5 */
	NET_ALL = 3,		/* ABI 4: bind, connect */
	NET_CONNECT = 2,
	NET_PORT_RULE = 2, /* LANDLOCK_RULE_NET_PORT */
	SCOPE_ALL = 3	   /* ABI 6: abstract sockets, signals */
};

enum {
	READ_FILE = LANDLOCK_ACCESS_FS_READ_FILE,
	READ_ALL = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
	WRITE_ALL = READ_ALL | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
		    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
		    FS_REFER | FS_TRUNCATE
};

struct ruleset {
	uint64_t fs, net, scoped;
};

int jail_landlock_abi(void)
{
	long v = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	return v < 0 ? 0 : (int)v;
}

static uint64_t handled(int abi)
{
	uint64_t fs = FS_ABI1;
	if (abi >= 2)
		fs |= FS_REFER;
	if (abi >= 3)
		fs |= FS_TRUNCATE;
	if (abi >= 5)
		fs |= FS_IOCTL_DEV;
	return fs;
}

static bool allow(int ruleset, const char *path, uint64_t access, struct err *e)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = access };
	struct stat st;
	long rc;
	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return errno == ENOENT || errno == ENOTDIR ||
		       err_set(e, ERR_IO, "opening %s for the jail: %s", path, strerror(errno));
	if (fstat(rule.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
		rule.allowed_access &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE |
				       LANDLOCK_ACCESS_FS_EXECUTE;
	rc = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent_fd);
	if (rc != 0)
		return err_set(e, ERR_IO, "Landlock rule for %s: %s", path, strerror(errno));
	return true;
}

/* struct landlock_net_port_attr */
struct port_rule {
	uint64_t access, port;
};

static bool allow_port(int ruleset, uint16_t port, struct err *e)
{
	struct port_rule rule = { NET_CONNECT, port };
	if (syscall(SYS_landlock_add_rule, ruleset, NET_PORT_RULE, &rule, 0) != 0)
		return err_set(e, ERR_IO, "Landlock rule for a port: %s", strerror(errno));
	return true;
}

bool jail_landlock_enter(int abi, const struct sandbox_spec *spec, struct err *e)
{
	struct ruleset rs = { .fs = handled(abi), .net = NET_ALL, .scoped = SCOPE_ALL };
	size_t size = abi >= 6 ? sizeof rs : abi >= 4 ? sizeof rs - 8 : sizeof rs - 16;
	int fd = (int)syscall(SYS_landlock_create_ruleset, &rs, size, 0);
	bool good = true;
	if (fd < 0)
		return err_set(e, ERR_IO, "making the Landlock rules: %s", strerror(errno));
	for (size_t i = 0; good && spec->files != SANDBOX_NO_FILES && i < spec->n_read; i++)
		good = allow(fd, spec->read[i], READ_ALL, e);
	for (size_t i = 0; good && spec->files >= SANDBOX_WRITE && i < spec->n_write; i++)
		good = allow(fd, spec->write[i], WRITE_ALL & handled(abi), e);
	for (size_t i = 0; good && spec->files == SANDBOX_EXEC && i < spec->n_exec; i++)
		good = allow(fd, spec->exec[i], READ_ALL | LANDLOCK_ACCESS_FS_EXECUTE, e);
	if (good && abi >= 4 && spec->net && spec->net->port)
		good = allow_port(fd, spec->net->port, e);
	if (good && syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		good = err_set(e, ERR_IO, "entering the Landlock rules: %s", strerror(errno));
	close(fd);
	return good;
}
