/* A SOURCES file -> a driver of the plan. */
#include "source/ddk.h"

#include "source/msbuild.h"
#include "source/path.h"

bool ddk_is_sources(const struct tree_entry *f)
{
	struct str name = path_name(f->path);
	return f->kind == TREE_FILE && str_is_nocase(name, "sources");
}

/* Next word of a list; quotes keep blanks together. */
static bool next_word(struct str *s, const char *seps, struct str *word)
{
	size_t n = 0;
	bool quoted = false;
	while (s->n && strchr(seps, s->s[0]))
		s->s++, s->n--;
	while (n < s->n && (quoted || !strchr(seps, s->s[n])))
		quoted ^= s->s[n++] == '"';
	*word = (struct str){ s->s, n };
	*s = (struct str){ s->s + n, s->n - n };
	return n > 0;
}

static bool has_kit(struct str v)
{
	return memchr(v.s, MSB_KIT, v.n) != NULL;
}

static void include_word(struct ddk *d, struct plan_driver *drv, struct plan_unit *u, struct str word)
{
	struct str path;
	const struct tree_entry *f;
	if (has_kit(word))
		return;
	if (!path_join(d->a, d->dir, word, &path)) {
		note_add(d->pl, drv, STR_FMT ": include folder outside of what was given", STR_ARG(word));
		return;
	}
	f = tree_folder(d->pl->t, path);
	if (f)
		list_add_new(d->a, &u->includes, f->path);
	else
		note_add(d->pl, drv, STR_FMT ": include folder that is not there", STR_ARG(path));
}

static void option(struct ddk *d, struct plan_driver *drv, struct plan_unit *u, struct str word)
{
	struct str v;
	if (word.n < 3 || (word.s[0] != '-' && word.s[0] != '/'))
		return;
	v = (struct str){ word.s + 2, word.n - 2 };
	if (word.s[1] == 'D')
		macros_add(d->a, &u->macros, v);
	else if (word.s[1] == 'U')
		list_add(d->a, &u->undefs, v);
	else if (word.s[1] == 'I')
		include_word(d, drv, u, v);
	else if (word.s[1] == 'F' && v.s[0] == 'I' && v.n > 1)
		list_add(d->a, &u->forced, path_slashes(d->a, (struct str){ v.s + 1, v.n - 1 }));
}

static void options(struct ddk *d, struct plan_driver *drv, struct plan_unit *u)
{
	static const char *const flags[] = { "C_DEFINES", "USER_C_FLAGS", "CDEFINES", "386_FLAGS", NULL };
	struct str v = ddk_get(d, "INCLUDES"), word;
	while (next_word(&v, "; \t\r\n", &word))
		include_word(d, drv, u, word);
	for (const char *const *p = flags; *p; p++)
		for (v = ddk_get(d, *p); next_word(&v, " \t\r\n", &word);)
			option(d, drv, u, word);
	if (str_is_nocase(ddk_get(d, "DDKBUILDENV"), "chk"))
		macros_set(d->a, &u->macros, STR("DBG"), STR("1"));
}

static void sources_of(struct ddk *d, struct plan_driver *drv, const char *variable)
{
	struct str v = ddk_get(d, variable), word, path;
	while (next_word(&v, " \t\r\n;", &word)) {
		struct plan_unit *u;
		if (has_kit(word))
			continue;
		if (path_has_ext(word, ".mc") || path_has_ext(word, ".idl"))
			list_add_new(d->a, &drv->generated,
				     str_from(arena_printf(d->a, STR_FMT ".h", STR_ARG(path_stem(word)))));
		if (!path_is_source(word))
			continue;
		if (!path_join(d->a, d->dir, word, &path)) {
			note_add(d->pl, drv, STR_FMT ": a source outside of what was given", STR_ARG(word));
			continue;
		}
		u = unit_add(d->pl, drv, path);
		if (u)
			options(d, drv, u);
	}
}

static uint32_t number(struct str v, uint32_t otherwise)
{
	unsigned long long n;
	return str_to_u64(v, &n) && n < 1000 ? (uint32_t)n : otherwise;
}

static void classify(struct ddk *d, struct plan_driver *drv, struct project *p)
{
	struct str type = ddk_get(d, "TARGETTYPE");
	struct str kmdf = ddk_get(d, "KMDF_VERSION_MAJOR"), umdf = ddk_get(d, "UMDF_VERSION_MAJOR");
	kmdf = kmdf.n ? kmdf : ddk_get(d, "KMDF_VERSION");
	umdf = umdf.n ? umdf : ddk_get(d, "UMDF_VERSION");
	p->library = str_is_nocase(type, "DRIVER_LIBRARY") || str_is_nocase(type, "LIBRARY");
	p->kernel = str_has_nocase(type, "DRIVER") || str_is_nocase(type, "MINIPORT") || kmdf.n || umdf.n;
	if (umdf.n) {
		drv->framework = PLAN_UMDF;
		drv->fw_major = number(umdf, 1);
		drv->fw_minor = number(ddk_get(d, "UMDF_VERSION_MINOR"), drv->fw_major == 1 ? 9 : 0);
	} else if (kmdf.n) {
		drv->framework = PLAN_KMDF;
		drv->fw_major = number(kmdf, 1);
		/* The last kit with SOURCES files, of Windows 7, takes its newest: 1.9. */
		drv->fw_minor = number(ddk_get(d, "KMDF_VERSION_MINOR"), 9);
	} else {
		drv->framework = PLAN_WDM;
	}
	if (str_is_nocase(type, "PROGRAM"))
		drv->why_not = STR("an application");
	else if (!p->kernel && (str_is_nocase(type, "DYNLINK") || str_is_nocase(type, "LIBRARY")))
		drv->why_not = STR("a user-mode library");
	else if (!p->kernel)
		drv->why_not = str_from(arena_printf(d->a, "builds no driver (TARGETTYPE " STR_FMT ")", STR_ARG(type)));
	drv->driver = !drv->why_not.n;
}

