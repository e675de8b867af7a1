import Essentials
import KeyEngine
import ServiceKit
import Store
import TrailFormat

/// The key pairs that sign digests: one for each Region, and a new one every month.
struct DigestKeys: Sendable {
    struct Signer: Sendable {
        let key: PrivateKey
        let fingerprint: String
    }

    private static let lifetime = TimeSpan.days(30)

    let store: any Store
    let rootKey: RootKey
    let random: any RandomSource

    static func purpose(_ id: String) -> [UInt8] { Array("cloudtrail.digestKey/\(id)".utf8) }

    /// The key that signs in a Region at a time, made where there is none.
    func signer(in region: Region, at time: Timestamp) async throws -> Signer {
        if let record = try await store.read({ try $0.digestKey(in: region, at: time) }) { return try signer(record) }
        let drawn = try await draw(for: region, at: time)
        let record = try await store.write { transaction in
            if let other = try transaction.digestKey(in: region, at: time) { return other }
            try transaction.insert(drawn)
            return drawn
        }
        return try signer(record)
    }

    private func signer(_ record: DigestKeyRecord) throws -> Signer {
        guard let sealed = Base64.decode(record.sealedPrivateKey) else { throw KeyEngineError.invalidSealedData }
        let secret = try rootKey.open(sealed, purpose: Self.purpose(record.id))
        let key = try PrivateKey(KeyMaterial(spec: .rsa2048, stored: secret))
        return Signer(key: key, fingerprint: record.fingerprint)
    }

    private func draw(for region: Region, at time: Timestamp) async throws -> DigestKeyRecord {
        let id = random.uuid()
        let material = try await Self.generate(random)
        guard let publicKey = DigestPublicKey.pkcs1(try material.publicKey()) else {
            throw KeyEngineError.invalidPublicKey
        }
        let sealed = try seal(material.secret, of: id, random)
        let start = Timestamp(seconds: time.seconds)
        return DigestKeyRecord(
            id: id, region: region, validFrom: start, validUntil: start + Self.lifetime, publicKey: publicKey,
            fingerprint: Hex.encode(Array(ContentHash.sha256(publicKey).prefix(16))),
            sealedPrivateKey: Base64.encode(sealed))
    }

    private static func generate(_ random: some RandomSource) async throws -> KeyMaterial {
        try await SlowWork.run { try KeyMaterial.generate(.rsa2048, random: random) }
    }

    private func seal(_ secret: SecretBytes, of id: String, _ random: some RandomSource) throws -> [UInt8] {
        try rootKey.seal(secret, purpose: Self.purpose(id), random: random)
    }
}

extension ReadTransaction {
    /// The newest key that is valid at a time.
    fileprivate func digestKey(in region: Region, at time: Timestamp) throws -> DigestKeyRecord? {
        try query(
            DigestKeyRecord.self, in: .region(nil, region), order: .field(.validFrom), direction: .descending,
            limit: 10
        ).records.map(\.record).first { $0.validFrom <= time && time < $0.validUntil }
    }
}
