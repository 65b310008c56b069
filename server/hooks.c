/*
 * POST /hooks/{id}: a forge's delivery. Stored, then answered; the worker reads what it means. An id that nobody has costs the same
 * question and the same arithmetic as one that somebody has.
 */
#include "server/hook_verify.h"
#include "server/http.h"
#include "server/secret.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

struct hook {
	struct hook_out out;
	char project[24], name[ACCESS_NAME], action[HOOK_EVENT], bytes[16];
	char *packed; /* zstd */
};

static const char *header(const void *cls, const char *name)
{
	const struct request *r = cls;
	return MHD_lookup_connection_value(r->conn, MHD_HEADER_KIND, name);
}

static void stored(struct request *r)
{
	const PGresult *res = r->task.res[0];
	struct hook *h = r->data;
	bool fresh;
	free(h->packed);
	h->packed = NULL;
	if (request_failed(r))
		return;
	fresh = PQgetvalue(res, 0, 1)[0] == 't';
	jsonw_obj(&r->w);
	jsonw_kz(&r->w, "delivery", PQgetvalue(res, 0, 0));
	jsonw_kbool(&r->w, "new", fresh);
	jsonw_end(&r->w);
	reply_json(r, 202);
	log_info("hook of project \"%s\": %s %s, delivery %s, %s bytes%s", h->name, h->out.event, h->action, h->out.key,
		 h->bytes, fresh ? "" : " (seen before)");
}

/* What the list of deliveries shows beside the event; the worker reads the rest. */
static const char *action_of(const json_t *o)
{
	const char *s = json_string_value(json_object_get(o, "action"));
	return s ? s : json_string_value(json_object_get(json_object_get(o, "object_attributes"), "action"));
}

static bool read_action(struct request *r, struct hook *h)
{
	json_t *o = json_loadb(r->in.s, r->in.n, 0, &(json_error_t){ 0 });
	const char *action = action_of(o);
	bool ok = json_is_object(o);
	snprintf(h->action, sizeof h->action, "%s", action && strlen(action) < sizeof h->action ? action : "");
	json_decref(o);
	if (!ok)
		reply_problem(r, 400, "bad-request",
			      "the body is not a JSON object; a custom webhook template cannot be used");
	return ok;
}

static void put(struct request *r, struct hook *h)
{
	size_t cap = ZSTD_compressBound(r->in.n), n;
	struct db_query *q;
	h->packed = malloc(cap);
	n = h->packed ? ZSTD_compress(h->packed, cap, r->in.s, r->in.n, 3) : 0;
	if (!h->packed || ZSTD_isError(n)) {
		free(h->packed);
		h->packed = NULL;
		reply_problem(r, 503, "unavailable", "out of memory; deliver it again later");
		return;
	}
	snprintf(h->bytes, sizeof h->bytes, "%zu", r->in.n);
	buf_free(&r->in);
	q = db_add(&r->task, "select public_id, fresh from rc_delivery_put($1, $2, $3, $4, $5, $6)");
	db_text(q, h->project);
	db_text(q, h->out.key);
	db_text(q, h->out.event);
	db_text(q, h->action);
	db_bytes(q, h->packed, n);
	db_text(q, h->bytes);
	request_ask(r, stored);
}

/* The hook's secret, or for an id that nobody has one that nobody can know. */
static bool find_secret(struct request *r, const PGresult *res, struct buf *secret)
{
	struct err e = { 0 };
	char none[SECRET_HOOK];
	if (PQntuples(res) == 1) {
		if (seal_get(&r->srv->config->key, db_get(res, 0, 1), secret, &e))
			return true;
		log_error("hook of project \"%s\": %s", PQgetvalue(res, 0, 3), e.text);
	}
	if (secret_hook("", none))
		buf_puts(secret, none);
	return PQntuples(res) == 0;
}

static void found(struct request *r)
{
	const PGresult *res = r->task.res[0];
	struct hook *h;
	struct buf secret;
	bool usable, there, good;
	if (request_failed(r))
		return;
	there = PQntuples(res) == 1;
	r->data = h = calloc(1, sizeof *h);
	buf_init(&secret, SEAL_TEXT_MAX);
	usable = h && find_secret(r, res, &secret);
	good = usable && hook_verify(&(struct hook_in){ .kind = there ? PQgetvalue(res, 0, 2) : "github",
							.secret = buf_view(&secret),
							.body = buf_view(&r->in),
							.now = time(NULL),
							.header = header,
							.cls = r },
				     &h->out);
	seal_wipe(&secret);
	buf_free(&secret);
	if (!usable) {
		reply_problem(r, 503, "unavailable",
			      "this hook cannot be checked at the moment; deliver it again later");
	} else if (!there) {
		reply_problem(r, 404, "not-found",
			      "there is no hook at this address; copy it again from the project's page");
	} else if (!good) {
		log_warn("hook of project \"%s\" refused: %s", PQgetvalue(res, 0, 3), h->out.why);
		reply_problem(r, h->out.status, h->out.type, "%s", h->out.why);
	} else if (read_action(r, h)) {
		snprintf(h->project, sizeof h->project, "%s", PQgetvalue(res, 0, 0));
		snprintf(h->name, sizeof h->name, "%s", PQgetvalue(res, 0, 3));
		put(r, h);
	}
}

void hooks_take(struct request *r)
{
	struct db_query *q;
	r->task.lane = DB_WRITE;
	r->task.heavy = r->in.n > HTTP_SMALL_BODY;
	q = db_add(
		&r->task,
		"select p.id::text, p.hook_secret, f.kind, p.name from projects p join forges f on f.id = p.forge_id "
		"where p.hook_id = $1");
	q->binary_result = true; /* the sealed secret as it is; the others are text either way */
	db_text(q, r->id);
	request_ask(r, found);
}

void hooks_refuse(struct request *r)
{
	reply_problem(r, 405, "method-not-allowed",
		      "a hook sends POST with a JSON body; in the webhook's settings choose POST and application/json");
}
