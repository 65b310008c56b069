#include "server/http.h"

#define ON(m, p, h, ...)                                         \
	{                                                        \
		.method = m, .path = p, .handle = h, __VA_ARGS__ \
	}
#define REVIEW "/api/v1/reviews/{id}"

const struct route routes[] = {
	ON("POST", "/hooks/{id}", hooks_take, .need = NEED_NOTHING, .body = HOOK_BODY_MAX),
	ON("GET", "/hooks/{id}", hooks_refuse, .need = NEED_NOTHING),
	ON("GET", "/api/v1/session", session_get, .need = NEED_NOTHING, .session = true),
	ON("POST", "/api/v1/session", session_open, .need = NEED_NOTHING, .body = JSON_BODY_MAX),
	ON("DELETE", "/api/v1/session", session_close, .need = NEED_NOTHING),
	ON("GET", "/api/v1/tokens", tokens_list, .lists = true, .need = NEED_ADMIN),
	ON("POST", "/api/v1/tokens", tokens_make, .need = NEED_ADMIN, .body = JSON_BODY_MAX),
	ON("DELETE", "/api/v1/tokens/{id}", tokens_revoke, .need = NEED_ADMIN),
	ON("POST", "/api/v1/reviews", NULL, .params = " name options ", .upload = true, .need = NEED_WRITE,
	   .whole = true),
	ON("GET", "/api/v1/reviews", reviews_list, .params = " state q project pull branch ", .lists = true),
	ON("GET", REVIEW, reviews_get, ),
	ON("DELETE", REVIEW, reviews_delete, .need = NEED_WRITE),
	ON("POST", REVIEW "/cancel", reviews_cancel, .need = NEED_WRITE),
	ON("POST", REVIEW "/retry", reviews_retry, .need = NEED_WRITE),
	ON("GET", REVIEW "/events", events_get, .params = " after "),
	ON("GET", REVIEW "/findings", findings_list,
	   .params = " rule family severity strength driver file q suppressed facets ", .lists = true),
	ON("GET", REVIEW "/findings/{n}", findings_get, ),
	ON("GET", REVIEW "/files", files_list, .params = " kind ", .lists = true),
	ON("GET", REVIEW "/source", files_source, .params = " path "),
	ON("GET", REVIEW "/units", units_list, .params = " state driver ", .lists = true),
	ON("GET", REVIEW "/map", drivers_map, .params = " driver "),
	ON("GET", REVIEW "/sarif", sarif_get, ),
	ON("GET", "/api/v1/rules", rules_list, ),
	ON("GET", "/api/v1/rules/{rule}", rules_get, ),
	ON("GET", "/api/v1/openapi.yaml", service_openapi, .need = NEED_NOTHING),
	ON("GET", "/healthz", service_health, .need = NEED_NOTHING),
	ON("GET", "/readyz", service_ready, .need = NEED_NOTHING),
	ON("GET", "/metrics", service_metrics, .whole = true),
};
const size_t routes_n = sizeof routes / sizeof *routes;
