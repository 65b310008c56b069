#include "base/str.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.s[i]) != lower(b.s[i]))
			return false;
	return true;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str a)
{
	while (a.n && blank(a.s[0]))
		a.s++, a.n--;
	while (a.n && blank(a.s[a.n - 1]))
		a.n--;
	return a;
}

bool str_cut(struct str a, char sep, struct str *head, struct str *tail)
{
	const char *p = a.n ? memchr(a.s, sep, a.n) : NULL;
	*head = a;
	*tail = (struct str){ a.s + a.n, 0 };
	if (!p)
		return false;
	head->n = (size_t)(p - a.s);
	tail->s = p + 1;
	tail->n = a.n - head->n - 1;
	return true;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

bool str_to_u64(struct str a, unsigned long long *out)
{
	unsigned base = 10;
	unsigned long long v = 0;
	if (a.n > 2 && a.s[0] == '0' && lower(a.s[1]) == 'x') {
		base = 16;
		a.s += 2, a.n -= 2;
	}
	if (a.n == 0)
		return false;
	for (size_t i = 0; i < a.n; i++) {
		unsigned d = (unsigned)digit(a.s[i]);
		if (d >= base || v > (~0ULL - d) / base)
			return false;
		v = v * base + d;
	}
	*out = v;
	return true;
}
