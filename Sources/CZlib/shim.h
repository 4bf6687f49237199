#ifndef EVENT_STORE_CZLIB_SHIM_H
#define EVENT_STORE_CZLIB_SHIM_H

#include <zlib.h>

// Macros, which Swift does not import. 15 + 16: the largest window, and the header and trailer of gzip (RFC 1952).
static inline int es_deflate_init_gzip(z_streamp stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

static inline int es_inflate_init_gzip(z_streamp stream) { return inflateInit2(stream, 15 + 16); }

#endif
