/// Keys that were made for these tests alone, and what PyJWT made with them.
enum GoogleKeys {
    static let pkcs8 = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC3QOkYsU1nwFRs
        i3XTMYEntRqvM+bnZguoUbXvF1LnO+71jKf3Xcodz40R8HuX5HFUMlJ+Vqo4s1ly
        u5v2EYu1LeKUpFEcCZPDm83KIS+6GoEG/+PelKQ4iOpYziIO8NGE1EaCEE6xXAhc
        qKGR3Qs/fp3xtMnOskAOMRMJvvGWd0krU6mEzpop0dUj7rDQdXORr8b7AuUNKfLU
        JtZY1K0wajDN+GxGIglOLPelUgAWptJTvR/bSXqhTefgXgxiXiZrjTYELHHQ6icT
        7qjU9KTAMrGlLNsz1u7CJTEdsSVo4LsytDZWGW+qt9uTiEeF5B3q8aeQ0EgvSCXu
        cI9PeOEDAgMBAAECggEAI5huLqex+2c2fucP+ffxuH7LMiEIxwXhWc6VYl3LcrMH
        lZa+waPsMKIyKrvlpflvsgUcVQIMinr78vdSMhfyZT0GeAz63FFX7HUFIjAUDzg6
        u9tUrdV9mKWvr5RKtVA9wmlhUL5OKtFPpn/y8lxXZPv5Pgv57zZcjuUlZ405bBpm
        TyN57AkYRAAWoPAVF3tPy1r1QLvYqSBjx+X+z/VJsiUg3ZCIdusb/SwAgISWzYv6
        RYRCdQfWNFiSOAvSuXwXe0qraKPdSrIYCpWl90/YPE4Tx0tnP8gs2YeA9FJcKDEC
        8TXSimVkMrpvJiS7dQ1AnhxL3kz2CHybPhSWo1/YgQKBgQD+4UBZ7zZGEFIqhhSi
        0ulyNyBd0pJvpDHLH5IVP2KL3dpgUAVcayChpNxgcNX/2YJGW1G2NaznRHxqt08c
        5clemVOFeu6Z2Ue/W5/nqUVEoaAQs5t5wPC4qFf7CikD9NbItda48TnN8z7EorAh
        UTOZK+pZquYr+eZ6raIVsonioQKBgQC4DxO7Yja1aO0NVgEwJVtF9KCxcH3ImwWm
        l/LvZLxNftPOWK17F8lR79xcjcp71P9jHfluC5A0CaC7IH2a9U4YO7gghbeCpkgj
        AriFoDTBAZutLuEqhlZKqLx4UnMWBQxrBcIve8zgk/x9nFg3tLIDaWHCZz7EN+cL
        NELluZnFIwKBgED0qu/AlPZaJnaL4Sp10eS3w9nlVkh5ce8wRox/sN+wVH0DJ7qb
        2p8XYsp5NzCTAC5qC3MCTuRJgeO4f8L/lMg1DyIPaEtxImXUNfZWHz8UabSX8WGg
        GDkXPgTOXBGUDkDshqJvZ6ni+fYm9/glt56roHflo+9FKsXNBme9LoLBAoGBAKJe
        epO1YnnKZER9eHLWoZwm35Nony3Ww7dhGChjf1IF7id8Rx3tr+WeaZEkbFmtXtY7
        XQzdGostayNo2CVY/VmXZSkbjPWuZrir78fBuogBOSofzvbKp1kZXZnvciMctQW8
        gL+OwP/kzLqqr5AE0Xz8/AaZOd+zSRizM8igYKxtAoGAUoBFAl4M5ZvzaWQFq1vZ
        jPq5SFIgInPo3jikPXJ4b8AC6UUf7g5/CNS4q/9UhVHcoXJRn0lRLvB7wTWAZd9Z
        dVfeoZChgljU0O2wdPq/q8buUtTcPADvRpj/cJ8wFPR7pl2yIfCJtW87jDSNgYNt
        7pNRccgwBpFK78tqWEX7vR8=
        -----END PRIVATE KEY-----

