/* Same names. */
#include <minwindef.h>
