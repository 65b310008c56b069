/*
 * Drives analyzer/git from a script:
 *	probe DIR URL ADDRESS:PORT USER:PASSWORD MIB SECONDS JAIL_UID COMMAND...
 * Commands: fetch SHA [REF]   base SHA SHA   changes SHA SHA   checkout SHA FOLDER   timings
 * `probe seal KEY TEXT` prints a sealed secret. Each prints its result; an error prints "error: CODE: TEXT" and ends with 1.
 */
#include "base/seal.h"
#include "git/git.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

struct probe {
	struct arena *a;
	struct git *g;
	struct git_remote r;
};

static bool fetch(struct probe *p, char **v, int n, struct err *e)
{
	struct git_want w[2] = { { .sha = str_from(v[0]), .ref = str_from(n > 1 ? v[1] : "") } };
	return git_fetch(p->g, &p->r, w, 1, e);
}

static bool both(struct probe *p, char **v, struct err *e)
{
	struct git_want w[2] = { { .sha = str_from(v[0]) }, { .sha = str_from(v[1]) } };
	return git_fetch(p->g, &p->r, w, 2, e);
}

static bool base(struct probe *p, char **v, struct err *e)
{
	struct str out;
	if (!git_merge_base(p->g, &p->r, str_from(v[0]), str_from(v[1]), &out, e))
		return false;
	printf("base " STR_FMT "\n", STR_ARG(out));
	return true;
}

static bool changes(struct probe *p, char **v, struct err *e)
{
	struct changes c = { 0 };
	struct buf b;
	if (!git_changes(p->g, &p->r, str_from(v[0]), str_from(v[1]), &c, e))
		return false;
	buf_init(&b, 64 << 20);
	changes_json(&c, &b);
	printf("changes %s\n", b.s);
	buf_free(&b);
	return true;
}

static bool checkout(struct probe *p, char **v, struct err *e)
{
	git_notes notes = { 0 };
	if (!git_checkout(p->g, &p->r, str_from(v[0]), v[1], &notes, e))
		return false;
	for (size_t i = 0; i < notes.n; i++)
		printf("note " STR_FMT "\n", STR_ARG(notes.v[i]));
	return true;
}

static bool work(struct probe *p, char **v, struct err *e)
{
	while (*v) {
		uint64_t from = sandbox_now_ns();
		const char *what = *v++;
		int n = 0;
		bool good;
		while (v[n] && strcmp(v[n], "+") != 0)
			n++;
		if (strcmp(what, "fetch") == 0 && n >= 1)
			good = fetch(p, v, n, e);
		else if (n == 2 && strcmp(what, "both") == 0)
			good = both(p, v, e);
		else if (n == 2 && strcmp(what, "base") == 0)
			good = base(p, v, e);
		else if (n == 2 && strcmp(what, "changes") == 0)
			good = changes(p, v, e);
		else if (n == 2 && strcmp(what, "checkout") == 0)
			good = checkout(p, v, e);
		else
			good = err_set(e, ERR_USAGE, "%s", what);
		if (!good)
			return false;
		if (getenv("PROBE_TIMES"))
			printf("took %s %.1f ms\n", what, (double)(sandbox_now_ns() - from) / 1e6);
		v += n;
		v += *v != NULL;
	}
	return true;
}

/* What a project's row holds of a secret, as the database takes bytes. */
static int seal(const char *hex, const char *text)
{
	struct seal_key key;
	struct err e = { 0 };
	struct buf b;
	buf_init(&b, SEAL_TEXT_MAX * 2);
	if (!seal_key_read(&key, hex, "", &e) || !seal_put(&key, str_from(text), &b, &e))
		return 1;
	printf("\\x");
	for (size_t i = 0; i < b.n; i++)
		printf("%02x", (unsigned char)b.s[i]);
	printf("\n");
	return 0;
}

int main(int argc, char **argv)
{
	struct probe p = { .a = arena_new(0) };
	struct err e = { 0 };
	struct sockaddr_in *in = (struct sockaddr_in *)&p.r.addr;
	struct git_config c = { 0 };
	char *colon;
	if (argc == 4 && strcmp(argv[1], "seal") == 0)
		return seal(argv[2], argv[3]);
	if (argc < 9 || !(colon = strchr(argv[3], ':')))
		return 2;
	*colon = 0;
	in->sin_family = AF_INET;
	in->sin_port = htons((uint16_t)atoi(colon + 1));
	inet_pton(AF_INET, argv[3], &in->sin_addr);
	p.r.addr_n = sizeof *in;
	p.r.url = str_from(argv[2]);
	if ((colon = strchr(argv[4], ':'))) {
		*colon = 0;
		p.r.user = str_from(argv[4]);
		p.r.password = str_from(colon + 1);
	}
	c.ca_file = getenv("PROBE_CA");
	c.dir = argv[1];
	c.down_mib = (uint32_t)atoi(argv[5]);
	c.wall_s = (uint32_t)atoi(argv[6]);
	c.jail_uid = (uint32_t)atoi(argv[7]);
	c.git = getenv("PROBE_GIT");
	p.g = git_open(p.a, &c, &e);
	if (!p.g || !work(&p, argv + 8, &e)) {
		printf("error: %s: %s\n", err_word(e.code), e.text);
		git_close(p.g);
		return 1;
	}
	git_close(p.g);
	arena_free(p.a);
	return 0;
}
