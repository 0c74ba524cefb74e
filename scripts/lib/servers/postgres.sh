# PostgreSQL 15. Exports:
#   DISTRIBUTARY_TEST_POSTGRES       URI of the server: SCRAM password, TLS verified in full
#   DISTRIBUTARY_TEST_POSTGRES_BIN   folder of initdb and postgres, for tests that run a server of their own

start_postgres() {
    local d=$servers_directory/postgres bin=/usr/lib/postgresql/15/bin port attempt
    [[ -x $bin/postgres ]] || fail "PostgreSQL 15 is missing: run scripts/install test"
    export DISTRIBUTARY_TEST_POSTGRES_BIN=$bin
    mkdir "$d"
    printf '%s' "$servers_password" >"$d/password"
    give_to_server_user "$d"
    (unprivileged "$bin/initdb" --pgdata="$d/data" --username=distributary --pwfile="$d/password" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync) >"$d/initdb.log" 2>&1 || {
        cat "$d/initdb.log" >&2
        return 1
    }
    for attempt in 1 2 3; do
        port=$(free_port)
        (unprivileged "$bin/postgres" -D "$d/data" -c listen_addresses=127.0.0.1 -c port="$port" \
            -c unix_socket_directories= -c max_connections=200 -c log_checkpoints=off \
            -c log_min_error_statement=panic -c ssl=on \
            -c ssl_cert_file="$DISTRIBUTARY_TEST_CERTIFICATE" \
            -c ssl_key_file="$servers_directory/tls/postgres-key.pem") >>"$d/server.log" 2>&1 </dev/null &
        postgres_pid=$!
        if wait_until 30 "$postgres_pid" "$bin/pg_isready" --host=127.0.0.1 --port="$port"; then
            servers_pids+=("$postgres_pid")
            postgres_port=$port
            export DISTRIBUTARY_TEST_POSTGRES="postgresql://distributary:$servers_password@127.0.0.1:$port/postgres"
            DISTRIBUTARY_TEST_POSTGRES+="?sslmode=verify-full&sslrootcert=$DISTRIBUTARY_TEST_CA"
            say "PostgreSQL listens on 127.0.0.1:$port (pid $postgres_pid)"
            return 0
        fi
        kill -INT "$postgres_pid" 2>/dev/null || true
        wait "$postgres_pid" || true
    done
    return 1
}
