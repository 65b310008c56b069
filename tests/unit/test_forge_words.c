/* Forges: addresses that are refused, tokens, marks, commands, and what is written about hostile code. */
#include "forge/auth.h"
#include "forge/command.h"
#include "forge/comment.h"
#include "forge/mark.h"
#include "forge/md.h"
#include "forge/net.h"

#include <arpa/inet.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static bool private(const char *text)
{
	struct sockaddr_in a4 = { .sin_family = AF_INET };
	struct sockaddr_in6 a6 = { .sin6_family = AF_INET6 };
	if (inet_pton(AF_INET, text, &a4.sin_addr) == 1)
		return net_address_private((struct sockaddr *)&a4);
	assert_int_equal(inet_pton(AF_INET6, text, &a6.sin6_addr), 1);
	return net_address_private((struct sockaddr *)&a6);
}

static void addresses(void **state)
{
	static const char *const own[] = { "0.0.0.0",
					   "10.1.2.3",
					   "100.64.0.1",
					   "127.0.0.1",
					   "169.254.169.254",
					   "172.16.0.1",
					   "172.31.255.255",
					   "192.168.0.1",
					   "198.18.0.1",
					   "224.0.0.1",
					   "240.0.0.1",
					   "255.255.255.255",
					   "::",
					   "::1",
					   "fe80::1",
					   "fc00::1",
					   "fd12::1",
					   "ff02::1",
					   "::ffff:10.0.0.1",
					   "::ffff:127.0.0.1",
					   "64:ff9b::a00:1",
					   "2002:7f00:1::",
					   "2001:db8::1",
					   "2001::1",
					   "::127.0.0.1" };
	static const char *const others[] = { "140.82.121.4", "8.8.8.8", "172.32.0.1",	   "100.128.0.1",
					      "2606:4700::1", "2a00::1", "::ffff:8.8.8.8", "64:ff9b::808:808" };
	(void)state;
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		if (!private(own[i]))
			fail_msg("%s counts as public", own[i]);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (private(others[i]))
			fail_msg("%s counts as private", others[i]);
}

static void urls(void **state)
{
	static const char *const bad[] = { "ftp://x/",	  "file:///etc/passwd", "http://",     "https://a@b/",
					   "http://a:0/", "http://a:99999/",	"http://[::1", "http://a b/",
					   "//x",	  "http://a%00b/" };
	struct net_target t;
	struct err e;
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (net_url(bad[i], &t, &e))
			fail_msg("%s is taken", bad[i]);
	assert_true(net_url("https://Forge.Example.:8443/api/v3", &t, &e));
	assert_string_equal(t.host, "forge.example");
	assert_int_equal(t.port, 8443);
	assert_true(t.tls);
	assert_true(net_url("http://[::1]:81/x", &t, &e));
	assert_string_equal(t.host, "::1");
	assert_int_equal(t.port, 81);
	/* What stands before a backslash or behind '#' is no host of another. */
	assert_true(net_url("http://good.example\\@evil.example/", &t, &e));
	assert_string_equal(t.host, "good.example");
}

static void policy(void **state)
{
	struct net_policy p = { .hosts = "" };
	struct net_target t;
	struct err e = { 0 };
	(void)state;
	assert_true(net_policy_add(&p, "http://127.0.0.1:3000/api", false, &e));
	assert_false(net_resolve(&p, "http://127.0.0.1:3001/", &t, &e));
	assert_int_equal(e.code, ERR_DENIED);
	assert_false(net_resolve(&p, "http://127.0.0.1:3000/", &t, &e));
	assert_non_null(strstr(e.text, "private"));
	/* Other ways to write it resolve to the same address, and are not on the list. */
	assert_false(net_resolve(&p, "http://0x7f000001:3000/", &t, &e));
	assert_true(net_policy_hosts(&p, "", "127.0.0.1:3000", &e));
	assert_true(net_resolve(&p, "http://127.0.0.1:3000/x", &t, &e));
	assert_string_equal(t.address, "127.0.0.1");
	/* An entry without a port means the usual two. */
	p = (struct net_policy){ .hosts = "127.0.0.1, other", .private_hosts = "*" };
	assert_true(net_resolve(&p, "http://127.0.0.1/", &t, &e));
	assert_false(net_resolve(&p, "http://127.0.0.1:8000/", &t, &e));
}

