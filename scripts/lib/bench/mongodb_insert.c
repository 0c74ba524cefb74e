// mongodb_insert URL DATABASE FILE: inserts every line of a file of body events, 500 at a time, unordered, into the
// collection `body`. Prints how many were written and the seconds it took.
#define _GNU_SOURCE
#include <mongoc/mongoc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static const char *text_at(const bson_t *document, const char *path) {
    bson_iter_t iterator, found;
    if (!bson_iter_init(&iterator, document) || !bson_iter_find_descendant(&iterator, path, &found)) return "";
    return bson_iter_utf8(&found, NULL);
}

static long execute(mongoc_bulk_operation_t *bulk, long count) {
    bson_error_t error;
    if (count > 0 && !mongoc_bulk_operation_execute(bulk, NULL, &error)) {
        fprintf(stderr, "%s\n", error.message);
        exit(1);
    }
    mongoc_bulk_operation_destroy(bulk);
    return count;
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    mongoc_init();
    mongoc_client_t *client = mongoc_client_new(argv[1]);
    FILE *file = fopen(argv[3], "r");
    if (!client || !file) return 1;
    mongoc_collection_t *collection = mongoc_client_get_collection(client, argv[2], "body");
    bson_t *unordered = BCON_NEW("ordered", BCON_BOOL(false));
    bson_t *options = bson_new();
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    long written = 0, pending = 0;
    double start = now();
    mongoc_bulk_operation_t *bulk = mongoc_collection_create_bulk_operation_with_opts(collection, unordered);
    while ((length = getline(&line, &capacity, file)) > 0) {
        bson_error_t error;
        bson_t *event = bson_new_from_json((const uint8_t *)line, length, &error);
        if (!event) return 1;
        bson_t *document = BCON_NEW(
            "_id", "{", "user_id", BCON_UTF8(text_at(event, "user.user_id")), "start_time",
            BCON_UTF8(text_at(event, "data.0.metadata.start_time")), "}", "ordering", BCON_INT64(1)
        );
        bson_concat(document, event);
        if (!mongoc_bulk_operation_insert_with_opts(bulk, document, options, &error)) return 1;
        bson_destroy(document);
        bson_destroy(event);
        if (++pending == 500) {
            written += execute(bulk, pending);
            pending = 0;
            bulk = mongoc_collection_create_bulk_operation_with_opts(collection, unordered);
        }
    }
    written += execute(bulk, pending);
    printf("%ld %f\n", written, now() - start);
    return 0;
}
