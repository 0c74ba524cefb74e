# secantusdb, which speaks MongoDB's protocol, with SCRAM and TLS. Exports:
#   DISTRIBUTARY_TEST_MONGODB        mongodb:// URL of the server: SCRAM password, TLS verified
#   DISTRIBUTARY_TEST_MONGODB_BIN    its program, for tests that run a server of their own

mongodb_server() {
    # Failpoints are for tests that need an error in the middle of things. It looks for settings in its home.
    HOME=${2%/*} unprivileged "$DISTRIBUTARY_TEST_MONGODB_BIN" --host 127.0.0.1 --port "$1" --storage-path "$2" \
        --cache-size 128M --log-level WARNING --enable-test-commands "${@:3}"
}

# mongodb_admin URL [PASSWORD]: waits until the server answers; with a password it makes the user.
mongodb_admin() {
    "$DISTRIBUTARY_TEST_PYTHON" - "$1" "${2:-}" <<'PYTHON'
import sys
import pymongo
client = pymongo.MongoClient(sys.argv[1], serverSelectionTimeoutMS=30000, directConnection=True)
client.admin.command("ping")
if sys.argv[2]:
    client.admin.command("createUser", "distributary", pwd=sys.argv[2], roles=["root"])
PYTHON
}

start_mongodb() {
    local d=$servers_directory/mongodb port attempt pid
    export DISTRIBUTARY_TEST_MONGODB_BIN=${DISTRIBUTARY_TEST_PYTHON%/*}/secantusd-py
    [[ -x $DISTRIBUTARY_TEST_MONGODB_BIN ]] || fail "secantusdb is missing: run scripts/install test"
    mkdir "$d"
    cp "$servers_directory/tls/server-key.pem" "$d/key.pem"
    give_to_server_user "$d"
    for attempt in 1 2 3; do
        port=$(free_port)
        # Users can only be made without authentication; then the server starts again with it.
        (mongodb_server "$port" "$d/data") >>"$d/server.log" 2>&1 </dev/null &
        pid=$!
        mongodb_admin "mongodb://127.0.0.1:$port/" "$servers_password" 2>>"$d/server.log" || true
        kill -INT "$pid" 2>/dev/null || true
        wait "$pid" || true
        (mongodb_server "$port" "$d/data" --auth --tls-cert-file "$DISTRIBUTARY_TEST_CERTIFICATE" \
            --tls-key-file "$d/key.pem") >>"$d/server.log" 2>&1 </dev/null &
        pid=$!
        DISTRIBUTARY_TEST_MONGODB="mongodb://distributary:$servers_password@127.0.0.1:$port/terra?authSource=admin"
        export DISTRIBUTARY_TEST_MONGODB+="&tls=true&tlsCAFile=$DISTRIBUTARY_TEST_CA"
        if mongodb_admin "$DISTRIBUTARY_TEST_MONGODB" 2>>"$d/server.log"; then
            servers_pids+=("$pid")
            say "secantusdb listens on 127.0.0.1:$port (pid $pid)"
            return 0
        fi
        kill -INT "$pid" 2>/dev/null || true
        wait "$pid" || true
        rm -rf "$d/data"
    done
    return 1
}
