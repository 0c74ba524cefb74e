# MariaDB, with TLS. Exports:
#   DISTRIBUTARY_TEST_MYSQL          mysql:// URL of the server: password, TLS verified in full
#   DISTRIBUTARY_TEST_MYSQL_BIN      folder of mariadbd, for tests that run a server of their own
#   DISTRIBUTARY_TEST_MYSQL_DATA     a fresh data folder that such a server takes a copy of

start_mysql() {
    local d=$servers_directory/mysql program port attempt pid
    program=$(PATH=$PATH:/usr/sbin command -v mariadbd) || fail "MariaDB is missing: run scripts/install test"
    mkdir "$d" "$d/data"
    cp "$servers_directory/tls/server-key.pem" "$d/key.pem"
    give_to_server_user "$d"
    # Without the time zones and the help, whose tables take longer to fill than all the rest. Root comes by TCP too.
    (unprivileged mariadb-install-db --no-defaults --datadir="$d/data" --auth-root-authentication-method=normal \
        --skip-name-resolve --skip-test-db --innodb-log-file-size=8M --innodb-flush-method=nosync) \
        >"$d/install.log" 2>&1 || {
        cat "$d/install.log" >&2
        return 1
    }
    cp -a "$d/data" "$d/pristine"
    # One statement a line.
    cat >"$d/init.sql" <<SQL
CREATE USER distributary@'127.0.0.1' IDENTIFIED BY '$servers_password';
GRANT ALL ON *.* TO distributary@'127.0.0.1' WITH GRANT OPTION;
CREATE DATABASE terra;
SQL
    # --gdb: it ends at SIGINT, which it otherwise ignores. Its memory and its log are as large as they come: with a
    # smaller pool than the tables it is the disk that is measured.
    for attempt in 1 2 3; do
        port=$(free_port)
        (unprivileged "$program" --no-defaults --datadir="$d/data" --bind-address=127.0.0.1 --port="$port" \
            --socket="$d/server.sock" --pid-file="$d/server.pid" --skip-name-resolve --skip-log-bin \
            --max-connections=200 --performance-schema=off --gdb --skip-core-file --init-file="$d/init.sql" \
            --ssl-cert="$DISTRIBUTARY_TEST_CERTIFICATE" --ssl-key="$d/key.pem" --ssl-ca="$DISTRIBUTARY_TEST_CA") \
            >>"$d/server.log" 2>&1 </dev/null &
        pid=$!
        if wait_until 60 "$pid" mariadb-admin --no-defaults --host=127.0.0.1 --port="$port" --user=distributary \
            --password="$servers_password" --silent status; then
            servers_pids+=("$pid")
            export DISTRIBUTARY_TEST_MYSQL_BIN=${program%/*} DISTRIBUTARY_TEST_MYSQL_DATA=$d/pristine
            export DISTRIBUTARY_TEST_MYSQL="mysql://distributary:$servers_password@127.0.0.1:$port/terra"
            DISTRIBUTARY_TEST_MYSQL+="?ssl-mode=VERIFY_IDENTITY&ssl-ca=$DISTRIBUTARY_TEST_CA"
            say "MariaDB listens on 127.0.0.1:$port (pid $pid)"
            return 0
        fi
        kill -TERM "$pid" 2>/dev/null || true
        wait "$pid" || true
        rm -rf "$d/data"
        cp -a "$d/pristine" "$d/data"
    done
    return 1
}
