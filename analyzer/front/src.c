/* Files and places: where the author sees an operation, and which macro it came from. */
#include "front/lower.h"

#include <ctype.h>

ir_str lo_str(struct lo *l, CXString s)
{
	const char *z = clang_getCString(s);
	ir_str id = ir_intern(l->u, str_from(z));
	clang_disposeString(s);
	return id;
}

static struct str below(struct str path, const char *dir)
{
	struct str d = str_from(dir);
	if (d.n && str_starts(path, d) && path.n > d.n && path.s[d.n] == '/')
		return (struct str){ path.s + d.n + 1, path.n - d.n - 1 };
	return STR("");
}

/* Fills the unit's entry: "src/queue.c", or "<wdf/wdfio.h>" for what is not the driver's. */
static void name_file(struct lo *l, struct str path, struct ir_file *out, struct lo_file *lf)
{
	struct front *f = l->f;
	struct str flat = front_join(l->tmp, STR(""), path), rel = below(flat, f->c.model_dir);
	if (!rel.n) {
		rel = below(flat, f->c.mingw_dir);
		lf->host = rel.n > 0;
	}
	if (!rel.n && f->c.wdk_dir) {
		rel = below(flat, f->c.wdk_dir);
		lf->host = rel.n && !str_starts(rel, STR("wdf/"));
	}
	if (!rel.n)
		rel = below(flat, f->c.resource_dir);
	if (!rel.n && front_inside(f, flat)) {
		rel = below(flat, f->c.root);
		lf->driver = true;
		out->path = ir_intern(l->u, rel);
		return;
	}
	if (!rel.n)
		rel = flat;
	out->path = ir_intern(l->u, str_from(arena_printf(l->tmp, "<" STR_FMT ">", STR_ARG(rel))));
	out->flags = IR_FILE_MODEL;
}

uint32_t lo_file(struct lo *l, CXFile file)
{
	uint64_t *slot = map_put(l->files, (uint64_t)(uintptr_t)file);
	struct lo_file lf = { .file = file };
	struct ir_file out = { 0 };
	CXString s;
	if (*slot)
		return (uint32_t)*slot - 1;
	s = clang_getFileName(file);
	name_file(l, str_from(clang_getCString(s)), &out, &lf);
	clang_disposeString(s);
	/* An alias or a second name of the same file is the same file. */
	for (size_t i = 0; i < l->u->files.n; i++)
		if (l->u->files.v[i].path == out.path) {
			*slot = i + 1;
			return (uint32_t)i;
		}
	*VEC_PUSH(l->tmp, &l->file) = lf;
	*VEC_PUSH(l->a, &l->u->files) = out;
	*slot = l->u->files.n;
	return (uint32_t)*slot - 1;
}

/* A model header as it stands on disk; NULL for the tree's own files and for stand-ins. */
static struct str model_text(struct lo *l, const struct lo_file *f)
{
	CXString s = clang_getFileName(f->file);
	struct str path = str_from(clang_getCString(s)), text = { NULL, 0 };
	if (!f->driver && below(path, l->f->c.model_dir).n)
		text = front_read(l->f, l->tmp, path.s);
	clang_disposeString(s);
	return text;
}

/*
 * On demand. For a file that only the precompiled header knows clang_getFileContents reads all places of that header
 * first (8 ms a unit), so that such a file is read here.
 */
struct str lo_contents(struct lo *l, uint32_t file)
{
	struct lo_file *f = &l->file.v[file];
	size_t n = 0;
	if (!f->loaded && !f->host) {
		f->text = model_text(l, f);
		if (!f->text.s) {
			f->text.s = clang_getFileContents(l->tu, f->file, &n);
			f->text.n = f->text.s ? n : 0;
		}
		f->loaded = true;
	}
	return f->text;
}

struct ir_loc lo_loc(struct lo *l, CXSourceLocation at)
{
	CXFile file = NULL;
	struct ir_loc r = { 0 };
	clang_getExpansionLocation(at, &file, &r.line, &r.col, NULL);
	if (!file)
		return (struct ir_loc){ 0 };
	r.file = lo_file(l, file);
	if (!lo_from_macro(at))
		l->file.v[r.file].known = at;
	return r;
}

static struct str ident_at(struct str text, size_t at)
{
	size_t n = at;
	while (n < text.n && (isalnum((unsigned char)text.s[n]) || text.s[n] == '_'))
		n++;
	return (struct str){ text.s + at, at < text.n ? n - at : 0 };
}

