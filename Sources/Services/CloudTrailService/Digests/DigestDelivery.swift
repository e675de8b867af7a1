import AWSProtocols
import Compression
import Essentials
import HTTPMessage
import KeyEngine
import S3Model
import ServiceKit
import Store
import TrailFormat

/// Delivers one digest.
struct DigestDelivery: Sendable {
    let service: CloudTrail
    let trail: DeliveringTrail
    let now: Timestamp

    func deliver(_ chain: DigestChainRecord) async throws {
        guard let closing = chain.closing else { return }
        var chain = chain
        let destination = closing.attempt ?? trail.trail.destination
        if closing.attempt == nil {
            chain.closing?.attempt = destination
            try await service.store.write { [chain] in _ = try $0.put(chain) }
        }
        do {
            let link = try await put(chain, closing, to: destination)
            try await settle(chain.key, closing, link, failure: nil)
        } catch let error as AWSError {
            try await settle(chain.key, closing, nil, failure: error.restCode)
        }
    }

    private func put(
        _ chain: DigestChainRecord, _ closing: DigestChainRecord.Closing, to destination: TrailDestination
    ) async throws -> Digest.Link {
        let signer = try await service.digestKeys.signer(in: chain.region, at: closing.end)
        let key = trail.folder(destination, chain.account, chain.region).digestKey(
            trail: trail.trail.name, home: trail.trail.home, end: closing.end)
        let digest = Digest(
            account: chain.account, start: chain.start, end: closing.end, bucket: destination.bucket, key: key,
            publicKeyFingerprint: signer.fingerprint, previous: chain.previous,
            files: try await files(of: chain, through: closing.lastFile))
        let content = digest.content
        let hash = Hex.encode(ContentHash.sha256(content))
        let signature = Hex.encode(
            try await SlowWork.run {
                try signer.key.sign(
                    digest.textToSign(contentHash: hash), type: .raw, algorithm: .rsassaPkcs1V15Sha256)
            })
        let compressed = try Gzip.compress(content)
        let request = destination.putRequest(
            key: key, trailARN: trail.trail.arn, content: (compressed.count, "application/json"),
            metadata: ["signature": signature, "signature-algorithm": Digest.signatureAlgorithm])
        _ = try await service.calls.call(
            S3Operations.putObject, request, payload: .bytes(compressed), as: trail.invoker, in: trail.trail.home)
        return Digest.Link(bucket: destination.bucket, key: key, hash: hash, signature: signature)
    }

    private func files(of chain: DigestChainRecord, through last: Int64) async throws -> [Digest.LogFile] {
        guard chain.lastDigestedFile < last else { return [] }
        return try await service.store.read { transaction in
            try (chain.lastDigestedFile + 1...last).compactMap { number in
                let key = DeliveredFileRecord.key(chain.trailID, chain.account, chain.region, number)
                return try transaction.get(DeliveredFileRecord.self, key)?.record.file
            }
        }
    }

    /// Notes what came of it, with what comes next.
    private func settle(
        _ key: RecordKey, _ closing: DigestChainRecord.Closing, _ link: Digest.Link?, failure: String?
    ) async throws {
        try await service.store.write { [trail, now, schedule = service.schedule] transaction in
            guard var chain = try transaction.get(DigestChainRecord.self, key)?.record else { return }
            try transaction.note(
                \.digests, failure, of: chain.trailID, chain.account, chain.region, at: now)
            if let link {
                try transaction.forgetFiles(of: chain, through: closing.lastFile)
                chain.advance(past: closing, link, schedule)
            } else {
                chain.closing?.attempt = nil
                chain.failures += 1
                chain.due = now + schedule.pause(after: chain.failures)
            }
            let isOver = closing.isFinal && (link != nil || trail.isFormer)
            if isOver {
                try transaction.forgetFiles(of: chain, through: chain.lastFile)
                try transaction.delete(DigestChainRecord.self, key)
            } else {
                try transaction.put(chain)
            }
        }
    }
}

extension DigestChainRecord {
    /// Goes on to the next span.
    fileprivate mutating func advance(past closing: Closing, _ link: Digest.Link, _ schedule: TrailSchedule) {
        previous = link
        start = closing.end
        due = closing.end + schedule.digest
        lastDigestedFile = closing.lastFile
        self.closing = nil
        failures = 0
    }
}

extension WriteTransaction {
    fileprivate func forgetFiles(of chain: DigestChainRecord, through last: Int64) throws {
        guard chain.lastDigestedFile < last else { return }
        for number in chain.lastDigestedFile + 1...last {
            try delete(
                DeliveredFileRecord.self,
                DeliveredFileRecord.key(chain.trailID, chain.account, chain.region, number))
        }
    }
}