        """

    /// The same key as `pkcs8`.
    static let pkcs1 = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEowIBAAKCAQEAt0DpGLFNZ8BUbIt10zGBJ7UarzPm52YLqFG17xdS5zvu9Yyn
        913KHc+NEfB7l+RxVDJSflaqOLNZcrub9hGLtS3ilKRRHAmTw5vNyiEvuhqBBv/j
        3pSkOIjqWM4iDvDRhNRGghBOsVwIXKihkd0LP36d8bTJzrJADjETCb7xlndJK1Op
        hM6aKdHVI+6w0HVzka/G+wLlDSny1CbWWNStMGowzfhsRiIJTiz3pVIAFqbSU70f
        20l6oU3n4F4MYl4ma402BCxx0OonE+6o1PSkwDKxpSzbM9buwiUxHbElaOC7MrQ2
        Vhlvqrfbk4hHheQd6vGnkNBIL0gl7nCPT3jhAwIDAQABAoIBACOYbi6nsftnNn7n
        D/n38bh+yzIhCMcF4VnOlWJdy3KzB5WWvsGj7DCiMiq75aX5b7IFHFUCDIp6+/L3
        UjIX8mU9BngM+txRV+x1BSIwFA84OrvbVK3VfZilr6+USrVQPcJpYVC+TirRT6Z/
        8vJcV2T7+T4L+e82XI7lJWeNOWwaZk8jeewJGEQAFqDwFRd7T8ta9UC72KkgY8fl
        /s/1SbIlIN2QiHbrG/0sAICEls2L+kWEQnUH1jRYkjgL0rl8F3tKq2ij3UqyGAqV
        pfdP2DxOE8dLZz/ILNmHgPRSXCgxAvE10oplZDK6byYku3UNQJ4cS95M9gh8mz4U
        lqNf2IECgYEA/uFAWe82RhBSKoYUotLpcjcgXdKSb6Qxyx+SFT9ii93aYFAFXGsg
        oaTcYHDV/9mCRltRtjWs50R8ardPHOXJXplThXrumdlHv1uf56lFRKGgELObecDw
        uKhX+wopA/TWyLXWuPE5zfM+xKKwIVEzmSvqWarmK/nmeq2iFbKJ4qECgYEAuA8T
        u2I2tWjtDVYBMCVbRfSgsXB9yJsFppfy72S8TX7TzlitexfJUe/cXI3Ke9T/Yx35
        bguQNAmguyB9mvVOGDu4IIW3gqZIIwK4haA0wQGbrS7hKoZWSqi8eFJzFgUMawXC
        L3vM4JP8fZxYN7SyA2lhwmc+xDfnCzRC5bmZxSMCgYBA9KrvwJT2WiZ2i+EqddHk
        t8PZ5VZIeXHvMEaMf7DfsFR9Aye6m9qfF2LKeTcwkwAuagtzAk7kSYHjuH/C/5TI
        NQ8iD2hLcSJl1DX2Vh8/FGm0l/FhoBg5Fz4EzlwRlA5A7Iaib2ep4vn2Jvf4Jbee
        q6B35aPvRSrFzQZnvS6CwQKBgQCiXnqTtWJ5ymREfXhy1qGcJt+TaJ8t1sO3YRgo
        Y39SBe4nfEcd7a/lnmmRJGxZrV7WO10M3RqLLWsjaNglWP1Zl2UpG4z1rma4q+/H
        wbqIATkqH872yqdZGV2Z73IjHLUFvIC/jsD/5My6qq+QBNF8/PwGmTnfs0kYszPI
        oGCsbQKBgFKARQJeDOWb82lkBatb2Yz6uUhSICJz6N44pD1yeG/AAulFH+4OfwjU
        uKv/VIVR3KFyUZ9JUS7we8E1gGXfWXVX3qGQoYJY1NDtsHT6v6vG7lLU3DwA70aY
        /3CfMBT0e6ZdsiHwibVvO4w0jYGDbe6TUXHIMAaRSu/LalhF+70f
        -----END RSA PRIVATE KEY-----

        """