/* Object-like only: NAME followed by "(" is a call, whose body is more than one constant. */
ir_str lo_macro_name(struct lo *l, CXSourceLocation at, uint64_t *origin)
{
	CXFile file = NULL;
	unsigned off = 0;
	uint32_t fi;
	struct str text, name;
	size_t end;
	*origin = 0;
	if (!lo_from_macro(at))
		return 0;
	clang_getFileLocation(at, &file, NULL, NULL, &off);
	if (!file)
		return 0;
	fi = lo_file(l, file);
	text = lo_contents(l, fi);
	name = ident_at(text, off);
	if (!name.n || isdigit((unsigned char)name.s[0]))
		return 0;
	end = off + name.n;
	while (end < text.n && (text.s[end] == ' ' || text.s[end] == '\t'))
		end++;
	if (end < text.n && text.s[end] == '(')
		return 0;
	*origin = (uint64_t)(fi + 1) << 32 | off;
	return ir_intern(l->u, name);
}

/*
 * clang_getLocationForOffset reads all places of the precompiled header (8 ms a unit). Places of one file are numbered
 * in a row: a known one leads to all others of the file.
 */
static CXSourceLocation location(struct lo *l, CXFile file, unsigned off)
{
	uint32_t fi = lo_file(l, file);
	CXSourceLocation at = l->file.v[fi].known;
	CXFile have = NULL;
	unsigned from = 0;
	clang_getFileLocation(at, &have, NULL, NULL, &from);
	if (have != file || !have)
		return clang_getLocationForOffset(l->tu, file, off);
	at.int_data += off - from;
	return at;
}

/* Where the macro is defined, once per name. */
static struct ir_loc definition(struct lo *l, ir_str name, CXFile file, unsigned off)
{
	uint64_t *slot = map_put(l->macros, name);
	struct ir_loc r = { 0 };
	if (*slot == 0) {
		CXCursor c = clang_getCursor(l->tu, location(l, file, off));
		struct ir_loc *keep = ARENA_NEW(l->tmp, struct ir_loc);
		if (clang_getCursorKind(c) == CXCursor_MacroExpansion)
			r = lo_loc(l, clang_getCursorLocation(clang_getCursorReferenced(c)));
		*keep = r;
		*slot = (uint64_t)(uintptr_t)keep;
		return r;
	}
	return *(struct ir_loc *)(uintptr_t)*slot;
}

struct where lo_where(struct lo *l, CXCursor c)
{
	CXSourceLocation at = clang_getCursorLocation(c);
	struct where w = { 0 };
	CXFile file = NULL;
	unsigned off = 0, foff = 0;
	if (at.int_data == l->last_loc && at.int_data)
		return l->last;
	clang_getExpansionLocation(at, &file, &w.at.line, &w.at.col, &off);
	if (!file)
		return l->last; /* implicit code: beside what was last written */
	w.at.file = lo_file(l, file);
	if (!lo_from_macro(at)) {
		l->file.v[w.at.file].known = at;
	} else if (!l->file.v[w.at.file].host) {
		CXFile ffile = NULL;
		unsigned line = 0, col = 0;
		w.macro = ir_intern(l->u, ident_at(lo_contents(l, w.at.file), off));
		clang_getFileLocation(at, &ffile, &line, &col, &foff);
		if (ffile && (foff != off || ffile != file))
			w.spell = (struct ir_loc){ lo_file(l, ffile), line, col };
		else
			w.spell = definition(l, w.macro, file, off);
	}
	l->last_loc = at.int_data;
	l->last = w;
	return w;
}

bool lo_in_driver(struct lo *l, CXCursor c)
{
	CXFile file = NULL;
	uint32_t fi;
	clang_getExpansionLocation(clang_getCursorLocation(c), &file, NULL, NULL, NULL);
	if (!file)
		return false;
	fi = lo_file(l, file); /* may move the table */
	return l->file.v[fi].driver;
}

struct str lo_text(struct lo *l, CXSourceRange r)
{
	CXFile file = NULL, file2 = NULL;
	unsigned a = 0, b = 0;
	struct str text;
	clang_getFileLocation(clang_getRangeStart(r), &file, NULL, NULL, &a);
	clang_getFileLocation(clang_getRangeEnd(r), &file2, NULL, NULL, &b);
	if (!file || file != file2)
		return STR("");
	text = lo_contents(l, lo_file(l, file));
	if (b > text.n || a > b)
		return STR("");
	return (struct str){ text.s + a, b - a };
}
