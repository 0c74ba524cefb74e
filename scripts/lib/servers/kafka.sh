# noida-db, a Kafka broker that needs no Java, for the Kafka protocol alone. Topics are created when they are first asked
# for. Exports:
#   DISTRIBUTARY_TEST_KAFKA          host:port of the broker: no TLS, no credentials

start_kafka() {
    local d=$servers_directory/kafka program port attempt pid
    program=$("$DISTRIBUTARY_TEST_PYTHON" -c 'import noida_db; print(noida_db.__path__[0])')/noida-db ||
        fail "noida-db is missing: run scripts/install test"
    mkdir "$d"
    for attempt in 1 2 3; do
        port=$(free_port)
        # The program itself: the package's own command starts another and would leave it behind.
        (exec setpriv --pdeathsig INT "$program" start --data-dir "$d/data" --host 127.0.0.1 \
            --only kafka --kafka-port "$port") >>"$d/server.log" 2>&1 </dev/null &
        pid=$!
        if wait_until 20 "$pid" kcat -L -b "127.0.0.1:$port" -m 2; then
            servers_pids+=("$pid")
            export DISTRIBUTARY_TEST_KAFKA=127.0.0.1:$port
            say "Kafka (noida-db) listens on $DISTRIBUTARY_TEST_KAFKA (pid $pid)"
            return 0
        fi
        kill -INT "$pid" 2>/dev/null || true
        wait "$pid" || true
    done
    return 1
}
