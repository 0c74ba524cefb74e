# SeaweedFS: an S3 server that verifies signatures and honours conditions on writes. Exports:
#   DISTRIBUTARY_TEST_S3             its URL
#   DISTRIBUTARY_TEST_S3_BUCKET      a bucket that is there
#   DISTRIBUTARY_TEST_S3_ACCESS_KEY_ID, DISTRIBUTARY_TEST_S3_SECRET_ACCESS_KEY
#                                    credentials that may do everything

start_seaweedfs() {
    local d=$servers_directory/seaweedfs weed=$root/.venv-test/bin/weed attempt pid name ports
    [[ -x $weed ]] || fail "SeaweedFS is missing: run scripts/install test"
    mkdir "$d"
    export DISTRIBUTARY_TEST_S3_BUCKET=distributary DISTRIBUTARY_TEST_S3_ACCESS_KEY_ID=AKIADISTRIBUTARYTEST
    export DISTRIBUTARY_TEST_S3_SECRET_ACCESS_KEY=$servers_password
    cat >"$d/identities.json" <<JSON
{"identities": [{"name": "distributary", "actions": ["Admin"],
 "credentials": [{"accessKey": "$DISTRIBUTARY_TEST_S3_ACCESS_KEY_ID", "secretKey": "$servers_password"}]}]}
JSON
    for attempt in 1 2 3; do
        ports=()
        for name in master volume filer s3; do
            ports+=("-$name.port=$(free_port)" "-$name.port.grpc=$(free_port)")
        done
        rm -rf "$d/data"
        mkdir "$d/data"
        # Told not to report its use to anybody, which is what it does by default.
        setpriv --pdeathsig INT "$weed" -logtostderr=true mini -dir="$d/data" -ip=127.0.0.1 -ip.bind=127.0.0.1 \
            "${ports[@]}" -master.telemetry=false -admin.ui=false -webdav=false -s3.port.iceberg=0 -s3.port.lance=0 \
            -s3.config="$d/identities.json" -s3.autoCreateBucket=false >>"$d/server.log" 2>&1 </dev/null &
        pid=$!
        export DISTRIBUTARY_TEST_S3=http://127.0.0.1:${ports[6]#-s3.port=}
        if wait_until 30 "$pid" create_s3_bucket "$DISTRIBUTARY_TEST_S3"; then
            servers_pids+=("$pid")
            say "SeaweedFS listens on ${DISTRIBUTARY_TEST_S3#http://} (pid $pid)"
            return 0
        fi
        kill -INT "$pid" 2>/dev/null || true
        wait "$pid" || true
    done
    return 1
}

# Fails until the server at the URL has the bucket.
create_s3_bucket() {
    curl --silent --show-error --fail --max-time 5 --request PUT --aws-sigv4 aws:amz:us-east-1:s3 \
        --user "$DISTRIBUTARY_TEST_S3_ACCESS_KEY_ID:$DISTRIBUTARY_TEST_S3_SECRET_ACCESS_KEY" \
        "$1/$DISTRIBUTARY_TEST_S3_BUCKET"
}