static size_t unbase64url(const char *s, size_t n, unsigned char *out)
{
	char text[2048];
	size_t k;
	for (k = 0; k < n; k++)
		text[k] = s[k] == '-' ? '+' : s[k] == '_' ? '/' : s[k];
	while (k % 4)
		text[k++] = '=';
	return (size_t)EVP_DecodeBlock(out, (unsigned char *)text, (int)k) - (k - n);
}

static void jwt(void **state)
{
	EVP_PKEY *key = EVP_RSA_gen(2048);
	BIO *pem = BIO_new(BIO_s_mem());
	char *text;
	long n;
	struct buf b;
	struct err e = { 0 };
	unsigned char raw[2048];
	const char *dot1, *dot2;
	EVP_MD_CTX *m = EVP_MD_CTX_new();
	json_t *o;
	(void)state;
	assert_int_equal(PEM_write_bio_PrivateKey(pem, key, NULL, NULL, 0, NULL, NULL), 1);
	n = BIO_get_mem_data(pem, &text);
	buf_init(&b, AUTH_TOKEN);
	assert_true(auth_jwt((struct str){ text, (size_t)n }, "12345", 1700000000, &b, &e));
	dot1 = strchr(b.s, '.');
	dot2 = strrchr(b.s, '.');
	assert_true(dot1 && dot2 > dot1);
	n = (long)unbase64url(dot1 + 1, (size_t)(dot2 - dot1 - 1), raw);
	o = json_loadb((char *)raw, (size_t)n, 0, NULL);
	assert_int_equal(json_integer_value(json_object_get(o, "iat")), 1700000000 - 60);
	assert_true(json_integer_value(json_object_get(o, "exp")) - 1700000000 <= 600);
	assert_string_equal(json_string_value(json_object_get(o, "iss")), "12345");
	json_decref(o);
	n = (long)unbase64url(dot2 + 1, strlen(dot2 + 1), raw);
	assert_int_equal(EVP_DigestVerifyInit(m, NULL, EVP_sha256(), NULL, key), 1);
	assert_int_equal(EVP_DigestVerify(m, raw, (size_t)n, (unsigned char *)b.s, (size_t)(dot2 - b.s)), 1);
	assert_false(auth_jwt(STR("no key"), "12345", 0, &b, &e));
	assert_false(auth_jwt((struct str){ text, 100 }, "1\",\"x", 0, &b, &e));
	EVP_MD_CTX_free(m);
	EVP_PKEY_free(key);
	BIO_free(pem);
	buf_free(&b);
}

static void times(void **state)
{
	struct auth_cache *c = auth_cache_new();
	(void)state;
	assert_int_equal(auth_time(STR("2026-11-25T22:41:00Z")), 1795646460);
	assert_int_equal(auth_time(STR("2026-11-25T22:41:00.123Z")), 1795646460);
	assert_int_equal(auth_time(STR("2026-11-25 22:41:00 UTC")), 1795646460);
	assert_int_equal(auth_time(STR("2026-11-26T00:41:00+02:00")), 1795646460);
	assert_int_equal(auth_time(STR("2026-11-25 20:41:00 -0200")), 1795646460);
	assert_int_equal(auth_time(STR("yesterday")), 0);
	auth_cache_put(c, "a", STR("token"), 10000);
	assert_true(str_is(auth_cache_get(c, "a", 9000), "token"));
	assert_int_equal(auth_cache_get(c, "a", 10000 - AUTH_EARLY_S).n, 0);
	for (int i = 0; i < 200; i++) {
		char key[20];
		snprintf(key, sizeof key, "k%d", i);
		auth_cache_put(c, key, STR("t"), 20000 + i);
		assert_int_equal(auth_cache_get(c, key, 0).n, 1);
	}
	auth_cache_drop(c, "k199");
	assert_int_equal(auth_cache_get(c, "k199", 0).n, 0);
	auth_cache_free(c);
}

