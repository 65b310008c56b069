/* What people decide about a finding, for the whole project; what a revision fixed; the Code Quality report. */
#include "server/body.h"
#include "server/page.h"
#include "server/rows.h"

#include <stdio.h>

#define OF_PROJECT "(select id from projects where public_id = $1)"
#define TRIAGE_MEMBERS                                                                                                     \
	"'identity', t.identity, 'state', t.state, 'reason', t.reason, 'who', t.who, 'origin', t.origin, 'at', " ROW_TIME( \
		"t.at")

static const char *const states[] = { "open", "accepted", "false_positive", NULL };

static bool is_identity(const char *s)
{
	size_t n = strlen(s);
	return n >= 8 && n <= 100 &&
	       strspn(s, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:_./+-") == n;
}

void triage_list(struct request *r)
{
	struct db_query *q;
	if (!page_words(r, "state", states))
		return;
	q = db_add(
		&r->task,
		"select json_build_object(" TRIAGE_MEMBERS
		")::text, x.id from triage t join lateral (select max(id) as id from triage_log l where "
		"l.project_id = t.project_id and l.identity = t.identity) x on true where t.project_id = " OF_PROJECT
		" and x.id < $2 and ($3::text is null or t.state = any (string_to_array($3, ','))) order by x.id desc limit $4");
	db_text(q, r->id);
	db_text(q, rows_before(r));
	db_text(q, request_param(r, "state"));
	db_text(q, r->limit_text);
	rows_list(r, "triage", "project");
}

/* A finding that nobody decided about is open. */
#define TRIAGE_ONE                                                                                                                                               \
	"select json_build_object('identity', $2::text, 'state', coalesce(t.state, 'open'), 'reason', coalesce(t.reason, ''), "                                  \
	"'who', coalesce(t.who, ''), 'origin', t.origin, 'at', " ROW_TIME(                                                                                       \
		"t.at") ", 'log', coalesce((select "                                                                                                             \
			"json_agg(x) from (select json_build_object('state', l.state, 'reason', l.reason, 'who', l.who, 'origin', l.origin, 'at', " ROW_TIME(    \
				"l.at") ") as x from triage_log l where l.project_id = p.id and l.identity = $2 order by l.id desc limit 100) o), '[]'))::text " \
					"from projects p left join triage t on t.project_id = p.id and t.identity = $2 where p.public_id = $1"

static bool identity(struct request *r)
{
	r->what = "finding";
	if (is_identity(r->arg))
		return true;
	reply_not_found(r);
	return false;
}

void triage_get(struct request *r)
{
	struct db_query *q;
	if (!identity(r))
		return;
	q = db_add(&r->task, TRIAGE_ONE);
	db_text(q, r->id);
	db_text(q, r->arg);
	rows_one(r, "project");
}

static void decided(struct request *r)
{
	if (request_failed(r))
		return;
	if (PQntuples(r->task.res[0]) == 0 || PQntuples(r->task.res[1]) == 0) {
		reply_not_found(r);
		return;
	}
	buf_str(&r->out, db_get(r->task.res[1], 0, 0));
	reply_json(r, 200);
}

/* Only of findings that some review of the project has: a slip of the pen would never be seen again. */
#define KNOWN_FINDING                                                                                                            \
	"(exists (select from triage t where t.project_id = p.id and t.identity = $2) or exists (select from reviews r join "    \
	"findings f on f.review_id = r.id where r.project_id = p.id and f.identity = $2) or exists (select from reviews r join " \
	"fixed_findings f on f.review_id = r.id where r.project_id = p.id and f.identity = $2))"

void triage_put(struct request *r)
{
	struct str state = { 0 }, reason = { 0 };
	const struct body_field fields[] = { { "state", BODY_TEXT, &state, 1, 20, true },
					     { "reason", BODY_TEXT, &reason, 0, 2000, false } };
	struct db_query *q;
	if (!identity(r) || !body_read(r, fields, 2))
		return;
	if (!str_is(state, "open") && !str_is(state, "accepted") && !str_is(state, "false_positive")) {
		reply_problem(r, 400, "bad-request", "state must be open, accepted or false_positive");
		return;
	}
	if (!str_is(state, "open") && !str_trim(reason).n) {
		reply_problem(r, 400, "bad-request",
			      "\"reason\" is missing: those who read the code later want to know why");
		return;
	}
	r->task.lane = DB_WRITE;
	q = db_add(
		&r->task,
		"select rc_triage(p.id, $2, $3, $4, $5, $6) from projects p where p.public_id = $1 and " KNOWN_FINDING);
	db_text(q, r->id);
	db_text(q, r->arg);
	db_text(q, state.s);
	db_text(q, reason.n ? reason.s : "");
	db_text(q, r->who.name);
	db_text(q, r->who.cookie || MHD_lookup_connection_value(r->conn, MHD_HEADER_KIND, "Origin") ? "page" : "api");
	q = db_add(&r->task, TRIAGE_ONE);
	db_text(q, r->id);
	db_text(q, r->arg);
	request_ask(r, decided);
}

/* ---- of a review ---- */

#define OF_REVIEW "(select id from reviews where public_id = $1)"

void fixed_list(struct request *r)
{
	struct db_query *q = db_add(
		&r->task,
		"select json_build_object('n', n, 'identity', identity, 'rule', rule, 'at', json_build_object('file', file, 'line', line, "
		"'column', 1), 'message', message)::text, n from fixed_findings where review_id = " OF_REVIEW
		" and n > $2 order by n limit $3");
	db_text(q, r->id);
	db_text(q, page_after(r));
	db_text(q, r->limit_text);
	rows_list(r, "fixed", "review");
}

static void quality(struct request *r)
{
	const PGresult *review = r->task.res[0], *res = r->task.res[1];
	if (request_failed(r))
		return;
	if (PQntuples(review) == 0) {
		reply_not_found(r);
		return;
	}
	if (strcmp(PQgetvalue(review, 0, 0), "done") != 0) {
		reply_problem(r, 409, "conflict", "the review is %s: there is a report only of a review that is done",
			      PQgetvalue(review, 0, 0));
		return;
	}
	if (PQntuples(res) > SARIF_FINDINGS) {
		reply_problem(r, 413, "too-large",
			      "the review has more findings than one report may hold; use /findings, page by page");
		return;
	}
	buf_putc(&r->out, '[');
	for (int i = 0; i < PQntuples(res); i++) {
		if (i)
			buf_putc(&r->out, ',');
		buf_str(&r->out, db_get(res, i, 0));
	}
	buf_putc(&r->out, ']');
	reply_json(r, 200);
	if (r->reply.status == 200)
		snprintf(r->reply.filename, sizeof r->reply.filename, "ringcheck-%.8s-codequality.json", r->id);
}

void codequality_get(struct request *r)
{
	struct db_query *q;
	r->task.lane = DB_WRITE; /* long: not before the pages */
	snprintf(r->limit_text, sizeof r->limit_text, "%d", SARIF_FINDINGS + 1);
	db_text(db_add(&r->task, "select state from reviews where public_id = $1"), r->id);
	q = db_add(
		&r->task,
		"select json_build_object('description', message, 'check_name', rule, 'fingerprint', identity, 'severity', case severity when 'note' then "
		"'info' when 'warning' then 'major' else 'critical' end, 'location', json_build_object('path', file, 'lines', json_build_object('begin', "
		"line)))::text from findings where review_id = " OF_REVIEW
		" and suppressed = '' and not exists (select from triage t where t.project_id = "
		"(select project_id from reviews where public_id = $1) and t.identity = findings.identity and t.state <> 'open') order by n limit $2");
	db_text(q, r->id);
	db_text(q, r->limit_text);
	request_ask(r, quality);
}
