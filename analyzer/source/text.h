#ifndef RC_SOURCE_TEXT_H
#define RC_SOURCE_TEXT_H
/* Makes UTF-8 of what Windows editors save. */
#include "base/arena.h"

enum text_encoding { TEXT_UTF8, TEXT_UTF8_BOM, TEXT_UTF16LE, TEXT_UTF16BE, TEXT_CP1252, TEXT_BINARY };

/*
 * Byte order marks decide; UTF-16 without one is recognised by its zero bytes; well-formed UTF-8 is
 * itself (the result then points into `raw`); anything else without NUL is Windows-1252. False, and
 * TEXT_BINARY, for what is no text. Line ends stay as they are, so that line numbers hold.
 */
bool source_text(struct arena *a, struct str raw, struct str *out, enum text_encoding *enc);
const char *text_encoding_name(enum text_encoding enc);

#endif
