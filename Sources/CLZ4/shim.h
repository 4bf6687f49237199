#ifndef EVENT_STORE_CLZ4_SHIM_H
#define EVENT_STORE_CLZ4_SHIM_H

#include <lz4frame.h>

#endif
