#include "front/statements.h"

#include <ctype.h>

enum { SCOPES = 128, LOCALS = 64 };

enum token_kind { T_END, T_WORD, T_STRING, T_OTHER };

struct token {
	enum token_kind kind;
	struct str text;
	uint32_t line, col;
};

struct scope {
	uint64_t around; /* what encloses the block */
	uint64_t inside; /* the same, and the case label that is in force */
	uint64_t last_if;
};

struct split {
	const struct statement_text *t;
	struct arena *a;
	statement_list *out;
	/* the lexer */
	const char *p, *end, *line_start;
	uint32_t line;
	bool line_fresh; /* only blanks since the line began */
	/* the statement being read */
	struct statement now;
	bool open, label, head, assigns;
	bool labelled; /* a label stands before it, and needs a statement */
	struct str first;
	struct token last;
	size_t n_words;
	unsigned nest; /* parentheses, brackets, braces of initialisers */
	struct str locals[LOCALS];
	unsigned n_locals;
	/* around it */
	uint64_t inside;
	struct scope scopes[SCOPES];
	unsigned depth, too_deep;
};

/* FNV-1a, 64 bit. Part of the identity's definition: a change of it is a new version (report/identity.h). */
static uint64_t fnv(uint64_t h, const void *p, size_t n)
{
	const unsigned char *s = p;
	for (size_t i = 0; i < n; i++)
		h = (h ^ s[i]) * 0x100000001b3ULL;
	return h;
}

static uint64_t mix(uint64_t a, uint64_t b)
{
	unsigned char v[16];
	for (int i = 0; i < 8; i++) {
		v[i] = (unsigned char)(a >> (8 * i));
		v[8 + i] = (unsigned char)(b >> (8 * i));
	}
	return fnv(0xcbf29ce484222325ULL, v, sizeof v);
}

static uint64_t hash_word(const char *z)
{
	return fnv(0xcbf29ce484222325ULL, z, strlen(z));
}

/* ---- tokens ---- */

static void new_line(struct split *s)
{
	s->line++;
	s->line_start = s->p;
	s->line_fresh = true;
}

static void step(struct split *s)
{
	if (*s->p++ == '\n')
		new_line(s);
}

static bool at_text(const struct split *s, const char *two)
{
	return s->end - s->p >= 2 && s->p[0] == two[0] && s->p[1] == two[1];
}

/* To the end of the line, and on where it is continued. */
static void skip_line(struct split *s)
{
	while (s->p < s->end && *s->p != '\n') {
		if (*s->p == '\\' && s->end - s->p > 2 && s->p[1] == '\r' && s->p[2] == '\n')
			s->p++;
		if (*s->p == '\\' && s->end - s->p > 1)
			step(s);
		step(s);
	}
}

static void skip_comment(struct split *s)
{
	s->p += 2;
	while (s->p < s->end && !at_text(s, "*/"))
		step(s);
	s->p = s->end - s->p > 2 ? s->p + 2 : s->end;
}

static void skip_blanks(struct split *s)
{
	while (s->p < s->end) {
		char c = *s->p;
		if (isspace((unsigned char)c) ||
		    (c == '\\' && s->p + 1 < s->end && (s->p[1] == '\n' || s->p[1] == '\r')))
			step(s);
		else if (at_text(s, "//") || (c == '#' && s->line_fresh))
			skip_line(s);
		else if (at_text(s, "/*"))
			skip_comment(s);
		else
			break;
	}
}

static bool word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (c & 0x80);
}

static void quoted(struct split *s, char q)
{
	s->p++;
	while (s->p < s->end && *s->p != q && *s->p != '\n') {
		if (*s->p == '\\' && s->end - s->p > 1)
			s->p++;
		step(s);
	}
	if (s->p < s->end && *s->p == q)
		s->p++;
}

