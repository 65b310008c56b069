/*
 * What a unit includes, followed before clang sees it, without looking at conditions. A missing or misspelt header
 * is fatal to clang and hides everything behind it, so every one of them gets a virtual file first: an alias for
 * another letter case, a stand-in for a trace header, an empty file for what nobody has, and an empty
 * one for what lies outside of the reviewed tree.
 */
#include "front/generated.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"

struct incl {
	struct incl *up;
	struct str path, dir;
	bool kit; /* a header of a real kit: its own includes are looked up in the kit only */
};

static void scan_file(struct parsed *p, struct incl *up, struct str path);
static void scan_kit(struct parsed *p, struct incl *up, struct str path);

/* Joins and folds "." and ".."; a ".." above "/" is dropped. Backslashes become slashes. */
struct str front_join(struct arena *a, struct str dir, struct str name)
{
	char *out = arena_alloc(a, dir.n + name.n + 2);
	size_t n = 0;
	bool abs = name.n && (name.s[0] == '/' || name.s[0] == '\\');
	struct str parts[2] = { abs ? STR("") : dir, name };
	for (int k = 0; k < 2; k++) {
		struct str s = parts[k];
		for (size_t i = 0; i < s.n;) {
			size_t j = i;
			while (j < s.n && s.s[j] != '/' && s.s[j] != '\\')
				j++;
			if (j - i == 2 && s.s[i] == '.' && s.s[i + 1] == '.') {
				while (n && out[n - 1] != '/')
					n--;
				n -= n > 0;
			} else if (j > i && !(j - i == 1 && s.s[i] == '.')) {
				out[n++] = '/';
				memcpy(out + n, s.s + i, j - i);
				n += j - i;
			}
			i = j + 1;
		}
	}
	out[n] = 0;
	return (struct str){ out, n };
}

bool front_inside(const struct front *f, struct str path)
{
	struct str root = str_from(f->c.root);
	return str_starts(path, root) && (path.n == root.n || path.s[root.n] == '/');
}

void front_note_read(struct front *f, struct str path)
{
	size_t root = strlen(f->c.root);
	if (front_inside(f, path) && path.n > root + 1)
		strtab_add(f->reads, (struct str){ path.s + root + 1, path.n - root - 1 });
}

struct str front_read(struct front *f, struct arena *a, const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text;
	size_t n = 0;
	if (fd < 0)
		return (struct str){ NULL, 0 };
	front_note_read(f, str_from(path));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > FRONT_FILE_MAX) {
		close(fd);
		return (struct str){ NULL, 0 };
	}
	text = arena_alloc(a, (size_t)st.st_size + 1);
	while (n < (size_t)st.st_size) {
		ssize_t got = read(fd, text + n, (size_t)st.st_size - n);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	close(fd);
	return (struct str){ text, n };
}

void front_vfile(struct parsed *p, struct vfile v)
{
	if (p->vf.n >= FRONT_VIRTUAL)
		return;
	for (size_t i = 0; i < p->vf.n; i++)
		if (str_eq(p->vf.v[i].path, v.path))
			return;
	*VEC_PUSH(p->a, &p->vf) = v;
}

/* ---- finding a file, whatever its letter case ---- */

static void list_dir(struct front *f, uint32_t dir, const char *path)
{
	DIR *d = opendir(path);
	struct dirent *de;
	*map_put(f->dir_index, dir) = 1;
	if (!d)
		return;
	while ((de = readdir(d))) {
		struct str name = str_from(de->d_name);
		uint32_t low = strtab_add(f->dir_names, front_lower(f->a, name));
		uint64_t *slot = map_put(f->dir_index, (uint64_t)dir << 32 | low);
		if (*slot == 0)
			*slot = strtab_add(f->dir_names, name);
		*map_put(f->dir_index, (uint64_t)dir << 32 | strtab_add(f->dir_names, name)) =
			strtab_add(f->dir_names, name); /* the exact spelling wins */
	}
	closedir(d);
}

/* The real name of one component below `dir`; empty = there is none. */
static struct str real_name(struct front *f, struct str dir, struct str name)
{
	uint32_t id = strtab_add(f->dir_names, dir), low;
	const uint64_t *slot;
	if (!map_get(f->dir_index, id))
		list_dir(f, id, strtab_get(f->dir_names, id).s);
	low = strtab_find(f->dir_names, name);
	slot = low ? map_get(f->dir_index, (uint64_t)id << 32 | low) : NULL;
	if (!slot || !*slot) {
		low = strtab_find(f->dir_names, front_lower(f->a, name));
		slot = low ? map_get(f->dir_index, (uint64_t)id << 32 | low) : NULL;
	}
	return slot && *slot ? strtab_get(f->dir_names, (uint32_t)*slot) : STR("");
}

