/*
 * SARIF 2.1.0. Columns are counted as the analysis counts them (UTF-16 units in ASCII lines).
 * Each call-chain step nests one level deeper, so that viewers show the path as a tree.
 */
#include "base/jsonw.h"
#include "report/identity.h"
#include "report/writers.h"

struct sarif {
	struct jsonw w;
	struct arena *a;
	const struct review_report *r;
	const struct rule_infos *rules;
};

static void message(struct jsonw *w, const char *key, struct str text)
{
	jsonw_key(w, key);
	jsonw_obj(w);
	jsonw_kstr(w, "text", text);
	jsonw_end(w);
}

/* Path -> URI reference: everything but unreserved characters and '/' is percent-encoded. */
static struct str uri(struct arena *a, struct str path)
{
	char *out = arena_alloc(a, path.n * 3 + 1);
	size_t n = 0;
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.s[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			     memchr("-._~/", c, 5);
		if (plain) {
			out[n++] = (char)c;
			continue;
		}
		out[n++] = '%';
		out[n++] = "0123456789ABCDEF"[c >> 4];
		out[n++] = "0123456789ABCDEF"[c & 15];
	}
	return (struct str){ out, n };
}

static void artifact(struct sarif *s, struct str file)
{
	struct jsonw *w = &s->w;
	jsonw_key(w, "artifactLocation");
	jsonw_obj(w);
	jsonw_kstr(w, "uri", uri(s->a, file));
	jsonw_kz(w, "uriBaseId", "SRCROOT");
	jsonw_end(w);
}

static void region(struct jsonw *w, const char *key, const struct place *p)
{
	jsonw_key(w, key);
	jsonw_obj(w);
	jsonw_ku64(w, "startLine", p->line ? p->line : 1);
	if (p->col)
		jsonw_ku64(w, "startColumn", p->col);
	if (p->end_line)
		jsonw_ku64(w, "endLine", p->end_line);
	if (p->end_col)
		jsonw_ku64(w, "endColumn", p->end_col);
	jsonw_end(w);
}

/* The members of a location object, whose braces the caller writes. */
static void location_members(struct sarif *s, const struct place *p)
{
	struct jsonw *w = &s->w;
	jsonw_key(w, "physicalLocation");
	jsonw_obj(w);
	artifact(s, p->file);
	region(w, "region", p);
	jsonw_end(w);
	if (p->function.n) {
		jsonw_key(w, "logicalLocations");
		jsonw_arr(w);
		jsonw_obj(w);
		jsonw_kstr(w, "name", p->function);
		jsonw_kstr(w, "fullyQualifiedName", p->function);
		jsonw_kz(w, "kind", "function");
		jsonw_end(w);
		jsonw_end(w);
	}
}

static void code_flow(struct sarif *s, const struct finding *f)
{
	struct jsonw *w = &s->w;
	uint64_t depth = 0;
	jsonw_key(w, "codeFlows");
	jsonw_arr(w);
	jsonw_obj(w);
	jsonw_key(w, "threadFlows");
	jsonw_arr(w);
	jsonw_obj(w);
	jsonw_key(w, "locations");
	jsonw_arr(w);
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		struct str text = st->text;
		depth -= st->kind == STEP_RETURN && depth;
		if (st->source.n)
			text = str_from(
				arena_printf(s->a, STR_FMT " [" STR_FMT "]", STR_ARG(st->text), STR_ARG(st->source)));
		jsonw_obj(w);
		jsonw_key(w, "location");
		jsonw_obj(w);
		location_members(s, &st->at);
		message(w, "message", text);
		jsonw_end(w);
		jsonw_ku64(w, "nestingLevel", depth);
		jsonw_kz(w, "importance", st->kind == STEP_BRANCH ? "important" : "essential");
		jsonw_ku64(w, "executionOrder", i + 1);
		jsonw_end(w);
		depth += st->kind == STEP_CALL;
	}
	for (int i = 0; i < 5; i++)
		jsonw_end(w);
}

