/* How long a NOTIFY takes to its listener at a steady rate: the least that any delivery over LISTEN can take.
 *
 *   notify_latency CONNINFO RATE COUNT durable|bare
 *
 * Writers on connections of their own take the ticks of one clock in turn, so that a slow commit delays no tick. `durable`: the
 * notifying transaction also writes a row. Two times per notification, both to the return of PQnotifies in the listener:
 * since the call was sent, and since the commit was acknowledged (negative when the notification was first).
 */
#include <libpq-fe.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WRITERS = 8 };
static const char *conninfo;
static double rate;
static long count;
static int durable;
static long long begin, *sent, *acknowledged, *received;
static atomic_long next_tick;
static char payload[256];

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void check(PGconn *connection, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        fprintf(stderr, "%s", PQerrorMessage(connection));
        exit(1);
    }
    PQclear(result);
}

static PGconn *connect_and(const char *command, int prepares)
{
    PGconn *connection = PQconnectdb(conninfo);
    check(connection, prepares ? PQprepare(connection, "notify", command, 0, NULL) : PQexec(connection, command));
    return connection;
}

static void *write_ticks(void *connection)
{
    for (long tick; (tick = atomic_fetch_add(&next_tick, 1)) < count; ) {
        long long due = begin + (long long) (tick * 1e9 / rate);
        struct timespec time = {due / 1000000000, due % 1000000000};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL)) { }
        char number[24];
        snprintf(number, sizeof number, "%ld", tick);
        const char *values[] = {number, payload};
        sent[tick] = now();
        PGresult *result = PQexecPrepared(connection, "notify", durable ? 2 : 1, values, NULL, NULL, 0);
        acknowledged[tick] = now();
        check(connection, result);
    }
    return NULL;
}

static int compare(const void *left, const void *right)
{
    double difference = *(const double *) left - *(const double *) right;
    return difference < 0 ? -1 : difference > 0;
}

/* The first tenth is for warming up. */
static void report(const char *name, const long long *since, int isLast)
{
    long first = count / 10, counted = count - first;
    double *microseconds = malloc(counted * sizeof *microseconds);
    for (long i = 0; i < counted; i++) microseconds[i] = (received[first + i] - since[first + i]) / 1000.0;
    qsort(microseconds, counted, sizeof *microseconds, compare);
    printf("\"%s_p50_us\": %.1f, \"%s_p99_us\": %.1f%s", name, microseconds[counted / 2], name,
           microseconds[counted * 99 / 100], isLast ? "}\n" : ", ");
}

int main(int argc, char **argv)
{
    if (argc != 5) return 64;
    conninfo = argv[1];
    rate = atof(argv[2]);
    count = atol(argv[3]);
    durable = strcmp(argv[4], "durable") == 0;
    sent = calloc(count, sizeof *sent);
    acknowledged = calloc(count, sizeof *sent);
    received = calloc(count, sizeof *sent);
    snprintf(payload, sizeof payload, "{\"pad\":\"%0*d\"}", 210, 0);

    PGconn *listener = connect_and("LISTEN bench_notified", 0);
    PQclear(PQexec(listener, "TRUNCATE bench.notified"));
    PGconn *connections[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        connections[i] = connect_and(
            durable ? "WITH w AS (INSERT INTO bench.notified VALUES ($1::bigint, $2::json) RETURNING number) "
                      "SELECT pg_notify('bench_notified', number::text) FROM w"
                    : "SELECT pg_notify('bench_notified', $1)",
            1);
    }
    begin = now() + 50000000;
    pthread_t threads[WRITERS];
    for (int i = 0; i < WRITERS; i++) pthread_create(&threads[i], NULL, write_ticks, connections[i]);
    for (long heard = 0; heard < count; ) {
        struct pollfd socket = {.fd = PQsocket(listener), .events = POLLIN};
        poll(&socket, 1, -1);
        if (!PQconsumeInput(listener)) return 1;
        for (PGnotify *notify; (notify = PQnotifies(listener)); heard++) {
            received[atol(notify->extra)] = now();
            PQfreemem(notify);
        }
    }
    for (int i = 0; i < WRITERS; i++) pthread_join(threads[i], NULL);
    printf("{");
    report("sent", sent, 0);
    report("acknowledged", acknowledged, 1);
    return 0;
}
