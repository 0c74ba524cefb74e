# Real servers on free loopback ports, in a temporary directory of their own. Sourced by scripts/with-servers.
#
# start_servers exports:
#   DISTRIBUTARY_TEST_DIRECTORY      where tests put their files; removed at the end
#   DISTRIBUTARY_TEST_POSTGRES       URI of the PostgreSQL server: SCRAM password, TLS verified in full
#   DISTRIBUTARY_TEST_PGBOUNCER      URI of pgbouncer in front of it, in transaction mode
#   DISTRIBUTARY_TEST_POSTGRES_BIN   folder of initdb and postgres, for tests that run a server of their own
#   DISTRIBUTARY_TEST_CERTIFICATE, DISTRIBUTARY_TEST_PRIVATE_KEY, DISTRIBUTARY_TEST_CA
#                                    PEM files for 127.0.0.1 and localhost
#   DISTRIBUTARY_TEST_PYTHON         Python with the packages of scripts/lib/requirements-test.txt

servers_directory=
servers_pids=()

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Runs a command as nobody where we are root, because PostgreSQL and pgbouncer refuse to run as root. It gets SIGINT
# when this shell dies, however that happens.
unprivileged() {
    if ((EUID == 0)); then
        exec setpriv --reuid=nobody --regid=nogroup --clear-groups --pdeathsig INT "$@"
    else
        exec setpriv --pdeathsig INT "$@"
    fi
}

give_to_server_user() {
    if ((EUID == 0)); then chown -R nobody:nogroup "$@"; fi
}

# wait_until SECONDS PID COMMAND…: polls until the command succeeds; fails when the process ends or time is up.
wait_until() {
    local deadline=$((SECONDS + $1)) pid=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        kill -0 "$pid" 2>/dev/null || return 1
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

create_certificates() {
    local d=$servers_directory/tls key=(ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
    mkdir "$d"
    {
        openssl req -x509 -newkey "${key[@]}" -days 2 -subj '/CN=Distributary test CA' \
            -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign' \
            -keyout "$d/ca-key.pem" -out "$d/ca.pem" &&
            openssl req -newkey "${key[@]}" -subj '/CN=localhost' \
                -keyout "$d/server-key.pem" -out "$d/server.csr" &&
            openssl x509 -req -in "$d/server.csr" -CA "$d/ca.pem" -CAkey "$d/ca-key.pem" -set_serial 2 -days 2 \
                -extfile <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n') \
                -out "$d/server.pem"
    } >"$d/openssl.log" 2>&1 || { cat "$d/openssl.log" >&2; return 1; }
    cp "$d/server-key.pem" "$d/postgres-key.pem"
    chmod 600 "$d"/*-key.pem
    give_to_server_user "$d/postgres-key.pem"
    export DISTRIBUTARY_TEST_CA=$d/ca.pem DISTRIBUTARY_TEST_CERTIFICATE=$d/server.pem
    export DISTRIBUTARY_TEST_PRIVATE_KEY=$d/server-key.pem
}

start_postgres() {
    local d=$servers_directory/postgres bin=$DISTRIBUTARY_TEST_POSTGRES_BIN port attempt
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

start_pgbouncer() {
    local d=$servers_directory/pgbouncer program=$1 port attempt pid
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

# Servers that tests started themselves and could not stop keep their pid in a file below the temporary directory.
leftover_pids() {
    find "$servers_directory" -name postmaster.pid -exec head -qn 1 {} +
}

stop_servers() {
    local pid
    [[ -n $servers_directory ]] || return 0
    for pid in "${servers_pids[@]}" $(leftover_pids); do
        kill -INT "$pid" 2>/dev/null || true
        kill -CONT "$pid" 2>/dev/null || true
    done
    for pid in "${servers_pids[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$servers_directory"
    servers_directory=
}

show_server_logs() {
    local log
    for log in "$servers_directory"/*/server.log; do
        [[ -f $log ]] || continue
        say "The end of the log of $(basename "$(dirname "$log")")"
        tail -n 40 "$log" >&2
    done
}

start_servers() {
    local pgbouncer
    DISTRIBUTARY_TEST_POSTGRES_BIN=/usr/lib/postgresql/15/bin
    [[ -x $DISTRIBUTARY_TEST_POSTGRES_BIN/postgres ]] || fail "PostgreSQL 15 is missing: run scripts/install test"
    pgbouncer=$(PATH=$PATH:/usr/sbin command -v pgbouncer) || fail "pgbouncer is missing: run scripts/install test"
    servers_directory=$(mktemp -d "${TMPDIR:-/tmp}/distributary-test.XXXXXX")
    chmod 755 "$servers_directory"
    mkdir -m 755 "$servers_directory/tests"
    servers_password=$(openssl rand -hex 12)
    export DISTRIBUTARY_TEST_POSTGRES_BIN DISTRIBUTARY_TEST_DIRECTORY=$servers_directory/tests
    export DISTRIBUTARY_TEST_PYTHON=$root/.venv-test/bin/python
    create_certificates || fail "openssl could not make the test certificates"
    start_postgres || fail "PostgreSQL did not start"
    start_pgbouncer "$pgbouncer" || fail "pgbouncer did not start"
}
