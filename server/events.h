#ifndef RC_SERVER_EVENTS_H
#define RC_SERVER_EVENTS_H
/*
 * Server-sent events. One thread listens to the database (LISTEN rc_events) and wakes the streams of that review; each stream
 * then fetches what it has not sent yet. Notifications only save waiting: after a lost connection every stream looks again.
 * The same thread looks for lost leases and abandoned uploads every REAP_SECONDS: any number of servers may do so.
 */
#include "base/err.h"

struct server;
struct events;
struct stream;

struct events *events_new(struct server *s, struct err *e);
/* Ends every stream; new ones are refused. */
void events_stop_streams(struct events *ev);
void events_free(struct events *ev);
/* The client is gone. */
void events_close(struct events *ev, struct stream *st);

#endif
