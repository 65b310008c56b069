/* A commit's result as plain text: for git hooks and scripts, which have no JSON reader. */
#include "server/page.h"
#include "server/rows.h"

enum { REPORT_FINDINGS = 50 };

static void put_finding(struct buf *b, const PGresult *res, int i)
{
	buf_printf(b, "%s:%s: %s: ", PQgetvalue(res, i, 0), PQgetvalue(res, i, 1), PQgetvalue(res, i, 2));
	/* A terminal shows it: nothing that moves its cursor. */
	for (const char *p = PQgetvalue(res, i, 3); *p; p++)
		buf_putc(b, (unsigned char)*p < 0x20 || *p == 0x7f ? ' ' : *p);
	buf_printf(b, " [%s]\n", PQgetvalue(res, i, 4));
}

static void got(struct request *r)
{
	const PGresult *res = r->task.res[0], *f = r->task.res[1];
	const char *state;
	if (request_failed(r))
		return;
	if (PQntuples(res) == 0) {
		reply_problem(r, 404, "not-found", "there is no review of this commit (yet)");
		return;
	}
	state = PQgetvalue(res, 0, 1);
	r->reply.type = "text/plain; charset=utf-8";
	r->reply.status =
		strcmp(state, "queued") == 0 || strcmp(state, "unpacking") == 0 || strcmp(state, "analysing") == 0
			? 202
			: 200;
	if (strcmp(state, "done") == 0 && PQgetisnull(res, 0, 9))
		buf_printf(&r->out, "%.12s: %s findings; the first review, there is nothing to compare with yet%s\n",
			   PQgetvalue(res, 0, 2), PQgetvalue(res, 0, 10),
			   PQgetvalue(res, 0, 7)[0] == 't' ? "; partial: something was not analysed" : "");
	else if (strcmp(state, "done") == 0)
		buf_printf(&r->out, "%.12s: %s new, %s reopened, %s fixed, %s unchanged%s\n", PQgetvalue(res, 0, 2),
			   PQgetvalue(res, 0, 3), PQgetvalue(res, 0, 4), PQgetvalue(res, 0, 5), PQgetvalue(res, 0, 6),
			   PQgetvalue(res, 0, 7)[0] == 't' ? "; partial: something was not analysed" : "");
	else
		buf_printf(&r->out, "%.12s: %s%s%s\n", PQgetvalue(res, 0, 2), state, PQgetlength(res, 0, 8) ? ": " : "",
			   PQgetvalue(res, 0, 8));
	for (int i = 0; i < PQntuples(f) && i < REPORT_FINDINGS; i++)
		put_finding(&r->out, f, i);
	if (PQntuples(f) > REPORT_FINDINGS)
		buf_printf(&r->out, "(more than %d; the page shows all)\n", REPORT_FINDINGS);
	if (*r->srv->config->public_url)
		buf_printf(&r->out, "%s/#/reviews/%s\n", r->srv->config->public_url, PQgetvalue(res, 0, 0));
}

#define LATEST                                                                                                      \
	"from reviews r where r.project_id = (select id from projects where public_id = $1) and r.commit_sha = $2 " \
	"order by r.superseded, r.id desc limit 1"

void project_report(struct request *r)
{
	const char *commit = request_param(r, "commit");
	struct db_query *q;
	size_t n = commit ? strlen(commit) : 0;
	if ((n != 40 && n != 64) || strspn(commit, "0123456789abcdef") != n) {
		reply_problem(r, 400, "bad-parameter", "commit must be 40 or 64 hex digits");
		return;
	}
	q = db_add(
		&r->task,
		"select public_id, state, commit_sha, fresh, reopened, fixed, unchanged, partial, reason, base_sha, findings " LATEST);
	db_text(q, r->id);
	db_text(q, commit);
	/* Of a first review, which has nothing to compare with, all. */
	q = db_add(
		&r->task,
		"select file, line, severity, message, rule from findings f where review_id = (select r.id " LATEST
		") and suppressed = '' and status <> 'unchanged' and not exists (select from triage t where t.project_id = (select id from "
		"projects where public_id = $1) and t.identity = f.identity and t.state <> 'open') order by n limit 51");
	db_text(q, r->id);
	db_text(q, commit);
	request_ask(r, got);
}
