/* A plain git server's hook, put into a bare repository of this machine. */
#include "cli/connect.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_file(const char *path, const char *text, mode_t mode, struct err *e)
{
	size_t n = strlen(text), at = 0;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0 && errno == EEXIST)
		return err_set(e, ERR_CONFLICT, "%s is there already; move it away, or call Ringcheck's script from it",
			       path);
	while (fd >= 0 && at < n) {
		ssize_t k = write(fd, text + at, n - at);
		if (k < 0)
			break;
		at += (size_t)k;
	}
	/* The mask of the user must not make it unreadable for git, nor readable for others. */
	if (fd < 0 || at < n || fchmod(fd, mode) != 0 || close(fd) != 0)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	return true;
}

bool git_install(const struct connect_options *o, const char *script, const char *secret, struct err *e)
{
	const char *head = arena_printf(o->a, "%s/HEAD", o->install),
		   *hooks = arena_printf(o->a, "%s/hooks", o->install);
	struct stat st;
	if (stat(head, &st) != 0)
		return err_set(e, ERR_INPUT, "%s is no bare repository (no HEAD in it)", o->install);
	if (mkdir(hooks, 0755) != 0 && errno != EEXIST)
		return err_set(e, ERR_IO, "%s: %s", hooks, strerror(errno));
	return write_file(arena_printf(o->a, "%s/post-receive", hooks), script, 0755, e) &&
	       write_file(arena_printf(o->a, "%s/ringcheck.secret", hooks), secret, 0600, e);
}