static struct token next(struct split *s)
{
	struct token t = { .kind = T_END };
	const char *from;
	skip_blanks(s);
	from = s->p;
	t.line = s->line;
	t.col = (uint32_t)(s->p - s->line_start) + 1;
	if (s->p >= s->end)
		return t;
	s->line_fresh = false;
	t.kind = T_OTHER;
	while (s->p < s->end && word_char(*s->p))
		s->p++;
	if (s->p > from)
		t.kind = isdigit((unsigned char)*from) ? T_OTHER : T_WORD;
	/* A number's fraction; L"..." is one token. */
	if (s->p > from && t.kind == T_OTHER)
		while (s->p < s->end && (word_char(*s->p) || *s->p == '.'))
			s->p++;
	else if (s->p < s->end && *s->p == '"' && s->p - from <= 2) {
		quoted(s, '"');
		t.kind = T_STRING;
	} else if (s->p < s->end && *s->p == '\'' && s->p - from <= 2) {
		quoted(s, '\'');
		t.kind = T_OTHER;
	} else if (s->p == from) {
		s->p++;
	}
	t.text = (struct str){ from, (size_t)(s->p - from) };
	return t;
}

static bool is(const struct token *t, const char *z)
{
	return str_is(t->text, z);
}

/* ---- a statement's words ---- */

static void say(struct split *s, const void *p, size_t n)
{
	s->now.words = fnv(s->now.words, p, n);
}

static bool is_member(const struct split *s)
{
	return is(&s->last, ".") || (is(&s->last, ">") && s->last.text.s > s->t->body.s && s->last.text.s[-1] == '-');
}

static bool say_local(struct split *s, struct str name)
{
	unsigned k = 0;
	unsigned char said[2] = { '$', 0 };
	while (k < s->n_locals && !str_eq(s->locals[k], name))
		k++;
	if (k == LOCALS)
		return false;
	if (k == s->n_locals)
		s->locals[s->n_locals++] = name;
	said[1] = (unsigned char)(k + 1);
	say(s, said, 2);
	return true;
}

/* Pieces of a literal that stand side by side are one literal: formatters break long ones. */
static void say_string(struct split *s, struct str text)
{
	size_t from = 0, end = text.n;
	while (from < text.n && text.s[from] != '"')
		from++;
	if (s->last.kind == T_STRING && s->n_words) {
		from++;
		end -= end > from && text.s[end - 1] == '"';
		say(s, text.s + from, end - from);
		return;
	}
	end -= end > from + 1 && text.s[end - 1] == '"';
	say(s, "", 1);
	say(s, text.s, end);
}

static void say_token(struct split *s, const struct token *t)
{
	if (t->kind == T_STRING) {
		say_string(s, t->text);
	} else {
		say(s, "", 1);
		if (t->kind != T_WORD || is_member(s) || !s->t->local(s->t->user, t->text) || !say_local(s, t->text))
			say(s, t->text.s, t->text.n);
	}
	s->n_words++;
	s->now.end_line = t->line;
	s->now.end_col = t->col + (uint32_t)t->text.n;
}

static void begin(struct split *s, const struct token *t)
{
	s->now = (struct statement){ .line = t->line, .col = t->col, .words = 0xcbf29ce484222325ULL };
	s->open = true;
	s->head = s->label = s->assigns = false;
	s->first = t->text;
	s->n_words = s->n_locals = 0;
	s->nest = 0;
}

static struct scope *scope(struct split *s)
{
	return &s->scopes[s->depth];
}

/* Only blanks from `p` to the line's end, in this direction? */
static bool blank(const struct split *s, const char *p, int by)
{
	while (p >= s->t->body.s && p < s->end && (*p == ' ' || *p == '\t' || *p == '\r'))
		p += by;
	return p >= s->t->body.s && p < s->end && *p == '\n';
}

/* At the semicolon that ends it. */
static void look_around(struct split *s, const struct token *semi)
{
	const char *nl = memchr(s->p, '\n', (size_t)(s->end - s->p));
	if (nl && nl > s->t->body.s && nl[-1] == '\r')
		s->now.tail |= STATEMENT_CRLF;
	if (semi->line != s->now.end_line || semi->col != s->now.end_col || s->labelled ||
	    s->inside != scope(s)->inside)
		return;
	s->now.tail |= STATEMENT_SEMI;
	if (blank(s, s->first.s - 1, -1) && blank(s, s->p, 1))
		s->now.tail |= STATEMENT_ALONE;
}

static void record(struct split *s)
{
	s->now.inside = s->inside;
	if (s->open)
		*VEC_PUSH(s->a, s->out) = s->now;
	s->open = s->labelled = false;
}

/* ---- blocks ---- */

