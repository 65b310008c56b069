#include "cli/connect.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

bool api_open(struct api *api, const struct connect_options *o, struct err *e)
{
	*api = (struct api){ .o = o };
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == 0)
		api->curl = curl_easy_init();
	return api->curl || err_set(e, ERR_NO_MEMORY, "libcurl could not be started");
}

void api_close(struct api *api)
{
	if (api->curl)
		curl_easy_cleanup(api->curl);
	curl_global_cleanup();
}

static size_t take(char *data, size_t one, size_t n, void *to)
{
	struct buf *b = to;
	buf_add(b, data, one * n);
	return b->full ? 0 : one * n;
}

static bool perform(struct api *api, const char *method, const char *url, const char *body, struct buf *out,
		    long *status, struct err *e)
{
	CURL *c = api->curl;
	char why[CURL_ERROR_SIZE] = "", *auth = NULL;
	struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
	CURLcode code;
	curl_easy_reset(c);
	if (body)
		headers = curl_slist_append(headers, "Content-Type: application/json");
	if (api->o->token.n && asprintf(&auth, "Authorization: Bearer " STR_FMT, STR_ARG(api->o->token)) > 0)
		headers = curl_slist_append(headers, auth);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L); /* a token goes nowhere else */
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)API_SECONDS);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, why);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, out);
	if (body)
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, body);
	code = curl_easy_perform(c);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, status);
	curl_slist_free_all(headers);
	free(auth);
	return code == CURLE_OK ||
	       err_set(e, ERR_UNAVAILABLE, "Ringcheck at %s cannot be reached: %s; give its address as --server URL",
		       api->o->server, *why ? why : curl_easy_strerror(code));
}

static bool refused(const struct api *api, long status, const json_t *answer, struct err *e)
{
	const char *detail = text_of(answer, "detail");
	if (status == 401)
		return err_set(
			e, ERR_DENIED,
			"%s; give a token of Ringcheck with scope admin as --token-file FILE or in RINGCHECK_TOKEN",
			*detail ? detail : "a token is needed");
	if (*detail)
		return err_set(e, status == 409 ? ERR_CONFLICT : ERR_INPUT, "%s", detail);
	return err_set(e, ERR_UNAVAILABLE, "%s answers %ld: is this Ringcheck?", api->o->server, status);
}

bool api_call(struct api *api, const char *method, const char *path, json_t *body, json_t **answer, struct err *e)
{
	char *url = NULL, *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
	struct buf out;
	long status = 0;
	json_t *o = NULL;
	bool ok;
	json_decref(body);
	buf_init(&out, API_ANSWER_MAX);
	ok = asprintf(&url, "%s%s", api->o->server, path) > 0 && perform(api, method, url, text, &out, &status, e);
	free(url);
	free(text);
	if (ok && out.n)
		o = json_loadb(out.s, out.n, 0, &(json_error_t){ 0 });
	buf_free(&out);
	if (ok && (status < 200 || status > 299 || (!o && status != 204)))
		ok = refused(api, status, o, e);
	if (ok && answer)
		*answer = o;
	else
		json_decref(o);
	return ok;
}