/* The real path of an absolute one that lies in the tree, in any letter case; empty = none. */
static struct str real_path(struct parsed *p, struct str path)
{
	struct str root = str_from(p->f->c.root), at = root, rest;
	if (!front_inside(p->f, path) || path.n == root.n)
		return STR("");
	rest = (struct str){ path.s + root.n + 1, path.n - root.n - 1 };
	while (rest.n) {
		struct str head, tail, name;
		if (!str_cut(rest, '/', &head, &tail))
			tail = STR("");
		name = real_name(p->f, at, head);
		if (!name.n)
			return STR("");
		at = str_from(arena_printf(p->a, STR_FMT "/" STR_FMT, STR_ARG(at), STR_ARG(name)));
		rest = tail;
	}
	return at;
}

static struct str dir_of(struct str path)
{
	size_t n = path.n;
	while (n && path.s[n - 1] != '/')
		n--;
	return (struct str){ path.s, n ? n - 1 : 0 };
}

static struct str base_of(struct str path)
{
	size_t n = path.n;
	while (n && path.s[n - 1] != '/' && path.s[n - 1] != '\\')
		n--;
	return (struct str){ path.s + n, path.n - n };
}

/* ---- one #include ---- */

static struct str slashes(struct arena *a, struct str s)
{
	struct str out = arena_str(a, s);
	for (size_t i = 0; i < out.n; i++)
		if (out.s[i] == '\\')
			((char *)out.s)[i] = '/';
	return out;
}

/* As clang spells the place it looks at first: unfolded, so that the virtual file is found there. */
static struct str spelled(struct parsed *p, struct str dir, struct str name)
{
	if (name.n && name.s[0] == '/')
		return name;
	return str_from(arena_printf(p->a, STR_FMT "/" STR_FMT, STR_ARG(dir), STR_ARG(name)));
}

static void virtual_text(struct parsed *p, struct str at, struct str text, int kind, struct str name, struct str from,
			 uint32_t line)
{
	front_vfile(p, (struct vfile){
			       .path = at, .text = text, .kind = kind, .name = name, .from = from, .at.line = line });
}

/* Tries one folder; true = found there (and followed). */
static bool try_dir(struct parsed *p, struct incl *up, struct str dir, struct str name, uint32_t line)
{
	struct str as = spelled(p, dir, name), flat = front_join(p->a, dir, name), real;
	if (!front_inside(p->f, flat)) {
		/* clang would open it: stand in front of it, whether it exists or not */
		if (access(as.s, F_OK) == 0)
			virtual_text(p, as, STR("\n"), VF_BLOCKED, name, up->path, line);
		return false;
	}
	real = real_path(p, flat);
	if (!real.n)
		return false;
	if (!str_eq(real, flat))
		virtual_text(p, as, str_from(arena_printf(p->a, "#include \"" STR_FMT "\"\n", STR_ARG(real))), VF_ALIAS,
			     name, up->path, line);
	scan_file(p, up, real);
	return true;
}

static bool try_system(struct parsed *p, struct incl *up, struct str name, uint32_t line)
{
	struct front *f = p->f;
	uint32_t id = strtab_find(f->names, front_lower(p->a, name));
	const uint64_t *slot = id ? map_get(f->headers, id) : NULL;
	struct str real;
	if (!slot || !*slot)
		return false;
	real = f->header.v[*slot - 1];
	if (!str_ends(real, name))
		virtual_text(p, spelled(p, str_from(f->sys[0]), name),
			     str_from(
				     arena_printf(p->a, "#include <" STR_FMT ">\n", STR_ARG(strtab_get(f->names, id)))),
			     VF_ALIAS, name, up->path, line);
	scan_kit(p, up, real);
	return true;
}

/*
 * Nowhere on the search path: beside the project file or another source of the driver there may be one of that name (a
 * precompiled header is never looked up by the compiler that made it). Stands where clang looks.
 */
static bool try_driver(struct parsed *p, struct incl *up, struct str at, struct str name, uint32_t line)
{
	struct str root = str_from(p->f->c.root), last = STR("");
	for (size_t i = 0; i <= p->d->units.n && i < 400; i++) {
		struct str rel = i ? p->d->units.v[i - 1].path : p->d->project, dir, real;
		dir = dir_of(front_join(p->a, root, rel));
		if (!rel.n || str_eq(dir, last))
			continue;
		last = dir;
		real = real_path(p, front_join(p->a, dir, name));
		if (!real.n)
			continue;
		virtual_text(p, at, str_from(arena_printf(p->a, "#include \"" STR_FMT "\"\n", STR_ARG(real))), VF_ALIAS,
			     name, up->path, line);
		scan_file(p, up, real);
		return true;
	}
	return false;
}

