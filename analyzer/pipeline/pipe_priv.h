#ifndef RC_PIPELINE_PIPE_PRIV_H
#define RC_PIPELINE_PIPE_PRIV_H
/* Private to pipeline/. */
#include "front/front.h"
#include "pipeline/cache.h"
#include "pipeline/pipeline.h"
#include "pipeline/protocol.h"
#include "sandbox/pool.h"

struct pipeline {
	struct arena *a;
	struct pipeline_config c;
	struct sandbox *jail;
	struct pipeline_timings timings;
	uint64_t since_ns; /* when the review began, of the real-time clock */
};

/* Limits by kind of child; see pipeline.h. */
struct sandbox_limits pipe_limits(const struct pipeline *p, enum pipeline_stage stage);

/* What a child that sends few frames said, as the pool's callbacks collect it. */
struct answer {
	struct arena *a;  /* the parent's */
	bool done;	  /* MSG_DONE came */
	struct err error; /* MSG_ERROR came, where code is set */
	struct plan *plan;
	struct cache_key tree;
	pipeline_notes *notes;
	struct sandbox_end end;
};
bool answer_frame(void *user, struct frame_reader *r, const struct frame *f, struct err *e);
void answer_end(void *user, const struct sandbox_end *end);
/* After the pool: did it say DONE and end well? Otherwise `e` says, as "what: why". */
bool answer_good(const struct answer *an, const char *what, struct err *e);

/* The children's mains, children.c. All run in the jail and end with DONE or ERROR. */
struct unpack_arg {
	int fd;
	const char *into;
};
struct plan_arg {
	const struct pipeline_input *in;
	bool keep; /* say what the tree's contents are */
};
struct unit_arg {
	struct front *front;
	const struct plan_driver *driver;
	const struct plan_unit *unit;
	bool verify;
	const char *root;     /* where its IR may be kept; otherwise NULL */
	uint64_t since_ns;    /* when the review began, of the real-time clock */
	struct cache_key key; /* all but its contents */
};
struct units_arg { /* of a child that looks at many */
	const struct unit_arg *const *units;
	size_t n;
	const char *root, *dir; /* recall: the tree, and where units are kept */
};
enum { PIPE_RECALL_MIB = 256 }; /* kept units read for one review; the others are parsed */
struct check_unit {
	struct str ir; /* empty: it was not analysed */
};
struct check_arg {
	const struct plan_driver *driver;
	const struct check_unit *units;
	size_t n;
	const struct rule *const *rules;
	size_t n_rules;
};
int child_unpack(void *arg, int out);
int child_plan(void *arg, int out);
int child_headers(void *arg, int out);
int child_unit(void *arg, int out);
int child_recall(void *arg, int out);
int child_check(void *arg, int out);

/* The units and checks of a review, side by side: analyse.c. */
bool pipe_analyse(struct pipeline *p, const struct pipeline_input *in, const struct pipeline_hooks *h,
		  struct front *front, const struct plan *plan, const struct cache_key *tree, struct review_report *out,
		  struct err *e);
/* The precompiled headers that units need. Without them everything still works, only slower: a failure becomes a note. */
bool pipe_headers(struct pipeline *p, struct front *front, const struct units_arg *units,
		  const struct pipeline_hooks *h, struct review_report *out, struct err *e);
/* Of every finding, from the file it stands in: lines.c. */
void pipe_line_hashes(const char *root, struct review_report *r);
/* cache.h's 32 bytes out of a frame. */
bool pipe_key(const struct frame *f, struct cache_key *k, struct err *e);

bool pipe_cancelled(const struct pipeline_hooks *h);
void pipe_progress(const struct pipeline_hooks *h, enum pipeline_stage s, uint32_t done, uint32_t total,
		   const struct unit_report *u);

#endif
