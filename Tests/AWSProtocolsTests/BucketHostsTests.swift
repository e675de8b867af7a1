import Testing

@testable import AWSProtocols

@Suite struct BucketHostsTests {
    @Test(
        arguments: [
            ("localhost:4600", .other), ("127.0.0.1:4600", .other), ("[::1]:4600", .other), ("", .other),
            ("bucket.localhost:4600", .s3(bucket: "bucket")), ("a.b.localhost", .s3(bucket: "a.b")),
            ("s3.localhost", .s3(bucket: nil)), ("bucket.s3.localhost", .s3(bucket: "bucket")),
            ("b.s3.eu-west-1.localhost", .s3(bucket: "b")), ("s3.eu-west-1.localhost", .s3(bucket: nil)),
            ("s3.amazonaws.com", .s3(bucket: nil)), ("Bucket.S3.amazonaws.com", .s3(bucket: "bucket")),
            ("a.b.s3.eu-central-1.amazonaws.com:443", .s3(bucket: "a.b")),
            ("b.s3-eu-west-1.amazonaws.com", .s3(bucket: "b")),
            ("b.s3.dualstack.us-west-2.amazonaws.com", .s3(bucket: "b")), ("kms.us-east-1.amazonaws.com", .other),
            ("b.s3.cn-north-1.amazonaws.com.cn", .s3(bucket: "b")), ("example.com", .other),
            ("bucket.objects.example.com", .s3(bucket: "bucket")), ("objects.example.com", .other),
        ] as [(String, BucketHosts.Reading)])
    func hostsAreRead(_ host: String, _ reading: BucketHosts.Reading) {
        #expect(BucketHosts(suffixes: ["localhost", "objects.example.com"]).read(host) == reading)
    }
}
