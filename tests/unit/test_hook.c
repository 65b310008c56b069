/* Signatures of deliveries: the forges' published vectors, and what has to be refused. */
#include "server/hook_verify.h"
#include "server/secret.h"

#include <openssl/evp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

struct headers {
	const char *v[24]; /* name, value, ... NULL */
};

static const char *get(const void *cls, const char *name)
{
	const struct headers *h = cls;
	for (size_t i = 0; h->v[i]; i += 2)
		if (str_eq_nocase(str_from(h->v[i]), str_from(name)))
			return h->v[i + 1];
	return NULL;
}

static unsigned verify(const char *kind, const char *secret, struct str body, time_t now, struct headers h,
		       struct hook_out *o)
{
	struct hook_in in = {
		.kind = kind, .secret = str_from(secret), .body = body, .now = now, .header = get, .cls = &h
	};
	return hook_verify(&in, o) ? 202 : o->status;
}

/* GitHub's own example. */
#define SECRET "It's a Secret to Everybody"
#define BODY STR("Hello, World!")
#define MAC "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
#define JSON "Content-Type", "application/json"

static void github(void **state)
{
	struct hook_out o;
	(void)state;
#define GITHUB(sig, ...)                  \
	verify("github", SECRET, BODY, 0, \
	       (struct headers){ { "X-GitHub-Delivery", "d-1", "X-GitHub-Event", "push", __VA_ARGS__, sig } }, &o)
	assert_int_equal(GITHUB("sha256=" MAC, JSON, "X-Hub-Signature-256"), 202);
	assert_string_equal(o.key, "d-1");
	assert_string_equal(o.event, "push");
	assert_int_equal(GITHUB("sha256=" MAC, "Content-Type", "application/json; charset=utf-8",
				"X-Hub-Signature-256"),
			 202);
	assert_int_equal(GITHUB("sha256=", JSON, "X-Hub-Signature-256"), 401);
	assert_int_equal(GITHUB("", JSON, "X-Hub-Signature-256"), 401);
	assert_int_equal(GITHUB(MAC, JSON, "X-Hub-Signature-256"), 401);
	assert_int_equal(GITHUB("sha256=" MAC "00", JSON, "X-Hub-Signature-256"), 401);
	assert_int_equal(GITHUB("sha256=857107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", JSON,
				"X-Hub-Signature-256"),
			 401);
	/* SHA-1 alone, another family's header alone */
	assert_int_equal(GITHUB("sha1=0123", JSON, "X-Hub-Signature"), 401);
	assert_int_equal(GITHUB(MAC, JSON, "X-Gitea-Signature"), 401);
	assert_int_equal(GITHUB("sha256=" MAC, "Content-Type", "application/x-www-form-urlencoded",
				"X-Hub-Signature-256"),
			 415);
	assert_non_null(strstr(o.why, "application/json"));
	assert_int_equal(verify("github", SECRET, BODY, 0,
				(struct headers){
					{ JSON, "X-Hub-Signature-256", "sha256=" MAC, "X-GitHub-Event", "push" } },
				&o),
			 400);
	/* An empty secret is nobody's. */
	assert_int_equal(verify("github", "", BODY, 0,
				(struct headers){ { JSON, "X-Hub-Signature-256", "sha256=" MAC } }, &o),
			 503);
}

static void gitea(void **state)
{
	struct hook_out o;
	(void)state;
#define GITEA(...)                                                                                               \
	verify("gitea", SECRET, BODY, 0,                                                                         \
	       (struct headers){ { "X-Gitea-Delivery", "g-1", "X-Gitea-Event", "pull_request", "X-GitHub-Event", \
				   "push", "X-GitHub-Delivery", "other", __VA_ARGS__ } },                        \
	       &o)
	assert_int_equal(GITEA(JSON, "X-Gitea-Signature", MAC, "X-Gitea-Event-Type", "pull_request_sync"), 202);
	assert_string_equal(o.key, "g-1");
	assert_string_equal(o.event, "pull_request_sync");
	assert_int_equal(GITEA(JSON, "X-Forgejo-Signature", MAC), 202);
	assert_string_equal(o.event, "pull_request");
	/* GitHub's header beside it does not count; both of its own have to fit. */
	assert_int_equal(GITEA(JSON, "X-Hub-Signature-256", "sha256=" MAC), 401);
	assert_int_equal(GITEA(JSON, "X-Gitea-Signature", MAC, "X-Forgejo-Signature", "00"), 401);
	assert_int_equal(GITEA(JSON, "X-Gitea-Signature", ""), 401);
	assert_int_equal(GITEA(JSON, "X-Gitea-Signature", "sha256=" MAC), 401);
	assert_int_equal(GITEA("Content-Type", "application/x-www-form-urlencoded", "X-Gitea-Signature", MAC), 415);
}

