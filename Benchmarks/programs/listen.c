/* Listens on a channel and takes what comes, until it is told to end.
 *
 *   listen CONNINFO CHANNEL
 */
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    if (argc != 3) return 64;
    PGconn *connection = PQconnectdb(argv[1]);
    char command[256];
    snprintf(command, sizeof command, "LISTEN %s", argv[2]);
    PGresult *result = PQexec(connection, command);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        fprintf(stderr, "%s", PQerrorMessage(connection));
        return 1;
    }
    printf("listening\n");
    fflush(stdout);
    for (;;) {
        struct pollfd socket = {.fd = PQsocket(connection), .events = POLLIN};
        poll(&socket, 1, -1);
        if (!PQconsumeInput(connection)) return 1;
        for (PGnotify *notify; (notify = PQnotifies(connection)); ) PQfreemem(notify);
    }
}
