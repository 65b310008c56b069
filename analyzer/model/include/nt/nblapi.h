/* See rc_nbl.h. */
#include <rc_nbl.h>
