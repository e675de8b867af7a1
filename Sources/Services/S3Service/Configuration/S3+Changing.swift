import ServiceKit
import Store

extension S3 {
    /// A change of what is configured of a bucket.
    func change<Output: Sendable>(
        _ bucket: Authorized<Bucket>, answering output: Output,
        _ body: @escaping @Sendable (inout BucketRecord) throws -> Void
    ) -> Change<Output> {
        let bucket = bucket.value
        return Change { transaction in
            var record = try transaction.present(bucket)
            try body(&record)
            try transaction.put(record)
            return output
        }
    }
}