static void commands(void **state)
{
	struct command c = command_read(STR("Thanks!\r\n/ringcheck accept  it is tested \r\n"));
	(void)state;
	assert_int_equal(c.verb, COMMAND_ACCEPT);
	assert_true(str_is(c.reason, "it is tested"));
	c = command_read(STR("/ringcheck False-Positive 0123abcdef the level is PASSIVE"));
	assert_int_equal(c.verb, COMMAND_FALSE_POSITIVE);
	assert_true(str_is(c.identity, "0123abcdef") && str_is(c.reason, "the level is PASSIVE"));
	c = command_read(STR("/ringcheck accept decade old code"));
	assert_true(c.identity.n == 0 || !str_is(c.reason, "old code"));
	assert_int_equal(command_read(STR("> /ringcheck accept quoted")).verb, COMMAND_NONE);
	assert_int_equal(command_read(STR("```\n/ringcheck accept code\n```")).verb, COMMAND_NONE);
	assert_int_equal(command_read(STR("    /ringcheck accept code")).verb, COMMAND_NONE);
	assert_int_equal(command_read(STR("/ringchecker accept x")).verb, COMMAND_NONE);
	assert_int_equal(command_read(STR("/ringcheck")).verb, COMMAND_UNKNOWN);
	assert_int_equal(command_read(STR("/ringcheck please")).verb, COMMAND_UNKNOWN);
	assert_int_equal(command_read(STR("/ringcheck reopen")).verb, COMMAND_REOPEN);
}

static void marks(void **state)
{
	struct buf b;
	struct mark m;
	(void)state;
	buf_init(&b, 4096);
	mark_finding(&b, STR("00ff"), STR("abcd"), true);
	m = mark_read(buf_view(&b));
	assert_int_equal(m.kind, MARK_FINDING);
	assert_true(str_is(m.id, "00ff") && str_is(m.hash, "abcd") && m.closed);
	/* Only at the very beginning. */
	assert_int_equal(mark_read(STR(" <!-- ringcheck:f=00 -->")).kind, MARK_NONE);
	assert_int_equal(mark_read(STR("x\n<!-- ringcheck:f=00 -->")).kind, MARK_NONE);
	assert_int_equal(mark_read(STR("<!-- ringcheck:f=00")).kind, MARK_NONE);
	buf_clear(&b);
	mark_reply(&b, STR("cmd:1 --> <!-- x"));
	assert_null(strstr(b.s + 4, "<!--"));
	buf_free(&b);
}

/* No sequence of these may come out of foreign text. */
static void hostile(void **state)
{
	static const char text[] =
		"<script>alert(1)</script> @everyone #12 !3 ![x](http://evil) `tick` ``` **b** | <!-- ringcheck:f=ff --> https://evil.example www.evil.example $5\n/close\n";
	struct finding f = { .rule = STR("some-rule"),
			     .identity = STR("aa"),
			     .message = { text, sizeof text - 1 },
			     .fix = { text, sizeof text - 1 } };
	struct comment_links l = { .kind = FORGE_GITLAB,
				   .repo_url = STR("https://forge.example/o/r"),
				   .sha = STR("0123"),
				   .page = STR("https://x/#/a") };
	struct arena *a = arena_new(0);
	struct buf b;
	struct step *s = VEC_PUSH(a, &f.steps);
	*s = (struct step){
		.at = { .file = { text, sizeof text - 1 }, .line = 3, .function = { text, sizeof text - 1 } },
		.text = { text, sizeof text - 1 }
	};
	(void)state;
	buf_init(&b, FORGE_BODY);
	comment_finding(&b, &f, STR("A title"), &l, NULL, STR(""));
	assert_false(b.full);
	assert_int_equal(mark_read(buf_view(&b)).kind, MARK_FINDING);
	assert_null(strstr(b.s, "\n/close"));
	for (const char *p = b.s; (p = strstr(p, "<script")); p++)
		assert_true(p > b.s); /* only as code: see below */
	/* Outside of code nothing of it is live. */
	buf_clear(&b);
	md_text(&b, (struct str){ text, sizeof text - 1 });
	assert_null(strpbrk(b.s, "<>\n"));
	assert_null(strstr(b.s, "@everyone"));
	assert_null(strstr(b.s, "#12"));
	assert_null(strstr(b.s, "!3"));
	assert_null(strstr(b.s, "https://"));
	assert_null(strstr(b.s, "www.e"));
	for (const char *p = b.s; (p = strchr(p, '`')); p++)
		assert_true(p > b.s && p[-1] == '\\');
	/* Code ends where we end it. */
	buf_clear(&b);
	md_code(&b, STR("a ``` b ` c"));
	assert_string_equal(b.s, "````a ``` b ` c````");
	buf_clear(&b);
	md_block(&b, "suggestion", STR("x\n````\ny\n"));
	assert_true(str_starts(buf_view(&b), STR("`````suggestion\n")));
	buf_free(&b);
	arena_free(a);
}

