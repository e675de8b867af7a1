import Essentials
import Testing

@testable import TrailFormat

@Suite struct FileTests {
    private let account = AccountID("111122223333") ?? .standard
    /// 2015-08-17T14:45:31Z
    private let instant = Timestamp(seconds: 1_439_822_731)

    /// The keys of the user guide's examples.
    @Test func keysAreAsCloudTrailSpellsThem() throws {
        let region = try #require(Region("us-east-2"))
        let folder = TrailFolder(account: account, region: region)
        #expect(
            folder.logFileKey(closedAt: instant, unique: "9nYN7gp2eWAJHIfT")
                == "AWSLogs/111122223333/CloudTrail/us-east-2/2015/08/17/"
                + "111122223333_CloudTrail_us-east-2_20150817T1445Z_9nYN7gp2eWAJHIfT.json.gz")
        #expect(
            folder.digestKey(trail: "your-trail-name", home: region, end: instant)
                == "AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2015/08/17/"
                + "111122223333_CloudTrail-Digest_us-east-2_your-trail-name_us-east-2_20150817T144531Z.json.gz")
        let organization = TrailFolder(prefix: "a/b", organization: "o-exampleorgid", account: account, region: region)
        #expect(organization.accountFolder == "a/b/AWSLogs/o-exampleorgid/111122223333")
    }

    @Test func recordsAreJoined() throws {
        let records = [Array(#"{"a":1}"#.utf8), Array(#"{"b":2}"#.utf8)]
        #expect(LogFile.content(records, reserving: 0) == Array(#"{"Records":[{"a":1},{"b":2}]}"#.utf8))
        #expect(LogFile.content([], reserving: 0) == Array(#"{"Records":[]}"#.utf8))
    }

    @Test func aStartingDigestHasNoPredecessor() throws {
        let digest = Digest(
            account: account, start: instant, end: instant + .hours(1), bucket: "logs", key: "k",
            publicKeyFingerprint: "f", previous: nil, files: [])
        let json = try JSON(parsing: digest.content)
        #expect(json["previousDigestSignature"] == .null && json["newestEventTime"] == .null && json["logFiles"] == [])
        #expect(digest.textToSign(contentHash: "h") == Array("2015-08-17T15:45:31Z\nlogs/k\nh\nnull".utf8))
    }

    @Test func aDigestNamesItsFilesAndItsPredecessor() throws {
        let file = Digest.LogFile(
            bucket: "logs", key: "f", hash: "1", newestEvent: instant, oldestEvent: instant - .minutes(5))
        let digest = Digest(
            account: account, start: instant, end: instant + .hours(1), bucket: "logs", key: "k",
            publicKeyFingerprint: "f", previous: .init(bucket: "logs", key: "j", hash: "2", signature: "3"),
            files: [file])
        let json = try JSON(parsing: digest.content)
        #expect(json["previousDigestS3Object"] == "j" && json["previousDigestHashAlgorithm"] == "SHA-256")
        #expect(json["oldestEventTime"] == "2015-08-17T14:40:31Z" && json["newestEventTime"] == "2015-08-17T14:45:31Z")
        #expect(json["logFiles"]?.array?.first?["hashValue"] == "1")
        #expect(String(decoding: digest.textToSign(contentHash: "h"), as: UTF8.self).hasSuffix("\nh\n3"))
    }

    @Test func damagedKeysHaveNoPKCS1Form() {
        let inner: [UInt8] = [0x30, 0x03, 0x02, 0x01, 0x05]
        let info: [UInt8] = [0x30, 0x0A, 0x30, 0x00, 0x03, 0x06, 0x00] + inner
        #expect(DigestPublicKey.pkcs1(info) == inner)
        for cut in 0..<info.count { #expect(DigestPublicKey.pkcs1(Array(info.prefix(cut))) == nil) }
        #expect(DigestPublicKey.pkcs1(info + [0]) == nil)
    }
}
