# Firestore's REST API and Google's token endpoints (Tests/Servers/firestore.py). Exports:
#   DISTRIBUTARY_TEST_FIRESTORE              its URL
#   DISTRIBUTARY_TEST_FIRESTORE_CREDENTIALS  file with the key of a service account that it knows

start_firestore() {
    start_google firestore || return 1
    export DISTRIBUTARY_TEST_FIRESTORE=$google_url
    export DISTRIBUTARY_TEST_FIRESTORE_CREDENTIALS=$servers_directory/firestore/service-account.json
}

# start_google NAME: starts Tests/Servers/NAME.py and sets google_url.
start_google() {
    local d=$servers_directory/$1 port attempt pid
    mkdir "$d"
    for attempt in 1 2 3; do
        port=$(free_port)
        setpriv --pdeathsig INT "$DISTRIBUTARY_TEST_PYTHON" "$root/Tests/Servers/$1.py" "$port" "$d" \
            >>"$d/server.log" 2>&1 </dev/null &
        pid=$!
        if wait_until 30 "$pid" grep -q "listening on 127.0.0.1:$port" "$d/server.log"; then
            servers_pids+=("$pid")
            google_url=http://127.0.0.1:$port
            say "$1 listens on 127.0.0.1:$port (pid $pid)"
            return 0
        fi
        kill -INT "$pid" 2>/dev/null || true
        wait "$pid" || true
    done
    return 1
}
