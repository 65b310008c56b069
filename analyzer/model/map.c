/* The map a reviewer makes first: callbacks with their contexts, objects with their attributes, how targets were opened. */
#include "base/jsonw.h"
#include "model/model.h"

static const char *level_word(enum wdf_level l)
{
	switch (l) {
	case LEVEL_INHERIT:
		return "inherit";
	case LEVEL_PASSIVE:
		return "passive";
	case LEVEL_DISPATCH:
		return "dispatch";
	case LEVEL_UNSET:
		return "unset";
	case LEVEL_UNKNOWN:
		break;
	}
	return "unknown";
}

static const char *scope_word(enum wdf_scope s)
{
	switch (s) {
	case SCOPE_INHERIT:
		return "inherit";
	case SCOPE_DEVICE:
		return "device";
	case SCOPE_QUEUE:
		return "queue";
	case SCOPE_NONE:
		return "none";
	case SCOPE_UNSET:
		return "unset";
	case SCOPE_UNKNOWN:
		break;
	}
	return "unknown";
}

static const struct {
	unsigned bit;
	const char *word;
} target_words[] = { { TGT_LOCAL, "local" },
		     { TGT_CREATED, "created" },
		     { TGT_USB, "USB" },
		     { TGT_BY_NAME, "opened by name" },
		     { TGT_EXISTING, "opened on an existing device" },
		     { TGT_FILE_OBJECT, "with a file object" },
		     { TGT_LOCAL_BY_FILE, "local by file" },
		     { TGT_REOPENED, "reopened" },
		     { TGT_OPEN_UNKNOWN, "opened with unknown parameters" },
		     { TGT_READER, "continuous reader" } };

static const struct {
	unsigned bit;
	const char *word;
} process_words[] = { { PROC_REQUESTER, "requester" },
		      { PROC_ARBITRARY, "arbitrary" },
		      { PROC_SYSTEM, "system" },
		      { PROC_SENDER, "sender" },
		      { PROC_UNKNOWN, "unknown" } };

static void place(struct jsonw *w, const char *key, const struct site *s)
{
	if (!s->unit)
		return;
	jsonw_key(w, key);
	jsonw_obj(w);
	jsonw_kstr(w, "file", site_file(s));
	jsonw_ku64(w, "line", s->at.line);
	if (s->func)
		jsonw_kstr(w, "function", ir_text(s->unit, s->func->name));
	jsonw_end(w);
}

static void json_root(struct jsonw *w, const struct model *m, const struct root *r)
{
	const struct fn *f = &m->fns.v[r->fn];
	struct site at = { .unit = f->unit, .func = f->ir, .at = f->ir->at };
	jsonw_obj(w);
	jsonw_kstr(w, "function", f->display);
	place(w, "at", &at);
	jsonw_kz(w, "role", r->role ? r->role->name : NULL);
	jsonw_key(w, "irql");
	if (r->irql_known) {
		jsonw_obj(w);
		jsonw_kz(w, "lowest", irql_name(r->irql.lo));
		jsonw_kz(w, "highest", irql_name(r->irql.hi));
		jsonw_end(w);
	} else {
		jsonw_null(w);
	}
	jsonw_kstr(w, "why", r->why);
	jsonw_kstr(w, "source", r->source);
	jsonw_key(w, "process");
	jsonw_arr(w);
	for (size_t i = 0; i < sizeof process_words / sizeof *process_words; i++)
		if (r->process & process_words[i].bit)
			jsonw_z(w, process_words[i].word);
	jsonw_end(w);
	jsonw_kz(w, "synchronization",
		 r->callback_lock ? r->callback_lock_spin ? "callback spin lock" : "callback mutex" : "none");
	jsonw_kstr(w, "section", f->section);
	jsonw_kbool(w, "pageable", f->pageable);
	jsonw_kbool(w, "configuration_unknown", r->config_unknown);
	if (r->object)
		jsonw_ku64(w, "object", r->object);
	place(w, "registered", &r->registered);
	jsonw_end(w);
}

static void json_object(struct jsonw *w, const struct model *m, const struct object *o)
{
	struct effective e = model_effective(m, o);
	jsonw_obj(w);
	jsonw_ku64(w, "id", o->id);
	jsonw_kz(w, "kind", obj_kind_name(o->kind));
	jsonw_kstr(w, "made_by", o->creator);
	place(w, "at", &o->created);
	if (o->parent)
		jsonw_ku64(w, "parent", o->parent);
	jsonw_kz(w, "execution_level", level_word(o->level));
	jsonw_kz(w, "synchronization_scope", scope_word(o->scope));
	jsonw_kz(w, "effective_level", level_word(e.level));
	jsonw_kz(w, "effective_scope", scope_word(e.scope));
	jsonw_kstr(w, "context", o->context);
	if (o->target) {
		jsonw_key(w, "target");
		jsonw_arr(w);
		for (size_t i = 0; i < sizeof target_words / sizeof *target_words; i++)
			if (o->target & target_words[i].bit)
				jsonw_z(w, target_words[i].word);
		jsonw_end(w);
	}
	jsonw_key(w, "settings");
	jsonw_obj(w);
	for (size_t i = 0; i < o->props.n; i++) {
		const struct obj_prop *p = &o->props.v[i];
		if (p->kind != PROP_INT && p->kind != PROP_FN)
			continue;
		jsonw_key(w, arena_str(m->a, p->field).s);
		if (p->kind == PROP_INT)
			jsonw_i64(w, p->num);
		else
			jsonw_str(w, m->fns.v[p->fn].display);
	}
	jsonw_end(w);
	jsonw_end(w);
}

