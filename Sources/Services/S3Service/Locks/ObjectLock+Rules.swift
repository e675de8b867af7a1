import AWSProtocols
import Essentials
import S3Model

/// Source: Amazon S3 user guide, "Locking objects with Object Lock".
extension ObjectLock {
    /// Whether a version may be deleted for good.
    func allowsErasing(at now: Timestamp, bypassing: Bool) -> Bool {
        if isHeld == true { return false }
        guard let mode, let retainUntil, now < retainUntil else { return true }
        return mode == .governance && bypassing
    }

    /// Whether the retention may become another: longer always; shorter or none only where governance is bypassed.
    func allows(_ mode: Mode?, until: Timestamp?, at now: Timestamp, bypassing: Bool) -> Bool {
        guard let present = self.mode, let retainUntil, now < retainUntil else { return true }
        if present == .governance, bypassing { return true }
        guard let mode, let until, until >= retainUntil else { return false }
        return mode == present || (present == .governance && mode == .compliance)
    }
}

extension AWSError {
    static let locked = AWSError(
        code: "AccessDenied", "Access Denied because object protected by object lock.", status: 403)
    static let noLockConfiguration = AWSError(
        code: "InvalidRequest", "Bucket is missing Object Lock Configuration", status: 400)
    static let retentionInThePast = AWSError(
        code: "InvalidArgument", "The retain until date must be in the future!", status: 400)
}

extension S3 {
    /// The lock of a new object: the one that the call gives it, else the bucket's default.
    func lock(_ input: some ObjectDescription, in bucket: Bucket, at now: Timestamp) throws -> ObjectLock? {
        guard (input.objectLockMode == nil) == (input.objectLockRetainUntilDate == nil) else {
            throw AWSError.invalidArgument(
                "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
                name: input.objectLockMode == nil ? "x-amz-object-lock-retain-until-date" : "x-amz-object-lock-mode",
                value: nil)
        }
        let isAsked = input.objectLockMode != nil || input.objectLockLegalHoldStatus != nil
        guard let configuration = bucket.record.objectLock?.value else {
            if isAsked { throw AWSError.noLockConfiguration }
            return nil
        }
        var lock = ObjectLock(isHeld: input.objectLockLegalHoldStatus.map { $0 == .on })
        if let mode = input.objectLockMode, let until = input.objectLockRetainUntilDate {
            guard until > now else { throw AWSError.retentionInThePast }
            (lock.mode, lock.retainUntil) = (ObjectLock.Mode(rawValue: mode.rawValue), until)
        } else if let rule = configuration.rule?.defaultRetention, let mode = rule.mode {
            let days = Int64(rule.days ?? 0) + 365 * Int64(rule.years ?? 0)
            (lock.mode, lock.retainUntil) = (ObjectLock.Mode(rawValue: mode.rawValue), now + .days(days))
        }
        return lock.mode == nil && lock.isHeld == nil ? nil : lock
    }
}
