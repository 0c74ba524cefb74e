# pgbouncer in transaction mode, in front of PostgreSQL. Exports:
#   DISTRIBUTARY_TEST_PGBOUNCER      its URI

start_pgbouncer() {
    local d=$servers_directory/pgbouncer program port attempt pid
    program=$(PATH=$PATH:/usr/sbin command -v pgbouncer) || fail "pgbouncer is missing: run scripts/install test"
    mkdir "$d"
    printf '"distributary" "%s"\n' "$servers_password" >"$d/users.txt"
    for attempt in 1 2 3; do
        port=$(free_port)
        cat >"$d/pgbouncer.ini" <<INI
[databases]
postgres = host=127.0.0.1 port=$postgres_port
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $d/users.txt
pool_mode = transaction
max_client_conn = 400
default_pool_size = 20
server_tls_sslmode = verify-ca
server_tls_ca_file = $DISTRIBUTARY_TEST_CA
log_connections = 0
log_disconnections = 0
INI
        give_to_server_user "$d"
        (unprivileged "$program" "$d/pgbouncer.ini") >>"$d/server.log" 2>&1 </dev/null &
        pid=$!
        if wait_until 10 "$pid" "$DISTRIBUTARY_TEST_POSTGRES_BIN/pg_isready" --host=127.0.0.1 --port="$port"; then
            servers_pids+=("$pid")
            export DISTRIBUTARY_TEST_PGBOUNCER="postgresql://distributary:$servers_password@127.0.0.1:$port/postgres"
            say "pgbouncer listens on 127.0.0.1:$port (pid $pid)"
            return 0
        fi
        kill -INT "$pid" 2>/dev/null || true
        wait "$pid" || true
    done
    return 1
}
