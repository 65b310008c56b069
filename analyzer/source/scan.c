/*
 * A lexical look at one file: what it includes, whether it defines an entry point, which trace
 * functions its WPP configuration declares. No preprocessing: both sides of every #if count.
 */
#include "source/path.h"
#include "source/plan_priv.h"

static bool ident_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool in(struct str name, const char *const *list)
{
	for (; *list; list++)
		if (str_is_nocase(name, *list))
			return true;
	return false;
}

static void mark_include(struct scan *s, struct str name)
{
	static const char *const kernel[] = { "ntddk.h",    "wdm.h",	      "ntifs.h",   "fltkernel.h", "ndis.h",
					      "storport.h", "ntosp.h",	      "hidport.h", "portcls.h",	  "fwpsk.h",
					      "dispmprt.h", "netadaptercx.h", "acx.h",	   "ntstrsafe.h", "wdmsec.h",
					      "miniport.h", "wsk.h",	      "kmdf.h",	   "classpnp.h",  "wdmguid.h",
					      "ntddkbd.h",  "gpioclx.h",      "spbcx.h",   "usbdlib.h",	  "d4drvif.h",
					      "ntdef.h",    "reshub.h",	      NULL };
	struct str base = path_name(name);
	s->kernel |= in(base, kernel);
	s->wdf |= str_is_nocase(base, "wdf.h");
	s->windows |= str_is_nocase(base, "windows.h");
	s->tmh |= path_has_ext(base, ".tmh");
}

/* `line` is what follows '#'. */
static void directive(struct planner *pl, struct scan *s, struct str line)
{
	struct str name;
	const char *end;
	char close;
	line = str_trim(line);
	if (!str_starts(line, STR("include")))
		return;
	line = str_trim((struct str){ line.s + 7, line.n - 7 });
	s->computed |= line.n && ident_char(line.s[0]);
	if (line.n < 3 || (line.s[0] != '"' && line.s[0] != '<'))
		return;
	close = line.s[0] == '<' ? '>' : '"';
	end = memchr(line.s + 1, close, line.n - 1);
	if (!end)
		return;
	name = path_slashes(pl->a, (struct str){ line.s + 1, (size_t)(end - line.s) - 1 });
	*VEC_PUSH(pl->a, &s->includes) = (struct scan_include){ name, close == '>' };
	mark_include(s, name);
}

struct cursor {
	struct str t;
	size_t i;
	unsigned depth;	      /* of braces, those of extern "C" and namespace aside */
	unsigned transparent; /* open braces that do not count, innermost only */
	bool line_start;
	bool linkage; /* an extern "C" or namespace NAME stands before the next '{' */
};

static char peek(const struct cursor *c, size_t k)
{
	return c->i + k < c->t.n ? c->t.s[c->i + k] : 0;
}

static void skip_line(struct cursor *c)
{
	while (c->i < c->t.n && c->t.s[c->i] != '\n') {
		if (c->t.s[c->i] == '\\' && (peek(c, 1) == '\n' || (peek(c, 1) == '\r' && peek(c, 2) == '\n')))
			c->i += peek(c, 1) == '\n' ? 1 : 2;
		c->i++;
	}
}

static void skip_block_comment(struct cursor *c)
{
	for (c->i += 2; c->i < c->t.n; c->i++) {
		if (c->t.s[c->i] == '*' && peek(c, 1) == '/') {
			c->i += 2;
			return;
		}
	}
}

static void skip_quoted(struct cursor *c)
{
	char q = c->t.s[c->i++];
	while (c->i < c->t.n && c->t.s[c->i] != q && c->t.s[c->i] != '\n')
		c->i += c->t.s[c->i] == '\\' ? 2 : 1;
	c->i++;
}

