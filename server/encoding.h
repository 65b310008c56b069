#ifndef RC_SERVER_ENCODING_H
#define RC_SERVER_ENCODING_H
#include "base/buf.h"

/* One of the words of blobs.encoding (migrations/0001). */
const char *encoding_guess(const char *s, size_t n);
/* As UTF-8; what cannot be converted becomes U+FFFD, a byte order mark is left out. Not for "binary". */
void encoding_to_utf8(const char *encoding, const char *s, size_t n, struct buf *out);

#endif