/* The same function entered in the same context, registered once more. */
static bool is_twin(const struct model *m, size_t i)
{
	const struct root *b = &m->roots.v[i];
	for (size_t k = 0; k < i; k++) {
		const struct root *a = &m->roots.v[k];
		if (a->fn == b->fn && a->role == b->role && irql_same(a->irql, b->irql) &&
		    a->irql_known == b->irql_known && a->callback_lock == b->callback_lock && a->process == b->process)
			return true;
	}
	return false;
}

void model_map_json(const struct model *m, struct buf *out)
{
	struct jsonw w;
	jsonw_init(&w, out);
	jsonw_obj(&w);
	jsonw_kstr(&w, "driver", m->info.name);
	jsonw_kz(&w, "framework",
		 m->info.framework == IR_FW_KMDF   ? "KMDF"
		 : m->info.framework == IR_FW_UMDF ? "UMDF"
						   : "none");
	jsonw_key(&w, "callbacks");
	jsonw_arr(&w);
	for (size_t i = 0; i < m->roots.n; i++)
		if (!is_twin(m, i))
			json_root(&w, m, &m->roots.v[i]);
	jsonw_end(&w);
	jsonw_key(&w, "objects");
	jsonw_arr(&w);
	for (size_t i = 1; i < m->objects.n; i++)
		json_object(&w, m, &m->objects.v[i]);
	jsonw_end(&w);
	jsonw_key(&w, "limits");
	jsonw_arr(&w);
	for (size_t i = 0; i < m->limits.n; i++) {
		jsonw_obj(&w);
		jsonw_kz(&w, "limit", limit_name(m->limits.v[i].kind));
		jsonw_kstr(&w, "function", m->fns.v[m->limits.v[i].fn].display);
		jsonw_ku64(&w, "times", m->limits.v[i].count);
		jsonw_end(&w);
	}
	jsonw_end(&w);
	jsonw_end(&w);
}

static void text_root(struct buf *b, const struct model *m, const struct root *r)
{
	const struct fn *f = &m->fns.v[r->fn];
	struct site at = { .unit = f->unit, .func = f->ir, .at = f->ir->at };
	struct str file = site_file(&at);
	buf_printf(b, "%.*s  (%.*s:%u)\n", STR_ARG(f->display), STR_ARG(file), f->ir->at.line);
	buf_printf(b, "    role      %s\n", r->role ? r->role->name : "none known");
	if (!r->irql_known)
		buf_puts(b, "    IRQL      not known\n");
	else if (r->irql.lo == r->irql.hi)
		buf_printf(b, "    IRQL      %s\n", irql_name(r->irql.lo));
	else
		buf_printf(b, "    IRQL      %s to %s%s\n", irql_name(r->irql.lo), irql_name(r->irql.hi),
			   r->config_unknown ? " (configuration not known)" : "");
	buf_printf(b, "    why       %.*s\n", STR_ARG(r->why));
	buf_puts(b, "    process  ");
	for (size_t i = 0; i < sizeof process_words / sizeof *process_words; i++)
		if (r->process & process_words[i].bit)
			buf_printf(b, " %s", process_words[i].word);
	buf_putc(b, '\n');
	if (r->callback_lock)
		buf_printf(b, "    lock      the framework's callback %s\n",
			   r->callback_lock_spin ? "spin lock" : "mutex");
	if (f->section.n)
		buf_printf(b, "    section   %.*s%s\n", STR_ARG(f->section), f->pageable ? " (pageable)" : "");
}

static void text_object(struct buf *b, const struct model *m, const struct object *o)
{
	struct effective e = model_effective(m, o);
	struct str file = site_file(&o->created);
	buf_printf(b, "#%u %s by %.*s (%.*s:%u)", o->id, obj_kind_name(o->kind), STR_ARG(o->creator), STR_ARG(file),
		   o->created.at.line);
	if (o->parent)
		buf_printf(b, " under #%u", o->parent);
	if (o->kind == OBJ_DRIVER || o->kind == OBJ_DEVICE || o->kind == OBJ_QUEUE || o->kind == OBJ_TIMER ||
	    o->kind == OBJ_FILE)
		buf_printf(b, ": level %s (in effect %s), scope %s (in effect %s)", level_word(o->level),
			   level_word(e.level), scope_word(o->scope), scope_word(e.scope));
	for (size_t i = 0; i < sizeof target_words / sizeof *target_words; i++)
		if (o->target & target_words[i].bit)
			buf_printf(b, ", %s", target_words[i].word);
	buf_putc(b, '\n');
}

void model_map_text(const struct model *m, struct buf *out)
{
	buf_printf(out, "Driver %.*s\n\nCallbacks\n", STR_ARG(m->info.name));
	for (size_t i = 0; i < m->roots.n; i++)
		if (!is_twin(m, i))
			text_root(out, m, &m->roots.v[i]);
	buf_puts(out, "\nObjects\n");
	for (size_t i = 1; i < m->objects.n; i++)
		text_object(out, m, &m->objects.v[i]);
	if (m->limits.n)
		buf_puts(out, "\nLimits\n");
	for (size_t i = 0; i < m->limits.n; i++)
		buf_printf(out, "%s: %s (%u)\n", m->fns.v[m->limits.v[i].fn].display.s, limit_name(m->limits.v[i].kind),
			   m->limits.v[i].count);
}
