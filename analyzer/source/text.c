#include "source/text.h"

#include "base/utf8.h"

/* Windows-1252, 0x80 to 0x9f; 0 = not assigned, kept as the control character Windows makes of it. */
static const uint16_t cp1252[32] = {
	0x20ac, 0,	0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,	0x017d, 0,	0,	0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
	0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,	0x017e, 0x0178,
};

static size_t put(char *p, uint32_t c)
{
	if (c < 0x80) {
		p[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		p[0] = (char)(0xc0 | c >> 6);
		p[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		p[0] = (char)(0xe0 | c >> 12);
		p[1] = (char)(0x80 | (c >> 6 & 63));
		p[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	p[0] = (char)(0xf0 | c >> 18);
	p[1] = (char)(0x80 | (c >> 12 & 63));
	p[2] = (char)(0x80 | (c >> 6 & 63));
	p[3] = (char)(0x80 | (c & 63));
	return 4;
}

static uint32_t unit16(const unsigned char *p, bool big)
{
	return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

static struct str from_utf16(struct arena *a, struct str raw, bool big)
{
	const unsigned char *p = (const unsigned char *)raw.s;
	char *out = arena_alloc(a, raw.n / 2 * 3 + 4);
	size_t n = 0;
	for (size_t i = 0; i + 1 < raw.n; i += 2) {
		uint32_t c = unit16(p + i, big);
		uint32_t low = i + 3 < raw.n ? unit16(p + i + 2, big) : 0;
		if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		} else if (c >= 0xd800 && c < 0xe000) {
			c = 0xfffd; /* half a pair */
		}
		n += put(out + n, c ? c : ' ');
	}
	return (struct str){ out, n };
}

static struct str from_cp1252(struct arena *a, struct str raw)
{
	char *out = arena_alloc(a, raw.n * 3 + 1);
	size_t n = 0;
	for (size_t i = 0; i < raw.n; i++) {
		uint32_t c = (unsigned char)raw.s[i];
		if (c >= 0x80 && c < 0xa0 && cp1252[c - 0x80])
			c = cp1252[c - 0x80];
		n += put(out + n, c);
	}
	return (struct str){ out, n };
}

/* UTF-16 without a mark: nearly all Western text has every other byte zero. -1 no, 0 little, 1 big endian. */
static int utf16_guess(struct str raw)
{
	size_t n = raw.n < 4096 ? raw.n : 4096, even = 0, odd = 0;
	if (n < 4 || raw.n % 2)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (!raw.s[i])
			*(i % 2 ? &odd : &even) += 1;
	if (odd > n / 2 * 7 / 10 && even < n / 50 + 1)
		return 0;
	if (even > n / 2 * 7 / 10 && odd < n / 50 + 1)
		return 1;
	return -1;
}

/* Control characters that no text has. Form feed and Ctrl-Z (end of file, from DOS) do occur. */
static bool looks_binary(struct str raw)
{
	size_t odd = 0;
	for (size_t i = 0; i < raw.n; i++) {
		unsigned char c = (unsigned char)raw.s[i];
		if (!c)
			return true;
		odd += c < 32 && c != '\t' && c != '\n' && c != '\r' && c != 12 && c != 26;
	}
	return odd > raw.n / 100;
}

static bool starts(struct str raw, const char *mark, size_t n)
{
	return raw.n >= n && memcmp(raw.s, mark, n) == 0;
}

bool source_text(struct arena *a, struct str raw, struct str *out, enum text_encoding *enc)
{
	struct str rest = raw;
	int guess;
	*enc = TEXT_UTF8;
	*out = raw;
	if (starts(raw, "\xef\xbb\xbf", 3)) {
		*enc = TEXT_UTF8_BOM;
		rest = (struct str){ raw.s + 3, raw.n - 3 };
	} else if (starts(raw, "\xff\xfe", 2) || starts(raw, "\xfe\xff", 2)) {
		*enc = raw.s[0] == '\xff' ? TEXT_UTF16LE : TEXT_UTF16BE;
		rest = (struct str){ raw.s + 2, raw.n - 2 };
	} else if ((guess = utf16_guess(raw)) >= 0) {
		*enc = guess ? TEXT_UTF16BE : TEXT_UTF16LE;
	}
	if (*enc == TEXT_UTF16LE || *enc == TEXT_UTF16BE) {
		*out = from_utf16(a, rest, *enc == TEXT_UTF16BE);
		return true;
	}
	if (looks_binary(rest)) {
		*enc = TEXT_BINARY;
		return false;
	}
	if (utf8_valid(rest.s, rest.n)) {
		*out = rest;
		return true;
	}
	*enc = TEXT_CP1252;
	*out = from_cp1252(a, rest);
	return true;
}

const char *text_encoding_name(enum text_encoding enc)
{
	static const char *const names[] = {
		"UTF-8", "UTF-8 with BOM", "UTF-16 little endian", "UTF-16 big endian", "Windows-1252", "binary"
	};
	return (unsigned)enc < sizeof names / sizeof *names ? names[enc] : "?";
}