/* Skips blanks, comments and quoted text; true where it moved. */
static bool skip_nothing(struct cursor *c)
{
	char ch = peek(c, 0);
	if (ch == '/' && peek(c, 1) == '/')
		skip_line(c);
	else if (ch == '/' && peek(c, 1) == '*')
		skip_block_comment(c);
	else if (ch == '"' || ch == '\'')
		skip_quoted(c);
	else if (ch == '\n' || ch == ' ' || ch == '\t' || ch == '\r')
		c->i++;
	else
		return false;
	c->line_start |= ch == '\n';
	return true;
}

/* At '(' : after the matching ')'. */
static void skip_brackets(struct cursor *c)
{
	unsigned depth = 0;
	while (c->i < c->t.n) {
		if (skip_nothing(c))
			continue;
		char ch = c->t.s[c->i++];
		depth += ch == '(';
		if (ch == ')' && --depth == 0)
			return;
		if (ch == ';' || ch == '{')
			return;
	}
}

static struct str word_at(struct cursor *c)
{
	size_t from = c->i;
	while (c->i < c->t.n && ident_char(c->t.s[c->i]))
		c->i++;
	return (struct str){ c->t.s + from, c->i - from };
}

/* After a name outside all braces: does a function body follow? Old drivers call DriverEntry from elsewhere. */
static bool defined_here(struct cursor *c)
{
	while (c->i < c->t.n && skip_nothing(c))
		;
	if (peek(c, 0) != '(')
		return false;
	skip_brackets(c);
	while (c->i < c->t.n && skip_nothing(c))
		;
	return peek(c, 0) != ';' && peek(c, 0) != ',' && peek(c, 0) != ')' && c->i < c->t.n;
}

static void word(struct scan *s, struct cursor *c)
{
	static const char *const user[] = { "main",    "wmain",	 "WinMain",   "wWinMain",
					    "DllMain", "_tmain", "_tWinMain", NULL };
	struct str w = word_at(c);
	if (str_is(w, "extern") || str_is(w, "namespace"))
		c->linkage = true;
	if (c->depth)
		return;
	if (str_is(w, "DriverEntry"))
		s->driver_entry |= defined_here(c);
	for (const char *const *p = user; *p; p++)
		if (str_is(w, *p))
			s->user_entry |= defined_here(c);
}

static void punctuation(struct cursor *c)
{
	bool column0 = c->i == 0 || c->t.s[c->i - 1] == '\n';
	char ch = c->t.s[c->i++];
	/* A brace in the first column ends a function, whatever the #if branches before it opened. */
	if (ch == '}' && column0 && c->depth)
		c->depth = 1;
	if (ch == '{' && c->linkage && c->depth == 0)
		c->transparent++;
	else if (ch == '{')
		c->depth++;
	else if (ch == '}' && c->depth)
		c->depth--;
	else if (ch == '}' && c->transparent)
		c->transparent--;
	if (ch == ';' || ch == '{' || ch == '(')
		c->linkage = false;
}

static void scan_code(struct planner *pl, struct scan *s, struct str text)
{
	struct cursor c = { .t = text, .line_start = true };
	while (c.i < text.n) {
		if (skip_nothing(&c))
			continue;
		bool fresh = c.line_start;
		c.line_start = false;
		if (text.s[c.i] == '#' && fresh) {
			size_t from = c.i + 1;
			skip_line(&c);
			directive(pl, s, (struct str){ text.s + from, c.i - from });
		} else if (ident_char(text.s[c.i])) {
			word(s, &c);
		} else {
			punctuation(&c);
		}
	}
}

/* --- WPP --- */

struct str wpp_name(struct str def)
{
	size_t n = 0;
	while (n < def.n && ident_char(def.s[n]))
		n++;
	return (struct str){ def.s, n };
}

