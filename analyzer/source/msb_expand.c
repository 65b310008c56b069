/* Macros of project files: $(Property), $(Property.Function(...)), $([Class]::Function(...)), %(Metadata), @(Items). */
#include "source/msbuild.h"
#include "source/path.h"

#include "base/buf.h"

struct expand {
	struct msb *m;
	const struct msb_metas *metas;
	bool condition;
	unsigned depth;
};

static void expand_into(const struct expand *x, struct str s, struct buf *out);

static struct str expand_arg(const struct expand *x, struct str s)
{
	struct expand inner = *x;
	struct buf b;
	struct str out;
	inner.depth++;
	s = str_trim(s);
	if (s.n >= 2 && (s.s[0] == '\'' || s.s[0] == '"' || s.s[0] == '`') && s.s[s.n - 1] == s.s[0])
		s = (struct str){ s.s + 1, s.n - 2 };
	buf_init(&b, MSB_VALUE_MAX);
	expand_into(&inner, s, &b);
	out = arena_str(x->m->a, buf_view(&b));
	buf_free(&b);
	return out;
}

/* Arguments of a call, split at commas outside quotes and brackets. */
static void call_args(const struct expand *x, struct str s, struct str_list *out)
{
	size_t from = 0;
	unsigned depth = 0;
	char quote = 0;
	if (!str_trim(s).n)
		return;
	for (size_t i = 0; i <= s.n; i++) {
		char c = i < s.n ? s.s[i] : ',';
		if (quote) {
			quote = c == quote ? 0 : quote;
		} else if (c == '\'' || c == '"' || c == '`') {
			quote = c;
		} else if (c == '(') {
			depth++;
		} else if (c == ')' && depth) {
			depth--;
		}
		if (i == s.n || (c == ',' && !quote && !depth)) {
			list_add(x->m->a, out, expand_arg(x, (struct str){ s.s + from, i - from }));
			from = i + 1;
		}
	}
}

static struct str replace(struct arena *a, struct str v, struct str old, struct str new)
{
	struct buf b;
	struct str out;
	if (!old.n)
		return v;
	buf_init(&b, MSB_VALUE_MAX);
	for (size_t i = 0; i < v.n;) {
		if (i + old.n <= v.n && memcmp(v.s + i, old.s, old.n) == 0) {
			buf_str(&b, new);
			i += old.n;
		} else {
			buf_putc(&b, v.s[i++]);
		}
	}
	out = arena_str(a, buf_view(&b));
	buf_free(&b);
	return out;
}

static struct str upper(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		p[i] = s.s[i] >= 'a' && s.s[i] <= 'z' ? (char)(s.s[i] - 32) : s.s[i];
	return (struct str){ p, s.n };
}

static struct str trim_end(struct str v, struct str chars)
{
	while (v.n && (chars.n ? memchr(chars.s, v.s[v.n - 1], chars.n) != NULL : v.s[v.n - 1] == ' '))
		v.n--;
	return v;
}

static struct str truth(bool b)
{
	return b ? STR("True") : STR("False");
}

/* A string function on a property's value. False = not known. */
static bool method(struct msb *m, struct str name, const struct str_list *args, struct str *v)
{
	struct str a0 = args->n > 0 ? args->v[0] : STR(""), a1 = args->n > 1 ? args->v[1] : STR("");
	unsigned long long from = 0, count;
	if (str_is_nocase(name, "Replace"))
		*v = replace(m->a, *v, a0, a1);
	else if (str_is_nocase(name, "ToLower") || str_is_nocase(name, "ToLowerInvariant"))
		*v = str_lower(m->a, *v);
	else if (str_is_nocase(name, "ToUpper") || str_is_nocase(name, "ToUpperInvariant"))
		*v = upper(m->a, *v);
	else if (str_is_nocase(name, "Trim"))
		*v = str_trim(*v);
	else if (str_is_nocase(name, "TrimEnd"))
		*v = trim_end(*v, a0);
	else if (str_is_nocase(name, "StartsWith"))
		*v = truth(str_starts(*v, a0));
	else if (str_is_nocase(name, "EndsWith"))
		*v = truth(str_ends(*v, a0));
	else if (str_is_nocase(name, "Contains"))
		*v = truth(str_has_nocase(*v, arena_printf(m->a, STR_FMT, STR_ARG(a0))));
	else if (str_is_nocase(name, "Substring") && str_to_u64(a0, &from) && from <= v->n) {
		count = v->n - from;
		if (args->n > 1 && (!str_to_u64(a1, &count) || count > v->n - from))
			return false;
		*v = (struct str){ v->s + from, (size_t)count };
	} else if (str_is_nocase(name, "Length"))
		*v = str_from(arena_printf(m->a, "%zu", v->n));
	else
		return false;
	return true;
}

