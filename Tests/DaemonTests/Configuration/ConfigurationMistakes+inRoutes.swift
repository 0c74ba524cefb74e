extension ConfigurationMistakes {
    /// The top level, and routes that lead nowhere or are not there.
    static let inRoutes = [
        ConfigurationMistake(
            "an empty file",
            """

            """,
            """
            destinations.yaml:1:1: error: 'destinations' must name at least one destination
            """,
            """
            destinations.yaml:1:1: error: 'routes' must list at least one route, such as `- to: [name]`
            """
        ),
        ConfigurationMistake(
            "an unknown section",
            """
            rutes: []
            destinations: {local: {kind: sqlite, path: p}}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:1:1: error: unknown key 'rutes' for the top level; known keys: admin, data, \
            destinations, intake, journal, listen, log, routes, terra
            rutes: []
            ^
            """
        ),
        ConfigurationMistake(
            "a misspelt section",
            """
            intak: {}
            destinations: {local: {kind: sqlite, path: p}}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:1:1: error: unknown key 'intak' for the top level; did you mean 'intake'? known \
            keys: admin, data, destinations, intake, journal, listen, log, routes, terra
            intak: {}
            ^
            """
        ),
        ConfigurationMistake(
            "no destinations",
            """
            destinations:
            routes: [{to: a}]
            """,
            """
            destinations.yaml:1:1: error: 'destinations' must name at least one destination
            destinations:
            ^
            """,
            """
            destinations.yaml:2:15: error: no destination has this name; there is none
            routes: [{to: a}]
                          ^
            """
        ),
        ConfigurationMistake(
            "no routes",
            """
            destinations: {local: {kind: sqlite, path: p}}
            """,
            """
            destinations.yaml:1:1: error: 'routes' must list at least one route, such as `- to: [local]`
            destinations: {local: {kind: sqlite, path: p}}
            ^
            """
        ),
        ConfigurationMistake(
            "an empty list of routes",
            """
            destinations: {local: {kind: sqlite, path: p}}
            routes: []
            """,
            """
            destinations.yaml:2:9: error: 'routes' must list at least one route, such as `- to: [local]`
            routes: []
                    ^
            """
        ),
        ConfigurationMistake(
            "routes that are no list",
            """
            destinations: {local: {kind: sqlite, path: p}}
            routes: {to: local}
            """,
            """
            destinations.yaml:2:9: error: 'routes' must be a list of mappings, found a mapping
            routes: {to: local}
                    ^
            """
        ),
        ConfigurationMistake(
            "a route to nowhere",
            """
            destinations: {local: {kind: sqlite, path: p}, archive: {kind: directory, path: p}}
            routes:
              - to: [local, archive, lake]
            """,
            """
            destinations.yaml:3:26: error: no destination has this name; there are: local, archive
              - to: [local, archive, lake]
                                     ^
            """
        ),
        ConfigurationMistake(
            "a misspelt destination in a route",
            """
            destinations: {local: {kind: sqlite, path: p}}
            routes:
              - to: locl
            """,
            """
            destinations.yaml:3:9: error: no destination has this name; did you mean 'local'? there are: local
              - to: locl
                    ^
            """
        ),
        ConfigurationMistake(
            "a route without a destination",
            """
            destinations: {local: {kind: sqlite, path: p}}
            routes:
              - to: local
              - match: {type: body}
              - to: []
              - to:
            """,
            """
            destinations.yaml:4:5: error: 'to' must name at least one destination
              - match: {type: body}
                ^
            """,
            """
            destinations.yaml:5:9: error: 'to' must name at least one destination
              - to: []
                    ^
            """,
            """
            destinations.yaml:6:5: error: 'to' must name at least one destination
              - to:
                ^
            """
        ),
        ConfigurationMistake(
            "a destination that no route names",
            """
            destinations:
              local: {kind: sqlite, path: p}
              archive: {kind: directory, path: p}
            routes:
              - to: local
            """,
            """
            destinations.yaml:3:3: error: no route names the destination 'archive': nothing would ever go there
              archive: {kind: directory, path: p}
              ^
            """
        ),
        ConfigurationMistake(
            "an empty match",
            """
            destinations: {local: {kind: sqlite, path: p}}
            routes:
              - match:
                to: local
            """,
            """
            destinations.yaml:3:5: error: 'match' is empty; leave it out to take every event
              - match:
                ^
            """
        ),
        ConfigurationMistake(
            "a mistake in a match",
            """
            destinations: {local: {kind: sqlite, path: p}}
            routes:
              - match: {typ: body}
                to: local
            """,
            """
            destinations.yaml:3:13: error: unknown key 'typ' for a match; did you mean 'type'? known keys: \
            all, any, glucose, not, provider, type, user, where
              - match: {typ: body}
                        ^
            """
        ),
        ConfigurationMistake(
            "an unknown key in a route",
            """
            destinations: {local: {kind: sqlite, path: p}}
            routes:
              - {when: x, to: local}
            """,
            """
            destinations.yaml:3:6: error: unknown key 'when' for route 1; known keys: match, strict, to
              - {when: x, to: local}
                 ^
            """
        ),
    ]
}
