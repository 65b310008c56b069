#ifndef RC_CLI_CONNECT_H
#define RC_CLI_CONNECT_H
/* ringcheck connect: a project made through the service's REST API. connect.c is the only one here that speaks HTTP. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <jansson.h>

enum {
	API_ANSWER_MAX = 8 << 20, /* bytes of an answer */
	API_SECONDS = 30,	  /* for one */
	CONNECT_WAIT = 60,	  /* seconds for the forge's test delivery */
	SECRET_FILE_MAX = 16 << 10,
};

struct connect_options {
	struct arena *a;
	const char *kind; /* 'github', 'gitlab', 'gitea', 'git'; NULL with --status */
	const char *server, *name, *repo, *api_url, *web_url, *clone_url, *install;
	struct str token, forge_token; /* of Ringcheck; of the forge */
	bool private, status;
	unsigned wait;
};

/* False: bad usage, told in e. */
bool connect_parse(struct connect_options *o, int argc, char **argv, struct err *e);

struct api {
	const struct connect_options *o;
	void *curl;
};

bool api_open(struct api *api, const struct connect_options *o, struct err *e);
void api_close(struct api *api);
/*
 * One request; `body` may be NULL (it is taken over). *answer is to be freed with json_decref, NULL for an empty one. False: the server
 * cannot be reached, or refused it; then e holds its own sentence.
 */
bool api_call(struct api *api, const char *method, const char *path, json_t *body, json_t **answer, struct err *e);

/* connect_show.c: what the server says, for people. */
void show_setup(const json_t *setup, const char *secret);
void show_delivery(const json_t *d);
void show_project(const json_t *p);
const char *text_of(const json_t *o, const char *key);

/* connect_git.c: the script and its secret into a bare repository. */
bool git_install(const struct connect_options *o, const char *script, const char *secret, struct err *e);

#endif
