/* UTF-16 sources, as Visual Studio writes some: clang reads UTF-8 only. */
#include "front/front_int.h"

static size_t put(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

bool front_utf16(struct arena *a, struct str in, struct str *out)
{
	const unsigned char *s = (const unsigned char *)in.s;
	bool big;
	char *buf;
	size_t n = 0;
	if (in.n < 2 || !((s[0] == 0xff && s[1] == 0xfe) || (s[0] == 0xfe && s[1] == 0xff)))
		return false;
	big = s[0] == 0xfe;
	buf = arena_alloc(a, in.n * 2 + 4);
	for (size_t i = 2; i + 1 < in.n; i += 2) {
		uint32_t c = big ? (uint32_t)s[i] << 8 | s[i + 1] : (uint32_t)s[i + 1] << 8 | s[i];
		if (c >= 0xd800 && c < 0xdc00 && i + 3 < in.n) {
			uint32_t d = big ? (uint32_t)s[i + 2] << 8 | s[i + 3] : (uint32_t)s[i + 3] << 8 | s[i + 2];
			if (d >= 0xdc00 && d < 0xe000) {
				c = 0x10000 + ((c - 0xd800) << 10) + (d - 0xdc00);
				i += 2;
			}
		}
		n += put(buf + n, c ? c : ' ');
	}
	*out = (struct str){ buf, n };
	return true;
}
