/* Compiler options of one unit, from the item, the project and what the kit's targets add. */
#include "source/msbuild.h"
#include "source/path.h"

static void include_add(struct msb *m, struct plan_driver *d, struct str v, struct str_list *out)
{
	struct str path;
	const struct tree_entry *f;
	switch (msb_path(m, m->dir, v, &path)) {
	case MSB_PATH_OK:
		f = tree_folder(m->pl->t, path);
		if (f)
			list_add_new(m->a, out, f->path);
		else if (d->driver)
			note_add(m->pl, d, STR_FMT ": include folder that is not there", STR_ARG(path));
		break;
	case MSB_PATH_UNKNOWN:
		if (d->driver)
			note_add(m->pl, d, STR_FMT ": include folder left out, a macro is not known",
				 STR_ARG(msb_shown(m, v)));
		break;
	case MSB_PATH_OUTSIDE:
		if (d->driver)
			note_add(m->pl, d, STR_FMT ": include folder outside of what was given",
				 STR_ARG(msb_shown(m, v)));
		break;
	case MSB_PATH_KIT:
	case MSB_PATH_EMPTY:
		break;
	}
}

static void includes_add(struct msb *m, struct plan_driver *d, struct str v, struct str_list *out)
{
	struct str_list list = { 0 };
	msb_split(m, v, &list);
	for (size_t i = 0; i < list.n; i++)
		include_add(m, d, list.v[i], out);
}

static void macros_split(struct msb *m, struct str v, struct macro_list *out)
{
	struct str_list list = { 0 };
	msb_split(m, msb_plain(m, v), &list);
	for (size_t i = 0; i < list.n; i++)
		macros_add(m->a, out, list.v[i]);
}

/* Versions of class extensions: the kit's targets turn these properties into macros of the same name. */
static void property_macros(struct msb *m, struct plan_unit *u)
{
	static const char *const names[] = { "NETADAPTER_VERSION_MAJOR",
					     "NETADAPTER_VERSION_MINOR",
					     "NETADAPTER_MINIMUM_VERSION_REQUIRED",
					     "WIFI_VERSION_MAJOR",
					     "WIFI_VERSION_MINOR",
					     "KMDF_MINIMUM_VERSION_REQUIRED",
					     "UMDF_MINIMUM_VERSION_REQUIRED",
					     NULL };
	struct str target = msb_prop(m, "TargetVersion"), v;
	const char *version = str_is_nocase(target, "Windows7")	     ? "0x0601"
			      : str_is_nocase(target, "Windows8")    ? "0x0602"
			      : str_is_nocase(target, "WindowsV6.3") ? "0x0603"
			      : str_is_nocase(target, "Vista")	     ? "0x0600"
								     : NULL;
	for (const char *const *p = names; *p; p++)
		if ((v = msb_plain(m, msb_prop(m, *p))).n)
			macros_set(m->a, &u->macros, str_from(*p), v);
	if (version) {
		macros_set(m->a, &u->macros, STR("_WIN32_WINNT"), str_from(version));
		macros_set(m->a, &u->macros, STR("WINVER"), str_from(version));
		macros_set(m->a, &u->macros, STR("NTDDI_VERSION"), str_from(arena_printf(m->a, "%s0000", version)));
	}
	if (msb_true(msb_prop(m, "UseDebugLibraries")))
		macros_set(m->a, &u->macros, STR("DBG"), STR("1"));
	if (str_is_nocase(msb_prop(m, "CharacterSet"), "Unicode")) {
		macros_set(m->a, &u->macros, STR("UNICODE"), STR("1"));
		macros_set(m->a, &u->macros, STR("_UNICODE"), STR("1"));
	}
}

static void additional_options(struct msb *m, struct plan_driver *d, struct plan_unit *u, struct str v)
{
	struct str word, value;
	for (v = str_trim(msb_plain(m, v)); v.n; v = str_trim(v)) {
		str_cut(v, ' ', &word, &v);
		if (word.n < 2 || (word.s[0] != '/' && word.s[0] != '-'))
			continue;
		value = (struct str){ word.s + 2, word.n - 2 };
		if (!value.n && strchr("DUI", word.s[1]))
			str_cut(str_trim(v), ' ', &value, &v);
		if (str_starts(word, STR("/FI")) || str_starts(word, STR("-FI")))
			list_add(m->a, &u->forced, path_slashes(m->a, (struct str){ word.s + 3, word.n - 3 }));
		else if (word.s[1] == 'D')
			macros_add(m->a, &u->macros, value);
		else if (word.s[1] == 'U')
			list_add(m->a, &u->undefs, value);
		else if (word.s[1] == 'I')
			include_add(m, d, value, &u->includes);
		else if (str_starts(value, STR("td:c++")))
			u->standard = cplusplus_standard(value);
		else if (str_eq(value, STR("P")) && word.s[1] == 'T')
			u->cplusplus = true;
		else if (str_eq(value, STR("C")) && word.s[1] == 'T')
			u->cplusplus = false;
	}
}

/* C_DEFINES and INCLUDES of converted projects: the kit's targets add them to the item's own. */
static void old_variables(struct msb *m, struct plan_driver *d, struct plan_unit *u)
{
	struct str v = msb_prop(m, "INCLUDES");
	includes_add(m, d, v, &u->includes);
	additional_options(m, d, u, msb_prop(m, "C_DEFINES"));
}

void vcx_unit_options(struct msb *m, struct plan_driver *d, const struct msb_item *x, struct plan_unit *u)
{
	struct str_list list = { 0 };
	struct str as = msb_meta(x, "CompileAs");
	if (str_is_nocase(as, "CompileAsCpp") || str_is_nocase(as, "CompileAsC"))
		u->cplusplus = str_is_nocase(as, "CompileAsCpp");
	u->standard = cplusplus_standard(msb_meta(x, "LanguageStandard"));
	includes_add(m, d, msb_meta(x, "AdditionalIncludeDirectories"), &u->includes);
	includes_add(m, d, msb_prop(m, "IncludePath"), &u->includes);
	property_macros(m, u);
	macros_split(m, msb_meta(x, "PreprocessorDefinitions"), &u->macros);
	macros_split(m, msb_meta(x, "WppPreprocessorDefinitions"), &u->macros);
	old_variables(m, d, u);
	msb_split(m, msb_plain(m, msb_meta(x, "UndefinePreprocessorDefinitions")), &u->undefs);
	msb_split(m, msb_plain(m, msb_meta(x, "ForcedIncludeFiles")), &list);
	for (size_t i = 0; i < list.n; i++)
		list_add(m->a, &u->forced, path_slashes(m->a, list.v[i]));
	additional_options(m, d, u, msb_meta(x, "AdditionalOptions"));
}
