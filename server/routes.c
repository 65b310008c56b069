#include "server/http.h"

#define ON(m, p, h, ...)                                         \
	{                                                        \
		.method = m, .path = p, .handle = h, __VA_ARGS__ \
	}
#define REVIEW "/api/v1/reviews/{id}"

const struct route routes[] = {
	ON("POST", "/api/v1/reviews", NULL, .params = " name options ", .upload = true),
	ON("GET", "/api/v1/reviews", reviews_list, .params = " state q ", .lists = true),
	ON("GET", REVIEW, reviews_get, ),
	ON("DELETE", REVIEW, reviews_delete, ),
	ON("POST", REVIEW "/cancel", reviews_cancel, ),
	ON("POST", REVIEW "/retry", reviews_retry, ),
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
	ON("GET", "/api/v1/openapi.yaml", service_openapi, ),
	ON("GET", "/healthz", service_health, ),
	ON("GET", "/readyz", service_ready, ),
	ON("GET", "/metrics", service_metrics, ),
};
const size_t routes_n = sizeof routes / sizeof *routes;
