#ifndef EVENT_STORE_CLIBPQ_SHIM_H
#define EVENT_STORE_CLIBPQ_SHIM_H

#include <libpq-fe.h>
#ifdef __linux__
#include <sys/epoll.h>
#include <sys/eventfd.h>
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
