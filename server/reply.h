#ifndef RC_SERVER_REPLY_H
#define RC_SERVER_REPLY_H
/* Sending what a handler filled in. */
#include "server/http.h"

/* In the HTTP thread; once. */
enum MHD_Result reply_send(struct request *r);

#endif
