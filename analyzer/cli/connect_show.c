#include "cli/connect.h"

#include <stdio.h>

const char *text_of(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));
	return s ? s : "";
}

/* A terminal shows it: nothing that moves its cursor. */
static void put(const char *s)
{
	for (; *s; s++)
		putchar((unsigned char)*s < 0x20 || *s == 0x7f ? ' ' : *s);
}

static void rows(const char *title, const json_t *list, const char *secret)
{
	const json_t *x;
	size_t i;
	if (!json_array_size(list))
		return;
	printf("%s:\n", title);
	json_array_foreach (list, i, x) {
		bool hidden = json_is_true(json_object_get(x, "secret"));
		printf("  %-30s ", text_of(x, "name"));
		put(hidden ? secret ? secret : "(shown when it was made)" : text_of(x, "value"));
		if (*text_of(x, "why"))
			printf("   (%s)", text_of(x, "why"));
		putchar('\n');
	}
}

void show_setup(const json_t *s, const char *secret)
{
	char where[512];
	if (*text_of(s, "warning"))
		fprintf(stderr, "ringcheck: %s\n", text_of(s, "warning"));
	if (*text_of(s, "page"))
		snprintf(where, sizeof where, "%s (%s)", text_of(s, "page"), text_of(s, "where"));
	else
		snprintf(where, sizeof where, "%s", text_of(s, "where"));
	rows(where, json_object_get(s, "fields"), secret);
	rows("Events to tick", json_object_get(s, "events"), NULL);
	rows("What the token or App may do", json_object_get(s, "permissions"), NULL);
}

void show_delivery(const json_t *d)
{
	printf("  %-24.24s %-10s ", text_of(d, "received"), text_of(d, "state"));
	put(text_of(d, "event"));
	if (*text_of(d, "action")) {
		putchar(' ');
		put(text_of(d, "action"));
	}
	if (*text_of(d, "outcome")) {
		fputs(": ", stdout);
		put(text_of(d, "outcome"));
	}
	putchar('\n');
}

void show_project(const json_t *p)
{
	put(text_of(p, "name"));
	printf(": %s", text_of(p, "health"));
	if (*text_of(p, "problem")) {
		fputs(", ", stdout);
		put(text_of(p, "problem"));
	}
	printf("; %lld open pull requests\n", (long long)json_integer_value(json_object_get(p, "open_pulls")));
}