static struct str rooted(struct msb *m, struct str path)
{
	char *p = arena_printf(m->a, "%c\\" STR_FMT, MSB_ROOT, STR_ARG(path));
	for (char *c = p; *c; c++)
		*c = *c == '/' ? '\\' : *c;
	return str_from(p);
}

/* The nearest folder at or above `start` that holds `file`. */
static bool folder_above(struct msb *m, struct str start, struct str file, struct str *dir)
{
	struct str at, path;
	if (msb_path(m, m->dir, start, &at) != MSB_PATH_OK)
		return false;
	for (;; at = path_dir(at)) {
		if (path_join(m->a, at, file, &path) && tree_file(m->pl->t, path)) {
			*dir = at;
			return true;
		}
		if (!at.n)
			return false;
	}
}

static bool static_call(struct msb *m, struct str name, const struct str_list *args, struct str *v)
{
	struct str a0 = args->n > 0 ? args->v[0] : STR(""), a1 = args->n > 1 ? args->v[1] : STR(""), dir;
	*v = STR("");
	if (str_ends(name, STR("::GetDirectoryNameOfFileAbove"))) {
		if (folder_above(m, a0, a1, &dir))
			*v = rooted(m, dir);
	} else if (str_ends(name, STR("::GetPathOfFileAbove"))) {
		if (folder_above(m, args->n > 1 ? a1 : rooted(m, path_dir(m->this_file)), a0, &dir))
			*v = rooted(m, str_from(arena_printf(m->a, STR_FMT "%s" STR_FMT, STR_ARG(dir), dir.n ? "/" : "",
							     STR_ARG(a0))));
	} else if (str_ends(name, STR("::Combine")) && args->n) {
		*v = args->v[0];
		for (size_t i = 1; i < args->n; i++)
			*v = str_from(arena_printf(m->a, STR_FMT "\\" STR_FMT, STR_ARG(*v), STR_ARG(args->v[i])));
	} else if (str_ends(name, STR("::GetFullPath")) || str_ends(name, STR("::NormalizePath")) ||
		   str_ends(name, STR("::NormalizeDirectory")) || str_ends(name, STR("::EnsureTrailingSlash"))) {
		*v = a0;
	} else if (str_ends(name, STR("::IsPathRooted"))) {
		*v = truth(path_absolute(a0) || (a0.n && a0.s[0] == MSB_ROOT));
	} else if (str_ends(name, STR("::ValueOrDefault"))) {
		*v = a0.n ? a0 : a1;
	} else {
		return false;
	}
	return true;
}

bool msb_kit_macro(struct str name)
{
	static const char *const names[] = { "VCTargetsPath",
					     "UserRootDir",
					     "IntDir",
					     "OutDir",
					     "TargetPath",
					     "TargetDir",
					     "OBJ_PATH",
					     "O",
					     "DDKROOT",
					     "WindowsSdkDir",
					     "WDKContentRoot",
					     "VCInstallDir",
					     "FrameworkSdkDir",
					     "KMDF_VER_PATH",
					     "UMDF_VER_PATH",
					     "BASEDIR",
					     "DDK_TARGET_OS",
					     "WindowsTargetPlatformVersion",
					     "TargetPlatformVersion",
					     "LatestTargetPlatformVersion",
					     "IncludePath",
					     "ExternalIncludePath",
					     "VSInstallDir",
					     "DevEnvDir",
					     "WDKBinRoot",
					     "WindowsSDKVersion",
					     "UniversalCRTSdkDir",
					     "MSBuildExtensionsPath",
					     "NTMAKEENV",
					     "MSBuildExtensionsPath32",
					     "MSBuildToolsPath",
					     "GeneratedFilesDir",
					     NULL };
	static const char *const tails[] = { "_INC_PATH",	"_LIB_PATH",	   "_IncludePath",
					     "_LibraryPath",	"_INC_PATH_WDK",   "_SourcePath",
					     "_ReferencesPath", "_ExecutablePath", NULL };
	for (const char *const *p = names; *p; p++)
		if (str_is_nocase(name, *p))
			return true;
	for (const char *const *p = tails; *p; p++) {
		struct str tail = str_from(*p);
		if (name.n > tail.n && str_eq_nocase((struct str){ name.s + name.n - tail.n, tail.n }, tail))
			return true;
	}
	return str_starts_nocase(name, "Registry:");
}