static bool wpp(struct ddk *d, struct plan_driver *drv)
{
	struct str run = ddk_get(d, "RUN_WPP"), word, path;
	bool on = run.n > 0;
	while (next_word(&run, " \t\r\n", &word)) {
		struct str_list names = { 0 };
		if (str_starts_nocase(word, "-func:") || str_starts_nocase(word, "/func:"))
			scan_wpp_functions(d->a, (struct str){ word.s + 6, word.n - 6 }, &names);
		for (size_t i = 0; i < names.n; i++)
			wpp_add(d->pl, drv, names.v[i]);
		if (str_starts_nocase(word, "-scan:") && !has_kit(word) &&
		    path_join(d->a, d->dir, (struct str){ word.s + 6, word.n - 6 }, &path))
			wpp_scan_file(d->pl, drv, path);
	}
	return on;
}

static void start(struct ddk *d)
{
	struct str name, platform, config = d->pl->config.n ? d->pl->config : STR("Release|x64");
	bool x86;
	str_cut(config, '|', &name, &platform);
	x86 = str_is_nocase(platform, "Win32") || str_is_nocase(platform, "x86");
	ddk_set(d, STR("_BUILDARCH"), x86 ? STR("x86") : STR("amd64"));
	ddk_set(d, x86 ? STR("386") : STR("AMD64"), STR("1"));
	ddk_set(d, STR("DDKBUILDENV"), str_has_nocase(name, "Debug") ? STR("chk") : STR("fre"));
	ddk_set(d, STR("FREEBUILD"), str_has_nocase(name, "Debug") ? STR("0") : STR("1"));
	ddk_set(d, STR("TARGET_DIRECTORY"), x86 ? STR("i386") : STR("amd64"));
	ddk_set(d, STR("_NT_TOOLS_VERSION"), STR("0x700"));
	ddk_set(d, STR("LANGUAGE"), STR("usa"));
}

static void read_beside(struct ddk *d, const char *name)
{
	struct str path, text;
	struct err e;
	const struct tree_entry *f = path_join(d->a, d->dir, str_from(name), &path) ? tree_file(d->pl->t, path) : NULL;
	if (f && tree_text(d->pl->t, d->a, f, PLAN_XML_MAX, &text, &e))
		ddk_read(d, text);
}

static void libraries(struct ddk *d, struct project *p)
{
	struct str v = ddk_get(d, "TARGETLIBS"), word;
	while (next_word(&v, " \t\r\n;", &word))
		if (!msb_kit_library(word))
			list_add_new(d->a, &p->libs, str_lower(d->a, path_stem(word)));
}

static void fill(struct ddk *d, struct plan_driver *drv, struct project *p)
{
	bool on;
	read_beside(d, "makefile.inc");
	classify(d, drv, p);
	p->target = str_lower(d->a, ddk_get(d, "TARGETNAME"));
	if (p->target.n)
		drv->name = ddk_get(d, "TARGETNAME");
	sources_of(d, drv, "SOURCES");
	sources_of(d, drv, str_is_nocase(ddk_get(d, "_BUILDARCH"), "x86") ? "I386_SOURCES" : "AMD64_SOURCES");
	on = wpp(d, drv);
	libraries(d, p);
	for (size_t i = 0; i < d->generated.n; i++)
		list_add_new(d->a, &drv->generated, d->generated.v[i]);
	for (size_t i = 0; i < d->notes.n; i++)
		note_add(d->pl, drv, STR_FMT, STR_ARG(d->notes.v[i]));
	if (drv->driver) {
		driver_infs_of(d->pl, drv, d->dir);
		driver_finish(d->pl, drv, on);
	}
	if (drv->driver && !drv->units.n) {
		drv->driver = false;
		drv->why_not = STR("no C or C++ source in its SOURCES");
	}
}

bool ddk_plan(struct planner *pl, const struct tree_entry *f, bool wanted)
{
	struct ddk d = { .pl = pl, .a = pl->a, .path = f->path, .dir = path_dir(f->path) };
	struct project *p;
	struct plan_driver *drv;
	struct str text;
	struct err e;
	uint64_t *done;
	if (!project_first(pl, f, wanted, &done))
		return true;
	p = project_add(pl, f->path, driver_new(pl, d.dir.n ? path_name(d.dir) : STR("driver"), f->path));
	p->wanted = wanted;
	*done = pl->projects.n;
	drv = driver_at(pl, p->driver);
	drv->config = pl->config.n ? pl->config : STR("Release|x64");
	d.names = strtab_new(pl->a);
	if (!tree_text(pl->t, pl->a, f, PLAN_XML_MAX, &text, &e)) {
		drv->why_not = STR("its SOURCES file cannot be read");
		return true;
	}
	start(&d);
	ddk_read(&d, text);
	fill(&d, drv, p);
	return true;
}
