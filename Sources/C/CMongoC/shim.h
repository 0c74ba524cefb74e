#pragma once
#include <mongoc/mongoc.h>

// A bson_t is aligned beyond what Swift can put on its stack, so replies, which libmongoc writes into one that the
// caller provides, are taken here and handed on as copies on the heap, for `bson_destroy`.

static inline uint32_t cmongoc_execute(mongoc_bulk_operation_t *bulk, bson_t **reply, bson_error_t *error) {
    bson_t answer;
    uint32_t server = mongoc_bulk_operation_execute(bulk, &answer, error);
    *reply = bson_copy(&answer);
    bson_destroy(&answer);
    return server;
}

static inline bool cmongoc_read_command(
    mongoc_client_t *client, const char *database, const bson_t *command, bson_t **reply, bson_error_t *error
) {
    bson_t answer;
    bool succeeded = mongoc_client_command_simple(client, database, command, NULL, &answer, error);
    *reply = bson_copy(&answer);
    bson_destroy(&answer);
    return succeeded;
}

static inline bool cmongoc_write_command(
    mongoc_client_t *client, const char *database, const bson_t *command, bson_t **reply, bson_error_t *error
) {
    bson_t answer;
    bool succeeded = mongoc_client_write_command_with_opts(client, database, command, NULL, &answer, error);
    *reply = bson_copy(&answer);
    bson_destroy(&answer);
    return succeeded;
}

static inline uint32_t cmongoc_length(const bson_t *document) { return document->len; }

/// The text of an error, which in Swift is a tuple of 504 characters.
static inline const char *cmongoc_message(const bson_error_t *error) { return error->message; }