static void push(struct split *s)
{
	if (s->depth + 1 >= SCOPES) {
		s->too_deep++;
		return;
	}
	s->depth++;
	*scope(s) = (struct scope){ .around = s->inside, .inside = s->inside };
}

static void pop(struct split *s)
{
	if (s->too_deep)
		s->too_deep--;
	else if (s->depth) /* unbalanced: branches of an #if */
		s->depth--;
	s->inside = scope(s)->inside;
}

/* A head has ended: what follows stands in it. */
static void enter(struct split *s)
{
	uint64_t words = s->now.words;
	record(s);
	if (str_is(s->first, "if"))
		scope(s)->last_if = words;
	s->inside = mix(s->inside, words);
}

static bool one_of(struct str w, const char *const *list)
{
	for (; *list; list++)
		if (str_is(w, *list))
			return true;
	return false;
}

/* True where the word is all there is: no statement begins with it. */
static bool opening_word(struct split *s, const struct token *t)
{
	static const char *const alone[] = { "do", "__try", "_try", "try", "__finally", NULL };
	static const char *const heads[] = { "if", "while", "for", "switch", "__except", "catch", NULL };
	if (is(t, "else")) {
		s->inside = mix(mix(s->inside, hash_word("else")), scope(s)->last_if);
		return true;
	}
	if (one_of(t->text, alone)) {
		s->inside = mix(s->inside, fnv(0xcbf29ce484222325ULL, t->text.s, t->text.n));
		return true;
	}
	begin(s, t);
	s->head = one_of(t->text, heads);
	s->label = is(t, "case") || is(t, "default");
	return false;
}

/* `case X:` `default:` `name:` have been read up to the colon. */
static void end_label(struct split *s)
{
	if (s->label) {
		scope(s)->inside = mix(scope(s)->around, s->now.words);
		s->inside = scope(s)->inside;
	}
	s->open = false;
	s->labelled = true;
}

static bool is_label_colon(const struct split *s, const struct token *t)
{
	return s->nest == 0 && is(t, ":") && (s->label || s->n_words == 1) && !(s->p < s->end && *s->p == ':');
}

static void bracket(struct split *s, const struct token *t)
{
	char c = t->text.n == 1 ? t->text.s[0] : 0;
	if (c == '(' || c == '[' || c == '{')
		s->nest++;
	else if ((c == ')' || c == ']' || c == '}') && s->nest)
		s->nest--;
	else if (c == '=' && s->nest == 0)
		s->assigns = true;
}

static void take(struct split *s, const struct token *t)
{
	bool expression = s->open && (s->nest || s->assigns || str_is(s->first, "return"));
	if (!s->open && t->kind == T_WORD && opening_word(s, t))
		return;
	if (is(t, ";") && (!s->open || s->nest == 0)) {
		if (s->open)
			look_around(s, t);
		record(s);
		s->inside = scope(s)->inside;
	} else if (is(t, "{") && !expression) {
		if (s->open)
			enter(s); /* a macro that makes a loop; a local type */
		push(s);
	} else if (is(t, "}") && (!s->open || s->nest == 0)) {
		record(s);
		pop(s);
	} else if (s->open && is_label_colon(s, t)) {
		end_label(s);
	} else {
		if (!s->open)
			begin(s, t);
		say_token(s, t);
		bracket(s, t);
		if (s->head && s->nest == 0 && is(t, ")"))
			enter(s);
	}
}

static void place_of(struct split *s, const struct token *t)
{
	for (const char *const *w = s->t->wanted; t->kind == T_WORD && w && *w; w++)
		if (is(t, *w))
			*VEC_PUSH(s->a, s->t->places) = (struct place_of_word){ str_from(*w), t->line, t->col };
}

void statements_find(struct arena *a, const struct statement_text *t, statement_list *out)
{
	struct split s = { .t = t, .a = a, .out = out, .line = t->line };
	struct token k;
	s.p = t->body.s;
	s.end = s.p + t->body.n;
	/* A column is a byte's distance from here; the line's real start is not in the text. */
	s.line_start = s.p;
	for (k = next(&s); k.kind != T_END; k = next(&s)) {
		if (k.line == t->line)
			k.col += t->col - 1;
		place_of(&s, &k);
		take(&s, &k);
		s.last = k;
	}
	record(&s);
}
