/*
 * The peer of `ringcheck check`: a bare libclang parse of every unit of a tree, in one process, with the flags, the
 * precompiled header and the stand-ins of the front end, walking nothing.
 *
 *   parse_peer [-c CACHE] [-m MODEL] [-n TIMES] [-v] [-w FOLDER] ROOT [PATH...]
 *
 * Prints one line: units, functions, processor ms of the parses, of whole front ends, of their lowering (each the sum
 * over units of the median of TIMES), parses that the front ends needed, units with guesses. -w writes for each unit
 * FOLDER/N.args: what clang needs to parse it alone and without a precompiled header.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "front/front_int.h"

enum { TIMES_MAX = 15 };

struct opts {
	const char *write;
	unsigned times;
	bool verbose;
};

struct sums {
	double parse, front, lower;
	unsigned units, funcs, rounds, guessed, failed;
};

static double cpu_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int smaller(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

static double median(double *v, size_t n)
{
	qsort(v, n, sizeof *v, smaller);
	return v[n / 2];
}

/* Trace headers: what the front end puts there is a little longer, where the project names functions of its own. */
static void stand_ins(struct parsed *p)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	buf_puts(&b, "#include <rc_wpp.h>\n");
	for (size_t i = 0; i < p->d->wpp.n; i++)
		buf_printf(&b, "#ifndef " STR_FMT "\n#define " STR_FMT "(...) __rc_trace(__VA_ARGS__)\n#endif\n",
			   STR_ARG(p->d->wpp.v[i].name), STR_ARG(p->d->wpp.v[i].name));
	for (size_t i = 0; i < p->vf.n; i++)
		if (p->vf.v[i].kind == VF_TMH)
			p->vf.v[i].text = arena_str(p->a, buf_view(&b));
	buf_free(&b);
}

static void prepare(struct parsed *p, bool pch)
{
	p->guess_ids = map_new(p->a);
	p->guess_names = strtab_new(p->a);
	p->no_pch = !pch;
	front_scan(p);
	stand_ins(p);
	front_args(p);
	front_prefix(p);
}

static double parse(struct parsed *p)
{
	unsigned flags = CXTranslationUnit_DetailedPreprocessingRecord | CXTranslationUnit_KeepGoing;
	struct CXUnsavedFile *uf = ARENA_ARRAY(p->a, struct CXUnsavedFile, p->vf.n + 1);
	double t;
	for (size_t i = 0; i < p->vf.n; i++)
		uf[i] = (struct CXUnsavedFile){ p->vf.v[i].path.s, p->vf.v[i].text.s, p->vf.v[i].text.n };
	t = cpu_ms();
	clang_parseTranslationUnit2(p->f->index, p->main.s, p->argv, p->argc, uf, (unsigned)p->vf.n, flags, &p->tu);
	if (p->tu)
		clang_disposeTranslationUnit(p->tu);
	return cpu_ms() - t;
}

static void quoted(FILE *f, const char *s)
{
	fputc('"', f);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fputc('\\', f);
		fputc(*s, f);
	}
	fputs("\"", f);
}

static FILE *create(struct arena *a, const char *folder, unsigned n, const char *what)
{
	FILE *f = fopen(arena_printf(a, "%s/%u%s", folder, n, what), "w");
	if (!f) {
		perror(folder);
		exit(2);
	}
	return f;
}

/* The stand-ins as files, an overlay that puts them in place, and the arguments. */
static void write_unit(struct parsed *p, const char *folder, unsigned n)
{
	FILE *args = create(p->a, folder, n, ".args"), *map = create(p->a, folder, n, ".yaml");
	fputs("{\"version\":0,\"roots\":[", map);
	for (size_t i = 0; i < p->vf.n; i++) {
		char *name = arena_printf(p->a, ".%zu.h", i);
		FILE *text = create(p->a, folder, n, name);
		fwrite(p->vf.v[i].text.s, 1, p->vf.v[i].text.n, text);
		fclose(text);
		fprintf(map, "%s{\"type\":\"file\",\"name\":", i ? "," : "");
		quoted(map, p->vf.v[i].path.s);
		fputs(",\"external-contents\":", map);
		quoted(map, arena_printf(p->a, "%s/%u%s", folder, n, name));
		fputs("}", map);
	}
	fputs("]}\n", map);
	fclose(map);
	fputs("-fsyntax-only\n", args);
	for (int i = 0; i < p->argc; i++) {
		quoted(args, p->argv[i]);
		fputc('\n', args);
	}
	fputs("-ivfsoverlay\n", args);
	quoted(args, arena_printf(p->a, "%s/%u.yaml", folder, n));
	fputc('\n', args);
	quoted(args, p->main.s);
	fputc('\n', args);
	fclose(args);
}

