#include "worker/worker.h"

#include "base/str.h"

#include <stdio.h>

static const char *const sandbox_words[] = { "strict", "best-effort", NULL };
static const char *const level_words[] = { "error", "warn", "info", "debug", NULL };

/* clang-format off: one line a key */
static const struct setting keys[] = {
	{ .name = "database_url",
	  .kind = SET_TEXT,
	  .at = offsetof(struct worker_config, database_url),
	  .also = "DATABASE_URL" },
	{ .name = "name", .kind = SET_TEXT, .at = offsetof(struct worker_config, name) },
	{ .name = "scratch", .kind = SET_TEXT, .at = offsetof(struct worker_config, scratch) },
	{ .name = "cache", .kind = SET_TEXT, .at = offsetof(struct worker_config, cache) },
	{ .name = "projects", .kind = SET_TEXT, .at = offsetof(struct worker_config, projects) },
	{ .name = "git", .kind = SET_TEXT, .at = offsetof(struct worker_config, git) },
	{ .name = "model_dir", .kind = SET_TEXT, .at = offsetof(struct worker_config, model_dir) },
	{ .name = "jobs", .kind = SET_NUMBER, .at = offsetof(struct worker_config, jobs), .max = PIPE_JOBS_MAX },
	{ .name = "lease", .kind = SET_NUMBER, .at = offsetof(struct worker_config, lease_s), .min = 2, .max = 3600 },
	{ .name = "unit_timeout",
	  .kind = SET_NUMBER,
	  .at = offsetof(struct worker_config, unit_timeout_s),
	  .max = 3600 },
	{ .name = "jail_uid", .kind = SET_NUMBER, .at = offsetof(struct worker_config, jail_uid), .max = 4000000000u },
	{ .name = "secret_key", .kind = SET_TEXT, .at = offsetof(struct worker_config, secret_key) },
	{ .name = "secret_key_file", .kind = SET_TEXT, .at = offsetof(struct worker_config, secret_key_file) },
	{ .name = "forge_hosts", .kind = SET_TEXT, .at = offsetof(struct worker_config, forge_hosts) },
	{ .name = "allow_private", .kind = SET_TEXT, .at = offsetof(struct worker_config, allow_private) },
	{ .name = "ca_file", .kind = SET_TEXT, .at = offsetof(struct worker_config, ca_file) },
	{ .name = "public_url", .kind = SET_TEXT, .at = offsetof(struct worker_config, public_url) },
	{ .name = "kinds", .kind = SET_TEXT, .at = offsetof(struct worker_config, kinds) },
	{ .name = "sweep", .kind = SET_NUMBER, .at = offsetof(struct worker_config, sweep_min), .max = 10080 },
	{ .name = "sandbox", .kind = SET_WORD, .at = offsetof(struct worker_config, sandbox), .words = sandbox_words },
	{ .name = "log_level",
	  .kind = SET_WORD,
	  .at = offsetof(struct worker_config, log_level),
	  .words = level_words },
};
/* clang-format on */
enum { KEYS = sizeof keys / sizeof keys[0] };

bool worker_config_read(struct worker_config *c, const char *file, struct err *e)
{
	*c = (struct worker_config){ .lease_s = 60, .log_level = LOG_INFO, .sweep_min = 10 };
	size_t n;
	if (!settings_file(c, keys, KEYS, file ? file : "ringcheck-worker.conf", file != NULL, e) ||
	    !settings_environment(c, keys, KEYS, e))
		return false;
	if (!c->database_url[0])
		return err_set(e, ERR_USAGE, "no database: set DATABASE_URL, or database_url in ringcheck-worker.conf");
	if (!c->kinds[0])
		snprintf(c->kinds, sizeof c->kinds, "review,delivery,publish,connect,sweep");
	if (strspn(c->kinds, "abcdefghijklmnopqrstuvwxyz,") != strlen(c->kinds))
		return err_set(e, ERR_USAGE, "kinds: \"%s\" is not a list such as review,delivery", c->kinds);
	n = strlen(c->public_url);
	if (n && strncmp(c->public_url, "https://", 8) != 0 && strncmp(c->public_url, "http://", 7) != 0)
		return err_set(e, ERR_USAGE, "public_url: \"%s\" is no http or https address", c->public_url);
	if (n && c->public_url[n - 1] == '/')
		c->public_url[n - 1] = 0;
	return true;
}
