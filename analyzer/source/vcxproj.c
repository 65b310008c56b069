/* A Visual Studio project -> a driver of the plan, or the reason why it is none. */
#include "source/msbuild.h"
#include "source/path.h"

enum { ANALYSIS_CONFIGS = 24 }; /* configurations asked about code analysis; more only repeat them */

/* --- which configuration --- */

static unsigned config_score(struct str have, struct str want)
{
	static const char *const platforms[] = { "Win32", "x86", "ARM", "ARM64", "x64", NULL };
	struct str name, platform, want_name, want_platform;
	unsigned score = 0;
	str_cut(have, '|', &name, &platform);
	str_cut(want, '|', &want_name, &want_platform);
	for (unsigned i = 0; platforms[i]; i++)
		if (str_is_nocase(platform, platforms[i]))
			score = i + 1;
	if (str_eq_nocase(platform, want_platform))
		score += 10;
	if (str_eq_nocase(name, want_name))
		score += 60;
	else if (want_name.n && want_name.n < 64 && name.n > want_name.n &&
		 (str_eq_nocase((struct str){ name.s + name.n - want_name.n, want_name.n }, want_name) ||
		  str_eq_nocase((struct str){ name.s, want_name.n }, want_name)))
		score += 30; /* "Win8.1 Release" */
	return score;
}

static struct str config_choose(struct planner *pl, const struct str_list *configs, struct str wanted)
{
	struct str best = STR("Release|x64");
	unsigned best_score = 0;
	if (!wanted.n)
		wanted = pl->config.n ? pl->config : best;
	if (!configs->n)
		return wanted;
	best = configs->v[0];
	for (size_t i = 0; i < configs->n; i++) {
		unsigned score = config_score(configs->v[i], wanted);
		if (score > best_score) {
			best_score = score;
			best = configs->v[i];
		}
	}
	return best;
}

/* --- what kind of project --- */

static bool number(struct str v, uint32_t *out)
{
	unsigned long long n;
	if (!str_to_u64(v, &n) || n > 9999)
		return false;
	*out = (uint32_t)n;
	return true;
}

static bool link_says_kernel(struct msb *m)
{
	struct msb_item link = { .metas = msb_definition(m, STR("Link"))->metas };
	struct str driver = msb_meta(&link, "Driver");
	return str_is_nocase(msb_meta(&link, "SubSystem"), "Native") || (driver.n && !str_is_nocase(driver, "NotSet"));
}

static void framework(struct msb *m, struct plan_driver *d)
{
	struct str type = msb_prop(m, "DriverType");
	struct str toolset = msb_prop(m, "PlatformToolset");
	bool kmdf = msb_prop(m, "KMDF_VERSION_MAJOR").n || msb_prop(m, "KMDF_VERSION").n;
	if (str_is_nocase(type, "UMDF") || str_starts_nocase(toolset, "WindowsUserModeDriver")) {
		d->framework = PLAN_UMDF;
	} else if (str_is_nocase(type, "KMDF") || (!type.n && kmdf)) {
		d->framework = PLAN_KMDF;
	} else {
		d->framework = PLAN_WDM;
		d->framework_guessed = !str_is_nocase(type, "WDM");
	}
}

/* Microsoft documents what Visual Studio takes where a project does not say (Driver Model Settings). */
static void framework_default(struct msb *m, struct plan_driver *d)
{
	struct str target = msb_prop(m, "TargetVersion");
	bool win7 = str_is_nocase(target, "Windows7") || str_is_nocase(target, "Vista");
	bool win8 = str_is_nocase(target, "Windows8") || str_is_nocase(target, "WindowsV6.3");
	if (d->framework == PLAN_WDM)
		return;
	if (!d->fw_major)
		d->fw_major = d->framework == PLAN_KMDF || !msb_prop(m, "UMDF_VERSION_MAJOR").n ? 1 : 2;
	if (d->fw_major == 2)
		d->fw_minor = win7 || win8 ? 0 : 15;
	else if (d->framework == PLAN_UMDF)
		d->fw_minor = win7 ? 9 : 11;
	else
		d->fw_minor = win7 ? 9 : win8 ? 11 : 15;
}

/* True where project or INF gives the minor version. */
static bool framework_version(struct msb *m, struct plan_driver *d)
{
	const char *major = d->framework == PLAN_UMDF ? "UMDF_VERSION_MAJOR" : "KMDF_VERSION_MAJOR";
	const char *minor = d->framework == PLAN_UMDF ? "UMDF_VERSION_MINOR" : "KMDF_VERSION_MINOR";
	if (d->framework == PLAN_WDM)
		return true;
	number(msb_prop(m, major), &d->fw_major);
	return number(msb_prop(m, minor), &d->fw_minor);
}

