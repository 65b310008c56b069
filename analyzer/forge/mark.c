#include "forge/mark.h"

static const struct str head = { "<!-- ringcheck:", 15 }, tail = { " -->", 4 };

/* Takes one mark off the front. */
static bool take(struct str *s, struct str *text)
{
	const char *end;
	if (!str_starts(*s, head))
		return false;
	s->s += head.n, s->n -= head.n;
	end = memmem(s->s, s->n < MARK_TEXT ? s->n : MARK_TEXT, tail.s, tail.n);
	if (!end)
		return false;
	*text = (struct str){ s->s, (size_t)(end - s->s) };
	s->n -= text->n + tail.n;
	s->s = end + tail.n;
	for (size_t i = 0; i < text->n; i++)
		if (text->s[i] <= ' ' || text->s[i] == 0x7f)
			return false;
	return text->n > 0;
}

struct mark mark_read(struct str body)
{
	struct mark m = { .kind = MARK_NONE };
	struct str text;
	if (!take(&body, &text))
		return m;
	if (str_starts(text, STR("f=")) && text.n > 2)
		m = (struct mark){ .kind = MARK_FINDING, .id = { text.s + 2, text.n - 2 } };
	else if (str_starts(text, STR("r=")))
		m = (struct mark){ .kind = MARK_REPLY, .id = { text.s + 2, text.n - 2 } };
	else if (str_is(text, "summary"))
		m.kind = MARK_SUMMARY;
	else if (str_is(text, "review"))
		m.kind = MARK_REVIEW;
	if (m.kind && take(&body, &text) && str_starts(text, STR("h="))) {
		m.hash = (struct str){ text.s + 2, text.n - 2 };
		if (str_starts(m.hash, STR("closed:"))) {
			m.closed = true;
			m.hash.s += 7, m.hash.n -= 7;
		}
	}
	return m;
}

static void put(struct buf *b, const char *key, struct str v)
{
	buf_str(b, head);
	buf_puts(b, key);
	/* Letters that could end the comment, or that mark_read() refuses, never come from us; a foreign id loses them. */
	for (size_t i = 0; i < v.n && i < MARK_TEXT - 40; i++)
		if (v.s[i] > ' ' && v.s[i] != 0x7f && v.s[i] != '>' && v.s[i] != '<')
			buf_putc(b, v.s[i]);
	buf_str(b, tail);
}

void mark_finding(struct buf *b, struct str identity, struct str hash, bool closed)
{
	put(b, "f=", identity);
	put(b, closed ? "h=closed:" : "h=", hash);
	buf_putc(b, '\n');
}

void mark_summary(struct buf *b, struct str hash)
{
	put(b, "summary", (struct str){ "", 0 });
	put(b, "h=", hash);
	buf_putc(b, '\n');
}

void mark_reply(struct buf *b, struct str note)
{
	put(b, "r=", note);
	buf_putc(b, '\n');
}

void mark_review(struct buf *b)
{
	put(b, "review", (struct str){ "", 0 });
	buf_putc(b, '\n');
}
