#ifndef RC_FRONT_GENERATED_H
#define RC_FRONT_GENERATED_H
/* Private to front/: headers that a build would make. */
#include "front/front_int.h"

/* The text of header `name`, included from a file of `dir`; false = nothing there makes it. */
bool front_generated(struct parsed *p, struct str dir, struct str name, struct str *out);
void front_from_mof(struct arena *a, struct buf *b, struct str text);

#endif
