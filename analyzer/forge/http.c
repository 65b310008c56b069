#include "forge/http.h"

#include "report/writers.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CONNECT_MS = 10000, STALL_S = 30, HEADERS_MAX = 64 << 10 };

struct http {
	CURL *c;
	const struct net_policy *policy;
	char ca_file[1024];
	http_stop *stop;
	void *user;
	struct net_target pin; /* the last one: nearly every request goes to the same place */
	char pin_of[NET_HOST + 32];
	time_t pin_until;
	time_t asked; /* whether to stop */
};

struct reading {
	struct http *h;
	struct http_said *a;
	size_t headers;
};

struct http *http_new(const struct net_policy *policy, const char *ca_file, http_stop *stop, void *user)
{
	struct http *h = calloc(1, sizeof *h);
	if (!h)
		return NULL;
	h->c = curl_easy_init();
	h->policy = policy;
	h->stop = stop;
	h->user = user;
	snprintf(h->ca_file, sizeof h->ca_file, "%s", ca_file ? ca_file : "");
	if (h->c)
		return h;
	free(h);
	return NULL;
}

void http_free(struct http *h)
{
	if (!h)
		return;
	curl_easy_cleanup(h->c);
	free(h);
}

static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
	struct reading *r = arg;
	buf_add(&r->a->body, p, size * n);
	return r->a->body.full ? 0 : size * n;
}

static bool header_is(struct str line, const char *name, struct str *value)
{
	struct str head;
	if (!str_cut(line, ':', &head, value) || !str_eq_nocase(head, str_from(name)))
		return false;
	*value = str_trim(*value);
	return true;
}

static int64_t number(struct str v, int64_t otherwise)
{
	unsigned long long n;
	return str_to_u64(v, &n) && n < INT64_MAX ? (int64_t)n : otherwise;
}

/* <https://...?cursor=X>; rel="next", <...>; rel="last" */
static void link_next(struct http_said *a, struct str v)
{
	struct str rest = v, one;
	while (rest.n) {
		const char *c;
		size_t n;
		if (!str_cut(rest, ',', &one, &rest))
			rest.n = 0;
		if (!memmem(one.s, one.n, "rel=\"next\"", 10))
			continue;
		a->next = true;
		c = memmem(one.s, one.n, "cursor=", 7);
		if (!c)
			continue;
		c += 7;
		for (n = 0; c + n < one.s + one.n && n + 1 < sizeof a->cursor && !strchr("&>;", c[n]); n++)
			a->cursor[n] = c[n];
		a->cursor[n] = 0;
	}
}

static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
	struct reading *r = arg;
	struct http_said *a = r->a;
	struct str line = { p, size * n }, v;
	r->headers += line.n;
	if (r->headers > HEADERS_MAX)
		return 0;
	if (header_is(line, "retry-after", &v)) {
		/* Seconds, or a date. */
		a->retry_after_s = number(v, -1);
		if (a->retry_after_s < 0 && v.n < 100) {
			char text[100];
			time_t t;
			snprintf(text, sizeof text, STR_FMT, STR_ARG(v));
			t = curl_getdate(text, NULL);
			if (t > 0)
				a->retry_after_s = t > time(NULL) ? t - time(NULL) : 0;
		}
	} else if (header_is(line, "x-ratelimit-remaining", &v) || header_is(line, "ratelimit-remaining", &v)) {
		a->remaining = number(v, -1);
	} else if (header_is(line, "x-ratelimit-reset", &v) || header_is(line, "ratelimit-reset", &v)) {
		a->reset = number(v, -1);
	} else if (header_is(line, "x-next-page", &v)) {
		a->next |= v.n > 0;
	} else if (header_is(line, "link", &v)) {
		link_next(a, v);
	} else if (header_is(line, "location", &v) && v.n < sizeof a->location) {
		memcpy(a->location, v.s, v.n);
		a->location[v.n] = 0;
	}
	return line.n;
}

static int on_progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct http *h = arg;
	time_t now = time(NULL);
	(void)a, (void)b, (void)c, (void)d;
	if (!h->stop || now == h->asked)
		return 0;
	h->asked = now;
	return h->stop(h->user);
}

