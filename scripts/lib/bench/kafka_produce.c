/* The yardstick for Kafka: librdkafka and nothing else. Sends each line of a file as a message with key and headers as
   Distributary does, and prints the seconds from opening the file and making the producer to the last delivery report.

       kafka_produce BROKERS TOPIC FILE [PROPERTY=VALUE]... */

#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long delivered, failed;

static void report(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque) {
    (void)client;
    (void)opaque;
    if (message->err) failed++; else delivered++;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void set(rd_kafka_conf_t *settings, const char *name, const char *value) {
    char reason[512];
    if (rd_kafka_conf_set(settings, name, value, reason, sizeof reason) != RD_KAFKA_CONF_OK) {
        fprintf(stderr, "%s\n", reason);
        exit(2);
    }
}

int main(int count, char **arguments) {
    char *line = NULL, reason[512], id[32], key[32];
    size_t capacity = 0;
    ssize_t size;
    double start = now();
    FILE *file = fopen(arguments[3], "rb");
    if (!file) {
        perror(arguments[3]);
        return 2;
    }
    setvbuf(file, NULL, _IOFBF, 1 << 20);
    rd_kafka_conf_t *settings = rd_kafka_conf_new();
    set(settings, "bootstrap.servers", arguments[1]);
    set(settings, "enable.idempotence", "true");
    set(settings, "acks", "all");
    set(settings, "partitioner", "murmur2_random");
    set(settings, "queue.buffering.max.messages", "0");
    for (int i = 4; i < count; i++) {
        char *value = strchr(arguments[i], '=');
        *value = 0;
        set(settings, arguments[i], value + 1);
    }
    rd_kafka_conf_set_dr_msg_cb(settings, report);
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_PRODUCER, settings, reason, sizeof reason);
    if (!client) {
        fprintf(stderr, "%s\n", reason);
        return 2;
    }
    rd_kafka_topic_t *topic = rd_kafka_topic_new(client, arguments[2], NULL);
    long sent = 0;
    for (; (size = getline(&line, &capacity, file)) > 0; sent++) {
        if (line[size - 1] == '\n') size--;
        int key_size = snprintf(key, sizeof key, "user-%06ld", sent % 1000);
        int id_size = snprintf(id, sizeof id, "0123456789abcdef-%08ld", sent);
        for (;;) {
            rd_kafka_resp_err_t error = rd_kafka_producev(
                client, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                RD_KAFKA_V_KEY(key, (size_t)key_size), RD_KAFKA_V_VALUE(line, (size_t)size), RD_KAFKA_V_HEADER("id", id, id_size),
                RD_KAFKA_V_HEADER("type", "body", 4), RD_KAFKA_V_HEADER("ordering", "1789549441123", 13),
                RD_KAFKA_V_HEADER("content-type", "application/json", 16), RD_KAFKA_V_END);
            if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
                rd_kafka_poll(client, 10);
                continue;
            }
            if (error) {
                fprintf(stderr, "%s\n", rd_kafka_err2str(error));
                return 1;
            }
            break;
        }
        if (sent % 1000 == 0) rd_kafka_poll(client, 0);
    }
    rd_kafka_flush(client, 300000);
    printf("%ld %f\n", delivered, now() - start);
    return failed || delivered != sent;
}
