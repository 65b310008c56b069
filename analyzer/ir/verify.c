/* The invariants of a unit as a whole (README.md numbers them); types: verify_type.c, functions: verify_func.c. */
#include "ir/verify.h"

#include "base/map.h"

#include <stdarg.h>
#include <stdio.h>

bool verify_fail(struct verify *v, const char *fmt, ...)
{
	char why[256];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(why, sizeof why, fmt, ap);
	va_end(ap);
	if (!v->f)
		return err_set(v->e, ERR_INPUT, "IR: %s", why);
	if (v->bb == IR_NONE)
		return err_set(v->e, ERR_INPUT, "IR: function %.100s: %s", ir_textz(v->u, v->f->name), why);
	return err_set(v->e, ERR_INPUT, "IR: function %.100s, bb%u, operation %u: %s", ir_textz(v->u, v->f->name),
		       v->bb, v->op, why);
}

bool verify_str(struct verify *v, ir_str s)
{
	return s < strtab_count(v->u->strs) || verify_fail(v, "string %u is not there", s);
}

bool verify_type(struct verify *v, ir_type t)
{
	return t < v->u->types.n || verify_fail(v, "type %u is not there", t);
}

bool verify_loc(struct verify *v, struct ir_loc at)
{
	return at.line == 0 || at.file < v->u->files.n || verify_fail(v, "file %u is not there", at.file);
}

static bool verify_globals(struct verify *v)
{
	for (size_t i = 0; i < v->u->globals.n; i++) {
		const struct ir_global *g = &v->u->globals.v[i];
		if (!verify_str(v, g->name) || !verify_type(v, g->type) || !verify_str(v, g->section) ||
		    !verify_loc(v, g->at))
			return false;
		if (g->name == 0)
			return verify_fail(v, "global %zu has no name", i);
		if (ir_global_find(v->u, g->name) != i)
			return verify_fail(v, "two globals are called %.100s", ir_textz(v->u, g->name));
	}
	return true;
}

static bool verify_remarks(struct verify *v)
{
	for (size_t i = 0; i < v->u->guesses.n; i++) {
		const struct ir_guess *g = &v->u->guesses.v[i];
		if (!verify_str(v, g->name) || !verify_str(v, g->why) || !verify_loc(v, g->at))
			return false;
		if ((unsigned)g->kind >= IR_G_KINDS)
			return verify_fail(v, "guess %zu is of no known kind", i);
	}
	for (size_t i = 0; i < v->u->diags.n; i++)
		if (!verify_str(v, v->u->diags.v[i].text) || !verify_loc(v, v->u->diags.v[i].at))
			return false;
	for (size_t i = 0; i < v->u->suppress.n; i++) {
		const struct ir_suppress *s = &v->u->suppress.v[i];
		if (!verify_str(v, s->ids) || !verify_str(v, s->reason))
			return false;
		if (s->file >= v->u->files.n || s->first_line > s->last_line)
			return verify_fail(v, "suppression %zu names no file or no lines", i);
	}
	return true;
}

static bool verify_head(struct verify *v)
{
	if (!verify_str(v, v->u->path))
		return false;
	if ((unsigned)v->u->framework > IR_FW_UMDF)
		return verify_fail(v, "no known framework");
	for (size_t i = 0; i < v->u->files.n; i++)
		if (!verify_str(v, v->u->files.v[i].path))
			return false;
	return true;
}

static bool verify_funcs(struct verify *v)
{
	for (size_t i = 0; i < v->u->funcs.n; i++) {
		v->f = &v->u->funcs.v[i];
		v->bb = IR_NONE;
		if (!verify_str(v, v->f->name))
			return false;
		if (v->f->name == 0)
			return verify_fail(v, "a function has no name");
		if (ir_func_find(v->u, v->f->name) != i)
			return verify_fail(v, "two functions have this name");
		if (!verify_func(v))
			return false;
	}
	v->f = NULL;
	return true;
}

bool ir_verify(const struct ir_unit *u, struct err *e)
{
	struct verify v = { .u = u, .bb = IR_NONE, .e = e };
	if (!verify_head(&v) || !verify_types(&v) || !verify_globals(&v) || !verify_remarks(&v) || !verify_funcs(&v))
		return false;
	if (u->init_func != IR_NONE && u->init_func >= u->funcs.n)
		return verify_fail(&v, "the function of static initialisers is not there");
	return true;
}
