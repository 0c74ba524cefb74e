# rclone serve s3: an S3 server that verifies signatures and takes no notice of conditions on writes. Needs the keys of
# SeaweedFS. Exports:
#   DISTRIBUTARY_TEST_UNCONDITIONAL_S3     its URL; bucket and credentials are those of SeaweedFS

start_rclone() {
    local d=$servers_directory/rclone rclone=$root/.venv-test/bin/rclone attempt pid port
    [[ -x $rclone ]] || fail "rclone is missing: run scripts/install test"
    mkdir -p "$d/data"
    for attempt in 1 2 3; do
        port=$(free_port)
        setpriv --pdeathsig INT "$rclone" serve s3 "$d/data" --config "$d/rclone.conf" --addr "127.0.0.1:$port" \
            --auth-key "$DISTRIBUTARY_TEST_S3_ACCESS_KEY_ID,$DISTRIBUTARY_TEST_S3_SECRET_ACCESS_KEY" \
            --vfs-cache-mode off >>"$d/server.log" 2>&1 </dev/null &
        pid=$!
        export DISTRIBUTARY_TEST_UNCONDITIONAL_S3=http://127.0.0.1:$port
        if wait_until 20 "$pid" create_s3_bucket "$DISTRIBUTARY_TEST_UNCONDITIONAL_S3"; then
            servers_pids+=("$pid")
            say "rclone listens on 127.0.0.1:$port (pid $pid)"
            return 0
        fi
        kill -INT "$pid" 2>/dev/null || true
        wait "$pid" || true
    done
    return 1
}
