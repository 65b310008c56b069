/* Findings: the page that is asked for most, written straight into the buffer. */
#include "server/findings.h"

#include "server/page.h"

static const char *const severities[] = { "note", "warning", "error", NULL };
static const char *const strengths[] = { "definite", "contract", NULL };
static const char *const choices[] = { "false", "true", "all", NULL };
static const char *const yesno[] = { "false", "true", NULL };

/* 404 for a review that is not there costs a second question, asked only where the first page is empty. */
#define OF_REVIEW "review_id = (select id from reviews where public_id = $1) "
#define PLAIN \
	"select " FINDING_COLUMNS " from findings where " OF_REVIEW "and n > $2 and suppressed = '' order by n limit $3"
#define FILTERED                                                                                    \
	"select " FINDING_COLUMNS " from findings where " OF_REVIEW "and n > $2 "                    \
	"and ($4 = 'all' or (suppressed <> '') = ($4 = 'true')) "                                    \
	"and ($5::text is null or rule = any (string_to_array($5, ','))) "                           \
	"and ($6::text is null or family = any (string_to_array($6, ','))) "                         \
	"and ($7::text is null or severity = any (string_to_array($7, ','))) "                       \
	"and ($8::text is null or strength = any (string_to_array($8, ','))) "                       \
	"and ($9::text is null or driver = $9) and ($10::text is null or file = $10) "               \
	"and ($11::text is null or position(lower($11) in lower(message || E'\\n' || file || E'\\n' || function || E'\\n' || rule)) > 0) " \
	"order by n limit $3"
#define FACETS                                                                                       \
	"select grouping(rule, family, severity, strength, driver, file), "                          \
	"coalesce(rule, family, severity, strength, driver, file), count(*) from findings where " OF_REVIEW \
	"and ($2 = 'all' or (suppressed <> '') = ($2 = 'true')) "                                    \
	"group by grouping sets ((rule), (family), (severity), (strength), (driver), (file)) order by 1, 3 desc, 2"

static void row_open(struct jsonw *w, const PGresult *res, int row)
{
	jsonw_obj(w);
	col_raw(w, "n", res, row, 0);
	col_str(w, "rule", res, row, 1);
	col_str(w, "family", res, row, 2);
	col_str(w, "severity", res, row, 3);
	col_str(w, "strength", res, row, 4);
	col_str(w, "driver", res, row, 5);
	jsonw_key(w, "at");
	jsonw_obj(w);
	col_str(w, "file", res, row, 6);
	col_raw(w, "line", res, row, 7);
	col_raw(w, "column", res, row, 8);
	if (PQgetlength(res, row, 9))
		col_str(w, "function", res, row, 9);
	jsonw_end(w);
	col_str(w, "message", res, row, 10);
	col_str(w, "identity", res, row, 11);
	if (PQgetlength(res, row, 12))
		col_str(w, "suppressed", res, row, 12);
}

void finding_row(struct jsonw *w, const PGresult *res, int row)
{
	row_open(w, res, row);
	jsonw_end(w);
}

void finding_row_whole(struct jsonw *w, const PGresult *res, int row)
{
	struct str body = db_get(res, row, FINDING_BODY);
	row_open(w, res, row);
	if (body.n > 2) { /* {...}: its members become ours */
		buf_putc(w->b, ',');
		buf_add(w->b, body.s + 1, body.n - 2);
	}
	jsonw_end(w);
}

static void facets(struct jsonw *w, const PGresult *res)
{
	/* grouping() is a bit mask of the columns that are not grouped by, the first one highest */
	static const char *const names[] = { "rule", "family", "severity", "strength", "driver", "file" };
	int row = 0, n = PQntuples(res);
	jsonw_key(w, "facets");
	jsonw_obj(w);
	for (unsigned i = 0; i < 6; i++) {
		unsigned long long mask = 63u ^ (32u >> i), have = 0;
		jsonw_key(w, names[i]);
		jsonw_obj(w);
		for (; row < n && str_to_u64(db_get(res, row, 0), &have) && have == mask; row++)
			col_raw(w, PQgetvalue(res, row, 1), res, row, 2);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void list(struct request *r)
{
	const PGresult *res = r->task.res[0], *f = r->task.nq > 1 ? r->task.res[1] : NULL;
	int rows;
	if (request_failed(r))
		return;
	rows = page_rows(r, res);
	jsonw_obj(&r->w);
	if (f)
		facets(&r->w, f);
	jsonw_key(&r->w, "findings");
	jsonw_arr(&r->w);
	for (int i = 0; i < rows; i++)
		finding_row(&r->w, res, i);
	page_end(r, res, 'n', 0);
	if (rows)
		reply_json(r, 200);
	else
		page_check_review(r);
}

static bool cursor_fits(struct request *r)
{
	if (strlen(page_after(r)) <= 9)
		return true;
	reply_problem(r, 400, "bad-parameter", "cursor must be the `next` of an earlier page, unchanged");
	return false;
}

void findings_list(struct request *r)
{
	static const char *const filters[] = { "rule", "family", "severity", "strength", "driver", "file", "q" };
	const char *suppressed = request_param(r, "suppressed"), *want = request_param(r, "facets");
	bool filtered = suppressed != NULL;
	struct db_query *q;
	if (!page_words(r, "severity", severities) || !page_words(r, "strength", strengths) ||
	    !page_words(r, "suppressed", choices) || !page_words(r, "facets", yesno) || !page_short(r, "q", 800) ||
	    !cursor_fits(r))
		return;
	for (size_t i = 0; i < 7; i++)
		filtered |= request_param(r, filters[i]) != NULL;
	q = db_add(&r->task, filtered ? FILTERED : PLAIN);
	db_text(q, r->id);
	db_text(q, page_after(r));
	db_text(q, r->limit_text);
	if (filtered) {
		db_text(q, suppressed ? suppressed : "false");
		for (size_t i = 0; i < 7; i++)
			db_text(q, request_param(r, filters[i]));
	}
	if (want && strcmp(want, "true") == 0) {
		q = db_add(&r->task, FACETS);
		db_text(q, r->id);
		db_text(q, suppressed ? suppressed : "false");
	}
	request_ask(r, list);
}

static void one(struct request *r)
{
	const PGresult *res = r->task.res[0];
	if (request_failed(r))
		return;
	if (PQntuples(res) == 0) {
		reply_not_found(r);
		return;
	}
	finding_row_whole(&r->w, res, 0);
	reply_json(r, 200);
}

void findings_get(struct request *r)
{
	struct db_query *q;
	size_t n = strlen(r->arg);
	if (n > 9 || strspn(r->arg, "0123456789") != n) {
		reply_not_found(r);
		return;
	}
	q = db_add(&r->task, "select " FINDING_COLUMNS ", body from findings where " OF_REVIEW "and n = $2");
	db_text(q, r->id);
	db_text(q, r->arg);
	request_ask(r, one);
}
