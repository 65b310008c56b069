/* The text form of a unit: everything but function bodies (print_func.c). Grammar: README.md. */
#include "ir/print.h"

static void put_quoted(const struct ir_unit *u, struct buf *b, const char *lead, ir_str s)
{
	buf_puts(b, lead);
	ir_put_string(b, ir_text(u, s));
}

static void put_num(struct buf *b, const char *lead, uint64_t n)
{
	buf_puts(b, lead);
	buf_u64(b, n);
}

static void put_head(const struct ir_unit *u, struct buf *b)
{
	put_quoted(u, b, "ringcheck-ir 1\nunit ", u->path);
	buf_printf(b, " lang=%s framework=%s", u->cplusplus ? "c++" : "c", ir_fw_words[u->framework]);
	if (u->fw_major || u->fw_minor)
		buf_printf(b, " version=%u.%u", u->fw_major, u->fw_minor);
	buf_putc(b, '\n');
	for (size_t i = 0; i < u->files.n; i++) {
		put_num(b, "file ", i);
		put_quoted(u, b, " ", u->files.v[i].path);
		buf_puts(b, u->files.v[i].flags & IR_FILE_MODEL ? " model\n" : "\n");
	}
}

static void put_fields(const struct ir_unit *u, const struct ir_type_rec *t, struct buf *b)
{
	buf_puts(b, " {");
	for (uint32_t i = 0; i < t->n_fields; i++) {
		put_quoted(u, b, " ", t->fields[i].name);
		put_num(b, ":", t->fields[i].type);
		put_num(b, "@", t->fields[i].offset);
		if (t->fields[i].width)
			put_num(b, ":", t->fields[i].width);
	}
	buf_puts(b, " }");
}

static void put_type(const struct ir_unit *u, size_t id, struct buf *b)
{
	const struct ir_type_rec *t = &u->types.v[id];
	put_num(b, "type ", id);
	buf_putc(b, ' ');
	buf_puts(b, ir_type_kind_word(t->kind));
	put_num(b, " ", t->size);
	ir_put_flags(b, " ", ir_type_flags, t->flags);
	if (t->elem)
		put_num(b, " ->", t->elem);
	if (t->count)
		put_num(b, " x", t->count);
	if (t->name)
		put_quoted(u, b, " ", t->name);
	if (t->tag)
		put_quoted(u, b, " tag ", t->tag);
	if (t->n_fields)
		put_fields(u, t, b);
	buf_putc(b, '\n');
}

static void put_global(const struct ir_unit *u, const struct ir_global *g, struct buf *b)
{
	put_quoted(u, b, "global ", g->name);
	if (g->type)
		put_num(b, " type ", g->type);
	ir_put_flags(b, " ", ir_global_flags, g->flags);
	if (g->section)
		put_quoted(u, b, " section ", g->section);
	ir_put_loc(b, " !", g->at);
	buf_putc(b, '\n');
}

static void put_guess(const struct ir_unit *u, const struct ir_guess *g, struct buf *b)
{
	buf_puts(b, "guess ");
	buf_puts(b, ir_guess_words[g->kind]);
	put_quoted(u, b, " ", g->name);
	put_quoted(u, b, " ", g->why);
	ir_put_loc(b, " !", g->at);
	buf_putc(b, '\n');
}

static void put_remarks(const struct ir_unit *u, struct buf *b)
{
	for (size_t i = 0; i < u->guesses.n; i++)
		put_guess(u, &u->guesses.v[i], b);
	for (size_t i = 0; i < u->diags.n; i++) {
		put_quoted(u, b, "diag ", u->diags.v[i].text);
		ir_put_loc(b, " !", u->diags.v[i].at);
		buf_putc(b, '\n');
	}
	for (size_t i = 0; i < u->suppress.n; i++) {
		const struct ir_suppress *s = &u->suppress.v[i];
		put_quoted(u, b, "suppress ", s->ids);
		put_quoted(u, b, " ", s->reason);
		put_num(b, " file ", s->file);
		put_num(b, " lines ", s->first_line);
		put_num(b, "-", s->last_line);
		buf_putc(b, '\n');
	}
}

void ir_print(const struct ir_unit *u, struct buf *out)
{
	put_head(u, out);
	for (size_t i = 1; i < u->types.n; i++)
		put_type(u, i, out);
	for (size_t i = 0; i < u->globals.n; i++)
		put_global(u, &u->globals.v[i], out);
	put_remarks(u, out);
	for (size_t i = 0; i < u->funcs.n; i++)
		ir_put_func(u, &u->funcs.v[i], out);
	if (u->init_func != IR_NONE) {
		put_quoted(u, out, "init ", u->funcs.v[u->init_func].name);
		buf_putc(out, '\n');
	}
}
