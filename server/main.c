/*
 * ringcheckd: the REST API and the page.
 *   ringcheckd [--config FILE]            serve until SIGINT or SIGTERM
 *   ringcheckd [--config FILE] migrate    bring the database's schema up to date, then end
 *   ringcheckd [--config FILE] token ...  make, list and revoke API tokens (token_command.c)
 */
#include "server/events.h"
#include "server/http.h"
#include "server/migrate.h"
#include "server/rules.h"
#include "server/site.h"
#include "server/tokens.h"

#include "report/writers.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
	"usage: ringcheckd [--config FILE] [migrate | token create|list|revoke ...]\n"
	"Settings: see ringcheck.conf.sample; each also from the environment, e.g. RINGCHECK_PORT, DATABASE_URL.\n";

static int fail(const struct err *e)
{
	log_error("%s", e->text);
	return e->code == ERR_USAGE ? 2 : 1;
}

static bool bring_up_to_date(const struct config *c, struct err *e)
{
	PGconn *conn;
	bool ok;
	if (!*c->database_url)
		return err_set(e, ERR_USAGE, "no database: set DATABASE_URL, or database_url in ringcheck.conf");
	conn = db_connect(c->database_url, 30, e);
	ok = conn && migrate(conn, e);
	PQfinish(conn);
	return ok;
}

static bool start(struct server *s, struct err *e)
{
	unsigned port = 0;
	bool v6 = strchr(s->config->listen, ':') != NULL;
	s->rules = rules_load(s->config->rules, e);
	s->site = s->rules ? site_load(s->config->web, e) : NULL;
	s->db = s->site ? db_new(s->config->database_url, s->config->db_threads, e) : NULL;
	s->access = s->db ? access_new(s, e) : NULL;
	s->events = s->access ? events_new(s, e) : NULL;
	if (!s->events || !http_start(s, &port, e))
		return false;
	if (!s->config->key.set)
		log_warn(
			"no secret key is set (secret_key_file): projects with hooks and tokens cannot be made or worked");
	/* The line that scripts wait for. */
	log_info("listening on http://%s%s%s:%u/", v6 ? "[" : "", s->config->listen, v6 ? "]" : "", port);
	return true;
}

static void stop(struct server *s)
{
	if (s->daemon)
		http_stop(s);
	events_free(s->events);
	if (s->db)
		db_free(s->db);
	if (s->site)
		site_free(s->site);
	access_free(s->access);
	rules_free(s->rules);
}

static int serve(struct config *c)
{
	struct server s = { .config = c };
	struct err e = { 0 };
	sigset_t set;
	int sig = 0, status = 0;
	/* Before any thread: all of them inherit it. */
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (!bring_up_to_date(c, &e))
		return fail(&e);
	if (start(&s, &e)) {
		sigwait(&set, &sig);
		log_info("stopping (%s)", sig == SIGINT ? "interrupted" : "terminated");
	} else {
		status = fail(&e);
	}
	stop(&s);
	if (!status)
		log_info("stopped");
	return status;
}

int main(int argc, char **argv)
{
	static struct config c;
	struct err e = { 0 };
	const char *file = NULL;
	bool only_migrate = false, tokens = false;
	int rest = argc;
	log_init("ringcheckd", LOG_INFO);
	for (int i = 1; i < rest; i++) {
		if (strcmp(argv[i], "--config") == 0 && i + 1 < argc) {
			file = argv[++i];
		} else if (strcmp(argv[i], "migrate") == 0) {
			only_migrate = true;
		} else if (strcmp(argv[i], "token") == 0) {
			tokens = true;
			rest = i;
		} else if (strcmp(argv[i], "--version") == 0) {
			puts("ringcheckd " RINGCHECK_VERSION);
			return 0;
		} else {
			bool help = strcmp(argv[i], "--help") == 0;
			fputs(usage, help ? stdout : stderr);
			return help ? 0 : 2;
		}
	}
	if (!config_read(&c, file, &e))
		return fail(&e);
	log_init("ringcheckd", c.log_level);
	if (only_migrate)
		return bring_up_to_date(&c, &e) ? 0 : fail(&e);
	if (tokens)
		return bring_up_to_date(&c, &e) ? tokens_command(&c, argc - rest - 1, argv + rest + 1) : fail(&e);
	return serve(&c);
}
