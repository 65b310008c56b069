/* Branches and pull requests with their latest reviews; reviews on demand. */
#include "server/body.h"
#include "server/page.h"
#include "server/rows.h"

#define OF_PROJECT "(select id from projects where public_id = $1)"
#define REVIEW_SHORT                                                                                                    \
	"json_build_object('id', r.public_id, 'state', r.state, 'partial', r.partial, 'reason', r.reason, 'commit', "   \
	"r.commit_sha, 'base', r.base_sha, 'findings', r.findings, 'new', r.fresh, 'unchanged', r.unchanged, 'fixed', " \
	"r.fixed, 'reopened', r.reopened, 'superseded', r.superseded, 'created', " ROW_TIME(                            \
		"r.created_at") ", 'finished', " ROW_TIME("r.finished_at") ")"
#define LATEST(where) \
	"(select " REVIEW_SHORT " from reviews r where " where " and not r.superseded order by r.id desc limit 1)"
#define PULL_MEMBERS                                                                                                         \
	"'number', p.number, 'title', p.title, 'state', p.state, 'draft', p.draft, 'fork', p.fork, 'author', p.author, "     \
	"'head', p.head, 'head_ref', p.head_ref, 'base_ref', p.base_ref, 'merge_base', p.merge_base, 'web_url', p.web_url, " \
	"'published', p.published_head, 'updated', " ROW_TIME("p.updated_at") ", 'review', " LATEST(                         \
		"r.pull_id = p.id")

static const char *const states[] = { "open", "closed", "merged", NULL };

void pulls_list(struct request *r)
{
	struct db_query *q;
	if (!page_words(r, "state", states))
		return;
	q = db_add(
		&r->task,
		"select json_build_object(" PULL_MEMBERS
		")::text, p.number from pulls p where p.project_id = " OF_PROJECT
		" and p.number < $2 and ($3::text is null or p.state = any (string_to_array($3, ','))) order by p.number desc limit $4");
	db_text(q, r->id);
	db_text(q, rows_before(r));
	db_text(q, request_param(r, "state"));
	db_text(q, r->limit_text);
	rows_list(r, "pulls", "project");
}

void pulls_get(struct request *r)
{
	struct db_query *q;
	r->what = "pull request";
	if (!page_number(r->arg)) {
		reply_not_found(r);
		return;
	}
	q = db_add(
		&r->task,
		"select json_build_object(" PULL_MEMBERS
		", 'reviews', coalesce((select json_agg(x) from (select " REVIEW_SHORT
		" as x from reviews r where r.pull_id = p.id order by r.id desc limit 20) o), '[]'), 'threads', coalesce((select "
		"json_agg(json_build_object('identity', t.identity, 'state', t.state, 'replies', t.replies, 'resolved_by', t.resolved_by)) from "
		"(select * from threads where pull_id = p.id order by identity limit 1000) t), '[]'))::text from pulls p where p.project_id = " OF_PROJECT
		" and p.number = $2");
	db_text(q, r->id);
	db_text(q, r->arg);
	rows_one(r, "pull request");
}

void branches_list(struct request *r)
{
	struct db_query *q = db_add(
		&r->task,
		"select json_build_object('name', b.name, 'head', b.head, 'deleted', b.deleted, 'changed', " ROW_TIME("b.changed_at") ", 'default', b.name = p.default_branch, 'review', " LATEST(
			"r.project_id = b.project_id and r.branch = b.name and r.pull_id is null") ")::text, b.id from branches b join projects p on p.id = b.project_id where p.public_id = $1 and b.id < $2 order by b.id desc "
												   "limit $3");
	db_text(q, r->id);
	db_text(q, rows_before(r));
	db_text(q, r->limit_text);
	rows_list(r, "branches", "project");
}

/* ---- on demand ---- */

static bool is_sha(struct str s)
{
	return (s.n == 40 || s.n == 64) && strspn(s.s, "0123456789abcdef") == s.n;
}

static void asked(struct request *r)
{
	const PGresult *res = r->task.res[0], *review = r->task.res[1];
	if (request_failed(r))
		return;
	if (PQntuples(res) == 0) {
		reply_problem(
			r, 422, "not-found",
			"Ringcheck knows no such pull request or branch, or no commit of it yet; give the \"commit\"");
		return;
	}
	if (PQntuples(review) == 0) {
		reply_problem(r, 503, "unavailable", "the review could not be asked for; try again");
		return;
	}
	snprintf(r->reply.location, sizeof r->reply.location, "/api/v1/reviews/%s", PQgetvalue(review, 0, 0));
	review_write(&r->w, review, 0);
	reply_json(r, 202);
}

/*
 * What a request names: $2 pull's number, $3 branch, $4 commit, $5 base; gives internal ids and the commit. Against a base of its own it
 * is the commit that is reviewed: what stands in the pull request, or is the branch's baseline, stays.
 */
#define TARGET                                                                                                     \
	"select p.id as project, case when $5::text is null then u.id end as pull, "                               \
	"case when $5 is null then $3::text end as branch, $5::text as base, coalesce($4, u.head, b.head) as sha " \
	"from projects p "                                                                                         \
	"left join pulls u on u.project_id = p.id and u.number = $2::bigint "                                      \
	"left join branches b on b.project_id = p.id and b.name = $3 and not b.deleted "                           \
	"where p.public_id = $1 and ($2 is null or u.id is not null) and coalesce(nullif(coalesce($4, u.head, b.head), ''), '') <> ''"

void reviews_ask(struct request *r)
{
	struct str branch = { 0 }, commit = { 0 }, base = { 0 };
	long long pull = 0;
	int again = -1;
	const struct body_field fields[] = { { "pull", BODY_NUMBER, &pull, 1, 1000000000000, false },
					     { "branch", BODY_TEXT, &branch, 1, 250, false },
					     { "commit", BODY_TEXT, &commit, 40, 64, false },
					     { "base", BODY_TEXT, &base, 1, 64, false },
					     { "again", BODY_FLAG, &again, 0, 0, false } };
	struct db_query *q;
	char *number;
	if (!body_read(r, fields, 5))
		return;
	if ((pull && branch.n) || (!pull && !branch.n && !commit.n) || (commit.n && !is_sha(commit)) ||
	    (base.n && !is_sha(base) && (branch.n || !str_is(base, "merge-base")))) {
		reply_problem(
			r, 400, "bad-request",
			"give one of \"pull\" and \"branch\", or a \"commit\" (40 or 64 hex digits); \"base\" is a "
			"commit too, or \"merge-base\" for a pull request or commit");
		return;
	}
	number = arena_printf(request_arena(r), "%lld", pull);
	r->task.lane = DB_WRITE;
	q = db_add(&r->task,
		   "with t as (" TARGET ") select rc_commit_review(project, pull, branch, sha, base, $6) from t");
	for (int i = 0; i < 2; i++) {
		db_text(q, r->id);
		db_text(q, pull ? number : NULL);
		db_text(q, branch.s);
		db_text(q, commit.s);
		db_text(q, is_sha(base) ? base.s : NULL);
		if (i)
			break;
		db_text(q, again == 1 ? "t" : "f");
		q = db_add(
			&r->task,
			"with t as (" TARGET ") select " REVIEW_COLUMNS
			" from reviews where id = (select x.id from reviews x, t where "
			"x.project_id = t.project and x.pull_id is not distinct from t.pull and x.branch is not distinct from t.branch "
			"and x.commit_sha = t.sha and x.base_given = (t.base is not null) and (t.base is null or x.base_sha = t.base) and not x.superseded order by x.id desc limit 1)");
	}
	request_ask(r, asked);
}
