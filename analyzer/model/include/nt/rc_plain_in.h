/* The host headers write IN and OUT even before "..." : empty while they are read; rc_marked_in.h ends it. */
#pragma push_macro("RC_PLAIN_IN")
#undef RC_PLAIN_IN
#define RC_PLAIN_IN
#undef IN
#undef OUT
#undef OPTIONAL
#define IN
#define OUT
#define OPTIONAL
