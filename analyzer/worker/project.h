#ifndef RC_WORKER_PROJECT_H
#define RC_WORKER_PROJECT_H
/* A project and its forge, with their secrets opened: project_load, use, project_wipe. */
#include "worker/worker.h"

struct project {
	char id[24], forge_id[24];
	struct str public_id, name;
	struct str kind; /* 'github', 'gitlab', 'gitea', 'git' */
	struct str api_url, web_url, repo, clone_url;
	struct str app_id, installation, token_user;
	struct str default_branch, health;
	struct str hook_id, hook_remote_id;
	struct str options; /* JSON */
	struct str probed;  /* JSON */
	bool private;	    /* the forge may have private addresses */
	/* Secrets; empty where there is none. */
	struct buf token, app_key, hook_secret;
};

/* ERR_NOT_FOUND: there is no such project. ERR_DENIED: its secrets are sealed with another key. */
bool project_load(struct worker *w, struct arena *a, const char *project_id, struct project *p, struct err *e);
void project_wipe(struct project *p);

#endif
