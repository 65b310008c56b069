#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/output.h"
#include "ir/ir.h"
#include "report/map_text.h"

/*
 * What the engine sees: the IR of each unit, the facts of its functions, or the driver map. The IR
 * comes from a jailed child; it is read and verified before anything of it is printed.
 */

struct dump {
	struct buf *out;
	bool facts;
	struct err *e;
};

static void facts_of(const struct ir_unit *u, struct buf *b)
{
	for (size_t i = 0; i < u->funcs.n; i++) {
		const struct ir_func *f = &u->funcs.v[i];
		if (!(f->flags & IR_FF_DEFINED) && f->notes.n == 0 && f->roles.n == 0)
			continue;
		buf_printf(b, "%s%s", ir_textz(u, f->display ? f->display : f->name),
			   f->flags & IR_FF_DEFINED ? "" : " (declared)");
		for (size_t k = 0; k < f->roles.n; k++)
			buf_printf(b, " role %s", ir_textz(u, f->roles.v[k]));
		if (f->section)
			buf_printf(b, " section %s", ir_textz(u, f->section));
		buf_putc(b, '\n');
		for (size_t k = 0; k < f->notes.n; k++)
			if (f->notes.v[k].on < 0)
				buf_printf(b, "    %s\n", ir_textz(u, f->notes.v[k].text));
			else
				buf_printf(b, "    parameter %d: %s\n", f->notes.v[k].on,
					   ir_textz(u, f->notes.v[k].text));
	}
	for (size_t i = 0; i < u->guesses.n; i++)
		buf_printf(b, "guessed %s: %s\n", ir_textz(u, u->guesses.v[i].name), ir_textz(u, u->guesses.v[i].why));
	for (size_t i = 0; i < u->diags.n; i++)
		buf_printf(b, "left out at line %u: %s\n", u->diags.v[i].at.line, ir_textz(u, u->diags.v[i].text));
}

static void take_ir(void *user, const struct unit_report *unit, struct str text)
{
	struct dump *d = user;
	struct arena *a = arena_new(0);
	struct ir_unit *u = ir_read(a, text, d->e);
	if (u && d->facts) {
		buf_printf(d->out, "# " STR_FMT " (" STR_FMT ")\n", STR_ARG(unit->path), STR_ARG(unit->driver));
		facts_of(u, d->out);
	} else if (u) {
		ir_print(u, d->out);
	}
	arena_free(a);
}

static void maps(const struct review_report *r, struct buf *b)
{
	buf_puts(b, "{\"drivers\":[");
	for (size_t i = 0; i < r->drivers.n; i++) {
		const struct driver_report *d = &r->drivers.v[i];
		if (i)
			buf_puts(b, ",\n");
		buf_str(b, d->map_json.n ? d->map_json : STR("null"));
	}
	buf_puts(b, "]}\n");
}

static int run_dump(struct cli_options *o, struct err *e)
{
	const char *what = o->words.n ? o->words.v[0] : "";
	bool driver = strcmp(what, "driver") == 0, facts = strcmp(what, "facts") == 0;
	struct buf b;
	struct dump d = { &b, facts, e };
	struct pipeline_hooks hooks = { .user = &d, .ir = driver ? NULL : take_ir };
	struct engine_run run = { .hooks = &hooks, .no_check = !driver };
	bool ok;
	if ((!driver && !facts && strcmp(what, "ir") != 0) || o->words.n < 2) {
		err_set(e, ERR_USAGE, "give what to dump and of what: ringcheck dump ir|facts|driver PATH");
		return EXIT_USAGE;
	}
	o->words.v++;
	o->words.n--;
	buf_init(&b, (size_t)1 << 30);
	ok = engine_run(o, &run, e);
	if (ok && driver && o->format == OUT_JSON)
		maps(&run.report, &b);
	else if (ok && driver)
		for (size_t i = 0; i < run.report.drivers.n; i++)
			map_text(run.report.drivers.v[i].map_json, &b);
	ok = ok && !e->code && output_write(o, &b, e);
	buf_free(&b);
	return ok ? EXIT_CLEAN : EXIT_USAGE;
}

const struct command command_dump = {
	"dump", "dump ir|facts|driver [--format text|json] PATH...",
	"shows what the engine sees: the IR, the facts, or the driver map (callbacks, levels, why)",
	OPT_FORMAT | OPT_OUTPUT | OPT_ENGINE | OPT_RULES, run_dump
};
