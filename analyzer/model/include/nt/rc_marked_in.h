/* What a driver itself writes stays visible as an annotation. */
#undef IN
#undef OUT
#undef OPTIONAL
#define IN __RC_SAL("IN")
#define OUT __RC_SAL("OUT")
#define OPTIONAL __RC_SAL("OPTIONAL")
