/* Findings: the page that is asked for most, written straight into the buffer. */
#include "server/findings.h"

#include "server/page.h"

#include <stdlib.h>

static const char *const severities[] = { "note", "warning", "error", NULL };
static const char *const strengths[] = { "definite", "contract", NULL };
static const char *const statuses[] = { "new", "unchanged", "reopened", NULL };
static const char *const decisions[] = { "open", "accepted", "false_positive", NULL };
static const char *const choices[] = { "false", "true", "all", NULL };
static const char *const yesno[] = { "false", "true", NULL };

/* 404 for a review that is not there costs a second question, asked only where the first page is empty. */
#define OF_REVIEW "review_id = (select id from reviews where public_id = $1) "
#define PLAIN \
	"select " FINDING_COLUMNS " from findings where " OF_REVIEW "and n > $2 and suppressed = '' order by n limit $3"
#define FILTERED                                                                                                                           \
	"select " FINDING_COLUMNS " from findings where " OF_REVIEW "and n > $2 "                                                          \
	"and ($4 = 'all' or (suppressed <> '') = ($4 = 'true')) "                                                                          \
	"and ($5::text is null or rule = any (string_to_array($5, ','))) "                                                                 \
	"and ($6::text is null or family = any (string_to_array($6, ','))) "                                                               \
	"and ($7::text is null or severity = any (string_to_array($7, ','))) "                                                             \
	"and ($8::text is null or strength = any (string_to_array($8, ','))) "                                                             \
	"and ($9::text is null or driver = $9) and ($10::text is null or file = $10) "                                                     \
	"and ($11::text is null or position(lower($11) in lower(message || E'\\n' || file || E'\\n' || function || E'\\n' || rule)) > 0) " \
	"and ($12::text is null or status = any (string_to_array($12, ','))) "                                                             \
	"and ($13::text is null or coalesce(" FINDING_TRIAGE ", 'open') = any (string_to_array($13, ','))) "                               \
	"order by n limit $3"
#define FACETS                                                                                                      \
	"select grouping(rule, family, severity, strength, driver, file, status), "                                 \
	"coalesce(rule, family, severity, strength, driver, file, status), count(*) from findings where " OF_REVIEW \
	"and ($2 = 'all' or (suppressed <> '') = ($2 = 'true')) "                                                   \
	"group by grouping sets ((rule), (family), (severity), (strength), (driver), (file), (status)) order by 1, 3 desc, 2"

/* Any byte that JSON must escape, or that is not ASCII? Eight bytes at a time. */
static bool plain(struct str s)
{
	const uint64_t ones = UINT64_MAX / 255, high = ones * 0x80;
	while (s.n) {
		uint64_t v = ones * ' ';
		size_t n = s.n < 8 ? s.n : 8;
		memcpy(&v, s.s, n);
		/* top bit set, or below ' ', or '"', or '\\', or DEL */
		if ((v | (v - ones * 0x20) | ((v ^ ones * '"') - ones) | ((v ^ ones * '\\') - ones) |
		     ((v ^ ones * 0x7f) - ones)) &
		    high)
			return false;
		s = (struct str){ s.s + n, s.n - n };
	}
	return true;
}

/*
 * One member, its key given as it stands in the output with the opening quote. Going around jsonw here is worth a third of the
 * page's time: most texts need no escaping.
 */
static void text(struct buf *b, struct str key, const PGresult *res, int row, int col)
{
	struct str v = db_get(res, row, col);
	if (plain(v)) {
		buf_str(b, key);
		buf_str(b, v);
		buf_putc(b, '"');
	} else {
		struct jsonw one;
		buf_add(b, key.s, key.n - 1);
		jsonw_init(&one, b);
		jsonw_str(&one, v);
	}
}

static void raw(struct buf *b, struct str key, const PGresult *res, int row, int col)
{
	buf_str(b, key);
	buf_str(b, db_get(res, row, col));
}

