#ifndef RC_SERVER_MIGRATE_H
#define RC_SERVER_MIGRATE_H
/*
 * Applies the embedded migrations that the database does not have yet: each in one transaction, all under one advisory lock,
 * so that servers starting at once do it once. Refuses a database whose applied migrations differ from ours (edited), and one
 * that is newer than this program.
 */
#include "base/err.h"

#include <libpq-fe.h>

bool migrate(PGconn *c, struct err *e);

#endif