static void suggestions(void **state)
{
	struct arena *a = arena_new(0);
	struct finding f = { .at = { .file = STR("a.c"), .line = 2 } };
	struct suggestion s;
	struct str file = STR("one\r\ntwo(x);\r\nthree\r\n");
	(void)state;
	*VEC_PUSH(a, &f.edits) =
		(struct edit){ { .file = STR("a.c"), .line = 2, .col = 5, .end_line = 2, .end_col = 6 }, STR("y") };
	assert_true(suggestion_make(a, &f, file, &s));
	assert_true(s.first == 2 && s.last == 2 && str_is(s.text, "two(y);\r\n"));
	*VEC_PUSH(a, &f.edits) =
		(struct edit){ { .file = STR("a.c"), .line = 3, .col = 1, .end_line = 3, .end_col = 6 }, STR("drei") };
	assert_true(suggestion_make(a, &f, file, &s));
	assert_true(s.first == 2 && s.last == 3 && str_is(s.text, "two(y);\r\ndrei\r\n"));
	f.at.line = 1; /* the comment would not stand within it */
	assert_false(suggestion_make(a, &f, file, &s));
	f.at.line = 2;
	f.edits.v[1].at.line = f.edits.v[1].at.end_line = 9;
	assert_false(suggestion_make(a, &f, file, &s));
	f.edits.v[1] = f.edits.v[0]; /* twice the same place */
	assert_false(suggestion_make(a, &f, file, &s));
	f.edits.n = 1;
	f.edits.v[0].at.file = STR("b.c");
	assert_false(suggestion_make(a, &f, file, &s));
	arena_free(a);
}

static void summary(void **state)
{
	struct summary_row rows[3000];
	struct summary_in in = {
		.fresh = 3000, .partial = true, .reason = STR("a unit | crashed"), .rows = rows, .n_rows = 3000
	};
	struct buf b;
	(void)state;
	for (size_t i = 0; i < 3000; i++)
		rows[i] = (struct summary_row){ STR("a|b.c"), STR("rule"), STR("words | with\nbars"), (uint32_t)i + 1 };
	buf_init(&b, 65535);
	summary_write(&b, &in);
	assert_false(b.full);
	assert_true(b.n < FORGE_BODY + 2000);
	assert_non_null(strstr(b.s, "Not everything was analysed"));
	assert_non_null(strstr(b.s, "2800 more"));
	buf_clear(&b);
	summary_line(&b, &(struct summary_in){ .partial = true });
	assert_true(str_starts(buf_view(&b), STR("Not everything was analysed")));
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses), cmocka_unit_test(urls),	cmocka_unit_test(policy),
		cmocka_unit_test(jwt),	     cmocka_unit_test(times),	cmocka_unit_test(commands),
		cmocka_unit_test(marks),     cmocka_unit_test(hostile), cmocka_unit_test(suggestions),
		cmocka_unit_test(summary),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
