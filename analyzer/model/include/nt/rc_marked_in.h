/* What a driver itself writes stays visible as an annotation; inside another host header the words stay empty. */
#pragma pop_macro("RC_PLAIN_IN")
#undef IN
#undef OUT
#undef OPTIONAL
#ifdef RC_PLAIN_IN
#define IN
#define OUT
#define OPTIONAL
#else
#define IN __RC_SAL("IN")
#define OUT __RC_SAL("OUT")
#define OPTIONAL __RC_SAL("OPTIONAL")
#endif
