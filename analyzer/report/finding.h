#ifndef RC_REPORT_FINDING_H
#define RC_REPORT_FINDING_H
/*
 * What a rule says, with everything needed to explain it. Plain data, no pointers into the
 * engine: it crosses from the jailed check child as JSON (report/finding_json.c), is stored, and printed.
 */
#include "base/arena.h"
#include "base/err.h"

enum severity { SEV_NOTE, SEV_WARNING, SEV_ERROR, SEV_COUNT };
/* DEFINITE: wrong on this very path. CONTRACT: the contract allows the wrong case; it works today only because ... */
enum strength { STRENGTH_DEFINITE, STRENGTH_CONTRACT, STRENGTH_COUNT };

struct place {
	struct str file;		       /* relative to what was reviewed, '/' separated */
	uint32_t line, col, end_line, end_col; /* from 1; end 0 = not known */
	struct str function;		       /* display name, or empty */
};

enum step_kind {
	STEP_ROOT,   /* where the framework enters the driver, and why it may be in that context */
	STEP_CALL,   /* one function of the driver calls the next */
	STEP_RETURN, /* and comes back, having changed something that the finding rests on */
	STEP_CHANGE, /* the state changes here: a lock is taken, the target is opened by name */
	STEP_BRANCH, /* the path takes this branch */
	STEP_HERE,   /* the offending operation: always the last one */
	STEP_KINDS
};

struct step {
	enum step_kind kind;
	struct place at;
	struct str text;   /* one sentence */
	struct str source; /* where the fact comes from: "driver annotation", "contract of EVT_WDF_...", a doc path */
};

/* A mechanical edit: replaces the text from (line, col) to (end_line, end_col), end exclusive. */
struct edit {
	struct place at;
	struct str text;
};

struct finding {
	struct str rule;
	enum severity severity;
	enum strength strength;
	struct place at;
	struct str message;  /* one or two sentences for this very place */
	struct str fix;	     /* how to mend it in this driver; may be empty */
	struct str fact;     /* the broken fact in short, stable words: part of the finding's identity */
	struct str driver;   /* name of the driver (project) it was found in */
	struct str identity; /* hex; report/identity.c fills it in */
	/*
	 * What the offending statement is known again by: 64 hex digits, 16 each of its words, of what encloses it, of the
	 * statement before it and of the one after it (0 = none; its twins do not count); empty where there is no statement.
	 */
	struct str statement;
	struct str line_hash; /* of the text from its line on, as GitHub's code scanning makes it; may be empty */
	VEC(struct step) steps;
	VEC(struct str) docs; /* paths on learn.microsoft.com */
	VEC(struct edit) edits;
	VEC(struct place) related;
	struct str suppressed; /* reason, where the author suppressed it; empty = active */
};

const char *severity_word(enum severity s);
int severity_from(struct str word); /* -1 = none */
const char *strength_word(enum strength s);
int strength_from(struct str word);
const char *step_word(enum step_kind k);
int step_from(struct str word);

#endif
