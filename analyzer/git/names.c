/* Which files a review reads; what may be fetched from. */
#include "git/git_priv.h"

#include <stdlib.h>
#include <strings.h>

/* Sources, headers and what headers are made of, projects, installation files; letter case does not matter. */
static const char *const extensions[] = {
	"c",	   "cc",      "cpp",	 "cxx", "c++",	"h",	  "hh",	 "hpp", "hxx",	 "h++", "inl", "inc", "ipp",
	"tpp",	   "tcc",     "def",	 "tbl", "x",	"mc",	  "man", "mof", "idl",	 "rc",	"rc2", "ver", "props",
	"vcxproj", "targets", "filters", "sln", "slnx", "vcproj", "inf", "inx", "cmake", "tmh", "wxs",
};
static const char *const names[] = { "sources",	       "sources.inc",		"dirs",
				     "makefile",       "makefile.inc",		"makefile.def",
				     "CMakeLists.txt", "compile_commands.json", "CMakePresets.json" };
enum { EXTENSIONS = sizeof extensions / sizeof extensions[0], NAMES = sizeof names / sizeof names[0] };

static bool same(struct str s, const char *z)
{
	return str_eq_nocase(s, str_from(z));
}

bool git_matters(struct str path)
{
	struct str name = path, ext = { 0 };
	for (size_t i = path.n; i > 0 && path.s[i - 1] != '/'; i--)
		name = (struct str){ path.s + i - 1, path.n - i + 1 };
	for (size_t i = 0; i < NAMES; i++)
		if (same(name, names[i]))
			return true;
	for (size_t i = name.n; i > 0 && !ext.s; i--)
		if (name.s[i - 1] == '.')
			ext = (struct str){ name.s + i, name.n - i };
	for (size_t i = 0; ext.n && i < EXTENSIONS; i++)
		if (same(ext, extensions[i]))
			return true;
	return false;
}

const char **matter_specs(struct arena *a, const char *const *before)
{
	size_t n = 0;
	const char **v;
	while (before[n])
		n++;
	v = ARENA_ARRAY(a, const char *, n + EXTENSIONS + NAMES + 2);
	for (size_t i = 0; i < n; i++)
		v[i] = before[i];
	v[n++] = "--";
	for (size_t i = 0; i < EXTENSIONS; i++)
		v[n++] = arena_printf(a, ":(icase,glob)**/*.%s", extensions[i]);
	for (size_t i = 0; i < NAMES; i++)
		v[n++] = arena_printf(a, ":(icase,glob)**/%s", names[i]);
	return v;
}

bool git_sha_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.s[i] >= '0' && s.s[i] <= '9') || (s.s[i] >= 'a' && s.s[i] <= 'f')))
			return false;
	return s.n == 40 || s.n == GIT_SHA;
}

static bool host_ok(struct str h)
{
	for (size_t i = 0; i < h.n; i++) {
		char c = h.s[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_'))
			return false;
	}
	return h.n > 0 && h.n < 254 && h.s[0] != '-' && h.s[0] != '.';
}

bool git_url_split(struct arena *a, struct str url, struct git_url *out, struct err *e)
{
	struct str rest = url, host, port = { 0 };
	unsigned long long n;
	char *lower;
	size_t end = 0;
	*out = (struct git_url){ .tls = str_starts(url, STR("https://")) };
	if (!out->tls && !str_starts(url, STR("http://")))
		return err_set(e, ERR_USAGE, "a clone URL has to begin with https:// or http://");
	for (size_t i = 0; i < url.n; i++)
		if (url.s[i] <= ' ' || url.s[i] > '~')
			return err_set(e, ERR_USAGE, "a clone URL has no blanks and no other than ASCII characters");
	rest = (struct str){ url.s + (out->tls ? 8 : 7), url.n - (out->tls ? 8 : 7) };
	while (end < rest.n && rest.s[end] != '/' && rest.s[end] != '?' && rest.s[end] != '#')
		end++;
	host = (struct str){ rest.s, end };
	if (url.n > GIT_URL || memchr(host.s, '@', host.n))
		return err_set(e, ERR_USAGE, "a clone URL holds no user or password, and has %d bytes at most",
			       GIT_URL);
	if (host.n && host.s[0] == '[')
		return err_set(e, ERR_USAGE,
			       "a clone URL has to name its host: git cannot be given a bare IPv6 address here");
	if (str_cut(host, ':', &host, &port) && (!str_to_u64(port, &n) || n < 1 || n > UINT16_MAX || port.s[0] == '+'))
		return err_set(e, ERR_USAGE, "the clone URL's port is none");
	out->port = port.n ? (uint16_t)n : out->tls ? 443 : 80;
	lower = arena_printf(a, STR_FMT, STR_ARG(host));
	for (char *p = lower; *p; p++)
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p | 0x20) : *p;
	out->host = str_from(lower);
	return host_ok(out->host) || err_set(e, ERR_USAGE, "the clone URL's host is none");
}
