#include "forge/command.h"

static struct str word(struct str *s)
{
	struct str w;
	*s = str_trim(*s);
	w = (struct str){ s->s, 0 };
	while (w.n < s->n && (unsigned char)s->s[w.n] > ' ')
		w.n++;
	s->s += w.n, s->n -= w.n;
	*s = str_trim(*s);
	return w;
}

/* "decade" is a word: a digit has to be among them. */
static bool identity(struct str s)
{
	bool digit = false;
	if (s.n < COMMAND_PREFIX_MIN || s.n > 64)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		bool number = s.s[i] >= '0' && s.s[i] <= '9';
		if (!number && !(s.s[i] >= 'a' && s.s[i] <= 'f'))
			return false;
		digit |= number;
	}
	return digit;
}

static struct command parse(struct str rest)
{
	static const struct {
		const char *word;
		enum command_verb verb;
	} verbs[] = { { "accept", COMMAND_ACCEPT },
		      { "false-positive", COMMAND_FALSE_POSITIVE },
		      { "reopen", COMMAND_REOPEN },
		      { "explain", COMMAND_EXPLAIN } };
	struct command c = { .verb = COMMAND_UNKNOWN };
	struct str after;
	c.word = word(&rest);
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (str_eq_nocase(c.word, str_from(verbs[i].word)))
			c.verb = verbs[i].verb;
	after = rest;
	c.identity = word(&after);
	if (identity(c.identity))
		rest = after;
	else
		c.identity.n = 0;
	c.reason = rest;
	if (c.reason.n > COMMAND_REASON) {
		c.reason.n = COMMAND_REASON;
		/* Not within a character. */
		while (c.reason.n && ((unsigned char)c.reason.s[c.reason.n] & 0xc0) == 0x80)
			c.reason.n--;
	}
	return c;
}

struct command command_read(struct str body)
{
	bool block = false;
	while (body.n) {
		struct str line, head;
		if (!str_cut(body, '\n', &line, &body))
			body.n = 0;
		head = str_trim(line);
		if (str_starts(head, STR("```")) || str_starts(head, STR("~~~"))) {
			block = !block;
			continue;
		}
		/* "> quoted" and four blanks of code begin with something else. */
		if (block || (line.n >= 4 && memcmp(line.s, "    ", 4) == 0) || !str_starts(head, STR("/ringcheck")))
			continue;
		head.s += 10, head.n -= 10;
		if (head.n == 0 || head.s[0] == ' ' || head.s[0] == '\t')
			return parse(head);
	}
	return (struct command){ .verb = COMMAND_NONE };
}
