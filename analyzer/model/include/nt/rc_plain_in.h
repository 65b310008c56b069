/* The host headers write IN and OUT even before "..." : empty while they are read. */
#undef IN
#undef OUT
#undef OPTIONAL
#define IN
#define OUT
#define OPTIONAL
