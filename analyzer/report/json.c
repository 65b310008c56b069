#include "report/finding_json.h"
#include "report/writers.h"

static void write_summary(struct jsonw *w, const struct review_report *r)
{
	struct review_summary s = review_summarise(r);
	jsonw_key(w, "summary");
	jsonw_obj(w);
	jsonw_ku64(w, "drivers", s.drivers);
	jsonw_ku64(w, "units_total", s.units_total);
	jsonw_ku64(w, "units_analysed", s.units_analysed);
	jsonw_ku64(w, "functions", s.functions);
	jsonw_ku64(w, "opaque_ops", s.opaque_ops);
	jsonw_ku64(w, "guessed_declarations", s.guessed_declarations);
	jsonw_ku64(w, "findings", s.findings);
	jsonw_ku64(w, "suppressed", s.suppressed);
	jsonw_ku64(w, "errors", s.by_severity[SEV_ERROR]);
	jsonw_ku64(w, "warnings", s.by_severity[SEV_WARNING]);
	jsonw_ku64(w, "notes", s.by_severity[SEV_NOTE]);
	jsonw_kbool(w, "partial", s.partial);
	jsonw_ku64(w, "elapsed_ms", (uint64_t)r->elapsed_ms);
	jsonw_ku64(w, "peak_kib", r->peak_kib);
	jsonw_end(w);
}

static void write_drivers(struct jsonw *w, const struct review_report *r)
{
	jsonw_key(w, "drivers");
	jsonw_arr(w);
	for (size_t i = 0; i < r->drivers.n; i++) {
		const struct driver_report *d = &r->drivers.v[i];
		jsonw_obj(w);
		jsonw_kstr(w, "name", d->name);
		jsonw_kstr(w, "project", d->project);
		jsonw_kstr(w, "config", d->config);
		jsonw_kstr(w, "framework", d->framework);
		jsonw_kbool(w, "checked", d->checked);
		jsonw_kstr(w, "reason", d->reason);
		jsonw_key(w, "notes");
		jsonw_arr(w);
		for (size_t k = 0; k < d->notes.n; k++)
			jsonw_str(w, d->notes.v[k]);
		jsonw_end(w);
		jsonw_key(w, "map");
		if (d->map_json.n)
			jsonw_raw(w, d->map_json);
		else
			jsonw_null(w);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void write_unit(struct jsonw *w, const struct unit_report *u)
{
	jsonw_obj(w);
	jsonw_kstr(w, "driver", u->driver);
	jsonw_kstr(w, "path", u->path);
	jsonw_kbool(w, "analysed", u->analysed);
	jsonw_kstr(w, "reason", u->reason);
	jsonw_kz(w, "language", u->cplusplus ? "c++" : "c");
	jsonw_ku64(w, "functions", u->functions);
	jsonw_ku64(w, "functions_affected", u->functions_affected);
	jsonw_ku64(w, "ops", u->ops);
	jsonw_ku64(w, "opaque_ops", u->opaque_ops);
	jsonw_key(w, "guesses");
	jsonw_arr(w);
	for (size_t i = 0; i < u->guesses.n; i++) {
		jsonw_obj(w);
		jsonw_kstr(w, "kind", u->guesses.v[i].kind);
		jsonw_kstr(w, "name", u->guesses.v[i].name);
		jsonw_kstr(w, "why", u->guesses.v[i].why);
		jsonw_key(w, "at");
		place_write(w, &u->guesses.v[i].at);
		jsonw_end(w);
	}
	jsonw_end(w);
	jsonw_key(w, "left_out");
	jsonw_arr(w);
	for (size_t i = 0; i < u->diags.n; i++) {
		jsonw_obj(w);
		jsonw_kstr(w, "text", u->diags.v[i].text);
		jsonw_key(w, "at");
		place_write(w, &u->diags.v[i].at);
		jsonw_end(w);
	}
	jsonw_end(w);
	jsonw_end(w);
}

void json_write(const struct review_report *r, struct buf *out)
{
	struct jsonw w;
	jsonw_init(&w, out);
	jsonw_obj(&w);
	jsonw_kz(&w, "tool", "ringcheck");
	jsonw_kz(&w, "version", RINGCHECK_VERSION);
	jsonw_kstr(&w, "name", r->name);
	write_summary(&w, r);
	jsonw_key(&w, "findings");
	jsonw_arr(&w);
	for (size_t i = 0; i < r->findings.n; i++)
		finding_write(&w, &r->findings.v[i]);
	jsonw_end(&w);
	write_drivers(&w, r);
	jsonw_key(&w, "units");
	jsonw_arr(&w);
	for (size_t i = 0; i < r->units.n; i++)
		write_unit(&w, &r->units.v[i]);
	jsonw_end(&w);
	jsonw_key(&w, "skipped");
	jsonw_arr(&w);
	for (size_t i = 0; i < r->skipped.n; i++)
		jsonw_str(&w, r->skipped.v[i]);
	jsonw_end(&w);
	jsonw_end(&w);
	buf_putc(out, '\n');
}

void rules_json_write(const struct rule_infos *rules, struct buf *out)
{
	struct jsonw w;
	jsonw_init(&w, out);
	jsonw_obj(&w);
	jsonw_key(&w, "rules");
	jsonw_arr(&w);
	for (size_t i = 0; i < rules->n; i++) {
		const struct rule_info *r = &rules->v[i];
		jsonw_obj(&w);
		jsonw_kstr(&w, "id", r->id);
		jsonw_kstr(&w, "title", r->title);
		jsonw_kstr(&w, "family", r->family);
		jsonw_kz(&w, "severity", severity_word(r->severity));
		jsonw_key(&w, "anchors");
		jsonw_arr(&w);
		for (size_t k = 0; k < r->n_anchors; k++)
			jsonw_str(&w, r->anchors[k]);
		jsonw_end(&w);
		jsonw_key(&w, "docs");
		jsonw_arr(&w);
		for (size_t k = 0; k < r->n_docs; k++)
			jsonw_str(&w, r->docs[k]);
		jsonw_end(&w);
		jsonw_kstr(&w, "doc_markdown", r->doc_markdown);
		jsonw_end(&w);
	}
	jsonw_end(&w);
	jsonw_end(&w);
	buf_putc(out, '\n');
}