static void function_words(struct arena *a, struct str def, struct str_list *out)
{
	char *words = arena_alloc(a, def.n + 1);
	size_t n = 0;
	struct str name;
	def = str_trim(def);
	name = wpp_name(def);
	if (!name.n || name.n == def.n || (def.s[0] >= '0' && def.s[0] <= '9') || !strchr("({ ", def.s[name.n]))
		return;
	for (size_t i = 0; i < def.n; i++)
		if (def.s[i] != ' ' && def.s[i] != '\t' && def.s[i] != '\r' && def.s[i] != '\n')
			words[n++] = def.s[i];
	list_add_new(a, out, (struct str){ words, n });
}

void scan_wpp_functions(struct arena *a, struct str text, struct str_list *out)
{
	unsigned depth = 0;
	size_t from = 0;
	for (size_t i = 0; i <= text.n; i++) {
		char ch = i < text.n ? text.s[i] : ';';
		if (ch == '(' || ch == '{')
			depth++;
		else if ((ch == ')' || ch == '}') && depth)
			depth--;
		if (i == text.n || (ch == ';' && !depth)) {
			function_words(a, (struct str){ text.s + from, i - from }, out);
			from = i + 1;
		}
	}
}

static bool find_word(struct str t, struct str word, size_t from, size_t *at)
{
	while (from + word.n <= t.n) {
		const char *p = memchr(t.s + from, word.s[0], t.n - from - word.n + 1);
		if (!p)
			return false;
		*at = (size_t)(p - t.s);
		if (memcmp(p, word.s, word.n) == 0)
			return true;
		from = *at + 1;
	}
	return false;
}

/* `Log{LEVEL=X}(FLAGS, MSG, ...);` is a trace function without the word in front of it, too; a directive is none. */
static bool plain_function(struct str line)
{
	static const char *const others[] = { "USE", "NO", "DEFINE", "CUSTOM", "DEFAULT", "WPP", "UNICODE" };
	struct str name = wpp_name(line);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (str_starts(name, str_from(others[i])))
			return false;
	return name.n && name.n < line.n && (line.s[name.n] == '{' || line.s[name.n] == '(') &&
	       (memmem(line.s, line.n, "(MSG,", 5) || memmem(line.s, line.n, " MSG,", 5));
}

static void config_block(struct planner *pl, struct scan *s, struct str block)
{
	struct str line;
	while (block.n) {
		str_cut(block, '\n', &line, &block);
		while (line.n && (line.s[0] == '/' || line.s[0] == '*' || line.s[0] == ' ' || line.s[0] == '\t'))
			line.s++, line.n--;
		if (str_starts_nocase(line, "FUNC") && line.n > 5 && (line.s[4] == ' ' || line.s[4] == '\t'))
			scan_wpp_functions(pl->a, (struct str){ line.s + 5, line.n - 5 }, &s->wpp);
		else if (plain_function(line))
			scan_wpp_functions(pl->a, line, &s->wpp);
	}
}

static void scan_wpp(struct planner *pl, struct scan *s, struct str text)
{
	size_t from = 0, end;
	while (find_word(text, STR("begin_wpp"), from, &from)) {
		struct str head, rest = { text.s + from, text.n - from };
		if (!find_word(text, STR("end_wpp"), from, &end))
			end = text.n;
		str_cut(rest, '\n', &head, &rest);
		if (str_has_nocase(head, "config"))
			config_block(pl, s, (struct str){ text.s + from, end - from });
		from = end;
	}
}

const struct scan *scan_file(struct planner *pl, const struct tree_entry *f)
{
	uint32_t number = tree_number(pl->t, f);
	uint64_t *known = map_put(pl->scans, number);
	struct scan *s;
	struct str text;
	struct err e;
	if (*known)
		return (const struct scan *)(uintptr_t)*known;
	s = ARENA_NEW(pl->a, struct scan);
	*known = (uint64_t)(uintptr_t)s;
	if (!tree_text(pl->t, pl->a, f, TREE_FILE_MAX, &text, &e)) {
		s->why = arena_str(pl->a, str_from(e.text));
		return s;
	}
	s->text = true;
	scan_code(pl, s, text);
	scan_wpp(pl, s, text);
	return s;
}