static void gitlab_token(void **state)
{
	struct hook_out o, other;
	(void)state;
#define GITLAB(secret, ...) \
	verify("gitlab", secret, BODY, 0, (struct headers){ { JSON, "X-Gitlab-Event", "Push Hook", __VA_ARGS__ } }, &o)
	assert_int_equal(GITLAB("s3cret", "X-Gitlab-Token", "s3cret", "Idempotency-Key", "k"), 202);
	assert_string_equal(o.key, "k");
	assert_int_equal(GITLAB("s3cret", "X-Gitlab-Token", "s3cre", "Idempotency-Key", "k"), 401);
	assert_int_equal(GITLAB("s3cret", "X-Gitlab-Token", "", "Idempotency-Key", "k"), 401);
	assert_int_equal(GITLAB("s3cret", "Idempotency-Key", "k"), 401);
	/* Without a stable id the key is what was said: the same again for a replay, whatever the random headers are. */
	assert_int_equal(GITLAB("s3cret", "X-Gitlab-Token", "s3cret", "X-Gitlab-Webhook-UUID", "1"), 202);
	other = o;
	assert_int_equal(GITLAB("s3cret", "X-Gitlab-Token", "s3cret", "X-Gitlab-Webhook-UUID", "2"), 202);
	assert_string_equal(o.key, other.key);
}

static void gitlab_signing(void **state)
{
	/* Standard Webhooks: HMAC-SHA256 under the decoded key over "id.timestamp.body". */
	static const char secret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAQIDBAUGBwg=";
	unsigned char key[64], mac[SHA256_BYTES], b64[64];
	char text[80], good[128], many[256];
	struct hook_out o;
	int n = EVP_DecodeBlock(key, (const unsigned char *)secret + 6, 44);
	(void)state;
	assert_int_equal(n, 33);
	snprintf(text, sizeof text, "msg_1.1700000000.Hello, World!");
	hmac_sha256((struct str){ (const char *)key, 32 }, str_from(text), mac);
	EVP_EncodeBlock(b64, mac, sizeof mac);
	snprintf(good, sizeof good, "v1,%s", (char *)b64);
	snprintf(many, sizeof many, "v1,AAAA v2,%s %s", (char *)b64, good);
#define SIGNED(now, id, stamp, sig)                                                                                   \
	verify("gitlab", secret, BODY, now,                                                                           \
	       (struct headers){ { JSON, "X-Gitlab-Event", "Push Hook", "Idempotency-Key", "other", "webhook-id", id, \
				   "webhook-timestamp", stamp, "webhook-signature", sig } },                          \
	       &o)
	assert_int_equal(SIGNED(1700000010, "msg_1", "1700000000", good), 202);
	assert_string_equal(o.key, "msg_1");
	assert_int_equal(SIGNED(1700000010, "msg_1", "1700000000", many), 202);
	assert_int_equal(SIGNED(1700000010, "msg_2", "1700000000", good), 401);
	assert_int_equal(SIGNED(1700000010, "msg_1", "1700000001", good), 401);
	assert_int_equal(SIGNED(1700000010, "msg_1", "x", good), 401);
	assert_int_equal(SIGNED(1700000010, "msg_1", "1700000000", "v1,"), 401);
	assert_int_equal(SIGNED(1700000300, "msg_1", "1700000000", good), 202);
	assert_int_equal(SIGNED(1700000301, "msg_1", "1700000000", good), 401);
	assert_string_equal(o.type, "too-old");
	assert_int_equal(SIGNED(1699999699, "msg_1", "1700000000", good), 401);
	/* The same secret in the plain field of a GitLab that cannot sign yet. */
	assert_int_equal(GITLAB(secret, "X-Gitlab-Token", secret, "Idempotency-Key", "k"), 202);
	/* A wrong signature is not saved by a right token. */
	assert_int_equal(GITLAB(secret, "X-Gitlab-Token", secret, "webhook-id", "k", "webhook-timestamp", "0",
				"webhook-signature", "v1,AA"),
			 401);
}

static void plain_git(void **state)
{
	struct hook_out o;
	(void)state;
	assert_int_equal(verify("git", SECRET, BODY, 0,
				(struct headers){ { JSON, "X-Ringcheck-Delivery", "1", "X-Ringcheck-Signature-256",
						    "sha256=" MAC } },
				&o),
			 202);
	assert_string_equal(o.event, "push");
	assert_int_equal(verify("git", SECRET, BODY, 0,
				(struct headers){
					{ JSON, "X-Ringcheck-Delivery", "1", "X-Hub-Signature-256", "sha256=" MAC } },
				&o),
			 401);
	assert_int_equal(verify("git", SECRET, BODY, 0,
				(struct headers){ { JSON, "X-Ringcheck-Delivery", "", "X-Ringcheck-Signature-256",
						    "sha256=" MAC } },
				&o),
			 400);
}

static void secrets(void **state)
{
	char token[SECRET_TOKEN], again[SECRET_TOKEN], hook[SECRET_HOOK];
	(void)state;
	assert_true(secret_token(token) && secret_token(again));
	assert_int_equal(strlen(token), 47);
	assert_string_not_equal(token, again);
	assert_true(secret_hook("gitlab", hook));
	assert_int_equal(strlen(hook), 6 + 44);
	assert_true(secret_hook("github", hook));
	assert_int_equal(strlen(hook), 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(github),	    cmocka_unit_test(gitea),
					    cmocka_unit_test(gitlab_token), cmocka_unit_test(gitlab_signing),
					    cmocka_unit_test(plain_git),    cmocka_unit_test(secrets) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
