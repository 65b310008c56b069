/* What tests/unit/test_flow_ir.c listens to. Levels: 0 PASSIVE, 1 APC, 2 DISPATCH, 3 DIRQL, 4 HIGH. */
#include <ntddk.h>
#include <wdf.h>
void expect_irql(int lo, int hi);	 /* hull over all arrivals here */
void expect_irql_unknown(int dummy);
void expect_unreached(int dummy);
void expect_value(LONG_PTR v, int n);	 /* exactly n on every arrival */
void expect_unknown(LONG_PTR v);	 /* more than one value is possible */
void expect_locks(int n);		 /* held on every arrival */
void expect_process(int bits);
void expect_target(WDFIOTARGET t, int is, int may);
void expect_sent(WDFREQUEST r, int owned, int failed);
void expect_origin(WDFREQUEST r, int origin);
void expect_max(int level, void (*f)(void)); /* not used */
