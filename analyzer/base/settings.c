#include "base/settings.h"

#include "base/str.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static bool set_word(int *to, const struct setting *k, struct str v, const char *where, struct err *e)
{
	for (int i = 0; k->words[i]; i++) {
		if (str_is(v, k->words[i])) {
			*to = i;
			return true;
		}
	}
	err_set(e, ERR_USAGE, "%s: %s must be one of", where, k->name);
	for (int i = 0; k->words[i]; i++) {
		size_t n = strlen(e->text);
		snprintf(e->text + n, sizeof e->text - n, " %s", k->words[i]);
	}
	return false;
}

static bool set(void *to, const struct setting *k, struct str v, const char *where, struct err *e)
{
	char *at = (char *)to + k->at;
	unsigned long long n;
	switch (k->kind) {
	case SET_TEXT:
		if (v.n >= SETTING_TEXT)
			return err_set(e, ERR_USAGE, "%s: %s must be shorter than %d bytes", where, k->name,
				       SETTING_TEXT);
		memcpy(at, v.s, v.n);
		at[v.n] = 0;
		return true;
	case SET_NUMBER:
		if (!str_to_u64(v, &n) || n < k->min || n > k->max)
			return err_set(e, ERR_USAGE, "%s: %s must be a number from %u to %u", where, k->name, k->min,
				       k->max);
		*(uint32_t *)(void *)at = (uint32_t)n;
		return true;
	case SET_WORD:
		return set_word((int *)(void *)at, k, v, where, e);
	}
	return false;
}

static bool set_line(void *to, const struct setting *v, size_t n, struct str line, const char *where, struct err *e)
{
	struct str name, value;
	line = str_trim(line);
	if (line.n == 0 || line.s[0] == '#')
		return true;
	if (!str_cut(line, '=', &name, &value))
		return err_set(e, ERR_USAGE, "%s: a line is `key = value` or starts with #", where);
	name = str_trim(name);
	for (size_t i = 0; i < n; i++)
		if (str_is(name, v[i].name))
			return set(to, &v[i], str_trim(value), where, e);
	return err_set(e, ERR_USAGE, "%s: there is no setting '" STR_FMT "'", where, STR_ARG(name));
}

bool settings_file(void *to, const struct setting *v, size_t n, const char *file, bool must, struct err *e)
{
	char *line = NULL, where[SETTING_TEXT];
	size_t cap = 0;
	ssize_t got;
	bool good = true;
	FILE *f = fopen(file, "re");
	if (!f)
		return (!must && errno == ENOENT) || err_set(e, ERR_IO, "%s: %s", file, strerror(errno));
	for (unsigned no = 1; good && (got = getline(&line, &cap, f)) >= 0; no++) {
		snprintf(where, sizeof where, "%s:%u", file, no);
		good = set_line(to, v, n, (struct str){ line, (size_t)got }, where, e);
	}
	free(line);
	fclose(f);
	return good;
}

bool settings_environment(void *to, const struct setting *v, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		char name[64] = "RINGCHECK_";
		size_t k = strlen(name);
		const char *also = v[i].also ? getenv(v[i].also) : NULL, *own;
		for (const char *p = v[i].name; *p && k < sizeof name - 1; p++)
			name[k++] = (char)toupper((unsigned char)*p);
		name[k] = 0;
		own = getenv(name);
		if (also && *also && !set(to, &v[i], str_trim(str_from(also)), v[i].also, e))
			return false;
		if (own && !set(to, &v[i], str_trim(str_from(own)), name, e))
			return false;
	}
	return true;
}
