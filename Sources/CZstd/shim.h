#ifndef EVENT_STORE_CZSTD_SHIM_H
#define EVENT_STORE_CZSTD_SHIM_H

#include <zstd.h>
#include <zstd_errors.h>

#endif