static bool ident(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* Index of the ')' that closes the '(' at s[0]; s.n where there is none. */
static size_t closing(struct str s)
{
	unsigned depth = 0;
	for (size_t i = 0; i < s.n; i++) {
		depth += s.s[i] == '(';
		if (s.s[i] == ')' && --depth == 0)
			return i;
	}
	return s.n;
}

static void methods(const struct expand *x, struct str rest, struct str *v)
{
	while (rest.n && rest.s[0] == '.') {
		struct str name = { rest.s + 1, 0 };
		struct str_list args = { 0 };
		while (1 + name.n < rest.n && ident(rest.s[1 + name.n]))
			name.n++;
		rest = (struct str){ name.s + name.n, rest.n - 1 - name.n };
		if (rest.n && rest.s[0] == '(') {
			size_t end = closing(rest);
			if (end == rest.n)
				return;
			call_args(x, (struct str){ rest.s + 1, end - 1 }, &args);
			rest = (struct str){ rest.s + end + 1, rest.n - end - 1 };
		}
		if (!method(x->m, name, &args, v)) {
			msb_note(x->m, "$(...." STR_FMT "()): a function that is not known here", STR_ARG(name));
			return;
		}
	}
}

static void property(const struct expand *x, struct str inner, struct buf *out)
{
	struct str v = STR(""), name = { inner.s, 0 };
	char mark[2] = { MSB_UNKNOWN, 0 };
	inner = str_trim(inner);
	if (inner.n && inner.s[0] == '[') {
		const char *open = memchr(inner.s, '(', inner.n);
		struct str_list args = { 0 };
		size_t at = open ? (size_t)(open - inner.s) : inner.n;
		if (open)
			call_args(x, (struct str){ open + 1, inner.n - at - 2 < inner.n ? inner.n - at - 2 : 0 },
				  &args);
		if (!static_call(x->m, (struct str){ inner.s, at }, &args, &v))
			msb_note(x->m, "$(" STR_FMT "): a function that is not known here", STR_ARG(inner));
		buf_str(out, v);
		return;
	}
	name.s = inner.s;
	while (name.n < inner.n && (ident(inner.s[name.n]) || (inner.s[name.n] == ':' && name.n == 8)))
		name.n++;
	if (!msb_has(x->m, name, &v)) {
		if (x->condition || !name.n)
			return;
		mark[0] = msb_kit_macro(name) ? MSB_KIT : MSB_UNKNOWN;
		buf_puts(out, mark);
		buf_str(out, name);
		buf_puts(out, mark);
		return;
	}
	methods(x, (struct str){ inner.s + name.n, inner.n - name.n }, &v);
	buf_str(out, x->condition ? msb_plain(x->m, v) : v);
}

/* %(Name) or %(Type.Name); what is asked of an item's file name is left to msb_expand's callers. */
static void metadata(const struct expand *x, struct str name, struct buf *out)
{
	struct str head, tail;
	if (str_cut(name, '.', &head, &tail))
		name = tail;
	for (size_t i = 0; x->metas && i < x->metas->n; i++)
		if (str_eq_nocase(x->metas->v[i].name, name)) {
			buf_str(out, x->condition ? msb_plain(x->m, x->metas->v[i].value) : x->metas->v[i].value);
			return;
		}
}

static void items(const struct expand *x, struct str type, struct buf *out)
{
	struct str head, tail;
	bool first = true;
	if (str_cut(type, '-', &head, &tail))
		return; /* a transform: used for names of outputs, never for sources */
	for (size_t i = 0; i < x->m->items.n; i++) {
		if (!str_eq_nocase(x->m->items.v[i].type, type))
			continue;
		if (!first)
			buf_putc(out, ';');
		buf_str(out, x->m->items.v[i].include);
		first = false;
	}
}

static void expand_into(const struct expand *x, struct str s, struct buf *out)
{
	if (x->depth > MSB_EXPAND_DEPTH)
		return;
	for (size_t i = 0; i < s.n; i++) {
		struct str rest = { s.s + i + 1, s.n - i - 1 };
		size_t end;
		if (!strchr("$%@", s.s[i]) || !s.s[i] || !rest.n || rest.s[0] != '(' ||
		    (end = closing(rest)) == rest.n) {
			buf_putc(out, s.s[i]);
			continue;
		}
		struct str inner = { rest.s + 1, end - 1 };
		if (s.s[i] == '$')
			property(x, inner, out);
		else if (s.s[i] == '%')
			metadata(x, str_trim(inner), out);
		else
			items(x, str_trim(inner), out);
		i += end + 1;
	}
}

struct str msb_expand(struct msb *m, struct str s, const struct msb_metas *metas, bool condition)
{
	struct expand x = { m, metas, condition, 0 };
	struct buf b;
	struct str out;
	if (!memchr(s.s, '(', s.n))
		return s;
	buf_init(&b, MSB_VALUE_MAX);
	expand_into(&x, s, &b);
	m->work += b.n;
	if (b.full || m->work > MSB_WORK_MAX) {
		msb_note(m, "a value grows beyond the limit; the project's evaluation stops there");
		m->over = true;
	}
	out = m->over ? STR("") : arena_str(m->a, buf_view(&b));
	buf_free(&b);
	return out;
}