static void classify(struct msb *m, struct plan_driver *d, struct project *p)
{
	struct str kind = msb_prop(m, "ConfigurationType"), type = msb_prop(m, "DriverType");
	struct str toolset = msb_prop(m, "PlatformToolset");
	bool kernel = str_starts_nocase(toolset, "WindowsKernelModeDriver") || str_is_nocase(kind, "Driver") ||
		      str_is_nocase(type, "KMDF") || str_is_nocase(type, "WDM") || link_says_kernel(m);
	/* A user-mode driver project without a UMDF version is a plug-in DLL: of the spooler, of a camera. */
	bool umdf = str_is_nocase(type, "UMDF") ||
		    (str_starts_nocase(toolset, "WindowsUserModeDriver") && msb_prop(m, "UMDF_VERSION_MAJOR").n);
	p->kernel = kernel || umdf;
	if (str_is_nocase(type, "Package") || str_is_nocase(kind, "Utility") || str_is_nocase(kind, "Makefile"))
		d->why_not = STR("a package or utility project: it compiles nothing");
	else if (str_is_nocase(kind, "Application") && !link_says_kernel(m))
		d->why_not = STR("an application");
	else if (str_is_nocase(kind, "StaticLibrary") && !p->kernel)
		d->why_not = STR("a library of a user-mode program");
	else if (!p->kernel)
		d->why_not = STR("a user-mode DLL");
	p->library = str_is_nocase(kind, "StaticLibrary");
	d->driver = !d->why_not.n;
	framework(m, d);
}

/* --- items --- */

static void compile_item(struct msb *m, struct plan_driver *d, const struct msb_item *x)
{
	struct plan_unit *u;
	struct str path;
	if (msb_true(msb_meta(x, "ExcludedFromBuild"))) {
		const struct tree_entry *f =
			msb_path(m, m->dir, x->include, &path) == MSB_PATH_OK ? tree_file(m->pl->t, path) : NULL;
		if (f) /* known to the project: not a stray source */
			*map_put(m->pl->listed, tree_number(m->pl->t, f)) = 1 + (uint64_t)(d - m->pl->p->drivers.v);
		return;
	}
	if (msb_path(m, m->dir, x->include, &path) != MSB_PATH_OK) {
		note_add(m->pl, d, STR_FMT ": a source that cannot be followed", STR_ARG(msb_shown(m, x->include)));
		return;
	}
	u = unit_add(m->pl, d, path);
	if (u)
		vcx_unit_options(m, d, x, u);
}

static bool wpp_of(struct msb *m, struct plan_driver *d, const struct msb_item *x)
{
	struct str_list names = { 0 }, files = { 0 };
	struct str more = msb_meta(x, "WppAdditionalOptions"), path;
	if (!msb_true(msb_meta(x, "WppEnabled")))
		return false;
	scan_wpp_functions(m->a, msb_plain(m, msb_meta(x, "WppTraceFunction")), &names);
	for (size_t i = 0; i + 6 < more.n; i++) {
		struct str rest = { more.s + i + 6, more.n - i - 6 };
		if (str_starts_nocase((struct str){ more.s + i, 6 }, "-func:") ||
		    str_starts_nocase((struct str){ more.s + i, 6 }, "/func:"))
			scan_wpp_functions(m->a, rest.s[0] == '"' ? (struct str){ rest.s + 1, rest.n - 1 } : rest,
					   &names);
	}
	for (size_t i = 0; i < names.n; i++)
		wpp_add(m->pl, d, names.v[i]);
	msb_split(m, msb_meta(x, "WppScanConfigurationData"), &files);
	for (size_t i = 0; i < files.n; i++)
		if (msb_path(m, m->dir, files.v[i], &path) == MSB_PATH_OK)
			wpp_scan_file(m->pl, d, path);
	return true;
}

static void generated(struct msb *m, struct plan_driver *d, const struct msb_item *x)
{
	static const char *const outs[] = { "HeaderOutputFile", "HeaderFileName", "HeaderFile", NULL };
	struct str base = path_stem(x->include), given;
	for (const char *const *p = outs; *p; p++)
		if ((given = msb_plain(m, msb_meta(x, *p))).n) /* ".\$(IntDir)\xMof.h": only the name matters */
			list_add_new(m->a, &d->generated, arena_str(m->a, path_name(given)));
	if ((given = msb_plain(m, msb_meta(x, "GeneratedFilesBaseName"))).n)
		base = given;
	if (!str_is_nocase(x->type, "Wmimofck"))
		list_add_new(m->a, &d->generated, str_from(arena_printf(m->a, STR_FMT ".h", STR_ARG(base))));
	if (str_is_nocase(x->type, "Midl"))
		list_add_new(m->a, &d->generated, str_from(arena_printf(m->a, STR_FMT "_h.h", STR_ARG(base))));
}

static void other_item(struct msb *m, struct plan_driver *d, struct project *p, const struct msb_item *x)
{
	static const char *const makers[] = { "MessageCompile", "Wmimofck", "Midl", "Ctrpp", NULL };
	struct str path;
	for (const char *const *k = makers; *k; k++)
		if (str_is_nocase(x->type, *k))
			generated(m, d, x);
	if (msb_path(m, m->dir, x->include, &path) != MSB_PATH_OK)
		return;
	const struct tree_entry *f = tree_file(m->pl->t, path);
	if (str_is_nocase(x->type, "Inf") && f)
		list_add_new(m->a, &d->infs, f->path);
	else if (str_is_nocase(x->type, "ProjectReference") && f)
		list_add_new(m->a, &p->refs, f->path);
}

