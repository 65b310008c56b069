/* Takes an upload's body apart: multipart, JSON, or an archive as it is. Runs in the HTTP thread. */
#include "server/upload_parts.h"

#include "base/hash.h"
#include "base/utf8.h"

#include <jansson.h>
#include <stdio.h>

/* ---- multipart ---- */

static void end_field(struct upload *u)
{
	struct request *r = u->r;
	struct str v = buf_view(&u->data);
	if (u->data.full) {
		reply_problem(r, 413, "too-large", "the part \"%s\" is too long", u->field);
	} else if (strcmp(u->field, "path") == 0) {
		u->have_path = check_path(r, v, u->path);
	} else if (strcmp(u->field, "name") == 0) {
		v = str_trim(v);
		if (v.n && check_name(r, v)) {
			buf_clear(&u->name);
			buf_str(&u->name, v);
		}
	} else if (v.n) {
		check_options(r, v, &u->options);
	}
	buf_clear(&u->data);
}

static void too_large(struct upload *u)
{
	reply_problem(u->r, 413, "too-large",
		      "\"%.300s\" is larger than %d MiB; no source file is: leave it out, or upload an archive",
		      u->path, UPLOAD_FILE_MAX >> 20);
}

static void default_name(struct upload *u)
{
	/* The folder that was dropped, or the file's name. */
	size_t n = strcspn(u->path, "/");
	if (u->default_name[0])
		return;
	while (n > UPLOAD_NAME_MAX || (n < strlen(u->path) && ((unsigned char)u->path[n] & 0xc0) == 0x80))
		n--;
	memcpy(u->default_name, u->path, n);
	u->default_name[n] = 0;
}

static void end_file(struct upload *u)
{
	if (u->data.full)
		too_large(u);
	else
		store_file(u);
	u->have_path = false;
}

static void end_part(struct upload *u)
{
	int part = (int)u->part;
	u->part = PART_NONE;
	if (u->r->reply.status)
		return;
	if (part == PART_FIELD)
		end_field(u);
	else if (part == PART_FILE || part == PART_TEXT)
		end_file(u);
	else if (part == PART_ARCHIVE)
		store_chunk(u);
}

static void begin_file(struct upload *u, const char *filename)
{
	bool own = u->have_path;
	if (!own && !check_path(u->r, str_from(filename), u->path))
		return;
	if (u->archive) {
		reply_problem(u->r, 422, "bad-request", "an archive comes alone; upload either one archive or files");
		return;
	}
	u->part = PART_FILE;
	default_name(u);
	/* Only a single file by itself is an archive to unpack; one inside a folder is part of the driver. */
	if (u->files == 0 && !strchr(u->path, '/') && archive_name(u->path)) {
		u->part = PART_ARCHIVE;
		u->archive = true;
		u->have_path = false;
	}
	u->data.max = u->part == PART_ARCHIVE ? UPLOAD_CHUNK * 2 : UPLOAD_FILE_MAX;
}

static void begin_part(struct upload *u, const char *key, const char *filename)
{
	static const char *const fields[][2] = { { "path", "path" },
						 { "paths[]", "path" },
						 { "paths", "path" },
						 { "name", "name" },
						 { "options", "options" } };
	buf_clear(&u->data);
	if (filename) {
		/* A form without a chosen file sends one without a name. */
		if (!*filename && !u->have_path)
			u->part = PART_IGNORED;
		else
			begin_file(u, filename);
		return;
	}
	if (strcmp(key, "content") == 0) {
		u->pasted = true;
		begin_file(u, u->have_path ? "" : "pasted.c");
		if (u->part == PART_ARCHIVE)
			u->archive = false;
		u->part = u->part == PART_NONE ? PART_NONE : PART_TEXT;
		u->data.max = UPLOAD_TEXT_MAX;
		return;
	}
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (strcmp(key, fields[i][0]) == 0) {
			u->part = PART_FIELD;
			snprintf(u->field, sizeof u->field, "%s", fields[i][1]);
			u->data.max = UPLOAD_OPTIONS_MAX;
			return;
		}
	reply_problem(u->r, 400, "bad-request",
		      "there is no part \"%.40s\" here; parts are files, path, content, name and options",
		      utf8_valid(key, strlen(key)) ? key : "?");
}

static void part_data(struct upload *u, const char *data, size_t n)
{
	if (u->part == PART_NONE || u->part == PART_IGNORED)
		return;
	buf_add(&u->data, data, n);
	if (u->part == PART_ARCHIVE && u->data.n >= UPLOAD_CHUNK)
		store_chunk(u);
	else if (u->data.full && u->part == PART_FILE)
		too_large(u);
}

/*
 * libmicrohttpd may announce a part without data first (where its headers come in a packet of their own) and say offset 0 again
 * with the first data: the same part still, not another one of that name.
 */
static bool same_part(struct upload *u, const char *key, const char *filename)
{
	uint64_t h = hash_mix(hash_bytes(key, strlen(key)), hash_bytes(filename, strlen(filename)));
	bool same = u->part != PART_NONE && u->part_bytes == 0 && u->part_hash == h;
	u->part_hash = h;
	u->part_bytes = 0;
	return same;
}

static enum MHD_Result on_part(void *cls, enum MHD_ValueKind kind, const char *key, const char *filename,
			       const char *type, const char *encoding, const char *data, uint64_t off, size_t n)
{
	struct upload *u = cls;
	(void)kind, (void)type, (void)encoding;
	if (u->r->reply.status)
		return MHD_NO;
	if (off == 0 && !same_part(u, key ? key : "", filename ? filename : "")) {
		end_part(u);
		if (!u->r->reply.status)
			begin_part(u, key ? key : "", filename);
	}
	u->part_bytes += n;
	if (!u->r->reply.status)
		part_data(u, data, n);
	return u->r->reply.status ? MHD_NO : MHD_YES;
}