/* Host and port of the URL, resolved and approved, for at most HTTP_PIN_S. */
static bool pinned(struct http *h, const char *url, struct err *e)
{
	struct net_target t;
	char of[sizeof h->pin_of];
	if (!net_url(url, &t, e))
		return false;
	snprintf(of, sizeof of, "%s:%u", t.host, (unsigned)t.port);
	if (strcmp(of, h->pin_of) == 0 && time(NULL) < h->pin_until)
		return true;
	h->pin_of[0] = 0;
	if (!net_resolve(h->policy, url, &h->pin, e))
		return false;
	memcpy(h->pin_of, of, sizeof of);
	h->pin_until = time(NULL) + HTTP_PIN_S;
	return true;
}

static void options(struct http *h, const struct http_ask *q, struct reading *r)
{
	CURL *c = h->c;
	curl_easy_reset(c);
	curl_easy_setopt(c, CURLOPT_URL, q->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	if (h->ca_file[0])
		curl_easy_setopt(c, CURLOPT_CAINFO, h->ca_file);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "ringcheck/" RINGCHECK_VERSION);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)q->timeout_ms);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)STALL_S);
	curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)q->max);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, r);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, r);
	curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(c, CURLOPT_XFERINFODATA, h);
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, q->method);
	/* On a connection that was used before, libcurl sends again what got no answer: never a write. */
	if (strcmp(q->method, "GET") != 0)
		curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L);
	if (q->body.n || strcmp(q->method, "POST") == 0 || strcmp(q->method, "PUT") == 0 ||
	    strcmp(q->method, "PATCH") == 0) {
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body.n);
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, q->body.n ? q->body.s : "");
	}
}

static bool sorry(const struct http *h, CURLcode bad, const struct http_said *a, struct err *e)
{
	if (bad == CURLE_ABORTED_BY_CALLBACK)
		return err_set(e, ERR_CONFLICT, "the request to %s was stopped", h->pin.host);
	if (bad == CURLE_FILESIZE_EXCEEDED || a->body.full)
		return err_set(e, ERR_TOO_LARGE, "the answer of %s is over %zu bytes", h->pin.host, a->body.max);
	if (bad == CURLE_PEER_FAILED_VERIFICATION || bad == CURLE_SSL_CACERT_BADFILE)
		return err_set(e, ERR_DENIED,
			       "the certificate of %s is not trusted here; for a forge with one of its own, name the"
			       " authority's certificate in ca_file",
			       h->pin.host);
	return err_set(e, ERR_UNAVAILABLE, "%s cannot be reached: %s", h->pin.host, curl_easy_strerror(bad));
}

bool http_do(struct http *h, const struct http_ask *q, struct http_said *a, struct err *e)
{
	struct reading r = { h, a, 0 };
	struct curl_slist *list = NULL, *pins = NULL;
	char pin[NET_HOST + NET_ADDRESS + 32];
	curl_off_t us = 0;
	CURLcode bad;
	long status = 0;
	*a = (struct http_said){ .retry_after_s = -1, .remaining = -1, .reset = -1 };
	buf_init(&a->body, q->max);
	if (!pinned(h, q->url, e))
		return false;
	options(h, q, &r);
	snprintf(pin, sizeof pin, strchr(h->pin.address, ':') ? "+%s:%u:[%s]" : "+%s:%u:%s", h->pin.host,
		 (unsigned)h->pin.port, h->pin.address);
	pins = curl_slist_append(pins, pin);
	curl_easy_setopt(h->c, CURLOPT_RESOLVE, pins);
	for (size_t i = 0; q->headers && q->headers[i]; i++)
		list = curl_slist_append(list, q->headers[i]);
	list = curl_slist_append(list, "Expect:");
	curl_easy_setopt(h->c, CURLOPT_HTTPHEADER, list);
	bad = curl_easy_perform(h->c);
	curl_easy_getinfo(h->c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(h->c, CURLINFO_TOTAL_TIME_T, &us);
	curl_easy_setopt(h->c, CURLOPT_HTTPHEADER, NULL);
	curl_easy_setopt(h->c, CURLOPT_RESOLVE, NULL);
	curl_slist_free_all(list);
	curl_slist_free_all(pins);
	a->status = (int)status;
	a->ms = (double)us / 1000;
	if (bad != CURLE_OK) {
		sorry(h, bad, a, e);
		buf_free(&a->body);
		h->pin_of[0] = 0; /* another address may answer next time */
		return false;
	}
	return true;
}
