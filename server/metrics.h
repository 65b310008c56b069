#ifndef RC_SERVER_METRICS_H
#define RC_SERVER_METRICS_H
/* Counters for /metrics; any thread adds. */
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum { METRICS_BUCKETS = 11 };

struct metrics {
	atomic_ulong by_class[6]; /* answers with status 1xx..5xx at [1]..[5] */
	atomic_ulong seconds[METRICS_BUCKETS + 1];
	atomic_ulong micros_sum;
	atomic_ulong upload_bytes, uploads_done, uploads_refused, uploads_aborted;
	atomic_int streams;
};

void metrics_request(struct metrics *m, unsigned status, uint64_t micros);

#endif
