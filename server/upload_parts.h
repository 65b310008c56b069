#ifndef RC_SERVER_UPLOAD_PARTS_H
#define RC_SERVER_UPLOAD_PARTS_H
/* Inside of uploads: the state, what takes the body apart (upload_parts.c), what stores it (upload_store.c). */
#include "server/upload.h"

enum upload_kind { UPLOAD_MULTIPART, UPLOAD_JSON, UPLOAD_ARCHIVE };

/* Something to store: a file, or a chunk of the archive. */
struct upload_op {
	struct upload_op *next;
	char *path; /* NULL = a chunk */
	struct buf data, zstd;
	unsigned char sha[32];
	const char *encoding;
	char number[24]; /* chunk's number or file's size, as a parameter */
};

struct upload {
	struct request *r;
	enum upload_kind kind;
	struct MHD_PostProcessor *pp;
	size_t total; /* bytes of the body so far */
	/* the part that is being read */
	enum { PART_NONE, PART_FIELD, PART_FILE, PART_TEXT, PART_ARCHIVE, PART_IGNORED } part;
	char field[16];
	uint64_t part_hash, part_bytes; /* of its key and filename; so far */
	struct buf data;		/* of the part, or of the whole JSON body */
	char path[UPLOAD_PATH_MAX + 1]; /* of the part, cleaned; also one that came before its part */
	bool have_path;
	/* what is known of the review */
	struct buf name, options;
	char default_name[UPLOAD_NAME_MAX + 1];
	unsigned files, texts;
	bool archive, pasted;
	const char *format;
	unsigned chunks;
	/* what waits for the database */
	struct upload_op *ops, **ops_tail;
	unsigned n_ops, sent;
	size_t pending;
	char id[24]; /* of the uploads row; empty = not begun */
	bool finishing, complete;
	enum { STORE_NONE, STORE_BEGIN, STORE_OPS, STORE_CREATE } stage;
	struct db_query q[DB_QUERIES];
};

/* ---- upload_parts.c ---- */
bool parts_start(struct upload *u, const char *content_type);
void parts_data(struct upload *u, const char *data, size_t n);
/* The body is complete: what is left of it. */
void parts_finish(struct upload *u);
/* Query parameters of a bare archive. */
void parts_params(struct upload *u);

/* ---- upload_store.c ---- */
/* Takes the content of u->data as a file, or as the next chunk of the archive. */
void store_file(struct upload *u);
void store_chunk(struct upload *u);
/* Sends what waits; with u->finishing until the review is made. */
void store_ask(struct upload *u);
void store_abort(struct upload *u);
void store_free(struct upload *u);

/* ---- upload_check.c ---- */
/* A client's path made ours ('/' separated, no leading "./"); the problem is the reply where it cannot be. */
bool check_path(struct request *r, struct str in, char out[UPLOAD_PATH_MAX + 1]);
bool check_name(struct request *r, struct str name);
/* Options as canonical JSON in `out`. */
bool check_options(struct request *r, struct str json, struct buf *out);
/* "zip", "tar", "tar.gz", "tar.zst" by the first bytes, or NULL. */
const char *archive_format(const char *s, size_t n);
bool archive_name(const char *path);

#endif
