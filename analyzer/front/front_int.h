#ifndef RC_FRONT_FRONT_INT_H
#define RC_FRONT_FRONT_INT_H
/* Private to front/: what front_open loaded, and one parse with what it took to get there. */
#include <clang-c/Index.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/strtab.h"
#include "front/front.h"

#include <ctype.h>

/* A character of a name? */
static inline bool front_ident(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

enum {
	FRONT_ROUNDS = 8,
	FRONT_SYS_MAX = 9, /* system folders of a mode */
	FRONT_ARGS = 512,
	FRONT_VIRTUAL = 512,	   /* virtual files of one unit */
	FRONT_FILE_MAX = 16 << 20, /* bytes of one source file that are looked at */
	FRONT_SCAN_FILES = 600,	   /* headers of one unit followed by the include scan */
	FRONT_GUESSES = 2000,
};

struct front {
	struct arena *a;
	struct front_config c;
	CXIndex index;
	struct strtab *names;	/* keys of `headers` */
	struct map *headers;	/* lower-case name below a system folder -> index in `header` + 1 */
	VEC(struct str) header; /* real path, absolute */
	struct strtab *dir_names;
	struct map *dir_index; /* folder id, lower-case name id -> real name id: listings of the driver's folders */
	const char *sys[FRONT_SYS_MAX]; /* system folders in search order */
	size_t n_sys;
	const char *user[FRONT_SYS_MAX]; /* the same for user mode */
	size_t n_user;
	const char *dirs[FRONT_DIRS_MAX];
	size_t n_dirs;
	char version[256];
	uint64_t header_hash; /* of names, sizes and times of all model headers */
	struct front_stats stats;
	struct strtab *reads; /* of the last unit: files below root, relative to it */
};

/* A file that clang sees and the disk does not have: an alias, a stand-in, the prefix. */
struct vfile {
	struct str path, text;
	enum { VF_ALIAS, VF_EMPTY, VF_TMH, VF_CONVERTED, VF_PREFIX, VF_BLOCKED, VF_GENERATED } kind;
	struct str name; /* as the author includes it */
	struct ir_loc at;
	struct str from; /* the file that includes it, absolute */
};

/* Forms a guessed type goes through. */
enum { T_STRUCT, T_POINTER, T_FUNCTION, T_FUNCTION_VOID, T_INT, T_CALLBACK, T_TAG, T_TEMPLATE, T_NAMESPACE };
/* And a guessed value. */
enum {
	V_EXTERN,
	V_ENUM,
	V_FUNC,
	V_ANY,
	V_STATUS,
	V_MACRO,
	V_TYPED,
	V_ARRAY,
	V_CODE,	 /* NAME(...) is a constant, made of its arguments */
	V_PAREN, /* NAME(...) brings its own parentheses: `if NAME(x)` */
	V_SAME	 /* NAME(...) is what it is given: `NAME(VOID) Function(...)` */
};

struct guess {
	enum ir_guess_kind kind;
	struct str name, why;
	struct str file; /* absolute path, empty = none */
	uint32_t line, col;
	uint32_t number; /* V_STATUS: its value; V_MACRO: 1 = without arguments */
	struct str type; /* V_TYPED; V_MACRO: what it stands for, mostly nothing */
	uint32_t form;	 /* how it is declared by now: a later round may try another one (synth.c) */
	bool flipped;	 /* its form went back once */
	bool made;	 /* stands in the prefix */
	bool known;	 /* a fact after all (a status code's value): declared, not reported */
	bool asserted;	 /* only assertions name it, which a release build does not compile: declared, not reported */
	VEC(struct str) members;
};

/* One unit on its way through the rounds. */
struct parsed {
	struct front *f;
	struct arena *a; /* scratch, lives as long as the translation unit */
	const struct plan_driver *d;
	const struct plan_unit *pu;
	struct str main; /* absolute */
	VEC(struct vfile) vf;
	struct strtab *seen; /* lower-case base names of everything included */
	struct strtab *done; /* files scanned */
	VEC(struct guess) guess;
	struct map *guess_ids; /* of kind and name */
	struct strtab *guess_names;
	VEC(struct str) any_members; /* C++: of values nobody knows the type of */
	const char *argv[FRONT_ARGS];
	int argc;
	const char *pch;
	bool no_pch;		  /* it clashed with the driver's own declarations */
	VEC(struct str) wpp_bits; /* names from WPP_DEFINE_BIT */
	VEC(struct str) wpp_funcs;
	unsigned scanned;
	bool cpp20;	/* it has words of C++20 */
	bool seh_words; /* try, except, finally and leave without underscores, as the kit's excpt.h has them in C */
	CXTranslationUnit tu;
	CXFile prefix; /* of tu: the file of guesses */
};

/* ---- args.c ---- */
void front_args(struct parsed *p);
/* The precompiled header that fits a scanned unit, NULL = none does. It need not exist. */
const char *front_pch_path(const struct parsed *p, struct arena *a);
size_t front_common_args(struct front *f, struct arena *a, const struct plan_driver *d, const struct plan_unit *pu,
			 const char **argv, size_t max);
bool front_profile_macro(struct str name);

/* ---- scan.c: includes, before clang sees them ---- */
void front_scan(struct parsed *p);
struct str front_join(struct arena *a, struct str dir, struct str name);
/* What stands in a file; {NULL, 0} = nothing that is read. Noted for front_reads. */
struct str front_read(struct front *f, struct arena *a, const char *path);
void front_note_read(struct front *f, struct str path);
struct str front_lower(struct arena *a, struct str s);
bool front_inside(const struct front *f, struct str path);
void front_vfile(struct parsed *p, struct vfile v);
/* UTF-16 with a byte order mark to UTF-8; false = it is none. */
bool front_utf16(struct arena *a, struct str in, struct str *out);

/* ---- trace.c ---- */
/* The stand-in of every trace header (*.tmh). */
struct str front_trace_header(struct parsed *p);

/* ---- synth.c ---- */
/* Reads the diagnostics; true = something new was declared, parse again. */
bool front_synth(struct parsed *p);
/* prefix.c: the file of guessed declarations, read after the precompiled header and before the unit. */
void front_prefix(struct parsed *p);
uint32_t front_guess_number(size_t nth);
/* status.c: what is known of a status or error code by its name; false = it names none. */
bool front_status(struct parsed *p, struct str name, uint32_t *value);
/* member.c */
void front_put_members(struct buf *b, const struct guess *g, struct str prefix);
bool front_index(struct parsed *p, CXFile file, unsigned off, bool star);
bool front_retype(struct parsed *p, CXFile file, unsigned off, bool before, struct str type);
bool front_deepen(struct parsed *p, CXFile file, unsigned off, bool call);
const char *front_prefix_path(const struct parsed *p);
/* Does the declaration stand in the file of guesses? */
bool front_is_guess(const struct parsed *p, CXCursor decl);
void front_guesses_out(const struct parsed *p, struct ir_unit *u, uint32_t (*file)(void *, const char *), void *ctx);

/* ---- lower ---- */
void front_to_ir(struct parsed *p, struct ir_unit *u);

#endif
