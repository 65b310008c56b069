/* See rpc.h. */
#include <wtypes.h>