/* The columns in their order. */
static void row_open(struct buf *b, const PGresult *res, int row)
{
	raw(b, STR("{\"n\":"), res, row, 0);
	text(b, STR(",\"rule\":\""), res, row, 1);
	text(b, STR(",\"family\":\""), res, row, 2);
	text(b, STR(",\"severity\":\""), res, row, 3);
	text(b, STR(",\"strength\":\""), res, row, 4);
	text(b, STR(",\"driver\":\""), res, row, 5);
	text(b, STR(",\"at\":{\"file\":\""), res, row, 6);
	raw(b, STR(",\"line\":"), res, row, 7);
	raw(b, STR(",\"column\":"), res, row, 8);
	if (PQgetlength(res, row, 9))
		text(b, STR(",\"function\":\""), res, row, 9);
	text(b, STR("},\"message\":\""), res, row, 10);
	text(b, STR(",\"identity\":\""), res, row, 11);
	if (PQgetlength(res, row, 12))
		text(b, STR(",\"suppressed\":\""), res, row, 12);
	if (PQgetlength(res, row, 13)) {
		text(b, STR(",\"status\":\""), res, row, 13);
		buf_puts(b, PQgetvalue(res, row, 14)[0] == 't' ? ",\"on_diff\":true" : ",\"on_diff\":false");
	}
	if (!PQgetisnull(res, row, 15))
		text(b, STR(",\"triage\":\""), res, row, 15);
}

void finding_row(struct buf *b, const PGresult *res, int row)
{
	row_open(b, res, row);
	buf_putc(b, '}');
}

void finding_row_whole(struct buf *b, const PGresult *res, int row)
{
	struct str body = db_get(res, row, FINDING_BODY);
	row_open(b, res, row);
	if (body.n > 2) { /* {...}: its members become ours */
		buf_putc(b, ',');
		buf_add(b, body.s + 1, body.n - 2);
	}
	buf_putc(b, '}');
}

/* Grown once, not by doubling. */
static void make_room(struct buf *b, int rows)
{
	size_t cap = 1024 + (size_t)rows * 640;
	if (!b->s && (b->s = malloc(cap)))
		b->cap = cap;
}

static void facets(struct jsonw *w, const PGresult *res)
{
	/* grouping() is a bit mask of the columns that are not grouped by, the first one highest */
	static const char *const names[] = { "rule", "family", "severity", "strength", "driver", "file", "status" };
	int row = 0, n = PQntuples(res);
	jsonw_key(w, "facets");
	jsonw_obj(w);
	for (unsigned i = 0; i < 7; i++) {
		unsigned long long mask = 127u ^ (64u >> i), have = 0;
		jsonw_key(w, names[i]);
		jsonw_obj(w);
		for (; row < n && str_to_u64(db_get(res, row, 0), &have) && have == mask; row++)
			if (PQgetlength(res, row, 1)) /* a review without a baseline has no status */
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
	make_room(&r->out, rows);
	jsonw_obj(&r->w);
	if (f)
		facets(&r->w, f);
	jsonw_key(&r->w, "findings");
	jsonw_arr(&r->w);
	for (int i = 0; i < rows; i++) {
		if (i)
			buf_putc(&r->out, ',');
		finding_row(&r->out, res, i);
	}
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
	static const char *const filters[] = { "rule", "family", "severity", "strength", "driver",
					       "file", "q",	 "status",   "triage" };
	enum { FILTERS = sizeof filters / sizeof *filters };
	const char *suppressed = request_param(r, "suppressed"), *want = request_param(r, "facets");
	bool filtered = suppressed != NULL;
	struct db_query *q;
	if (!page_words(r, "severity", severities) || !page_words(r, "strength", strengths) ||
	    !page_words(r, "status", statuses) || !page_words(r, "triage", decisions) ||
	    !page_words(r, "suppressed", choices) || !page_words(r, "facets", yesno) || !page_short(r, "q", 800) ||
	    !cursor_fits(r))
		return;
	for (size_t i = 0; i < FILTERS; i++)
		filtered |= request_param(r, filters[i]) != NULL;
	q = db_add(&r->task, filtered ? FILTERED : PLAIN);
	db_text(q, r->id);
	db_text(q, page_after(r));
	db_text(q, r->limit_text);
	if (filtered) {
		db_text(q, suppressed ? suppressed : "false");
		for (size_t i = 0; i < FILTERS; i++)
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
	finding_row_whole(&r->out, res, 0);
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
