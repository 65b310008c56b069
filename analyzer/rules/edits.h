#ifndef RC_RULES_EDITS_H
#define RC_RULES_EDITS_H
/*
 * Mechanical edits of a claim. Made of places the IR keeps (statements, a few words), never of the text itself; each of
 * these does nothing, and returns false, where it cannot be sure that the edit is right as it stands.
 */
#include "rules/requests.h"

/* Another word for the only one that is written in the statement at `at`. */
bool edit_word(struct claim *cl, const struct site *at, const char *from, const char *to);
/* The function becomes resident: its alloc_text line goes. */
bool edit_resident(struct claim *cl, const struct model *m, const struct fn *f);
/* Takes the statement at `at` out. */
bool edit_drop(struct claim *cl, const struct site *at);
/*
 * `member = value` after the *_INIT of the local structure that argument `arg` of the call at `made` points to; only where
 * nothing else is created with the same contents.
 */
bool edit_after_init(struct claim *cl, const struct site *made, unsigned arg, const char *member, const char *value);
/* The same for the WDF_OBJECT_ATTRIBUTES among its arguments. */
bool edit_attributes(struct claim *cl, const struct site *made, const char *member, const char *value);
/* The attributes an object was created with get a passive level. */
bool edit_passive(struct claim *cl, const struct object *o);
/* The attributes that the opening call uses get OBJ_KERNEL_HANDLE. */
bool edit_kernel_handle(struct claim *cl, const struct site *opened, unsigned arg);
/* The object whose attributes decide the root's level, where an edit can set it: its queue or that one's device; or NULL. */
const struct object *edit_level_object(const struct model *m, const struct root *r);

#endif
