# Real servers on free loopback ports, in a temporary directory of their own. Sourced by scripts/with-servers.
#
# Each file in scripts/lib/servers defines start_NAME, which starts one server, appends its process to servers_pids, and
# exports what its header lists. start_servers exports beside those:
#   DISTRIBUTARY_TEST_DIRECTORY      where tests put their files; removed at the end
#   DISTRIBUTARY_TEST_CERTIFICATE, DISTRIBUTARY_TEST_PRIVATE_KEY, DISTRIBUTARY_TEST_CA
#                                    PEM files for 127.0.0.1 and localhost
#   DISTRIBUTARY_TEST_PYTHON         Python with the packages of scripts/lib/requirements-test.txt
# DISTRIBUTARY_SERVERS, where it is set, names the servers to start in place of all of them, apart by spaces.

servers_directory=
servers_pids=()
# In the order in which they are started: pgbouncer and Supabase need PostgreSQL, rclone the keys of SeaweedFS.
servers_all=(
    postgres pgbouncer mysql mongodb kafka seaweedfs rclone ministack gcs firestore azure_blob supabase
)
for servers_file in "${servers_all[@]}"; do source "$root/scripts/lib/servers/$servers_file.sh"; done

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
        tail -n 8 "$log" | cut -c 1-300 >&2
    done
}

start_servers() {
    local server
    servers_directory=$(mktemp -d "${TMPDIR:-/tmp}/distributary-test.XXXXXX")
    chmod 755 "$servers_directory"
    mkdir -m 755 "$servers_directory/tests"
    servers_password=$(openssl rand -hex 12)
    export DISTRIBUTARY_TEST_DIRECTORY=$servers_directory/tests
    export DISTRIBUTARY_TEST_PYTHON=$root/.venv-test/bin/python
    create_certificates || fail "openssl could not make the test certificates"
    for server in ${DISTRIBUTARY_SERVERS-"${servers_all[@]}"}; do
        "start_$server" || fail "$server did not start"
    done
}
