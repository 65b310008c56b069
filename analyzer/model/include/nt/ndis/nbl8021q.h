/* Part of ndis.h. */
#include <ndis.h>
