import Signing
import Testing

/// The S3 examples are those of the Amazon S3 API reference ("Signature Calculations for the Authorization Header"), the
/// general ones of the AWS Signature Version 4 test suite; what neither has was signed with botocore 1.43.
@Suite("AWS Signature Version 4")
struct SigV4Tests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var service = "s3"
        var region = "us-east-1"
        var method = "GET"
        var host = "examplebucket.s3.amazonaws.com"
        var path = "/"
        var query: [(name: String, value: String)] = []
        var headers: [(name: String, value: String)] = []
        var body = ""
        var token: String?
        var time: Int64 = 1_369_353_600
        let signedHeaders: String
        let signature: String
    }

    private static let s3Headers = "host;x-amz-content-sha256;x-amz-date"

    static let vectors: [Vector] = [
        Vector(
            testDescription: "S3: get an object",
            path: "/test.txt",
            headers: [(name: "Range", value: "bytes=0-9")],
            signedHeaders: "host;range;x-amz-content-sha256;x-amz-date",
            signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        ),
        Vector(
            testDescription: "S3: put an object",
            method: "PUT",
            path: "/test%24file.text",
            headers: [
                (name: "Date", value: "Fri, 24 May 2013 00:00:00 GMT"),
                (name: "x-amz-storage-class", value: "REDUCED_REDUNDANCY"),
            ],
            body: "Welcome to Amazon S3.",
            signedHeaders: "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
            signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        ),
        Vector(
            testDescription: "S3: get the lifecycle of a bucket",
            query: [(name: "lifecycle", value: "")],
            signedHeaders: s3Headers,
            signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
        ),
        Vector(
            testDescription: "S3: list a bucket",
            query: [(name: "prefix", value: "J"), (name: "max-keys", value: "2")],
            signedHeaders: s3Headers,
            signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        ),
        Vector(
            testDescription: "S3: a key of every kind of character, a port, a session token",
            region: "eu-west-2",
            method: "PUT",
            host: "127.0.0.1:9000",
            path: URIEncoding.encode(
                "/bucket/cgm/2022-03-16/body/ünï codé+&=?#%2F'()*!~-_.json",
                keepingSlashes: true
            ),
            headers: [
                (name: "If-None-Match", value: "*"), (name: "x-amz-meta-ordering", value: "1789516800456"),
                (name: "Content-Type", value: "application/json"),
            ],
            body: #"{"a":1}"#,
            token: "session/token+==",
            time: 1_772_323_199,
            signedHeaders: "content-type;host;if-none-match;x-amz-content-sha256;x-amz-date;x-amz-meta-ordering;"
                + "x-amz-security-token",
            signature: "cc526eef14fa4968f30cd2b882b9a77c68520066f4ffcf0a0867ecbaa1899a4b"
        ),
        Vector(
            testDescription: "S3: begin an upload in parts",
            region: "eu-west-2",
            method: "POST",
            host: "b.s3.eu-west-2.amazonaws.com",
            path: "/k",
            query: [(name: "uploads", value: "")],
            time: 1_772_323_199,
            signedHeaders: s3Headers,
            signature: "565367420d1d980a725de3ad030738269f1caac547cf477c59de14620fb25c0d"
        ),
        Vector(
            testDescription: "S3: upload a part",
            region: "eu-west-2",
            method: "PUT",
            host: "b.s3.eu-west-2.amazonaws.com",
            path: "/k",
            query: [(name: "uploadId", value: "a+b/c= d"), (name: "partNumber", value: "2")],
            body: "xyz",
            time: 1_772_323_199,
            signedHeaders: s3Headers,
            signature: "69945bf14463bda7380698c68ac78ed5649ab709d5880578b35eca521ec05011"
        ),
    ]

    static let generalVectors: [Vector] = [
        general("get-vanilla", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        general(
            "get-vanilla-query-order-key-case",
            query: [(name: "Param2", value: "value2"), (name: "Param1", value: "value1")],
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        ),
        general(
            "a path with a space, encoded twice",
            path: "/example%20space/",
            "446b817944c553435b35e813c261ff4e161fff982d1bacdef1c87f6785dd1662"
        ),
        general(
            "get-header-value-trim",
            headers: [(name: "My-Header1", value: " value1"), (name: "My-Header2", value: " \"a   b   c\"")],
            signedHeaders: "host;my-header1;my-header2;x-amz-date",
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"
        ),
        Vector(
            testDescription: "IAM: list users",
            service: "iam",
            host: "iam.amazonaws.com",
            query: [(name: "Action", value: "ListUsers"), (name: "Version", value: "2010-05-08")],
            headers: [(name: "Content-Type", value: "application/x-www-form-urlencoded; charset=utf-8")],
            time: 1_440_938_160,
            signedHeaders: "content-type;host;x-amz-date",
            signature: "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
        ),
        Vector(
            testDescription: "SQS: send a batch",
            service: "sqs",
            region: "eu-west-2",
            method: "POST",
            host: "sqs.eu-west-2.amazonaws.com",
            headers: [
                (name: "Content-Type", value: "application/x-amz-json-1.0"),
                (name: "X-Amz-Target", value: "AmazonSQS.SendMessageBatch"),
            ],
            body: "{}",
            token: "token",
            time: 1_772_323_199,
            signedHeaders: "content-type;host;x-amz-date;x-amz-security-token;x-amz-target",
            signature: "0c4e635f7be53081b84acfdd7f109054d3645121a9025d5f4f5f73a038829b32"
        ),
    ]

    private static func general(
        _ name: String,
        path: String = "/",
        query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [],
        signedHeaders: String = "host;x-amz-date",
        _ signature: String
    ) -> Vector {
        Vector(
            testDescription: name,
            service: "service",
            host: "example.amazonaws.com",
            path: path,
            query: query,
            headers: headers,
            time: 1_440_938_160,
            signedHeaders: signedHeaders,
            signature: signature
        )
    }

    @Test("Requests of Amazon S3", arguments: vectors)
    func s3(vector: Vector) {
        check(vector, id: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    }

    @Test("Requests of other services", arguments: generalVectors)
    func others(vector: Vector) {
        check(vector, id: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    }

    private func check(_ vector: Vector, id: String, secret: String) {
        let signer = SigV4(
            accessKeyID: id,
            secretAccessKey: secret,
            sessionToken: vector.token,
            region: vector.region,
            service: vector.service
        )
        let body = Array(vector.body.utf8)[...]
        let request = SigV4.Request(
            method: vector.method,
            host: vector.host,
            path: vector.path,
            query: vector.query,
            headers: vector.headers,
            bodyHash: LowercaseHex.string(SigV4.hash([body.prefix(1), body.dropFirst()]))
        )
        let added = signer.sign(request, at: vector.time)
        let authorization = added.first { $0.name == "Authorization" }?.value ?? ""
        #expect(authorization.hasSuffix("SignedHeaders=\(vector.signedHeaders), Signature=\(vector.signature)"))
        #expect(added.contains { $0.name == "X-Amz-Security-Token" } == (vector.token != nil))
        #expect(!authorization.contains(secret))
    }

    @Test(
        "Times are written as AWS wants them",
        arguments: [
            (0, "19700101T000000Z"), (951_782_399, "20000228T235959Z"), (951_868_799, "20000229T235959Z"),
            (1_709_164_800, "20240229T000000Z"), (1_735_689_599, "20241231T235959Z"),
            (4_107_542_400, "21000301T000000Z"),
        ] as [(Int64, String)]
    )
    func time(seconds: Int64, text: String) {
        let signer = SigV4(accessKeyID: "a", secretAccessKey: "b", sessionToken: nil, region: "r", service: "s")
        let request = SigV4.Request(method: "GET", host: "h", path: "/", bodyHash: "")
        #expect(signer.sign(request, at: seconds).first?.value == text)
    }
}
