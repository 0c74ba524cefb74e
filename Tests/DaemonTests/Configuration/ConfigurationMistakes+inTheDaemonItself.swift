extension ConfigurationMistakes {
    /// Intake, journal, log and listeners.
    static let inTheDaemonItself = [
        ConfigurationMistake(
            "payloads that may be fetched from nowhere, and a key that is not there",
            """
            intake: {fetch_payloads: true}
            journal: {encryption_key: "${NOPE}"}
            destinations: {local: {kind: sqlite, path: p}}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:1:26: error: 'fetch_hosts' must list the hosts that payloads are fetched from, \
            such as '*.s3.eu-west-1.amazonaws.com'
            intake: {fetch_payloads: true}
                                     ^
            """,
            """
            destinations.yaml:2:27: error: environment variable NOPE is not set; set it, or write \
            ${NOPE:-default}
            journal: {encryption_key: "${NOPE}"}
                                      ^
            """
        ),
        ConfigurationMistake(
            "hosts of payloads that are everybody's",
            """
            intake: {fetch_payloads: true, fetch_hosts: ["*.com", files.example.org]}
            destinations: {local: {kind: sqlite, path: p}}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:1:46: error: a host is a name such as 'files.example.org', '*.example.org' for all below \
            it, or 'http://name:port' for one without TLS
            intake: {fetch_payloads: true, fetch_hosts: ["*.com", files.example.org]}
                                                         ^
            """
        ),
        ConfigurationMistake(
            "the name of what fetches payloads",
            """
            intake: {fetch_payloads: true, fetch_hosts: [files.example.org]}
            destinations: {fetch_payloads: {kind: sqlite, path: p}}
            routes: [{to: fetch_payloads}]
            """,
            """
            destinations.yaml:2:15: error: 'fetch_payloads' cannot be a destination's name where intake.fetch_payloads \
            is true
            destinations: {fetch_payloads: {kind: sqlite, path: p}}
                          ^
            """
        ),
        ConfigurationMistake(
            "keys that are none",
            """
            journal:
              encryption_key:
                - no base64!
                - c2hvcnQ=
                - none
                - AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
                - AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
            destinations: {local: {kind: sqlite, path: p}}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:3:7: error: 'encryption_key' must be 32 bytes in base64, as `openssl rand -base64 32` makes them, \
            found something that is not base64
                - ***
                  ^
            """,
            """
            destinations.yaml:4:7: error: 'encryption_key' must be 32 bytes in base64, as `openssl rand -base64 32` makes them, \
            found 5 bytes
                - ***
                  ^
            """,
            """
            destinations.yaml:5:7: error: 'none' must be the first of 'encryption_key': the first is what is written with
                - ***
                  ^
            """,
            """
            destinations.yaml:7:7: error: 'encryption_key' lists the same key twice
                - ***
                  ^
            """
        ),
        ConfigurationMistake(
            "no key at all",
            """
            journal: {encryption_key: []}
            destinations: {local: {kind: sqlite, path: p}}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:1:27: error: 'encryption_key' must list at least one key, or be left out
            journal: {encryption_key: []}
                                      ^
            """
        ),
        ConfigurationMistake(
            "a journal that is smaller than a segment",
            """
            journal: {segment_size: 64MiB, max_size: 32MiB}
            destinations: {local: {kind: sqlite, path: p}}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:1:42: error: 'max_size' must be at least 'segment_size'
            journal: {segment_size: 64MiB, max_size: 32MiB}
                                                     ^
            """
        ),
        ConfigurationMistake(
            "an address that is none",
            """
            listen: ["::1:8080", 127.0.0.1, "unix:", 127.0.0.1:99999]
            destinations: {local: {kind: sqlite, path: p}}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:1:10: error: 'listen' takes an address such as 127.0.0.1:8080, [::1]:8080 or \
            unix:/run/distributary/intake.sock, or a list of them
            listen: ["::1:8080", 127.0.0.1, "unix:", 127.0.0.1:99999]
                     ^
            """,
            """
            destinations.yaml:1:22: error: 'listen' takes an address such as 127.0.0.1:8080, [::1]:8080 or \
            unix:/run/distributary/intake.sock, or a list of them
            listen: ["::1:8080", 127.0.0.1, "unix:", 127.0.0.1:99999]
                                 ^
            """,
            """
            destinations.yaml:1:33: error: 'listen' takes an address such as 127.0.0.1:8080, [::1]:8080 or \
            unix:/run/distributary/intake.sock, or a list of them
            listen: ["::1:8080", 127.0.0.1, "unix:", 127.0.0.1:99999]
                                            ^
            """,
            """
            destinations.yaml:1:42: error: 'listen' takes an address such as 127.0.0.1:8080, [::1]:8080 or \
            unix:/run/distributary/intake.sock, or a list of them
            listen: ["::1:8080", 127.0.0.1, "unix:", 127.0.0.1:99999]
                                                     ^
            """
        ),
        ConfigurationMistake(
            "an address twice",
            """
            listen: [127.0.0.1:1, 127.0.0.1:1]
            destinations: {local: {kind: sqlite, path: p}}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:1:23: error: this address is listed twice
            listen: [127.0.0.1:1, 127.0.0.1:1]
                                  ^
            """
        ),
        ConfigurationMistake(
            "no address",
            """
            listen: []
            admin: {listen: x}
            destinations: {local: {kind: sqlite, path: p}}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:1:9: error: 'listen' must name at least one address
            listen: []
                    ^
            """,
            """
            destinations.yaml:2:17: error: 'listen' takes an address such as 127.0.0.1:8080, [::1]:8080 or \
            unix:/run/distributary/intake.sock, or a list of them
            admin: {listen: x}
                            ^
            """
        ),
        ConfigurationMistake(
            "an empty data folder",
            """
            data: ""
            destinations: {local: {kind: sqlite, path: p}}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:1:7: error: 'data' must name a folder
            data: ""
                  ^
            """
        ),
        ConfigurationMistake(
            "a log format that is none",
            """
            log: {format: xml, level: warn, stats_every: 0s}
            destinations: {local: {kind: sqlite, path: p}}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:1:15: error: 'format' must be one of auto, text, json, logfmt
            log: {format: xml, level: warn, stats_every: 0s}
                          ^
            """,
            """
            destinations.yaml:1:27: error: 'level' must be one of trace, debug, info, notice, warning, error, \
            critical
            log: {format: xml, level: warn, stats_every: 0s}
                                      ^
            """,
            """
            destinations.yaml:1:46: error: 'stats_every' must be from 1s to 1d
            log: {format: xml, level: warn, stats_every: 0s}
                                                         ^
            """
        ),
        ConfigurationMistake(
            "TLS without a key",
            """
            intake: {tls: {certificate: c}}
            destinations: {local: {kind: sqlite, path: p}}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:1:10: error: missing key 'private_key' for TLS of intake
            intake: {tls: {certificate: c}}
                     ^
            """
        ),
        ConfigurationMistake(
            "a misspelt secret",
            """
            intake: {bearer_token: hush}
            destinations: {local: {kind: sqlite, path: p}}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:1:10: error: unknown key 'bearer_token' for intake; did you mean \
            'bearer_tokens'? known keys: bearer_tokens, deduplicate_for, fetch_hosts, fetch_payloads, max_body, open, \
            signature, tls
            intake: {bearer_token: ***}
                     ^
            """
        ),
    ]
}