static void link_libs(struct msb *m, struct project *p)
{
	struct msb_item link = { .metas = msb_definition(m, STR("Link"))->metas };
	struct str_list list = { 0 };
	msb_split(m, msb_meta(&link, "AdditionalDependencies"), &list);
	msb_split(m, msb_prop(m, "TARGETLIBS"), &list);
	for (size_t i = 0; i < list.n; i++)
		if (!msb_kit_library(list.v[i]))
			list_add_new(m->a, &p->libs, str_lower(m->a, path_stem(msb_plain(m, list.v[i]))));
}

/* One configuration's word on code analysis: RunCodeAnalysis, or the compiler switch that it turns into. */
static void code_analysis(struct msb *m, struct plan_driver *d, struct str config)
{
	struct msb_item cl = { .metas = msb_definition(m, STR("ClCompile"))->metas };
	struct str run = msb_prop(m, "RunCodeAnalysis"), prefast = msb_meta(&cl, "EnablePREfast");
	struct str rules = path_slashes(m->a, msb_plain(m, msb_prop(m, "CodeAnalysisRuleSet")));
	struct msb_where at = run.n ? msb_where(m, "RunCodeAnalysis") : m->prefast;
	bool said = run.n || prefast.n;
	*VEC_PUSH(m->a, &d->facts) = (struct plan_fact){
		.kind = PLAN_ANALYSIS,
		.file = said ? at.file : m->path,
		.line = said ? at.line : 0,
		.name = config,
		.value = !said				      ? STR("")
			 : msb_true(run) || msb_true(prefast) ? STR("true")
							      : STR("false"),
	};
	if (!rules.n)
		return;
	at = msb_where(m, "CodeAnalysisRuleSet");
	*VEC_PUSH(m->a, &d->facts) = (struct plan_fact){ .kind = PLAN_RULE_SET,
							 .file = at.file,
							 .line = at.line,
							 .name = config,
							 .value = arena_str(m->a, path_name(rules)) };
}

/* The other configurations are looked at for this only, and only where the project says anything about it. */
static void other_configs(struct planner *pl, const struct tree_entry *f, struct str solution, struct plan_driver *d)
{
	for (size_t i = 0; i < d->configs.n && i < ANALYSIS_CONFIGS; i++) {
		struct msb m = { 0 };
		struct err e;
		if (!str_eq(d->configs.v[i], d->config) && msb_load(&m, pl, f, d->configs.v[i], solution, &e))
			code_analysis(&m, d, d->configs.v[i]);
		msb_free(&m);
	}
}

static void fill(struct msb *m, struct plan_driver *d, struct project *p)
{
	bool wpp = false, known;
	classify(m, d, p);
	p->target = str_lower(m->a, msb_plain(m, msb_prop(m, "TargetName")));
	known = framework_version(m, d);
	for (size_t i = 0; i < m->items.n; i++) {
		const struct msb_item *x = &m->items.v[i];
		if (str_is_nocase(x->type, "ClCompile"))
			compile_item(m, d, x);
		else
			other_item(m, d, p, x);
		if (str_is_nocase(x->type, "ClCompile") || str_is_nocase(x->type, "OtherWpp"))
			wpp |= wpp_of(m, d, x);
	}
	link_libs(m, p);
	if (d->driver && m->names_analysis)
		code_analysis(m, d, d->config);
	for (size_t i = 0; i < m->notes.n; i++)
		note_add(m->pl, d, STR_FMT, STR_ARG(m->notes.v[i]));
	if (d->driver && !d->infs.n)
		driver_infs_of(m->pl, d, m->dir);
	if (d->driver)
		driver_finish(m->pl, d, wpp);
	if (d->framework != PLAN_WDM && !known && !d->fw_minor)
		framework_default(m, d);
	if (d->driver && !d->units.n) {
		d->driver = false;
		d->why_not = STR("no C or C++ source in this configuration");
	}
}

bool vcxproj_plan(struct planner *pl, const struct tree_entry *f, bool wanted)
{
	const struct solution_entry *entry;
	const struct solution *s = solution_of(pl, f->path, &entry);
	struct str_list configs = { 0 };
	struct project *p;
	struct plan_driver *d;
	struct err e;
	struct msb m = { 0 };
	uint64_t *done;
	if (!project_first(pl, f, wanted, &done))
		return true;
	p = project_add(pl, f->path, driver_new(pl, path_stem(f->path), f->path));
	p->wanted = wanted;
	*done = pl->projects.n;
	p->solution = s ? s->path : STR("");
	d = driver_at(pl, p->driver);
	if (msb_configs(pl, f, &configs, &e)) {
		d->configs = configs;
		d->config = config_choose(pl, &configs, entry ? entry->config : STR(""));
		if (msb_load(&m, pl, f, d->config, p->solution, &e)) {
			fill(&m, d, p);
			if (d->driver && m.names_analysis)
				other_configs(pl, f, p->solution, d);
			msb_free(&m);
			return true;
		}
		msb_free(&m);
	}
	d->why_not = arena_str(pl->a, str_from(e.text));
	return true;
}
