# Google Cloud Storage's JSON API and Google's token endpoints (Tests/Servers/gcs.py). Exports:
#   DISTRIBUTARY_TEST_GCS              its URL
#   DISTRIBUTARY_TEST_GCS_CREDENTIALS  file with the key of a service account that it knows

start_gcs() {
    start_google gcs || return 1
    export DISTRIBUTARY_TEST_GCS=$google_url
    export DISTRIBUTARY_TEST_GCS_CREDENTIALS=$servers_directory/gcs/service-account.json
}
