/*
 * Developer's tool: parses and lowers every unit of a tree, each in a child, and prints what could not be taken in.
 *   survey [-c CACHE] [-m MODEL] [-p] [-v] ROOT [PATH...]    -p prints the IR, -v one line per unit
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "front/front.h"

struct opts {
	const char *cache, *model;
	bool print, verbose, all, inside, kernel;
	unsigned long jobs;
};

struct totals {
	unsigned units, clean, failed, funcs, funcs_opaque, ops, opaque, guesses, diags, bad_ir, rounds, pch,
		with_guess, affected;
	double parse_ms, lower_ms;
};

static void opaque_kinds(const struct ir_unit *u)
{
	for (size_t i = 0; i < u->funcs.n; i++)
		for (size_t b = 0; b < u->funcs.v[i].blocks.n; b++)
			for (uint32_t k = 0; k < u->funcs.v[i].blocks.v[b].n_ops; k++) {
				const struct ir_op *op = &u->funcs.v[i].blocks.v[b].ops[k];
				if (op->kind == IR_OPAQUE)
					printf("opaque\t%s\t%s:%u\t%s\n", ir_textz(u, op->text),
					       ir_textz(u, u->files.v[op->at.file].path), op->at.line,
					       ir_textz(u, u->funcs.v[i].name));
			}
	for (size_t i = 0; i < u->guesses.n; i++)
		printf("guess\t%d\t%s\t%s\t%s:%u\n", (int)u->guesses.v[i].kind, ir_textz(u, u->guesses.v[i].name),
		       ir_textz(u, u->guesses.v[i].why),
		       u->files.n ? ir_textz(u, u->files.v[u->guesses.v[i].at.file].path) : "",
		       u->guesses.v[i].at.line);
	for (size_t i = 0; i < u->diags.n; i++)
		printf("diag\t%s\t%s:%u\n", ir_textz(u, u->diags.v[i].text),
		       u->files.n ? ir_textz(u, u->files.v[u->diags.v[i].at.file].path) : "", u->diags.v[i].at.line);
}

static int one(struct front *f, const struct opts *o, const struct plan_driver *d, const struct plan_unit *pu)
{
	struct arena *a = arena_new(0);
	struct err e = { 0 };
	const struct front_stats *s;
	struct ir_unit *u = front_unit(f, a, d, pu, &e);
	int bad;
	if (!u) {
		printf("fail\t" STR_FMT "\t%s\n", STR_ARG(pu->path), e.text);
		return 1;
	}
	s = front_stats(f);
	bad = !ir_verify(u, &e);
	if (bad)
		printf("badir\t" STR_FMT "\t%s\n", STR_ARG(pu->path), e.text);
	printf("unit\t" STR_FMT "\t%u\t%u\t%u\t%u\t%zu\t%zu\t%u\t%d\t%.2f\t%.2f\t%d\t%u\n", STR_ARG(pu->path), s->funcs,
	       s->funcs_opaque, s->ops, s->opaque, u->guesses.n, u->diags.n, s->rounds, bad, (double)s->parse_ns / 1e6,
	       (double)s->lower_ns / 1e6, s->pch, s->funcs_affected);
	opaque_kinds(u);
	if (o->print) {
		struct buf b;
		buf_init(&b, (size_t)256 << 20);
		ir_print(u, &b);
		fwrite(b.s, 1, b.n, stdout);
	}
	return 0;
}

static void take(struct totals *t, const char *line, const struct opts *o)
{
	unsigned funcs, fo, ops, op, rounds, aff;
	size_t g, di;
	int bad, pch;
	double ps, lo;
	char path[2048];
	if (strncmp(line, "unit\t", 5) != 0) {
		if (o->verbose || o->print || strncmp(line, "fail", 4) == 0 || strncmp(line, "badir", 5) == 0)
			fputs(line, stdout);
		return;
	}
	if (sscanf(line + 5, "%2047[^\t]\t%u\t%u\t%u\t%u\t%zu\t%zu\t%u\t%d\t%lf\t%lf\t%d\t%u", path, &funcs, &fo, &ops,
		   &op, &g, &di, &rounds, &bad, &ps, &lo, &pch, &aff) != 13)
		return;
	if (o->verbose)
		fputs(line, stdout);
	t->units++;
	t->funcs += funcs;
	t->funcs_opaque += fo;
	t->affected += aff;
	t->ops += ops;
	t->opaque += op;
	t->guesses += (unsigned)g;
	t->with_guess += g != 0;
	t->diags += (unsigned)di;
	t->clean += !op && !g && !di;
	t->bad_ir += bad != 0;
	t->rounds += rounds;
	t->pch += pch != 0;
	t->parse_ms += ps;
	t->lower_ms += lo;
}

static void child(struct front *f, const struct opts *o, const struct plan_driver *d, const struct plan_unit *pu,
		  struct totals *t)
{
	int fds[2], status = 0;
	FILE *in;
	char *line = NULL;
	size_t cap = 0;
	pid_t pid;
	fflush(stdout);
	if (pipe(fds) != 0 || (pid = fork()) < 0)
		exit(2);
	if (pid == 0) {
		struct rlimit cpu = { 60, 60 };
		setrlimit(RLIMIT_CPU, &cpu);
		dup2(fds[1], 1);
		close(fds[0]);
		one(f, o, d, pu);
		fflush(stdout);
		_exit(0);
	}
	close(fds[1]);
	in = fdopen(fds[0], "r");
	while (getline(&line, &cap, in) > 0)
		take(t, line, o);
	free(line);
	fclose(in);
	waitpid(pid, &status, 0);
	if (status) {
		t->failed++;
		printf("crash\t" STR_FMT "\tstatus %x\n", STR_ARG(pu->path), (unsigned)status);
	}
}

int main(int argc, char **argv)
{
	struct opts o = { .model = "analyzer/model/include" };
	struct front_config c = { 0 };
	struct arena *a = arena_new(0);
	struct err e = { 0 };
	struct totals t = { 0 };
	struct front *f;
	struct plan *p;
	struct str paths[64];
	size_t n = 0;
	int ch;
	while ((ch = getopt(argc, argv, "c:m:w:pvanK")) != -1) {
		if (ch == 'c')
			o.cache = optarg;
		else if (ch == 'm')
			o.model = optarg;
		else if (ch == 'w')
			c.wdk_dir = optarg;
		else if (ch == 'p')
			o.print = true;
		else if (ch == 'v')
			o.verbose = true;
		else if (ch == 'n')
			o.inside = true;
		else if (ch == 'K')
			o.kernel = true;
		else if (ch == 'a')
			o.all = true;
		else
			return 2;
	}
	if (optind >= argc)
		return 2;
	c.root = argv[optind];
	c.model_dir = o.model;
	c.cache_dir = o.cache;
	for (int i = optind + 1; i < argc && n < 64; i++)
		paths[n++] = str_from(argv[i]);
	f = front_open(&c, &e);
	p = f ? plan_make(a, c.root, paths, n, STR(""), &e) : NULL;
	if (!p) {
		fprintf(stderr, "survey: %s\n", e.text);
		return 1;
	}
	for (size_t i = 0; i < p->drivers.n; i++) {
		const struct plan_driver *d = &p->drivers.v[i];
		if (o.kernel && d->framework == PLAN_UMDF)
			continue;
		if (!d->driver && !o.all)
			continue;
		if (o.verbose)
			printf("driver\t" STR_FMT "\t%d\n", STR_ARG(d->name), (int)d->framework);
		for (size_t k = 0; k < d->units.n; k++) {
			if (!front_pch_prepare(f, d, &d->units.v[k], &e))
				printf("pch\t%s\n", e.text);
			if (o.inside)
				one(f, &o, d, &d->units.v[k]);
			else
				child(f, &o, d, &d->units.v[k], &t);
		}
	}
	printf("units %u clean %u failed %u bad-ir %u pch %u rounds %u | funcs %u opaque-funcs %u affected %u ops %u opaque %u | with-guess %u guesses %u diags "
	       "%u | parse %.1f ms lower %.1f ms\n",
	       t.units, t.clean, t.failed, t.bad_ir, t.pch, t.rounds, t.funcs, t.funcs_opaque, t.affected, t.ops,
	       t.opaque, t.with_guess, t.guesses, t.diags, t.parse_ms, t.lower_ms);
	front_close(f);
	return 0;
}