static bool ends_nocase(struct str s, struct str tail)
{
	return s.n >= tail.n && str_eq_nocase((struct str){ s.s + s.n - tail.n, tail.n }, tail);
}

/* "../x.h" is found from where it is written, or it is not there: a stand-in would be found by all. */
static void kit_include(struct parsed *p, struct incl *up, struct str name, uint32_t line)
{
	if (str_starts(name, STR("..")))
		scan_kit(p, up, front_join(p->a, up->dir, name));
	else if (!try_system(p, up, name, line))
		virtual_text(p, spelled(p, str_from(p->f->sys[0]), name), STR("\n"), VF_EMPTY, name, up->path, line);
}

static void one_include(struct parsed *p, struct incl *up, struct str raw, bool quoted, uint32_t line)
{
	struct str name = slashes(p->a, raw), made, at;
	if (up->kit) {
		kit_include(p, up, name, line);
		return;
	}
	strtab_add(p->seen, front_lower(p->a, base_of(name)));
	if (ends_nocase(name, STR(".tmh"))) {
		virtual_text(p, spelled(p, quoted ? up->dir : str_from(p->f->sys[0]), name), STR(""), VF_TMH, name,
			     up->path, line);
		return;
	}
	if (quoted) /* the includers' folders, innermost first: as Microsoft's compiler looks */
		for (struct incl *i = up; i; i = i->up)
			if (try_dir(p, up, i->dir, name, line))
				return;
	for (size_t i = 0; i < p->pu->includes.n; i++)
		if (try_dir(p, up, front_join(p->a, str_from(p->f->c.root), p->pu->includes.v[i]), name, line))
			return;
	if (try_system(p, up, name, line))
		return;
	if (!quoted && try_dir(p, up, up->dir, name, line))
		return; /* in angle brackets, and found nowhere but here: clang says so and takes it */
	if (name.n && access(spelled(p, up->dir, name).s, F_OK) == 0)
		return; /* blocked above */
	at = spelled(p, quoted ? up->dir : str_from(p->f->sys[0]), name);
	if (try_driver(p, up, at, name, line))
		return;
	if (front_generated(p, up->dir, name, &made))
		virtual_text(p, at, made, VF_GENERATED, name, up->path, line);
	else
		virtual_text(p, at, STR("\n"), VF_EMPTY, name, up->path, line);
}

/* ---- lines ---- */

static bool word(struct str *s, const char *w)
{
	struct str x = str_from(w);
	if (!str_starts(*s, x))
		return false;
	s->s += x.n;
	s->n -= x.n;
	return true;
}

static void include_line(struct parsed *p, struct incl *up, struct str s, uint32_t line)
{
	char close;
	size_t n = 1;
	s = str_trim(s);
	if (!s.n || (s.s[0] != '"' && s.s[0] != '<'))
		return;
	close = s.s[0] == '<' ? '>' : '"';
	while (n < s.n && s.s[n] != close)
		n++;
	if (n < s.n && n > 1)
		one_include(p, up, (struct str){ s.s + 1, n - 1 }, close == '"', line);
}

static struct str ident(struct str s)
{
	size_t n = 0;
	s = str_trim(s);
	while (n < s.n && (isalnum((unsigned char)s.s[n]) || s.s[n] == '_'))
		n++;
	return (struct str){ s.s, n };
}

/* Trace bits and trace functions named by the sources themselves. */
static void wpp_line(struct parsed *p, struct str s)
{
	const char *at = memmem(s.s, s.n, "WPP_DEFINE_BIT(", 15);
	while (at) {
		struct str rest = { at + 15, (size_t)(s.s + s.n - at - 15) }, name = ident(rest);
		if (name.n)
			*VEC_PUSH(p->a, &p->wpp_bits) = arena_str(p->a, name);
		at = memmem(rest.s, rest.n, "WPP_DEFINE_BIT(", 15);
	}
	at = s.n > 8 && s.s[0] == '/' ? memmem(s.s, s.n < 16 ? s.n : 16, "FUNC ", 5) : NULL;
	if (at) {
		struct str name = ident((struct str){ at + 5, (size_t)(s.s + s.n - at - 5) });
		if (name.n)
			*VEC_PUSH(p->a, &p->wpp_funcs) = arena_str(p->a, name);
	}
}

/* `try {`, `} finally {`, `} except (...) {` */
static void seh_line(struct parsed *p, struct str s)
{
	struct str w;
	if (s.n && s.s[0] == '}')
		s = str_trim((struct str){ s.s + 1, s.n - 1 });
	if (!s.n || (s.s[0] != 't' && s.s[0] != 'f' && s.s[0] != 'e'))
		return;
	w = ident(s);
	s = str_trim((struct str){ s.s + w.n, s.n - w.n });
	if ((str_is(w, "try") || str_is(w, "finally")) && (!s.n || s.s[0] == '{'))
		p->seh_words = true;
	if (str_is(w, "except") && (!s.n || s.s[0] == '('))
		p->seh_words = true;
}

