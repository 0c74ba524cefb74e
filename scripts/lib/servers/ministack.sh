# ministack: SQS that verifies the signatures of an IAM user. Exports:
#   DISTRIBUTARY_TEST_AWS            its URL
#   DISTRIBUTARY_TEST_AWS_ACCESS_KEY_ID, DISTRIBUTARY_TEST_AWS_SECRET_ACCESS_KEY
#                                    the user's credentials

start_ministack() {
    local d=$servers_directory/ministack python=$root/.venv-test/bin/python attempt pid port keys
    [[ -x $root/.venv-test/bin/ministack ]] || fail "ministack is missing: run scripts/install test"
    mkdir "$d"
    for attempt in 1 2 3; do
        port=$(free_port)
        GATEWAY_PORT=$port BIND_HOST=127.0.0.1 AUTH=true SERVICES=sqs,iam,sts,s3 LOG_LEVEL=WARNING \
            IOT_MTLS_ENABLED=false TMPDIR=$d \
            setpriv --pdeathsig INT "$root/.venv-test/bin/ministack" >>"$d/server.log" 2>&1 </dev/null &
        pid=$!
        export DISTRIBUTARY_TEST_AWS=http://127.0.0.1:$port
        if wait_until 40 "$pid" curl --silent --fail --max-time 2 "$DISTRIBUTARY_TEST_AWS/_ministack/health" &&
            keys=$("$python" - "$DISTRIBUTARY_TEST_AWS" <<'PYTHON'
import sys, boto3
iam = boto3.client("iam", endpoint_url=sys.argv[1], region_name="us-east-1",
                   aws_access_key_id="test", aws_secret_access_key="test")
iam.create_user(UserName="distributary")
policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
iam.put_user_policy(UserName="distributary", PolicyName="all", PolicyDocument=policy)
key = iam.create_access_key(UserName="distributary")["AccessKey"]
print(key["AccessKeyId"], key["SecretAccessKey"])
PYTHON
            ); then
            servers_pids+=("$pid")
            export DISTRIBUTARY_TEST_AWS_ACCESS_KEY_ID=${keys% *} DISTRIBUTARY_TEST_AWS_SECRET_ACCESS_KEY=${keys#* }
            say "ministack listens on 127.0.0.1:$port (pid $pid)"
            return 0
        fi
        kill -INT "$pid" 2>/dev/null || true
        wait "$pid" || true
    done
    return 1
}
