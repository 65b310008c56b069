#ifndef RC_REPORT_MAP_TEXT_H
#define RC_REPORT_MAP_TEXT_H
#include "base/buf.h"

/* The driver map for people: one block a callback, queue, target ..., from its JSON (model_map_json). */
void map_text(struct str json, struct buf *out);

#endif
