#ifndef RC_SERVER_PAGE_H
#define RC_SERVER_PAGE_H
/* What all lists share: one row more than asked for tells that there is a next page. */
#include "server/http.h"

/* Rows to write of a result that was asked for with r->limit_text. */
int page_rows(const struct request *r, const PGresult *res);
/* Ends the list's array, adds `next` where there is a further page (kind 'n' or 'p', the last row's key), ends the object. */
void page_end(struct request *r, const PGresult *res, char kind, int key_column);
/* An empty list: answers 404 where the review is not there, otherwise sends what was written so far. */
void page_check_review(struct request *r);
/* The cursor's number as a parameter, or "0". */
const char *page_after(const struct request *r);
/* Every word of a comma list is one of `words` (NULL-terminated)? Otherwise the problem is the reply. */
bool page_words(struct request *r, const char *param, const char *const *words);
/* A whole number that a bigint holds? */
bool page_number(const char *v);
/* Is the parameter, where given, at most `max` bytes? Otherwise the problem is the reply. */
bool page_short(struct request *r, const char *param, size_t max);

/* Writes a column: text, number or JSON as the database gave it, true/false. */
void col_str(struct jsonw *w, const char *key, const PGresult *res, int row, int col);
void col_raw(struct jsonw *w, const char *key, const PGresult *res, int row, int col); /* NULL = null */
void col_bool(struct jsonw *w, const char *key, const PGresult *res, int row, int col);

#endif