static void fixes(struct sarif *s, const struct finding *f)
{
	struct jsonw *w = &s->w;
	jsonw_key(w, "fixes");
	jsonw_arr(w);
	jsonw_obj(w);
	message(w, "description", f->fix.n ? f->fix : STR("Apply the edit."));
	jsonw_key(w, "artifactChanges");
	jsonw_arr(w);
	for (size_t i = 0; i < f->edits.n; i++) {
		jsonw_obj(w);
		artifact(s, f->edits.v[i].at.file);
		jsonw_key(w, "replacements");
		jsonw_arr(w);
		jsonw_obj(w);
		region(w, "deletedRegion", &f->edits.v[i].at);
		message(w, "insertedContent", f->edits.v[i].text);
		jsonw_end(w);
		jsonw_end(w);
		jsonw_end(w);
	}
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
}

static void related(struct sarif *s, const struct finding *f)
{
	struct jsonw *w = &s->w;
	jsonw_key(w, "relatedLocations");
	jsonw_arr(w);
	for (size_t i = 0; i < f->related.n; i++) {
		jsonw_obj(w);
		jsonw_ku64(w, "id", i + 1);
		location_members(s, &f->related.v[i]);
		message(w, "message", STR("The same mistake is reached here too."));
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void suppression(struct jsonw *w, const struct finding *f)
{
	jsonw_key(w, "suppressions");
	jsonw_arr(w);
	jsonw_obj(w);
	jsonw_kz(w, "kind", "inSource");
	jsonw_kstr(w, "justification", f->suppressed);
	jsonw_end(w);
	jsonw_end(w);
}

static size_t rule_index(const struct rule_infos *rules, struct str id)
{
	for (size_t i = 0; i < rules->n; i++)
		if (str_eq(rules->v[i].id, id))
			return i;
	return rules->n;
}

static void result(struct sarif *s, const struct finding *f)
{
	struct jsonw *w = &s->w;
	size_t index = rule_index(s->rules, f->rule);
	jsonw_obj(w);
	jsonw_kstr(w, "ruleId", f->rule);
	if (index < s->rules->n)
		jsonw_ku64(w, "ruleIndex", index);
	jsonw_kz(w, "level", severity_word(f->severity));
	message(w, "message", f->message);
	jsonw_key(w, "locations");
	jsonw_arr(w);
	jsonw_obj(w);
	location_members(s, &f->at);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_key(w, "partialFingerprints");
	jsonw_obj(w);
	if (f->line_hash.n)
		jsonw_kstr(w, "primaryLocationLineHash", f->line_hash);
	jsonw_kstr(w, IDENTITY_VERSION, f->identity);
	jsonw_end(w);
	if (f->steps.n)
		code_flow(s, f);
	if (f->related.n)
		related(s, f);
	if (f->edits.n)
		fixes(s, f);
	if (f->suppressed.n)
		suppression(w, f);
	jsonw_key(w, "properties");
	jsonw_obj(w);
	jsonw_kz(w, "strength", strength_word(f->strength));
	jsonw_kstr(w, "driver", f->driver);
	if (f->fix.n)
		jsonw_kstr(w, "fix", f->fix);
	jsonw_end(w);
	jsonw_end(w);
}

/* "sync-send-at-dispatch" -> "SyncSendAtDispatch": SARIF wants names in Pascal case. */
static struct str pascal(struct arena *a, struct str id)
{
	char *out = arena_alloc(a, id.n + 1);
	size_t n = 0;
	bool up = true;
	for (size_t i = 0; i < id.n; i++) {
		char c = id.s[i];
		if (c == '-') {
			up = true;
			continue;
		}
		out[n++] = up && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
		up = false;
	}
	return (struct str){ out, n };
}

static struct str full_stop(struct arena *a, struct str s)
{
	return s.n && s.s[s.n - 1] == '.' ? s : str_from(arena_printf(a, STR_FMT ".", STR_ARG(s)));
}

static void rule(struct sarif *s, const struct rule_info *r)
{
	struct jsonw *w = &s->w;
	struct str title = full_stop(s->a, r->title);
	jsonw_obj(w);
	jsonw_kstr(w, "id", r->id);
	jsonw_kstr(w, "name", pascal(s->a, r->id));
	message(w, "shortDescription", title);
	message(w, "fullDescription", title);
	jsonw_key(w, "help");
	jsonw_obj(w);
	jsonw_kstr(w, "text", r->doc_markdown.n ? r->doc_markdown : title);
	jsonw_kstr(w, "markdown", r->doc_markdown.n ? r->doc_markdown : title);
	jsonw_end(w);
	if (r->n_docs)
		jsonw_kstr(w, "helpUri", doc_url(s->a, r->docs[0]));
	jsonw_key(w, "defaultConfiguration");
	jsonw_obj(w);
	jsonw_kz(w, "level", severity_word(r->severity));
	jsonw_end(w);
	jsonw_key(w, "properties");
	jsonw_obj(w);
	jsonw_kz(w, "problem.severity", r->severity == SEV_NOTE ? "recommendation" : severity_word(r->severity));
	jsonw_kz(w, "precision", "high");
	jsonw_key(w, "tags");
	jsonw_arr(w);
	jsonw_str(w, r->family);
	for (size_t i = 0; i < r->n_anchors && i < 9; i++)
		jsonw_str(w, r->anchors[i]);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
}

static void tool(struct sarif *s)
{
	struct jsonw *w = &s->w;
	jsonw_key(w, "tool");
	jsonw_obj(w);
	jsonw_key(w, "driver");
	jsonw_obj(w);
	jsonw_kz(w, "name", "Ringcheck");
	jsonw_kz(w, "version", RINGCHECK_VERSION);
	jsonw_kz(w, "semanticVersion", RINGCHECK_VERSION);
	jsonw_key(w, "rules");
	jsonw_arr(w);
	for (size_t i = 0; i < s->rules->n; i++)
		rule(s, &s->rules->v[i]);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
}

static void notification(struct sarif *s, const struct unit_report *u)
{
	struct jsonw *w = &s->w;
	const char *text = arena_printf(s->a, "'" STR_FMT "' was %s: " STR_FMT, STR_ARG(u->path),
					u->analysed ? "only partly analysed" : "not analysed",
					STR_ARG(u->reason.n ? u->reason : STR("statements could not be parsed")));
	jsonw_obj(w);
	jsonw_kz(w, "level", u->analysed ? "warning" : "error");
	message(w, "message", full_stop(s->a, str_from(text)));
	jsonw_key(w, "locations");
	jsonw_arr(w);
	jsonw_obj(w);
	jsonw_key(w, "physicalLocation");
	jsonw_obj(w);
	artifact(s, u->path);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
}

static void invocation(struct sarif *s)
{
	struct jsonw *w = &s->w;
	jsonw_key(w, "invocations");
	jsonw_arr(w);
	jsonw_obj(w);
	jsonw_kbool(w, "executionSuccessful", !review_summarise(s->r).partial);
	jsonw_key(w, "toolExecutionNotifications");
	jsonw_arr(w);
	for (size_t i = 0; i < s->r->units.n; i++) {
		const struct unit_report *u = &s->r->units.v[i];
		if (!u->analysed || u->reason.n || u->diags.n)
			notification(s, u);
	}
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
}

void sarif_write(const struct review_report *r, const struct rule_infos *rules, struct buf *out)
{
	struct sarif s = { .a = arena_new(0), .r = r, .rules = rules };
	struct jsonw *w = &s.w;
	jsonw_init(w, out);
	jsonw_obj(w);
	jsonw_kz(w, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	jsonw_kz(w, "version", "2.1.0");
	jsonw_key(w, "runs");
	jsonw_arr(w);
	jsonw_obj(w);
	tool(&s);
	invocation(&s);
	jsonw_key(w, "originalUriBaseIds");
	jsonw_obj(w);
	jsonw_key(w, "SRCROOT");
	jsonw_obj(w);
	message(w, "description", STR("The folder that was reviewed."));
	jsonw_end(w);
	jsonw_end(w);
	jsonw_kz(w, "columnKind", "utf16CodeUnits");
	jsonw_key(w, "results");
	jsonw_arr(w);
	for (size_t i = 0; i < r->findings.n; i++)
		result(&s, &r->findings.v[i]);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
	buf_putc(out, '\n');
	arena_free(s.a);
}
