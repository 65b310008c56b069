#ifndef RC_WORKER_PUBLISH_H
#define RC_WORKER_PUBLISH_H
/* Making what stands in a pull request what it should be; within the publishing files. */
#include "forge/reconcile.h"
#include "worker/forges.h"

struct publish {
	struct worker *w;
	struct arena *a;
	struct job *j;
	struct project p;
	struct forge *f;
	struct forge_can can;
	char pull[24], number[24];
	uint64_t no;
	char head[66], base[66], head_ref[256], state[16], author[128];
	struct str web_url, summary_id;
	/* the latest review */
	char review[24], review_public[40], review_state[16], review_reason[600];
	bool partial;
	uint32_t fresh, reopened, unchanged, fixed, decided;
	json_t *changes, *options; /* NULL = none */
	/* wanted and actual */
	VEC(struct finding) findings;
	VEC(struct str) reasons;    /* of decisions: "LOGIN: why" */
	VEC(struct rec_want) wants; /* the same order */
	VEC(uint32_t) numbers;	    /* findings.n, for links */
	VEC(struct rec_thread) threads;
	struct rec_out plan;
	bool list_again; /* threads were made or deleted */
	uint32_t errors; /* open findings that fail the status, by the project's fail_on */
};

/* publish_load.c */
bool publish_load_pull(struct publish *x, bool *there, struct err *e);
bool publish_load_wants(struct publish *x, struct err *e);
bool publish_load_threads(struct publish *x, struct err *e);
bool publish_save_threads(struct publish *x, struct err *e);
/* publish_apply.c: the plan's operations, but for decisions (publish_decide). */
bool publish_decide(struct publish *x, bool *again, struct err *e);
bool publish_apply(struct publish *x, struct err *e);
/* publish_status.c: the summary, the status or check, SARIF. */
bool publish_summary(struct publish *x, struct err *e);
bool publish_status(struct publish *x, struct err *e);

bool publish_option(const struct publish *x, const char *key, bool otherwise);
void publish_links(const struct publish *x, size_t want, struct comment_links *l);
struct str publish_title(struct str rule);
void publish_summary_in(struct publish *x, struct summary_in *in);
/* The added lines of the change hold all of these? *old: the path before a renaming. */
bool publish_on_diff(const struct publish *x, struct str path, uint32_t first, uint32_t last, struct str *old);

#endif
