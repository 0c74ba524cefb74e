# A Supabase project over PostgreSQL (Tests/Servers/supabase.py). Exports:
#   DISTRIBUTARY_TEST_SUPABASE               its URL
#   DISTRIBUTARY_TEST_SUPABASE_JWT_SECRET    what its keys are signed with that are tokens
#   DISTRIBUTARY_TEST_SUPABASE_KEY           a key of the role service_role
#   DISTRIBUTARY_TEST_SUPABASE_SECRET_KEY    the same as a key of the newer form
#   DISTRIBUTARY_TEST_SUPABASE_ANON_KEY      a key of the role anon

start_supabase() {
    local d=$servers_directory/supabase port attempt pid
    mkdir "$d"
    export DISTRIBUTARY_TEST_SUPABASE_JWT_SECRET=$servers_password$servers_password
    export DISTRIBUTARY_TEST_SUPABASE_SECRET_KEY=sb_secret_$servers_password
    DISTRIBUTARY_TEST_SUPABASE_KEY=$(supabase_key service_role)
    DISTRIBUTARY_TEST_SUPABASE_ANON_KEY=$(supabase_key anon)
    export DISTRIBUTARY_TEST_SUPABASE_KEY DISTRIBUTARY_TEST_SUPABASE_ANON_KEY
    for attempt in 1 2 3; do
        port=$(free_port)
        setpriv --pdeathsig INT "$DISTRIBUTARY_TEST_PYTHON" "$root/Tests/Servers/supabase.py" \
            "$port" "$DISTRIBUTARY_TEST_POSTGRES" "$DISTRIBUTARY_TEST_SUPABASE_JWT_SECRET" \
            "$DISTRIBUTARY_TEST_SUPABASE_SECRET_KEY" >>"$d/server.log" 2>&1 </dev/null &
        pid=$!
        if wait_until 20 "$pid" grep -q "listening on 127.0.0.1:$port" "$d/server.log"; then
            servers_pids+=("$pid")
            export DISTRIBUTARY_TEST_SUPABASE=http://127.0.0.1:$port
            say "the Supabase project listens on 127.0.0.1:$port (pid $pid)"
            return 0
        fi
        kill -INT "$pid" 2>/dev/null || true
        wait "$pid" || true
    done
    return 1
}

supabase_key() {
    "$DISTRIBUTARY_TEST_PYTHON" -c 'import jwt, sys; print(jwt.encode({"role": sys.argv[1], "iss": "supabase"}, sys.argv[2]))' \
        "$1" "$DISTRIBUTARY_TEST_SUPABASE_JWT_SECRET"
}
