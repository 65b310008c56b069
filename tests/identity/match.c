/*
 * report/match.h as a program: match OLD.json NEW.json [FILES]
 *
 * OLD and NEW are JSON reports. FILES has a line "OLD-PATH TAB NEW-PATH" for each file that both revisions have under
 * another name or with a line map, each followed by its hunks, "TAB OLD-LINE OLD-N NEW-LINE NEW-N", or one line "TAB -"
 * where lines are not known. Prints, for each new finding, the old one's number or -, and its identity when carried on.
 */
#include "report/finding_json.h"
#include "report/match.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

typedef VEC(struct finding) findings;

static void die(const char *what, const char *path)
{
	fprintf(stderr, "match: %s: %s\n", path, what);
	exit(2);
}

static findings load(struct arena *a, const char *path)
{
	findings out = { 0 };
	struct err e = { 0 };
	json_error_t je;
	json_t *report = json_load_file(path, 0, &je), *list = json_object_get(report, "findings"), *one;
	size_t i;
	if (!json_is_array(list))
		die("no report", path);
	json_array_foreach (list, i, one) {
		char *text = json_dumps(one, JSON_COMPACT);
		if (!text || !finding_read(a, str_from(text), VEC_PUSH(a, &out), &e))
			die(e.text, path);
		free(text);
	}
	json_decref(report);
	return out;
}

struct file_lines {
	struct match_file f;
	VEC(struct match_hunk) hunks;
};

typedef VEC(struct file_lines) file_list;

static file_list load_files(struct arena *a, const char *path)
{
	file_list out = { 0 };
	char line[4096];
	FILE *f = fopen(path, "r");
	if (!f)
		die("cannot be read", path);
	while (fgets(line, sizeof line, f)) {
		struct str text = arena_str(a, str_trim(str_from(line)));
		struct match_hunk h;
		if (line[0] != '\t') {
			struct file_lines *n = VEC_PUSH(a, &out);
			*n = (struct file_lines){ .f = { .mapped = true } };
			str_cut(text, '\t', &n->f.old_path, &n->f.new_path);
		} else if (out.n && str_is(text, "-")) {
			out.v[out.n - 1].f.mapped = false;
		} else if (out.n && sscanf(line, "%u %u %u %u", &h.old_line, &h.old_n, &h.new_line, &h.new_n) == 4) {
			*VEC_PUSH(a, &out.v[out.n - 1].hunks) = h;
		} else {
			die("a line that is none", path);
		}
	}
	fclose(f);
	return out;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new(0);
	struct match_input in = { 0 };
	struct match_result r;
	struct match_file *files;
	findings o, n;
	file_list list = { 0 };
	if (argc < 3 || argc > 4)
		die("OLD.json NEW.json [FILES] are the arguments", "usage");
	o = load(a, argv[1]);
	n = load(a, argv[2]);
	if (argc == 4)
		list = load_files(a, argv[3]);
	files = ARENA_ARRAY(a, struct match_file, list.n + 1);
	for (size_t i = 0; i < list.n; i++) {
		files[i] = list.v[i].f;
		files[i].hunks = list.v[i].hunks.v;
		files[i].n_hunks = list.v[i].hunks.n;
	}
	in = (struct match_input){ o.v, n.v, o.n, n.n, files, list.n };
	r = match_findings(a, &in);
	match_carry(a, &in, &r, n.v);
	for (size_t i = 0; i < n.n; i++) {
		if (r.of_new[i] == MATCH_NONE)
			printf("-");
		else
			printf("%zu", r.of_new[i]);
		printf(" " STR_FMT "\n", STR_ARG(n.v[i].identity));
	}
	arena_free(a);
	return 0;
}
