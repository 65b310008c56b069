#include "server/encoding.h"

#include "base/utf8.h"

#include <stdint.h>

#define BAD "\xEF\xBF\xBD"

/* windows-1252, 0x80 to 0x9f; 0 = not defined. The rest is as in Latin-1. */
static const uint16_t cp1252[32] = {
	0x20ac, 0,	0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,	0x017d, 0,	0,	0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
	0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,	0x017e, 0x0178,
};

static bool text_byte(unsigned char c)
{
	return c >= 0x20 || (c >= 7 && c <= 13) || c == 0x1a || c == 0x1b;
}

static bool utf16_text(const char *s, size_t n, unsigned low)
{
	size_t ascii = 0;
	if (n < 2 || n % 2)
		return false;
	for (size_t i = 0; i + 1 < n; i += 2)
		ascii += s[i + 1 - low] == 0 && text_byte((unsigned char)s[i + low]);
	return ascii * 10 >= n / 2 * 7;
}

static const char *guess_bytes(const char *s, size_t n)
{
	bool defined = true;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c >= 0x80 && c < 0xa0 && !cp1252[c - 0x80])
			defined = false;
		if (!text_byte(c))
			defined = false;
	}
	return defined ? "windows-1252" : "unknown";
}

const char *encoding_guess(const char *s, size_t n)
{
	if (n >= 2 && (unsigned char)s[0] == 0xff && (unsigned char)s[1] == 0xfe)
		return "utf-16le";
	if (n >= 2 && (unsigned char)s[0] == 0xfe && (unsigned char)s[1] == 0xff)
		return "utf-16be";
	if (n && memchr(s, 0, n)) {
		if (utf16_text(s, n, 0))
			return "utf-16le";
		return utf16_text(s, n, 1) ? "utf-16be" : "binary";
	}
	if (utf8_valid(s, n))
		return n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0 ? "utf-8-bom" : "utf-8";
	return guess_bytes(s, n);
}

static void put(struct buf *out, uint32_t c)
{
	char d[4];
	if (c < 0x80) {
		buf_putc(out, (char)c);
	} else if (c < 0x800) {
		d[0] = (char)(0xc0 | c >> 6);
		d[1] = (char)(0x80 | (c & 0x3f));
		buf_add(out, d, 2);
	} else if (c < 0x10000) {
		d[0] = (char)(0xe0 | c >> 12);
		d[1] = (char)(0x80 | (c >> 6 & 0x3f));
		d[2] = (char)(0x80 | (c & 0x3f));
		buf_add(out, d, 3);
	} else {
		d[0] = (char)(0xf0 | c >> 18);
		d[1] = (char)(0x80 | (c >> 12 & 0x3f));
		d[2] = (char)(0x80 | (c >> 6 & 0x3f));
		d[3] = (char)(0x80 | (c & 0x3f));
		buf_add(out, d, 4);
	}
}

static uint32_t unit16(const char *s, size_t i, bool big)
{
	unsigned char a = (unsigned char)s[i], b = (unsigned char)s[i + 1];
	return big ? (uint32_t)(a << 8 | b) : (uint32_t)(b << 8 | a);
}

static void from_utf16(const char *s, size_t n, bool big, struct buf *out)
{
	for (size_t i = 0; i + 1 < n; i += 2) {
		uint32_t c = unit16(s, i, big), d;
		if (i == 0 && c == 0xfeff)
			continue;
		if (c >= 0xd800 && c < 0xdc00 && i + 3 < n && (d = unit16(s, i + 2, big)) >= 0xdc00 && d < 0xe000) {
			c = 0x10000 + ((c - 0xd800) << 10) + (d - 0xdc00);
			i += 2;
		} else if ((c >= 0xd800 && c < 0xe000) || c == 0) {
			c = 0xfffd;
		}
		put(out, c);
	}
	if (n % 2)
		buf_puts(out, BAD);
}

static void from_1252(const char *s, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c >= 0x80 && c < 0xa0)
			put(out, cp1252[c - 0x80] ? cp1252[c - 0x80] : 0xfffd);
		else
			put(out, c);
	}
}

static void from_utf8(const char *s, size_t n, struct buf *out)
{
	size_t i = n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	size_t from = i;
	while (i < n) {
		size_t k = s[i] ? utf8_len(s + i, n - i) : 0;
		if (k) {
			i += k;
			continue;
		}
		buf_add(out, s + from, i - from);
		buf_puts(out, BAD);
		from = ++i;
	}
	buf_add(out, s + from, n - from);
}

void encoding_to_utf8(const char *encoding, const char *s, size_t n, struct buf *out)
{
	if (strcmp(encoding, "utf-16le") == 0 || strcmp(encoding, "utf-16be") == 0)
		from_utf16(s, n, encoding[6] == 'b', out);
	else if (strcmp(encoding, "windows-1252") == 0)
		from_1252(s, n, out);
	else
		from_utf8(s, n, out);
}
