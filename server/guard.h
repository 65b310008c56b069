#ifndef RC_SERVER_GUARD_H
#define RC_SERVER_GUARD_H
/*
 * Who may ask: a browser page of another site must reach a server on a loopback address neither by a name of its own
 * (Host header) nor by posting across sites (Origin, Sec-Fetch-Site).
 */
struct request;

/* Fills in a problem where the request is refused. */
void guard_check(struct request *r);

#endif