/* ---- JSON ---- */

static void json_file(struct upload *u, const json_t *o)
{
	const json_t *path = json_object_get(o, "path"), *content = json_object_get(o, "content");
	if (json_object_size(o) != 2 || !json_is_string(path) || !json_is_string(content)) {
		reply_problem(u->r, 400, "bad-request", "each of files is {\"path\": text, \"content\": text}");
		return;
	}
	if (!check_path(u->r, (struct str){ json_string_value(path), json_string_length(path) }, u->path))
		return;
	default_name(u);
	u->data = (struct buf){ .max = UPLOAD_TEXT_MAX };
	buf_add(&u->data, json_string_value(content), json_string_length(content));
	store_file(u);
}

static void json_member(struct upload *u, const char *key, const json_t *v)
{
	struct request *r = u->r;
	if (strcmp(key, "name") == 0 && json_is_string(v)) {
		struct str name = { json_string_value(v), json_string_length(v) };
		if (check_name(r, name))
			buf_str(&u->name, name);
	} else if (strcmp(key, "options") == 0 && json_is_object(v)) {
		char *text = json_dumps(v, JSON_COMPACT);
		if (text)
			check_options(r, str_from(text), &u->options);
		free(text);
	} else if (strcmp(key, "files") == 0 && json_is_array(v)) {
		const json_t *o;
		size_t i;
		json_array_foreach (v, i, o)
			if (!r->reply.status)
				json_file(u, o);
	} else {
		reply_problem(
			r, 400, "bad-request",
			"\"%.40s\" is unknown or of the wrong type; the body is {\"name\", \"options\", \"files\"}",
			key);
	}
}

static void json_body(struct upload *u)
{
	json_error_t je;
	json_t *o, *v;
	const char *key;
	struct buf body = u->data;
	u->data = (struct buf){ .max = UPLOAD_TEXT_MAX };
	u->pasted = true;
	o = body.full ? NULL : json_loadb(body.s ? body.s : "", body.n, JSON_REJECT_DUPLICATES, &je);
	if (body.full)
		reply_problem(u->r, 413, "too-large", "a JSON body may be %d MiB; upload files instead",
			      UPLOAD_TEXT_MAX >> 20);
	else if (body.n == 0)
		reply_problem(u->r, 422, "empty-upload",
			      "the body is empty; upload the driver's files, an archive of them, or pasted text");
	else if (!json_is_object(o))
		reply_problem(u->r, 400, "bad-request", "the body is not a JSON object: %s (line %d)",
			      o ? "it is something else" : je.text, o ? 1 : je.line);
	else
		json_object_foreach (o, key, v)
			if (!u->r->reply.status)
				json_member(u, key, v);
	json_decref(o);
	buf_free(&body);
}

/* ---- all ---- */

bool parts_start(struct upload *u, const char *type)
{
	static const char *const archives[] = { "application/zip",	   "application/x-zip-compressed",
						"application/gzip",	   "application/x-gzip",
						"application/zstd",	   "application/x-tar",
						"application/octet-stream" };
	size_t n = type ? strcspn(type, "; ") : 0;
	struct str t = { type, n };
	u->kind = UPLOAD_ARCHIVE;
	if (n && str_eq_nocase(t, STR("multipart/form-data"))) {
		u->kind = UPLOAD_MULTIPART;
		u->pp = MHD_create_post_processor(u->r->conn, 32768, on_part, u);
		if (u->pp)
			return true;
		reply_problem(u->r, 400, "bad-request", "the multipart body has no usable boundary");
		return false;
	}
	if (n && str_eq_nocase(t, STR("application/json"))) {
		u->kind = UPLOAD_JSON;
		u->data.max = UPLOAD_TEXT_MAX;
		return true;
	}
	for (size_t i = 0; i < sizeof archives / sizeof *archives; i++)
		if (n && str_eq_nocase(t, str_from(archives[i]))) {
			u->archive = true;
			u->data.max = UPLOAD_CHUNK * 2;
			return true;
		}
	reply_problem(
		u->r, 415, "unsupported-type",
		"send multipart/form-data, application/json, or an archive as application/zip, gzip, zstd or x-tar");
	return false;
}

void parts_params(struct upload *u)
{
	const char *name = request_param(u->r, "name"), *options = request_param(u->r, "options");
	if (name && check_name(u->r, str_from(name)))
		buf_puts(&u->name, name);
	if (options && !u->r->reply.status)
		check_options(u->r, str_from(options), &u->options);
	if (u->archive)
		snprintf(u->default_name, sizeof u->default_name, "archive");
}

void parts_data(struct upload *u, const char *data, size_t n)
{
	if (u->kind == UPLOAD_MULTIPART) {
		if (MHD_post_process(u->pp, data, n) == MHD_NO && !u->r->reply.status)
			reply_problem(u->r, 400, "bad-request", "the multipart body is malformed");
		return;
	}
	if (u->kind == UPLOAD_JSON) {
		buf_add(&u->data, data, n);
		return;
	}
	u->part = PART_ARCHIVE;
	part_data(u, data, n);
}

void parts_finish(struct upload *u)
{
	if (u->kind == UPLOAD_JSON) {
		json_body(u);
		return;
	}
	if (u->kind == UPLOAD_MULTIPART) {
		enum MHD_Result whole = MHD_destroy_post_processor(u->pp);
		u->pp = NULL;
		if (whole == MHD_NO && !u->r->reply.status && u->total) {
			reply_problem(u->r, 400, "incomplete-upload", "the multipart body ends early; send it again");
			return;
		}
	}
	end_part(u);
}
