/* See rc_wil.h. */
#pragma once
#include <wil/rc_wil.h>
