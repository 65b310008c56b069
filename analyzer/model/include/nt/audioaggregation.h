/* See rc_sdca.h. */
#pragma once
#include <rc_sdca.h>
