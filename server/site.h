#ifndef RC_SERVER_SITE_H
#define RC_SERVER_SITE_H
/* The page: the files of web/dist, read once into memory. */
#include "base/err.h"

struct site;

/* A missing folder gives an empty site (the log says so). */
struct site *site_load(const char *folder, struct err *e);
void site_free(struct site *site);

#endif