    static let tooShort = """
        -----BEGIN PRIVATE KEY-----
        MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBANzQAEhIE6hTsGdE
        f3YBssbR82gc4LCLpMLDcyJnv9AYR7WnjGvA309UlC0hYk/PsHOLBxl7r8jDKajQ
        6OTrla4IfttGZ7tj0HRM2B0vtxRzVI07//tty3GcoYcxEkeg/rJzsr6N4mW+qKir
        YxhWQPXo4Vofrv/z00moMJrIze+RAgMBAAECgYEA1XXyv+2Fq1T0FHCgc3ji1ddC
        4iQAhksIxQti8yCuykGemRpW4hf7CNqvwA0k2Bjj8F63R0hNv9wDGuKSMjMYZvCv
        aipw/4LKMUIFs9+gylOZbuJ0KUkDiV9B8R6KPjqHJMhRPwFwN0ae6X+3pvwsWntb
        1l6Z/Or0kJLOlFNqiMECQQDw5FadWRmMQKDB2qYdXmdshum1OYLQ/3I1qvnA7bX3
        XWT4BV8ePEm7MfRtBfljkdJQ79OGXWdKl3UAJp8lveJpAkEA6qlGiOuuHVSEM9T1
        EXJYxqM3oayXY9Tbf0ZdAxgqN40Hc5Ra+fhRr+aZazLx7UzvSJMEtk4xI1J8IXhd
        7Gwu6QJBANExaipw4ufShAh06ccdYXF04+Y2UG1ROIx0szmg9WIg3/snJwgp0NnY
        suwuwPl//AW/j5Di8j1rs/Zyk8iB0ukCQEvqa4lMRc3zU7m5AXedeJ76mrrRLUD8
        0e4BA4JGxRGnrGt16WDJNxQjFCscFixhIWBnP7UC4t68hrAFUs1zylECQAo7HAd0
        JHKqQZOrufiOr+oqVlzbVDmFa7ifl5/rPE94acWXPB64gMEvTRyUbU3rCIQ6ZBuM
        YtSy8nyGIx8XuJI=
        -----END PRIVATE KEY-----

        """

    static let elliptic = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKGb4TBreq7ptlxTF
        fzE3DXRyQjVU5RylcFBWi0dGKvehRANCAARPVamTvCTcIO2XHA0MOI82TvC2j8kl
        LIrJuFQy0ZdfRHEl2eeSfvi2E55Qi2e49XcdWzbFodtbdN057XvV+q18
        -----END PRIVATE KEY-----

        """

    static let assertion = [
        "eyJhbGciOiJSUzI1NiIsImtpZCI6IjVmMGEyYiIsInR5cCI6IkpXVCJ9",
        "eyJhdWQiOiJodHRwczovL29hdXRoMi5nb29nbGVhcGlzLmNvbS90b2tlbiIsImV4cCI6MTc4OTU1MzA0MiwiaWF0Ij"
            + "oxNzg5NTQ5NDQyLCJpc3MiOiJ3cml0ZXJAcHJvamVjdC5pYW0uZ3NlcnZpY2VhY2NvdW50LmNvbSIsInNjb3BlIjoi"
            + "aHR0cHM6Ly93d3cuZ29vZ2xlYXBpcy5jb20vYXV0aC9kZXZzdG9yYWdlLnJlYWRfd3JpdGUifQ",
        "nICEvFLyjU30JWkPsqfH5MblRxtyi3bu8rcwMav0CxQoxrgH6pRr7qjeR9viT63DMCX-aal1GYrYbzzqgKz1BHIoob"
            + "pxZsnQWsnSbb7FrMtoyjDLdQt0drpUTFT-gUR1mm4m4KmNJf6PgtUeUbC9_Hd6nSITQ8MLzKxnKt47VwFGxkuibBkk"
            + "nlb5G-9EPTrPCrnMDjqGifLQzyjqs35mOnV78sU9qNBdscj7GUc7GsY8jTvjpQgIC98tTdtkwg2RE-0aVz5NbzAbdf"
            + "cP1bXFfZCBF7gX8o9N9sjmQ-Oh9ZMgn0rCFPES4jSD4VTBy4s68Nn39dx8qvbwg292yxujIw",
    ].joined(separator: ".")
}
