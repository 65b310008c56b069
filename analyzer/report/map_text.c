#include "report/map_text.h"

#include <jansson.h>

/* Members in their order: "name: value", lists of objects as blocks. The map's shape is model/map.c's business. */

static void put_value(struct buf *b, const json_t *v);

static void put_place(struct buf *b, const json_t *v)
{
	buf_printf(b, "%s:%lld", json_string_value(json_object_get(v, "file")),
		   (long long)json_integer_value(json_object_get(v, "line")));
}

static void put_list(struct buf *b, const json_t *v)
{
	size_t i;
	const json_t *x;
	json_array_foreach (v, i, x) {
		if (i)
			buf_puts(b, ", ");
		put_value(b, x);
	}
}

static void put_value(struct buf *b, const json_t *v)
{
	const char *key;
	json_t *x;
	bool first = true;
	if (json_is_string(v)) {
		buf_add(b, json_string_value(v), json_string_length(v));
	} else if (json_is_integer(v)) {
		buf_i64(b, json_integer_value(v));
	} else if (json_is_boolean(v)) {
		buf_puts(b, json_is_true(v) ? "yes" : "no");
	} else if (json_is_array(v)) {
		put_list(b, v);
	} else if (json_is_object(v) && json_object_get(v, "file") && json_object_get(v, "line")) {
		put_place(b, v);
	} else if (json_is_object(v)) {
		json_object_foreach ((json_t *)(uintptr_t)v, key, x) {
			buf_printf(b, "%s%s ", first ? "" : ", ", key);
			put_value(b, x);
			first = false;
		}
	} else {
		buf_putc(b, '-');
	}
}

static bool empty(const json_t *v)
{
	return json_is_null(v) || (json_is_string(v) && json_string_length(v) == 0) ||
	       (json_is_array(v) && json_array_size(v) == 0);
}

/* The first member heads the block. */
static void put_block(struct buf *b, const json_t *o)
{
	const char *key;
	json_t *v;
	bool first = true;
	json_object_foreach ((json_t *)(uintptr_t)o, key, v) {
		if (empty(v))
			continue;
		if (first)
			buf_puts(b, "  ");
		else
			buf_printf(b, "      %s: ", key);
		put_value(b, v);
		buf_putc(b, '\n');
		first = false;
	}
}

void map_text(struct str json, struct buf *out)
{
	json_error_t je;
	json_t *map = json_loadb(json.s, json.n, 0, &je);
	const char *key;
	json_t *v, *x;
	size_t i;
	json_object_foreach (map, key, v) {
		if (empty(v))
			continue;
		if (!json_is_array(v) || !json_is_object(json_array_get(v, 0))) {
			buf_printf(out, "%s: ", key);
			put_value(out, v);
			buf_putc(out, '\n');
			continue;
		}
		buf_printf(out, "%s\n", key);
		json_array_foreach (v, i, x)
			put_block(out, x);
	}
	json_decref(map);
	buf_putc(out, '\n');
}
