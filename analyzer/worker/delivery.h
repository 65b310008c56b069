#ifndef RC_WORKER_DELIVERY_H
#define RC_WORKER_DELIVERY_H
/* One delivery of the inbox being worked; within the delivery's own files. */
#include "forge/event.h"
#include "worker/forges.h"

struct delivery {
	struct worker *w;
	struct arena *a;
	struct job *j;
	struct project p;
	struct forge *f; /* opened when first needed: delivery_forge() */
	struct event ev;
	char id[24];
	bool ignored;
	char *outcome; /* a sentence */
};

struct forge *delivery_forge(struct delivery *d, struct err *e);
/* Sets the outcome; true. */
bool delivery_said(struct delivery *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool delivery_ignored(struct delivery *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* talk.c: what people say. */
bool delivery_comment(struct delivery *d, struct err *e);
/* delivery_pull.c */
bool delivery_pull(struct delivery *d, struct err *e);
bool delivery_push(struct delivery *d, struct err *e);

#endif