static void one(struct front *f, const struct plan_driver *d, const struct plan_unit *pu, const struct opts *o,
		struct sums *s)
{
	double parses[TIMES_MAX], fronts[TIMES_MAX], lowers[TIMES_MAX], front = 0;
	struct err e = { 0 };
	const struct front_stats *st = front_stats(f);
	for (unsigned i = 0; i < o->times; i++) {
		struct arena *a = arena_new(0);
		struct parsed p = { .f = f, .a = a, .d = d, .pu = pu };
		struct ir_unit *u;
		prepare(&p, true);
		parses[i] = parse(&p);
		u = front_unit(f, a, d, pu, &e);
		fronts[i] = (double)(st->parse_ns + st->lower_ns) / 1e6;
		lowers[i] = (double)st->lower_ns / 1e6;
		if (i == 0) {
			s->units++;
			s->failed += !u;
			s->funcs += st->funcs;
			s->rounds += st->rounds;
			s->guessed += u && u->guesses.n;
		}
		arena_free(a);
	}
	s->parse += median(parses, o->times);
	s->front += front = median(fronts, o->times);
	s->lower += median(lowers, o->times);
	if (o->verbose)
		printf(STR_FMT "\t%.1f\t%.1f\t%u\n", STR_ARG(pu->path), median(parses, o->times), front, st->rounds);
	if (o->write) {
		struct arena *a = arena_new(0);
		struct parsed p = { .f = f, .a = a, .d = d, .pu = pu };
		prepare(&p, false);
		write_unit(&p, o->write, s->units);
		arena_free(a);
	}
}

int main(int argc, char **argv)
{
	struct opts o = { .times = 3 };
	struct front_config c = { .model_dir = "analyzer/model/include" };
	struct arena *a = arena_new(0);
	struct err e = { 0 };
	struct sums s = { 0 };
	struct str paths[64];
	struct front *f;
	struct plan *p;
	size_t n = 0;
	int ch;
	while ((ch = getopt(argc, argv, "c:m:n:vw:")) != -1) {
		if (ch == 'c')
			c.cache_dir = optarg;
		else if (ch == 'm')
			c.model_dir = optarg;
		else if (ch == 'n')
			o.times = (unsigned)strtoul(optarg, NULL, 10);
		else if (ch == 'v')
			o.verbose = true;
		else if (ch == 'w')
			o.write = optarg;
		else
			return 2;
	}
	if (optind >= argc || o.times < 1 || o.times > TIMES_MAX)
		return 2;
	c.root = argv[optind];
	for (int i = optind + 1; i < argc && n < 64; i++)
		paths[n++] = str_from(argv[i]);
	f = front_open(&c, &e);
	p = f ? plan_make(a, c.root, paths, n, STR(""), &e) : NULL;
	if (!p) {
		fprintf(stderr, "parse_peer: %s\n", e.text);
		return 1;
	}
	for (size_t i = 0; i < p->drivers.n; i++) {
		const struct plan_driver *d = &p->drivers.v[i];
		if (!d->driver)
			continue;
		for (size_t k = 0; k < d->units.n; k++) {
			if (!front_pch_prepare(f, d, &d->units.v[k], &e))
				fprintf(stderr, "parse_peer: %s\n", e.text);
			one(f, d, &d->units.v[k], &o, &s);
		}
	}
	printf("units %u functions %u parse %.1f front %.1f lower %.1f parses %u guessed %u failed %u\n", s.units,
	       s.funcs, s.parse, s.front, s.lower, s.rounds, s.guessed, s.failed);
	front_close(f);
	return 0;
}
