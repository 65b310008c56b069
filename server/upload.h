#ifndef RC_SERVER_UPLOAD_H
#define RC_SERVER_UPLOAD_H
/*
 * POST /api/v1/reviews: the body is taken apart as it comes and stored piece by piece (migrations/0001: uploads), so that an
 * archive of any size needs little memory and a slow client holds no transaction. The client is held back (its connection
 * suspended) while UPLOAD_PENDING bytes wait for the database. An upload that does not become a review is deleted.
 */
#include "server/http.h"

/* Headers are in. Sets r->upload, or the problem where the upload is refused. */
void upload_begin(struct request *r);
/* A piece of the body; may ask the database (r->asked). */
void upload_data(struct upload *u, const char *data, size_t n);
/* The body is complete. */
void upload_finish(struct upload *u);
/* The request is over, in whatever way. Frees u. */
void upload_end(struct upload *u, enum MHD_RequestTerminationCode why);

#endif