/* For sources whose project does not say which C++ they are written in. */
static void cpp20_line(struct parsed *p, struct str s)
{
	static const char *const words[] = { "consteval ", "constinit ", "using enum ", "requires(", "requires (",
					     "<=>",	   "co_await ",	 "co_return",	"co_yield " };
	const char *at = memmem(s.s, s.n, "concept ", 8);
	if (s.s[0] == '/' || s.s[0] == '*')
		return;
	p->cpp20 = (at && memchr(at, '=', (size_t)(s.s + s.n - at))) ||
		   (str_starts(s, STR("requires ")) && !memchr(s.s, '.', s.n));
	for (size_t i = 0; i < sizeof words / sizeof *words && !p->cpp20; i++)
		p->cpp20 = memmem(s.s, s.n, words[i], strlen(words[i])) != NULL;
}

static void scan_lines(struct parsed *p, struct incl *up, struct str text)
{
	uint32_t line = 0;
	while (text.n) {
		struct str head, s;
		if (!str_cut(text, '\n', &head, &text))
			text.n = 0;
		line++;
		s = str_trim(head);
		if (s.n > 8 && s.s[0] == '#') {
			s = str_trim((struct str){ s.s + 1, s.n - 1 });
			if (word(&s, "include"))
				include_line(p, up, s, line);
		}
		if (up->kit)
			continue;
		if (s.n > 8)
			wpp_line(p, s);
		if (p->pu->cplusplus && !p->pu->standard && !p->cpp20 && s.n > 2)
			cpp20_line(p, s);
		if (!p->pu->cplusplus && !p->seh_words && s.n > 2)
			seh_line(p, s);
	}
}

static void scan_file(struct parsed *p, struct incl *up, struct str path)
{
	struct incl me = { .up = up, .path = path, .dir = dir_of(path) };
	struct str text, utf8;
	if (strtab_find(p->done, path) || p->scanned++ >= FRONT_SCAN_FILES)
		return;
	strtab_add(p->done, path);
	text = front_read(p->f, p->a, path.s);
	if (front_utf16(p->a, text, &utf8)) {
		text = utf8;
		virtual_text(p, path, utf8, VF_CONVERTED, path, path, 0);
	}
	scan_lines(p, &me, text);
}

/* The kit was written for a file system that does not tell letter cases apart: its headers' includes need aliases, too. */
static void scan_kit(struct parsed *p, struct incl *up, struct str path)
{
	struct str kit = p->f->c.wdk_dir ? str_from(p->f->c.wdk_dir) : STR("");
	struct incl me = { .up = up, .path = path, .dir = dir_of(path), .kit = true };
	if (!kit.n || !str_starts(path, kit) || strtab_find(p->done, path) || p->scanned++ >= FRONT_SCAN_FILES)
		return;
	strtab_add(p->done, path);
	scan_lines(p, &me, front_read(p->f, p->a, path.s));
}

/*
 * A unit that includes no base header at all gets it from one that nobody has (a port driver's or a framework's own):
 * then the first such header stands in for it, so that the base types are not guesses.
 */
static void base_header(struct parsed *p)
{
	static const char *const bases[] = { "ntddk.h", "wdm.h",      "ntifs.h", "fltkernel.h", "ndis.h",
					     "wdf.h",	"windows.h",  "ks.h",	 "portcls.h",	"storport.h",
					     "nt.h",	"miniport.h", "usb.h",	 "windef.h",	"hidport.h" };
	bool user = p->d->framework == PLAN_UMDF;
	for (size_t i = 0; i < sizeof bases / sizeof *bases; i++)
		if (strtab_find(p->seen, str_from(bases[i])))
			return;
	for (size_t i = 0; i < p->vf.n; i++)
		if (p->vf.v[i].kind == VF_EMPTY) {
			p->vf.v[i].text = user ? STR("#include <windows.h>\n") : STR("#include <ntddk.h>\n");
			strtab_add(p->seen, user ? STR("windows.h") : STR("ntddk.h"));
			return;
		}
}

void front_scan(struct parsed *p)
{
	p->seen = strtab_new(p->a);
	p->done = strtab_new(p->a);
	p->main = front_join(p->a, str_from(p->f->c.root), p->pu->path);
	scan_file(p, NULL, p->main);
	for (size_t i = 0; i < p->pu->forced.n; i++)
		scan_file(p, NULL, front_join(p->a, str_from(p->f->c.root), p->pu->forced.v[i]));
	base_header(p);
	if (p->cpp20) {
		struct plan_unit *pu = ARENA_NEW(p->a, struct plan_unit);
		*pu = *p->pu;
		pu->standard = 20;
		p->pu = pu;
	}
}
