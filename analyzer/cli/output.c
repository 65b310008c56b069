#include "cli/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(FILE *f, const struct buf *b)
{
	return (b->n == 0 || fwrite(b->s, 1, b->n, f) == b->n) && fflush(f) == 0;
}

/* A pipe, a terminal, /dev/null: written to, never replaced. */
static bool special(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static bool write_special(const char *path, const struct buf *b, struct err *e)
{
	FILE *f = fopen(path, "w");
	bool ok = f && write_all(f, b);
	if (f)
		ok = fclose(f) == 0 && ok;
	return ok || err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
}

bool output_write(const struct cli_options *o, const struct buf *b, struct err *e)
{
	char *temp;
	FILE *f;
	bool ok;
	if (b->full)
		return err_set(e, ERR_TOO_LARGE, "the output is larger than %zu bytes", b->max);
	if (!o->output) {
		/* A reader that has seen enough (head) is no error of ours. */
		if (!write_all(stdout, b) && errno != EPIPE)
			return err_set(e, ERR_IO, "standard output: %s", strerror(errno));
		return true;
	}
	if (special(o->output))
		return write_special(o->output, b, e);
	temp = arena_printf(o->a, "%s.part", o->output);
	f = fopen(temp, "w");
	if (!f)
		return err_set(e, ERR_IO, "%s: %s", o->output, strerror(errno));
	ok = write_all(f, b);
	ok = fclose(f) == 0 && ok;
	if (!ok || rename(temp, o->output) != 0) {
		err_set(e, ERR_IO, "%s: %s", o->output, strerror(errno));
		remove(temp);
		return false;
	}
	return true;
}

bool output_colour(const struct cli_options *o)
{
	if (o->colour != COLOUR_AUTO)
		return o->colour == COLOUR_ALWAYS;
	return !o->output && isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
}

unsigned output_width(void)
{
	struct winsize ws;
	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col >= 40)
		return ws.ws_col < 120 ? ws.ws_col : 120;
	return 80;
}
