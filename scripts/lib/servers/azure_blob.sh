# A Blob service with azure-storage-blob's own signers in it (Tests/Servers/azure_blob.py). Exports:
#   DISTRIBUTARY_TEST_AZURE_BLOB             a connection string: endpoint, account and key
#   DISTRIBUTARY_TEST_AZURE_FEDERATED_TOKEN  what its token endpoints take for a federated token, a secret or a header

start_azure_blob() {
    local d=$servers_directory/azure_blob port attempt pid key
    mkdir "$d"
    key=$(openssl rand -base64 64 | tr -d '\n')
    export DISTRIBUTARY_TEST_AZURE_FEDERATED_TOKEN=$servers_password
    for attempt in 1 2 3; do
        port=$(free_port)
        setpriv --pdeathsig INT "$DISTRIBUTARY_TEST_PYTHON" "$root/Tests/Servers/azure_blob.py" \
            "$port" testaccount "$key" "$servers_password" >>"$d/server.log" 2>&1 </dev/null &
        pid=$!
        if wait_until 20 "$pid" grep -q "listening on 127.0.0.1:$port" "$d/server.log"; then
            servers_pids+=("$pid")
            DISTRIBUTARY_TEST_AZURE_BLOB="BlobEndpoint=http://127.0.0.1:$port/testaccount;"
            DISTRIBUTARY_TEST_AZURE_BLOB+="AccountName=testaccount;AccountKey=$key"
            export DISTRIBUTARY_TEST_AZURE_BLOB
            say "the Blob service listens on 127.0.0.1:$port (pid $pid)"
            return 0
        fi
        kill -INT "$pid" 2>/dev/null || true
        wait "$pid" || true
    done
    return 1
}
