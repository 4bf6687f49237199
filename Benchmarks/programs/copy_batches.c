/* COPY in batches, each a transaction: the quickest way to bring rows into a table with the store's columns and indexes.
 *
 *   copy_batches CONNINFO CLIENTS ROWS SECONDS
 *
 * Binary COPY into bench.copied_events, one new stream per batch, the rows of an append of so many events. Each client is a
 * thread on a connection of its own.
 */
#include <arpa/inet.h>
#include <endian.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *conninfo;
static int rows;
static double seconds;
static long copied[64];
static const char payload[] =
    "{\"orderId\":\"0195f3c2-7a1b-7c3d-9e4f-5a6b7c8d9e0f\",\"customerId\":\"cust-000184223\",\"currency\":\"EUR\",\"total\":129.95,"
    "\"lines\":[{\"sku\":\"SKU-48213\",\"quantity\":2,\"price\":49.99},{\"sku\":\"SKU-10077\",\"quantity\":1,\"price\":29.97}],\"ch\":\"web\"}";

static double now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static char *put(char *to, const void *bytes, int length)
{
    int size = htonl(length);
    memcpy(to, &size, 4);
    memcpy(to + 4, bytes, length);
    return to + 4 + length;
}

static char *put_text(char *to, const char *text) { return put(to, text, strlen(text)); }

static char *put_int64(char *to, long long value)
{
    long long bytes = htobe64(value);
    return put(to, &bytes, 8);
}

static void fail(PGconn *connection)
{
    fprintf(stderr, "%s", PQerrorMessage(connection));
    exit(1);
}

static void *copy(void *argument)
{
    long client = (long) argument;
    PGconn *connection = PQconnectdb(conninfo);
    char *buffer = malloc(64 + rows * 1024L);
    unsigned seed = client * 7919 + (unsigned) time(NULL);
    double begin = now(CLOCK_MONOTONIC), end = begin + seconds;
    for (long long batch = 0; now(CLOCK_MONOTONIC) < end; batch++) {
        PGresult *result = PQexec(
            connection,
            "COPY bench.copied_events (stream_id, version, timestamp, recorded_at, event_id, schema_version, tenant, "
            "aggregate_type, aggregate_id, event_type, data, checksum) FROM STDIN (FORMAT binary)");
        if (PQresultStatus(result) != PGRES_COPY_IN) fail(connection);
        PQclear(result);
        char stream[64], checksum[32], *to = buffer;
        snprintf(stream, sizeof stream, "copied-%ld-%lld", client, batch);
        memcpy(to, "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
        to += 19;
        for (int row = 0; row < rows; row++) {
            long long at = (long long) ((now(CLOCK_REALTIME) - 946684800) * 1e6);
            long long milliseconds = htobe64((long long) (now(CLOCK_REALTIME) * 1000) << 16);
            unsigned char id[16];
            memcpy(id, &milliseconds, 6);
            for (int i = 6; i < 16; i++) id[i] = rand_r(&seed);
            for (int i = 0; i < 32; i++) checksum[i] = rand_r(&seed);
            int schema_version = htonl(1);
            short columns = htons(12);
            memcpy(to, &columns, 2);
            to = put_int64(to + 2, client * 100000000LL + batch);
            to = put_int64(to, row + 1);
            to = put_int64(to, at);
            to = put_int64(to, at);
            to = put(to, id, 16);
            to = put(to, &schema_version, 4);
            to = put_text(to, "");
            to = put_text(to, "order");
            to = put_text(to, stream);
            to = put_text(to, "OrderPlaced");
            to = put_text(to, payload);
            to = put(to, checksum, 32);
        }
        memset(to, 0xff, 2);
        to += 2;
        if (PQputCopyData(connection, buffer, to - buffer) != 1 || PQputCopyEnd(connection, NULL) != 1) fail(connection);
        result = PQgetResult(connection);
        if (PQresultStatus(result) != PGRES_COMMAND_OK) fail(connection);
        PQclear(result);
        while ((result = PQgetResult(connection))) PQclear(result);
        if (now(CLOCK_MONOTONIC) < end) copied[client] += rows;
    }
    PQfinish(connection);
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 5) return 64;
    conninfo = argv[1];
    rows = atoi(argv[3]);
    seconds = atof(argv[4]);
    int clients = atoi(argv[2]);
    pthread_t threads[64];
    for (long i = 0; i < clients; i++) pthread_create(&threads[i], NULL, copy, (void *) i);
    long total = 0;
    for (long i = 0; i < clients; i++) {
        pthread_join(threads[i], NULL);
        total += copied[i];
    }
    printf("{\"per_second\": %.1f}\n", total / seconds);
    return 0;
}
