#ifndef EVENT_STORE_CLIBPQ_SHIM_H
#define EVENT_STORE_CLIBPQ_SHIM_H

#include <libpq-fe.h>
#ifdef __linux__
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <errno.h>
#include <time.h>

// epoll_wait to the nanosecond where the system has it (Linux 5.11, glibc 2.35), otherwise to the next millisecond.
static inline int es_epoll_wait(int epoll, struct epoll_event *events, int count, long long nanoseconds) {
#if defined(__GLIBC__) && __GLIBC__ * 1000 + __GLIBC_MINOR__ >= 2035
    struct timespec time = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    int ready = epoll_pwait2(epoll, events, count, nanoseconds < 0 ? NULL : &time, NULL);
    if (ready >= 0 || errno != ENOSYS) return ready;
#endif
    long long milliseconds = nanoseconds < 0 ? -1 : nanoseconds / 1000000 + (nanoseconds % 1000000 > 0);
    return epoll_wait(epoll, events, count, milliseconds > 0x7fffffff ? 0x7fffffff : (int)milliseconds);
}
#endif

// PG_DIAG_* are character macros, which Swift does not import.
static const int ES_DIAG_SEVERITY = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int ES_DIAG_SQLSTATE = PG_DIAG_SQLSTATE;
static const int ES_DIAG_MESSAGE_PRIMARY = PG_DIAG_MESSAGE_PRIMARY;
static const int ES_DIAG_MESSAGE_DETAIL = PG_DIAG_MESSAGE_DETAIL;
static const int ES_DIAG_MESSAGE_HINT = PG_DIAG_MESSAGE_HINT;
static const int ES_DIAG_CONTEXT = PG_DIAG_CONTEXT;
static const int ES_DIAG_CONSTRAINT_NAME = PG_DIAG_CONSTRAINT_NAME;
static const int ES_DIAG_TABLE_NAME = PG_DIAG_TABLE_NAME;
static const int ES_DIAG_SOURCE_FUNCTION = PG_DIAG_SOURCE_FUNCTION;

#endif
